"""Person files through the graph: the same bytes as the commands make, and no person's value in the event log."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from assets.backfill import backfill
from assets.roots import Roots
from commands.ghettolist import main
from pipeline.synthetic import synthesize
from tests.assets.conftest import contents

YEARS = range(2010, 2012)


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory, instance: dg.DagsterInstance) -> Roots:
    """A made-up country of person rows, run through the graph and by the command."""
    folder = tmp_path_factory.mktemp("persons")
    synthesize(folder / "raw", persons=4_000, list_years=YEARS, seed=3, grain="person")
    roots = Roots(raw=str(folder / "raw"), out=str(folder / "out"), work=str(folder / "work"), municipalities=["all"])
    assert backfill(roots, YEARS, instance).is_success
    words = ["backfill", f"{YEARS[0]}..{YEARS[-1]}", "--raw", roots.raw, "--municipality", "all"]
    words += ["--out", str(folder / "straight"), "--work", str(folder / "straight-work")]
    assert CliRunner().invoke(main, words, catch_exceptions=False).exit_code == 0
    return roots


def test_person_files_give_the_same_bytes_through_the_graph_and_straight(roots: Roots) -> None:
    out = Path(roots.out)
    graph, plain = contents(out), contents(out.with_name("straight"))
    assert sorted(graph) == sorted(plain)
    # The run's own id stands in the manifest alone.
    assert [name for name in plain if not name.startswith("manifest/") and graph[name] != plain[name]] == []


def test_no_person_key_is_in_the_event_log(roots: Roots, instance: dg.DagsterInstance) -> None:
    keys = set(pq.read_table(Path(roots.raw) / "2010" / "population.parquet", columns=["pnr"])["pnr"].to_pylist())
    log = "\n".join(str(entry) for run in instance.get_runs() for entry in instance.all_logs(run.run_id))
    assert "population" in log
    assert [key for key in keys if key in log] == []


def test_what_the_graph_keeps_of_persons_is_counts(roots: Roots) -> None:
    keys = pq.read_table(Path(roots.raw) / "2010" / "population.parquet", columns=["pnr"])["pnr"].to_pylist()
    kept = [path.read_bytes() for path in Path(roots.work).rglob("*") if path.is_file()]
    assert kept
    assert not any(key.encode() in content for content in kept for key in keys[:50])
