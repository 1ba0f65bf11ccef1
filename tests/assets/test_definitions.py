"""The graph as people meet it: everything described, partitions that grow, mappings told by the law, the schedule."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from assets import partitions
from assets.backfill import backfill
from assets.definitions import PUBLICATION_DAY, YEARLY_LIST, defs, first_of_december, received_delivery, yearly_list
from assets.partitions import LIST_YEARS
from assets.roots import PROJECT, Roots
from assets.tables import TABLES
from expectations import SUITES
from pipeline.core.errors import WrongUsage
from pipeline.inputs.registers import REGISTERS

COPENHAGEN_TIME = ZoneInfo("Europe/Copenhagen")
GRAPH = defs.resolve_asset_graph()
PUBLIC = {*TABLES, "report"}
SPECS = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}


def at(year: int, month: int, day: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=COPENHAGEN_TIME)


def test_the_definitions_load() -> None:
    dg.Definitions.validate_loadable(defs)
    assert defs.resolve_job_def(YEARLY_LIST).executor_def.name == "in_process"


def test_the_inputs_the_registers_the_tables_and_the_report_are_the_assets() -> None:
    inputs = {"areas", "goals", "published", *REGISTERS}
    assert set(SPECS) == {*inputs, *PUBLIC}


@pytest.mark.parametrize("name", sorted(SPECS))
def test_every_asset_has_an_owner_a_group_a_description_and_kinds(name: str) -> None:
    spec = SPECS[name]
    assert spec.owners
    assert spec.group_name in {"registers", "figures", "law", "lists"}
    assert re.search(r"[Oo]ne (row|page) per ", spec.description or "")
    assert "python" in spec.kinds
    assert spec.tags["access"] == ("public" if name in PUBLIC else "private")


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_shows_its_columns_with_their_meaning(name: str) -> None:
    schema = SPECS[name].metadata["dagster/column_schema"]
    assert [column.name for column in schema.columns] == ["list_year", *TABLES[name].names]
    assert all(column.description for column in schema.columns)


def test_every_suite_has_one_check_that_blocks_and_one_that_tells() -> None:
    checks = {key.name: GRAPH.get(key) for key in GRAPH.asset_check_keys}
    suites = set(SUITES) - {"person_profile"}
    assert set(checks) == {f"{suite}_{severity}" for suite in suites for severity in ("error", "warning")}
    assert all(check.blocking == name.endswith("_error") for name, check in checks.items())


def test_the_partitions_grow_by_themselves() -> None:
    assert LIST_YEARS.get_first_partition_key() == "2010"
    assert LIST_YEARS.get_partition_keys(at(2026, 12, 31))[-1] == "2026"
    assert LIST_YEARS.get_partition_keys(at(2027, 1, 1))[-1] == "2027"


@pytest.mark.parametrize(
    ("mapping", "list_year", "upstream"),
    [
        ("YEAR_BEFORE", 2010, []),
        ("YEAR_BEFORE", 2018, [2017]),
        ("MEAN_YEARS", 2018, [2015, 2016, 2017, 2018]),
        ("MEAN_YEARS", 2011, [2010, 2011]),
        ("MEAN_YEARS_AND_BEFORE", 2018, [2014, 2015, 2016, 2017, 2018]),
        ("EARLIER_LISTS", 2010, []),
        ("EARLIER_LISTS", 2018, list(range(2010, 2018))),
        ("ALL_LISTS", 2018, list(range(2010, 2019))),
    ],
)
def test_a_list_year_rests_on_these(mapping: str, list_year: int, upstream: list[int]) -> None:
    found = getattr(partitions, mapping).get_upstream_mapped_partitions_result_for_partitions(
        LIST_YEARS.subset_with_partition_keys([str(list_year)]), LIST_YEARS, LIST_YEARS
    )
    assert sorted(map(int, found.partitions_subset.get_partition_keys())) == upstream
    assert not list(found.required_but_nonexistent_subset.get_partition_keys())


def test_the_longest_mean_is_the_laws() -> None:
    years = [limit.years for regime in partitions.LAW for each in regime.categories for limit in each.limits.values()]
    assert partitions.LONGEST_MEAN == max(years) == 4


def test_the_schedule_asks_for_the_list_year_on_1_december() -> None:
    context = dg.build_schedule_context(scheduled_execution_time=at(2027, 12, 1, 6))
    request = first_of_december(context)
    assert request.partition_key == "2027"
    assert first_of_december.job_name == yearly_list.name


def test_the_schedule_is_due_at_six_in_copenhagen() -> None:
    timezone = first_of_december.execution_timezone
    due = next(schedule_execution_time_iterator(at(2026, 11, 23).timestamp(), PUBLICATION_DAY, timezone))
    assert first_of_december.cron_schedule == PUBLICATION_DAY
    assert due == at(2026, 12, 1, 6)


def test_a_received_delivery_asks_for_its_list_year_once_per_card(tmp_path) -> None:
    card = tmp_path / "2019" / "delivery.yaml"
    card.parent.mkdir()
    (tmp_path / "2020").mkdir()  # still being copied: no card yet
    card.write_text("holder: first\n")

    def asked() -> list[tuple[str, str]]:
        context = dg.build_sensor_context(resources={"roots": Roots(raw=str(tmp_path))})
        return [(request.partition_key, request.run_key) for request in received_delivery(context)]

    first, again = asked(), asked()
    card.write_text("holder: corrected\n")
    assert [list_year for list_year, _ in first] == ["2019"]
    assert first == again
    assert asked() != first


def test_a_list_year_without_a_partition_is_wrong_usage() -> None:
    with dg.DagsterInstance.ephemeral() as instance, pytest.raises(WrongUsage, match="2009"):
        backfill(Roots(), range(2009, 2010), instance)


def test_relative_folders_are_the_projects_own() -> None:
    assert Roots().raw_root.folder == PROJECT / "data/raw"
    assert Roots.named({"GHETTOLIST_OUT": "elsewhere"}).out_root.folder == PROJECT / "elsewhere"


def test_importing_the_package_imports_neither_dagster_nor_great_expectations() -> None:
    code = "import assets, sys; sys.exit(bool({'dagster', 'great_expectations'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0


def test_loading_the_definitions_does_not_import_great_expectations() -> None:
    code = "import assets.definitions, sys; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0
