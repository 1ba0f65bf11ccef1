"""The graph over roots in a store, here one in the memory of this process: the bytes of folders, published as a version."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import dagster as dg
import pytest

from assets import roots as settings_of_the_graph
from assets.requests import raw_file_versions, statuses, today
from assets.roots import PROJECT, Roots
from pipeline.core.object_storage import Store, fetched, latest
from tests.assets.conftest import run_years, straight, tables_and_reports

LIST_YEAR = 2013  # a small one


@pytest.fixture
def roots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Roots:
    """The published figures in a raw root of a store, beside an out root in which nothing is yet."""
    monkeypatch.setattr(settings_of_the_graph, "STORES", re.compile("memory://.*"))
    place = f"memory://{uuid.uuid4().hex}"
    store = Store(f"{place}/raw")
    for path in (PROJECT / "data/raw").rglob("*"):
        if path.is_file():
            store.files.pipe_file(store.place(path.relative_to(PROJECT / "data/raw").as_posix()), path.read_bytes())
    return Roots(raw=store.address, out=f"{place}/out", work=str(tmp_path / "work"))


def published(out: str) -> dict[str, bytes]:
    """What readers see of an out root, but the manifests, which name the run."""
    store = Store(out)
    pointer = latest(store)
    paths = {name: store.place(f"versions/{pointer.version}/{name}") for name in pointer.files}
    return {name: store.files.cat_file(path) for name, path in paths.items() if not name.startswith("manifest/")}


def test_a_list_year_of_the_graph_is_published_to_a_store_as_to_a_folder(
    roots: Roots, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    result = run_years(roots, instance, LIST_YEAR)
    assert result.success
    straight(Roots(raw="data/raw"), tmp_path / "folder", [LIST_YEAR])
    assert published(roots.out) == tables_and_reports(tmp_path / "folder")

    (told,) = (each for each in result.asset_materializations_for_node("publication"))
    version = f"{roots.out}/versions/{latest(Store(roots.out)).version}"
    assert told.metadata["report"].value == f"{version}/report/{LIST_YEAR}/index.html"
    assert [each.list_year for each in statuses(roots, today()) if each.state == "up to date"] == [LIST_YEAR]


def test_a_sensor_does_not_take_the_raw_root_from_under_a_run(
    roots: Roots, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.requests.SECONDS_TO_WAIT", 0.1)
    with fetched(Store(roots.raw), roots.work_folder):
        skipped = raw_file_versions(dg.build_sensor_context(instance=instance), roots=roots)
    assert "another run" in str(skipped)
    assert "data versions reported" in str(raw_file_versions(dg.build_sensor_context(instance=instance), roots=roots))
