"""Person files through the graph: the same bytes as the commands make, and no person's value in the event log."""

from __future__ import annotations

import shutil
from pathlib import Path

import dagster as dg
import polars as pl
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


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up country of person rows in CSV, without the cards, which would refuse every change."""
    raw = tmp_path_factory.mktemp("harmed") / "raw"
    synthesize(raw, persons=4_000, list_years=YEARS, seed=3, grain="person", file_format="csv")
    for card in raw.glob("*/delivery.yaml"):
        card.unlink()
    return raw


SECRET = "QVISTRUP31415"  # a value that nothing else has
HARMED = {"a birthday that is none": ("population", "foed_dag", 1), "a key twice": ("population", "pnr", 2)}


@pytest.mark.parametrize("harm", HARMED)
def test_a_value_of_refused_person_files_is_nowhere_in_what_dagster_and_the_run_store(
    made_up: Path, tmp_path: Path, harm: str
) -> None:
    register, column, rows = HARMED[harm]
    raw, home = tmp_path / "raw", tmp_path / "home"
    home.mkdir()
    shutil.copytree(made_up, raw)
    path = raw / str(YEARS[-1]) / f"{register}.csv"
    harmed = pl.when(pl.int_range(pl.len()) < rows).then(pl.lit(SECRET)).otherwise(pl.col(column)).alias(column)
    pl.read_csv(path, separator=";", infer_schema=False).with_columns(harmed).write_csv(path, separator=";")
    roots = Roots(raw=str(raw), out=str(tmp_path / "out"), work=str(tmp_path / "work"))
    with dg.DagsterInstance.local_temp(str(home), overrides={"telemetry": {"enabled": False}}) as instance:
        assert not backfill(roots, YEARS[-1:], instance).is_success
    stored = [path for path in tmp_path.rglob("*") if path.is_file() and raw not in path.parents]
    assert any(home in path.parents for path in stored)
    assert [path for path in stored if SECRET.encode() in path.read_bytes()] == []
