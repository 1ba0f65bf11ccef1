"""The graph and the commands make the same files, byte for byte, except for the run's id."""

from __future__ import annotations

import io

import dagster as dg
import pyarrow.parquet as pq
import pytest

from tests.assets.conftest import Ran, contents, run_backfill, run_years, straight

CASES = {
    "the published figures": ("data/raw", range(2010, 2020)),
    "delivered counts": ("data/made_up", range(2016, 2018)),
}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES.keys())
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, instance: dg.DagsterInstance
) -> tuple[Ran, dict[str, bytes], dict[str, bytes]]:
    raw, list_years = request.param
    folder = tmp_path_factory.mktemp("graph")
    ran = run_backfill(raw, folder, list_years, instance)
    straight(ran.roots, folder / "straight", list_years)
    return ran, contents(folder / "out"), contents(folder / "straight")


def test_every_list_year_is_made(both: tuple[Ran, dict[str, bytes], dict[str, bytes]]) -> None:
    ran, graph, _ = both
    assert ran.run.is_success
    assert len(graph) > 9


def test_both_paths_write_the_same_files(both: tuple[Ran, dict[str, bytes], dict[str, bytes]]) -> None:
    _, graph, plain = both
    assert sorted(graph) == sorted(plain)


def test_every_file_but_the_manifest_has_the_same_bytes(both: tuple[Ran, dict[str, bytes], dict[str, bytes]]) -> None:
    _, graph, plain = both
    differ = [name for name in plain if not name.startswith("manifest/") and graph.get(name) != plain[name]]
    assert differ == []


def test_the_manifests_differ_in_the_run_id_alone(both: tuple[Ran, dict[str, bytes], dict[str, bytes]]) -> None:
    _, graph, plain = both
    manifests = [name for name in plain if name.startswith("manifest/") and name.endswith(".parquet")]
    assert manifests
    for name in manifests:
        ours, theirs = (pq.read_table(io.BytesIO(files[name])) for files in (graph, plain))
        assert set(theirs["run_id"].to_pylist()) == {"straight"}
        assert set(ours["run_id"].to_pylist()).isdisjoint({"straight", None, ""})
        assert ours.drop_columns(["run_id"]).equals(theirs.drop_columns(["run_id"]), check_metadata=True)


def test_a_list_year_that_was_validated_is_made_again_without_validating_it_again(
    both: tuple[Ran, dict[str, bytes], dict[str, bytes]], instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran, *_ = both
    monkeypatch.setattr("expectations.second_process._second_process", lambda: pytest.fail("a verdict was asked for"))
    assert run_years(ran.roots, instance, 2016).success


def test_the_work_folder_is_private(both: tuple[Ran, dict[str, bytes], dict[str, bytes]]) -> None:
    ran, graph, _ = both
    kept = [path for path in ran.roots.work_folder.rglob("*") if path.is_file()]
    assert kept
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)
    assert not [name for name in graph if name.endswith(".pickle")]
