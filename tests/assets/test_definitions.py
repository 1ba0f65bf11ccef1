"""The graph as people meet it: everything described, partitions that grow, one run for a range of list years."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from assets.backfill import backfill
from assets.definitions import defs
from assets.lateness import ON_TIME
from assets.partitions import LIST_YEARS
from assets.raw_files import SHARED, raw_key
from assets.roots import PROJECT, Roots
from assets.tables import TABLES
from assets.yearly_list import YEARLY_LIST
from expectations import SUITES
from pipeline.core.errors import WrongUsage
from pipeline.core.settings import read_settings
from pipeline.inputs.registers import REGISTERS

COPENHAGEN_TIME = ZoneInfo("Europe/Copenhagen")
DEFINITIONS = defs()
GRAPH = DEFINITIONS.resolve_asset_graph()
MADE = {*(register.name for register in REGISTERS.values()), *TABLES, "report", "publication"}
DELIVERED = {*SHARED, "inputs", *(raw_key(register.name).to_user_string() for register in REGISTERS.values())}
PUBLIC = {*TABLES, "report", "publication"}
SPECS = {spec.key.to_user_string(): spec for spec in DEFINITIONS.resolve_all_asset_specs()}


def at(year: int, month: int, day: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=COPENHAGEN_TIME)


def test_the_definitions_load() -> None:
    dg.Definitions.validate_loadable(DEFINITIONS)
    assert DEFINITIONS.resolve_job_def(YEARLY_LIST).executor_def.name == "in_process"


def test_the_raw_files_the_registers_the_tables_the_report_and_the_publication_are_the_assets() -> None:
    assert set(SPECS) == MADE | DELIVERED


def test_the_raw_files_are_external_and_everything_else_is_made_by_list_year_in_one_run_a_range() -> None:
    for name in DELIVERED:
        assert GRAPH.get(dg.AssetKey.from_user_string(name)).is_external
    for name in MADE:
        node = GRAPH.get(dg.AssetKey(name))
        assert node.partitions_def == LIST_YEARS
        assert node.backfill_policy == dg.BackfillPolicy.single_run()
        assert node.code_version


def test_everything_depends_on_the_same_list_year_only() -> None:
    year = {"2018"}
    for name in MADE:
        for parent in GRAPH.get(dg.AssetKey(name)).parent_keys:
            if GRAPH.get(parent).is_partitioned:
                mapping = GRAPH.get_partition_mapping(dg.AssetKey(name), parent)
                found = mapping.get_upstream_mapped_partitions_result_for_partitions(
                    LIST_YEARS.subset_with_partition_keys(year), LIST_YEARS, LIST_YEARS
                )
                assert set(found.partitions_subset.get_partition_keys()) == year


def test_everything_made_depends_on_all_that_its_list_year_rests_on() -> None:
    assert all(dg.AssetKey("inputs") in GRAPH.get(dg.AssetKey(name)).parent_keys for name in MADE)


@pytest.mark.parametrize("name", sorted(SPECS))
def test_every_asset_has_an_owner_a_group_a_description_and_kinds(name: str) -> None:
    spec = SPECS[name]
    assert spec.owners
    assert spec.group_name in {"raw_files", "registers", "figures", "law_applied", "lists", "publication"}
    assert re.search(r"[Oo]ne (row|page) per ", spec.description or "")
    assert not set("æøåÆØÅ") & set(spec.description or "")  # the interface speaks English
    assert ("python" in spec.kinds) is (name in MADE)
    assert spec.tags["access"] == ("public" if name in PUBLIC else "private")


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_shows_its_columns_with_their_meaning(name: str) -> None:
    schema = SPECS[name].metadata["dagster/column_schema"]
    assert [column.name for column in schema.columns] == ["list_year", *TABLES[name].names]
    assert all(column.description for column in schema.columns)


def test_every_suite_has_one_check_that_blocks_and_one_that_warns() -> None:
    checks = {key.name: GRAPH.get(key) for key in GRAPH.asset_check_keys if key.name != ON_TIME}
    suites = set(SUITES) - {"person_profile"}
    assert set(checks) == {f"{suite}_{severity}" for suite in suites for severity in ("error", "warning")}
    assert all(check.blocking == name.endswith("_error") for name, check in checks.items())


def test_checks_are_told_by_list_year_but_for_what_all_list_years_share() -> None:
    for key in GRAPH.asset_check_keys:
        shared = key.name.startswith("published_") or key.name == ON_TIME
        assert GRAPH.get(key).partitions_def == (None if shared else LIST_YEARS)


def test_the_partitions_grow_by_themselves() -> None:
    assert LIST_YEARS.get_first_partition_key() == "2010"
    assert LIST_YEARS.get_partition_keys(at(2026, 12, 31))[-1] == "2026"
    assert LIST_YEARS.get_partition_keys(at(2027, 1, 1))[-1] == "2027"


def test_a_list_year_without_a_partition_is_wrong_usage() -> None:
    with dg.DagsterInstance.ephemeral() as instance, pytest.raises(WrongUsage, match="2009"):
        backfill(Roots(), range(2009, 2010), instance)


def test_relative_folders_are_the_projects_own() -> None:
    assert Roots().raw_root.folder == PROJECT / "data/raw"
    assert Roots(out="elsewhere").out_root.folder == PROJECT / "elsewhere"


def test_the_graph_takes_the_settings_that_the_commands_take(tmp_path: Path) -> None:
    (tmp_path / "ghettolist.toml").write_text('raw = "a"\nout = "/b"\nmunicipalities = ["101", "Aarhus"]\n')
    environment = {
        "GHETTOLIST_ENGINE": "spark",
        "GHETTOLIST_MEMORY_LIMIT": "1MiB",
        "GHETTOLIST_SITE": "https://lists.example/",
    }
    roots = Roots.of(read_settings(environment, tmp_path)).process_config_and_initialize()
    assert (roots.raw, roots.out, roots.work) == (str(tmp_path / "a"), "/b", "data/work")
    assert (roots.engine, roots.memory_limit, roots.municipalities) == ("spark", 2**20, ["101", "Aarhus"])
    assert roots.link(roots.out_root.report(2017)) == "https://lists.example/report/2017/index.html"


def test_the_graph_shows_the_municipalities_that_the_commands_show() -> None:
    assert Roots().shown == {"101"}
    assert Roots(municipalities=["Aarhus", "101"]).shown == {"751", "101"}
    assert Roots(municipalities=["all"]).shown is None


def test_settings_that_cannot_be_used_are_refused_when_the_graph_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GHETTOLIST_ENGINE", "abacus")
    with pytest.raises(
        WrongUsage, match=r"GHETTOLIST_ENGINE: 'abacus' cannot be used\. Expected: one of polars, spark"
    ):
        defs()


def test_importing_the_package_imports_neither_dagster_nor_great_expectations() -> None:
    code = "import assets, sys; sys.exit(bool({'dagster', 'great_expectations'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0


def test_loading_the_definitions_does_not_import_great_expectations() -> None:
    code = "import assets.definitions, sys; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0
