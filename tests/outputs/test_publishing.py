"""Outputs are replaced whole or not at all."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.core.paths import OutRoot
from pipeline.core.tables import Column, Kind
from pipeline.law import load_law
from pipeline.outputs.publishing import Publication, arrow_table, csv_text
from pipeline.outputs.schema import GOAL_PROGRESS, output_tables

ROW = {
    "municipality_code": "101",
    "areas_on_list": 3,
    "areas_undetermined": 0,
    "baseline": 10,
    "goal": 5,
    "goal_year": 2020,
    "reached": True,
}


def test_nothing_changes_before_the_commit_and_nothing_is_left_behind_without_one(tmp_path: Path) -> None:
    out = OutRoot(tmp_path)
    with Publication(out) as first:
        first.table(GOAL_PROGRESS, 2020, [ROW], is_synthetic=False)
        first.text(out.area_list_csv, "first")
        first.commit()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def interrupted() -> None:
        with Publication(out) as second:
            second.table(GOAL_PROGRESS, 2020, [], is_synthetic=False)
            second.text(out.area_list_csv, "second")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_reader_never_sees_a_staged_file(tmp_path: Path) -> None:
    out = OutRoot(tmp_path)
    with Publication(out) as publication:
        publication.table(GOAL_PROGRESS, 2020, [ROW], is_synthetic=False)
        assert list(tmp_path.rglob("*.parquet")) == []


def test_every_field_of_every_table_says_what_it_means() -> None:
    for table in output_tables(load_law()):
        for field in table.arrow_schema():
            assert field.metadata[b"description"], (table.name, field.name)


def test_a_row_that_lacks_a_required_value_is_not_written() -> None:
    table = arrow_table(GOAL_PROGRESS, 2020, [ROW], is_synthetic=True)
    assert table.schema.field("goal").nullable is False
    assert table.column("made_up").to_pylist() == [True]


def test_the_schema_is_the_same_whether_there_are_rows_or_none(tmp_path: Path) -> None:
    out = OutRoot(tmp_path)
    with Publication(out) as publication:
        publication.table(GOAL_PROGRESS, 2019, [], is_synthetic=False)
        publication.table(GOAL_PROGRESS, 2020, [ROW], is_synthetic=False)
        publication.commit()
    empty, full = (pq.read_schema(out.partition("goal_progress", year)) for year in (2019, 2020))
    assert empty.equals(full, check_metadata=False)


def test_csv_is_what_a_danish_spreadsheet_opens() -> None:
    columns = (Column("area", Kind.TEXT, "a"), Column("met", Kind.CLAIM, "b"), Column("causes", Kind.TEXTS, "c"))
    text = csv_text(columns, [{"area": "Søhus; Nord", "met": None, "causes": ["data", "law"]}])
    assert text == '\ufeffarea;met;causes\r\n"Søhus; Nord";;data|law\r\n'
