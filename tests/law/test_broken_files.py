"""A law file that is not complete, not exact or contradicts itself is refused, in words that say what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.errors import INPUT_REFUSED, LawRefused
from pipeline.law import load_law, load_regime
from tests.law.patches import BROKEN, CLASHING, GOOD, must_say, patched, written


def test_the_good_file_that_the_broken_ones_change_is_itself_without_a_fault() -> None:
    assert load_regime(GOOD).name == "2030"


@pytest.mark.parametrize("patch", BROKEN, ids=lambda patch: patch.stem)
def test_a_broken_file_is_refused_and_told_why(patch: Path, tmp_path: Path) -> None:
    with pytest.raises(LawRefused) as refusal:
        load_regime(written(tmp_path, patched(patch)))
    assert must_say(patch) in str(refusal.value)
    assert all(fault.where.startswith("2030.yaml: ") for fault in refusal.value.faults)


@pytest.mark.parametrize("case", CLASHING, ids=lambda case: case.name)
def test_files_that_clash_are_refused_together(case: Path, tmp_path: Path) -> None:
    written(tmp_path, GOOD.read_text(encoding="utf-8"))
    for patch in case.glob("*.yaml"):
        written(tmp_path, patched(patch), patch.name)
    with pytest.raises(LawRefused) as refusal:
        load_law(tmp_path)
    assert must_say(next(case.glob("*.yaml"))) in str(refusal.value)


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


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawRefused, match="the file is empty"):
        load_regime(written(tmp_path, "# nothing but a remark\n"))


def test_a_file_that_is_only_a_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawRefused, match="does not hold keys and values"):
        load_regime(written(tmp_path, "- one\n- two\n"))


def test_a_file_in_another_encoding_is_refused_and_not_guessed_at(tmp_path: Path) -> None:
    path = tmp_path / "2030.yaml"
    path.write_bytes(GOOD.read_text(encoding="utf-8").encode("windows-1252"))
    with pytest.raises(LawRefused, match="not readable as YAML"):
        load_regime(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawRefused, match="cannot be opened"):
        load_regime(tmp_path / "2030.yaml")


def test_a_folder_without_a_regime_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawRefused, match="holds no regime"):
        load_law(tmp_path)
