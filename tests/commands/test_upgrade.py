"""After an upgrade nothing needs a hand: what an earlier version made is stale, and its next run makes it anew."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from commands.ghettolist import main
from pipeline.core import version
from pipeline.core.content_store import ContentStore
from pipeline.core.paths import OutRoot, RawRoot
from pipeline.inputs.sources import open_sources
from pipeline.law import load_law
from pipeline.outputs.kept_lists import LISTS, KeptLists
from pipeline.outputs.schema import CONTRACT_VERSION

RAW, LIST_YEAR = Path(__file__).parents[2] / "data" / "raw", 2017
COLUMNS_OF_0_1_0 = ["path", "sha256", "rows", "grain", "regime", "law_sha256", "code_version", "run_id"]


def ghettolist(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def kept(store: Path) -> KeptLists:
    return KeptLists(open_sources(RawRoot(RAW)), load_law(), ContentStore(store), version.code_version())


@contextmanager
def earlier_version() -> Iterator[None]:
    """The program as if it were of another version."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(version, "VERSION", "0.1.0")
        version.version_of.cache_clear()
        yield
    version.version_of.cache_clear()


def tables(out: Path) -> dict[str, bytes]:
    """Every published table and page; the manifest and the workbooks name the version."""
    found = sorted(path for path in out.rglob("*") if path.suffix in (".parquet", ".html", ".csv"))
    found = [path for path in found if "manifest" not in path.parts]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


def test_a_list_year_of_an_earlier_version_heals_at_its_next_run(tmp_path: Path) -> None:
    out, store = tmp_path / "out", tmp_path / "kept"
    words = ("run", "--list-year", LIST_YEAR, "--raw", RAW, "--out", out)
    with earlier_version():
        assert ghettolist(*words).exit_code == 0
        right = kept(store).lists_up_to(LIST_YEAR)[-1]
        # What that version kept is wrong under its own key, and its manifest lacks what came later.
        ContentStore(store).put(LISTS, str(LIST_YEAR), kept(store).content(LIST_YEAR).key, "wrong")
    manifest = OutRoot(out).partition("manifest", LIST_YEAR)
    pq.write_table(pq.read_table(manifest, partitioning=None).select(COLUMNS_OF_0_1_0), manifest)
    shutil.rmtree(out / "manifest" / ".vintages")
    expected = tables(out)
    OutRoot(out).partition("designations", LIST_YEAR).unlink()

    def status() -> dict[str, object]:
        told = ghettolist("status", "--raw", RAW, "--out", out, "--format", "json")
        found: dict[str, object] = next(each for each in json.loads(told.stdout) if each["list_year"] == LIST_YEAR)
        return found

    stale = status()
    assert stale["state"] == "stale"
    assert str(stale["reasons"]).startswith("['code 0.1.0+")
    assert ghettolist("verify", "--list-year", LIST_YEAR, "--raw", RAW, "--out", out).exit_code == 4
    assert ghettolist(*words).exit_code == 0
    assert tables(out) == expected
    assert status()["state"] == "up to date"
    assert pq.read_table(manifest, partitioning=None)["contract_version"][0].as_py() == CONTRACT_VERSION
    assert pickle.dumps(kept(store).lists_up_to(LIST_YEAR)[-1].outcomes) == pickle.dumps(right.outcomes)
