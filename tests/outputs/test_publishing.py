"""Outputs are replaced whole or not at all."""

import json
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.core.paths import OutRoot
from pipeline.core.tables import Column, Kind
from pipeline.law import load_law
from pipeline.outputs.datapackage import datapackage, partition_labels
from pipeline.outputs.publishing import PROGRAMS, Publication, arrow_table, csv_text, plain_text, spreadsheet_text
from pipeline.outputs.schema import GOAL_PROGRESS, output_tables
from pipeline.outputs.typed_rows import Row, RowRefused, rows_of
from pipeline.outputs.whatif_rows import WHAT_IF

ROW: Row = {
    "municipality_code": "101",
    "areas_on_list": 3,
    "areas_undetermined": 0,
    "baseline": 10,
    "goal": 5,
    "goal_year": 2020,
    "reached": True,
    "status": "official",
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


def test_a_published_row_carries_the_label_of_its_inputs() -> None:
    table = arrow_table(GOAL_PROGRESS, 2020, [ROW], is_synthetic=True)
    assert table.column("made_up").to_pylist() == [True]


REFUSED = {
    "a required value is missing": (ROW | {"goal": None}, "goal is empty"),
    "a column is missing": ({name: cell for name, cell in ROW.items() if name != "goal"}, "lacks goal"),
    "a column that may be empty is missing": (
        {name: cell for name, cell in ROW.items() if name != "reached"},
        "lacks reached",
    ),
    "a column is misspelt": (
        {name: cell for name, cell in ROW.items() if name != "reached"} | {"reachd": True},
        "lacks reached and has no column reachd",
    ),
    "there is a column too many": (ROW | {"note": "kept from an older version"}, "has no column note"),
    "a number is given as text": (ROW | {"goal": "5"}, "goal holds str"),
    "a claim stands for a number": (ROW | {"goal": True}, "goal holds bool"),
}


@pytest.mark.parametrize(("row", "says"), REFUSED.values(), ids=REFUSED)
def test_a_row_that_lacks_a_required_value_is_not_written(tmp_path: Path, row: Row, says: str) -> None:
    with Publication(OutRoot(tmp_path)) as publication, pytest.raises(RowRefused, match=says):
        publication.table(GOAL_PROGRESS, 2020, [ROW, row], is_synthetic=False)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_refused_row_names_its_columns_and_never_a_value() -> None:
    with pytest.raises(RowRefused) as refused:
        arrow_table(GOAL_PROGRESS, 2020, [ROW | {"goal": "secret", "other": "secret"}], is_synthetic=False)
    assert "secret" not in str(refused.value)


def test_a_what_if_row_and_a_csv_row_are_held_to_their_columns_too() -> None:
    with pytest.raises(RowRefused, match="lacks"):
        rows_of(WHAT_IF, [{"area_id": "a"}])
    with pytest.raises(RowRefused, match="has no column aera"):
        csv_text((Column("area", Kind.TEXT, "a"),), [{"area": "x", "aera": "x"}])


def test_a_list_year_keeps_its_label_when_another_is_made_beside_it(tmp_path: Path) -> None:
    """Made-up 2024 and real 2017 in one folder: each resource says which it is, and the package that some are."""
    out = OutRoot(tmp_path)
    for list_year, is_synthetic in ((2024, True), (2017, False)):
        with Publication(out) as publication:
            publication.table(GOAL_PROGRESS, list_year, [ROW], is_synthetic)
            labels = partition_labels(out, [GOAL_PROGRESS], {GOAL_PROGRESS.name: {list_year: is_synthetic}})
            publication.text(out.datapackage, datapackage([GOAL_PROGRESS], labels))
            publication.commit()
    package = json.loads(out.datapackage.read_text(encoding="utf-8"))
    assert {each["name"]: each["made_up"] for each in package["resources"]} == {
        "goal_progress-2017": False,
        "goal_progress-2024": True,
    }
    assert package["made_up"] is True
    assert package["description"].startswith("Partly made up")


def test_a_package_of_real_lists_only_is_not_made_up(tmp_path: Path) -> None:
    package = json.loads(datapackage([GOAL_PROGRESS], {GOAL_PROGRESS.name: {2017: False, 2018: False}}))
    assert package["made_up"] is False
    whole = json.loads(datapackage([GOAL_PROGRESS], {GOAL_PROGRESS.name: {2017: True}}))
    assert (whole["made_up"], whole["description"][:8]) == (True, "Made up:")


def test_the_schema_is_the_same_whether_there_are_rows_or_none(tmp_path: Path) -> None:
    out = OutRoot(tmp_path)
    with Publication(out) as publication:
        publication.table(GOAL_PROGRESS, 2019, [], is_synthetic=False)
        publication.table(GOAL_PROGRESS, 2020, [ROW], is_synthetic=False)
        publication.commit()
    empty, full = (pq.read_schema(out.partition("goal_progress", year)) for year in (2019, 2020))
    assert empty.equals(full, check_metadata=False)


@pytest.mark.parametrize(
    ("number", "danish", "plain"),
    [
        (2100.0, "2100", "2100"),
        (0.0252, "0,0252", "0.0252"),
        (-0.5, "-0,5", "-0.5"),
        (1e-05, "0,00001", "0.00001"),
        (1e16, "10000000000000000", "10000000000000000"),
        (1 / 3, "0,3333333333333333", "0.3333333333333333"),
        (Decimal("1200.500000"), "1200,5", "1200.5"),
        (None, "", ""),
    ],
)
def test_a_figure_in_csv_is_a_number_to_a_danish_spreadsheet_and_to_a_program(
    number: float | Decimal | None, danish: str, plain: str
) -> None:
    columns = (Column("a", Kind.TEXT, "a"), Column("n", Kind.READING, "n"))
    assert csv_text(columns, [{"a": "x", "n": number}]) == f"\ufeffa;n\r\nx;{danish}\r\n"
    assert csv_text(columns, [{"a": "x", "n": number}], PROGRAMS) == f"a,n\r\nx,{plain}\r\n"


def test_csv_is_what_a_danish_spreadsheet_opens() -> None:
    columns = (Column("area", Kind.TEXT, "a"), Column("met", Kind.CLAIM, "b"), Column("causes", Kind.TEXTS, "c"))
    text = csv_text(columns, [{"area": "Søhus; Nord", "met": None, "causes": ["data", "law"]}])
    assert text == '\ufeffarea;met;causes\r\n"Søhus; Nord";;data|law\r\n'


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Mjølnerparken", "Mjølnerparken"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+45", "'+45"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tA", "'\tA"),
        ("\rA", "'\rA"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'s-Park", "''s-Park"),
        ("", ""),
    ],
)
def test_a_text_that_a_spreadsheet_would_carry_out_gets_an_apostrophe_that_can_be_taken_off_again(
    text: str, cell: str
) -> None:
    assert spreadsheet_text(text) == cell
    assert plain_text(cell) == text


def test_in_csv_numbers_are_as_they_are_and_formulas_are_text() -> None:
    columns = (Column("area", Kind.TEXT, "a"), Column("margin", Kind.READING, "b"), Column("causes", Kind.TEXTS, "c"))
    text = csv_text(columns, [{"area": "=1+1", "margin": -0.5, "causes": ["-a", "b"]}])
    assert text.splitlines()[1] == "'=1+1;-0,5;'-a|b"
