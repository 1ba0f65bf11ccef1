"""A law file that is not complete, not exact or contradicts itself is refused, in words that say what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.errors import INPUT_REFUSED, LawRefused
from pipeline.law import load_law, load_regime
from tests.law.patches import BROKEN, CLASHING, GOOD, must_say, patched, written
from tests.law.refusals import CASES, faults, kept


def test_the_good_file_that_the_broken_ones_change_is_itself_without_a_fault() -> None:
    assert load_regime(GOOD).name == "2030"


KEPT = kept()


@pytest.mark.parametrize("case", CASES)
def test_a_law_file_with_a_fault_is_told_what_is_kept_in_refusals_txt(case: str, tmp_path: Path) -> None:
    assert CASES[case](tmp_path).rstrip("\n") == KEPT[case], "if it is better: python -m tests.law.refusals"


def test_each_broken_file_is_told_what_it_is_broken_for() -> None:
    for patch in BROKEN:
        assert must_say(patch) in KEPT[f"broken/{patch.stem}"]
    for case in CLASHING:
        assert must_say(next(case.glob("*.yaml"))) in KEPT[f"clashing/{case.name}"]


def test_a_position_that_nothing_is_worked_out_by_is_refused_and_not_reported_as_taken(tmp_path: Path) -> None:
    text = GOOD.read_text(encoding="utf-8")
    assert "position: own_year" in text
    path = tmp_path / GOOD.name
    path.write_text(text.replace("position: own_year", "position: latest_year"), encoding="utf-8")
    with pytest.raises(LawRefused, match="`latest_year` is a position that this program cannot work out"):
        load_regime(path)


def test_the_faults_of_two_files_are_told_together(tmp_path: Path) -> None:
    for patch in (GOOD.parents[1] / "clashing" / "two_faulty_files").glob("*.yaml"):
        written(tmp_path, patched(patch), patch.name)
    with pytest.raises(LawRefused) as refusal:
        load_law(tmp_path)
    assert [fault.where.split(":")[0] for fault in refusal.value.faults] == ["2030.yaml", "2035.yaml"]


def test_all_faults_of_one_file_are_told_together_each_with_its_place_and_line(tmp_path: Path) -> None:
    text = GOOD.read_text(encoding="utf-8")
    text = text.replace("55 % of the region", "some kroner").replace("count: 5", "count: 0").replace("12-01", "13-01")
    with pytest.raises(LawRefused) as refusal:
        load_regime(written(tmp_path, text))
    line = dict(enumerate(text.splitlines(), start=1))
    places = [fault.where for fault in refusal.value.faults]
    assert [place.split(" (line ")[0] for place in places] == [
        "2030.yaml: lists.published_on",
        "2030.yaml: categories[0].limits.income.is_below",
        "2030.yaml: categories[1].lists_in_a_row.count",
    ]
    words = ("13-01", "some kroner", "count: 0")
    for place, word in zip(places, words, strict=True):
        assert word in line[int(place.split(" (line ")[1].rstrip(")"))]


def test_a_refused_law_is_a_refused_input() -> None:
    assert LawRefused.exit_code == INPUT_REFUSED


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"# nothing but a remark\n", "the whole file: the file is empty. Expected: one complete regime."),
        (b"- one\n- two\n", "the whole file (line 1): the file does not hold keys and values."),
        (
            GOOD.read_text(encoding="utf-8").encode("windows-1252"),  # not guessed at
            "the whole file: not readable as YAML: invalid continuation byte.",
        ),
    ],
    ids=["empty", "a list", "another encoding"],
)
def test_a_file_that_is_no_regime_is_refused_once(data: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "2030.yaml").write_bytes(data)
    assert [str(fault) for fault in faults(load_regime, tmp_path / "2030.yaml")] == [f"2030.yaml: {told}"]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(load_regime, tmp_path / "2030.yaml")
    assert str(fault) == "2030.yaml: the whole file: it cannot be opened."


def test_a_folder_without_a_regime_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2030.yml").write_text(GOOD.read_text(encoding="utf-8"), encoding="utf-8")
    (fault,) = faults(load_law, tmp_path)
    assert str(fault) == ("the law folder: it holds no regime. Expected: one file for each regime, such as 2018.yaml.")


@pytest.mark.parametrize(
    ("last", "exceptions", "refused"),
    [
        ("  last: 2034\n", "2029 2030 2034 2035", ["2029", "2035"]),
        ("  last: 2030\n", "2029 2030 2031", ["2029", "2031"]),
        ("", "2029 2030 2099", ["2029"]),
    ],
    ids=["of five list years", "of one list year", "in force"],
)
def test_another_day_may_be_given_for_a_list_year_from_the_first_to_the_last(
    last: str, exceptions: str, refused: list[str], tmp_path: Path
) -> None:
    days = ", ".join(f'{year}: "11-15"' for year in exceptions.split())
    text = GOOD.read_text(encoding="utf-8").replace("  last: 2034\n", last).replace('{2031: "11-15"}', f"{{{days}}}")
    told = faults(load_regime, written(tmp_path, text))
    assert [fault.where.partition(" (")[0] for fault in told] == [
        f"2030.yaml: lists.exceptions.{year}" for year in refused
    ]


def test_the_first_list_year_is_1900_or_later(tmp_path: Path) -> None:
    text = GOOD.read_text(encoding="utf-8")
    assert load_regime(written(tmp_path, text.replace("first: 2030", "first: 1900"))).first_list_year == 1900
    (fault,) = faults(load_regime, written(tmp_path, text.replace("first: 2030", "first: 1899")))
    assert fault.problem == "1899 is less than 1900"
