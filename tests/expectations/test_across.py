"""A delivery as a whole: a column that is wrong throughout is an error, one odd area is a note, what is right passes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from expectations import validate
from expectations.across import ACCEPTABLE, delivery_frame, delivery_suite
from expectations.model import ValidationContext, ValidationResult

AREAS = [f"a{number}" for number in range(1, 11)]
CONTEXT = ValidationContext(
    2024,
    known_areas=frozenset(AREAS),
    region_of=dict.fromkeys(AREAS, "84"),
    municipality_of=dict.fromkeys(AREAS, "101"),
)
Frames = dict[str, pd.DataFrame]
# Of one area: 2,000 residents, of them 800 non-western and 1,500 adults; 300 of 1,200 without link; and so on.
OF_AN_AREA: dict[str, dict[str, int]] = {
    "population": {"residents": 2000, "residents_non_western": 800, "residents_18_plus": 1500},
    "employment": {"residents_18_64": 1200, "without_link": 300},
    "education": {"residents_30_59": 800, "basic_only": 320, "brought_only": 60, "unknown": 40},
    "income": {"taxpayers": 1000, "gross_income_dkk": 200_000_000},
    "crime": {"residents_18_plus": 1500, "convicted": 30},
}
REGION_TIMES = {"81": 300, "82": 350, "83": 320, "84": 500, "85": 250}  # each as so many areas, 80 % richer
COUNTRY_TIMES = 2000


def sound() -> Frames:
    """Ten equal areas, five regions where incomes are 1.8 times theirs, and the country with 1 % convicted."""
    frames = {}
    for register, measures in OF_AN_AREA.items():
        rows: list[dict[str, object]] = [{"scope": "area", "code": area, **measures} for area in AREAS]
        if register == "income":
            for code, times in REGION_TIMES.items():
                income = 360_000 * 1000 * times
                rows.append({"scope": "region", "code": code, "taxpayers": 1000 * times, "gross_income_dkk": income})
        if register == "crime":
            adults = 1500 * COUNTRY_TIMES
            rows.append({"scope": "country", "code": "DK", "residents_18_plus": adults, "convicted": adults // 100})
        frames[register] = pd.DataFrame(rows, dtype=object)
    return frames


def year_before() -> Frames:
    """The sound delivery with 3 % fewer of everything: no number is the same two years in a row."""
    frames = sound()
    for register, frame in frames.items():
        for measure in OF_AN_AREA[register]:
            frame[measure] = [number * 97 // 100 for number in frame[measure]]
    return frames


def verdict(frames: Frames, before: Frames | None = None, accepted: frozenset[str] = frozenset()) -> ValidationResult:
    previous = None if before is None else delivery_frame(before)
    context = ValidationContext(**{**vars(CONTEXT), "previous": previous, "accepted": accepted})
    return validate("delivery", delivery_frame(frames), context)


def errors(*frames: Frames, accepted: frozenset[str] = frozenset()) -> set[str]:
    return {finding.expectation for finding in verdict(*frames, accepted=accepted).errors}


def times(register: str, measure: str, factor: float, scope: str = "area", rows: int | None = None) -> Frames:
    """The sound delivery with one column of a scope multiplied, in the first rows or in all."""
    frames = sound()
    frame = frames[register]
    chosen = frame.index[frame["scope"] == scope][:rows]
    for row in chosen:
        frame.at[row, measure] = int(frame.at[row, measure] * factor)
    return frames


def exchanged(register: str, one: str, other: str) -> Frames:
    frames = sound()
    names = {one: other, other: one}
    frames[register] = frames[register].rename(columns=names)
    return frames


def without(register: str, areas: int) -> Frames:
    frames = sound()
    frames[register] = frames[register].iloc[areas:].reset_index(drop=True)
    return frames


def test_a_sound_delivery_fails_nothing_alone_or_beside_the_year_before() -> None:
    assert [finding for finding in verdict(sound(), year_before()).findings if not finding.success] == []


# Wrong throughout: what, the delivery, the rule that finds it without a year before, and with one
WRONG: list[tuple[str, Callable[[], Frames], str]] = [
    ("adults of crime three times those of population", lambda: times("crime", "residents_18_plus", 3), "wholes_agree"),
    ("adults of crime a tenth fewer", lambda: times("crime", "residents_18_plus", 0.9), "wholes_agree"),
    (
        "adults of one area twice as many",
        lambda: times("crime", "residents_18_plus", 2, rows=1),
        "wholes_not_far_apart",
    ),
    ("more persons of 18-64 than adults", lambda: times("employment", "residents_18_64", 1.3), "ages_inside"),
    ("an area richer than its region", lambda: times("income", "gross_income_dkk", 0.0001, "region"), "scopes_nested"),
    ("incomes in thousands", lambda: times("income", "gross_income_dkk", 0.001), "income_means_plausible"),
    ("incomes in øre", lambda: times("income", "gross_income_dkk", 100), "income_means_plausible"),
    ("one region doubled", lambda: times("income", "gross_income_dkk", 2, "region", 1), "regions_alike"),
    ("percentages for full-time persons", lambda: times("employment", "without_link", 0.08), "no_percentages"),
    (
        "hardly anybody convicted in the country",
        lambda: times("crime", "convicted", 0.1, "country"),
        "shares_plausible",
    ),
    ("basic and unknown exchanged", lambda: exchanged("education", "basic_only", "unknown"), "no_percentages"),
    ("half the areas missing from one register", lambda: without("education", 5), "areas_there"),
    ("areas without residents", lambda: times("population", "residents", 0, rows=5), "areas_inhabited"),
]


@pytest.mark.parametrize(("what", "delivery", "rule"), WRONG, ids=[what for what, _, _ in WRONG])
def test_a_column_that_is_wrong_throughout_is_an_error(what: str, delivery: Callable[[], Frames], rule: str) -> None:
    assert rule in errors(delivery())


ORDINARY: list[tuple[str, Callable[[], Frames]]] = [
    ("one area's residents half as many again", lambda: times("population", "residents", 1.5, rows=1)),
    ("one area's adults a fifth more", lambda: times("population", "residents_18_plus", 1.2, rows=1)),
    ("one area's income a third lower", lambda: times("income", "gross_income_dkk", 0.66, rows=1)),
    ("one area missing from a register", lambda: without("education", 1)),
]


@pytest.mark.parametrize(("what", "delivery"), ORDINARY, ids=[what for what, _ in ORDINARY])
def test_one_odd_area_is_no_error(what: str, delivery: Callable[[], Frames]) -> None:
    assert errors(delivery(), year_before()) == set()


# Ten areas had 1,940 residents each. 20 % are permitted: 2,000 x 0.78 = 1,560 are 19.6 % fewer, 2,000 x 1.17 = 2,340
# are 20.6 % more. Five of ten areas that move by more are half of them, six are most.
@pytest.mark.parametrize(("areas", "found"), [(5, set()), (6, {"columns_moved"})])
def test_a_column_that_moves_in_most_areas_at_once_is_an_error(areas: int, found: set[str]) -> None:
    assert errors(times("population", "residents", 0.78, rows=areas), year_before()) == set()
    assert errors(times("population", "residents", 1.17, rows=areas), year_before()) == found


# Ten areas had 29 convicted each, 290 in all; a half fewer are permitted in each, 35 % in all. 20 each are 31 % fewer;
# 18 each are 38 % or 110 persons fewer, and chance would explain 5 x the root of (290 + 180) = 108.
@pytest.mark.parametrize(("convicted", "found"), [(20, set()), (18, {"columns_moved"})])
def test_a_column_that_moves_less_in_each_area_is_an_error_where_the_sum_moves(convicted: int, found: set[str]) -> None:
    frames = sound()
    frames["crime"].loc[frames["crime"]["scope"] == "area", "convicted"] = convicted
    assert errors(frames, year_before()) == found


def test_a_register_of_the_year_before_under_another_year_is_an_error() -> None:
    for register in OF_AN_AREA:
        assert "registers_repeat" in errors(sound() | {register: year_before()[register]}, year_before())


# Of ten rows, one with another number is a tenth and can be a correction; two are a new count
@pytest.mark.parametrize(("others", "found"), [(1, {"registers_repeat"}), (2, set())])
def test_a_register_with_one_corrected_row_is_still_last_years(others: int, found: set[str]) -> None:
    frames, before = sound(), year_before()
    frames["education"] = before["education"].copy()
    frames["education"].loc[: others - 1, "unknown"] += 1
    assert errors(frames, before) == found


# The taxpayers of ten areas are half their residents. One area may be unlike the others (a tenth), two are too many
@pytest.mark.parametrize(("areas", "found"), [(1, set()), (2, {"sizes_alike"})])
def test_a_register_whose_persons_stand_at_other_areas_is_an_error(areas: int, found: set[str]) -> None:
    assert errors(times("income", "taxpayers", 0.4, rows=areas), year_before()) == found


def test_what_is_accepted_by_name_is_a_note_that_names_it() -> None:
    frames = times("population", "residents", 1.5)
    for name in ("columns_moved", "columns_moved/population.residents"):
        told = verdict(frames, year_before(), frozenset({name}))
        assert told.passed
        (note,) = [finding for finding in told.warnings if finding.expectation == "accepted"]
        assert [place.words for place in note.places] == ["columns_moved/population.residents"]
    assert errors(frames, year_before(), accepted=frozenset({"columns_moved/income.taxpayers"})) == {"columns_moved"}


def test_benchmarks_from_statbank_are_a_note_that_names_the_extracts() -> None:
    extracts = ("2024/INDKP111.statbank.csv",)
    for found in ((), extracts):
        context = ValidationContext(**{**vars(CONTEXT), "extracts": found})
        told = validate("delivery", delivery_frame(sound()), context).warnings
        named = [
            place.words for note in told if note.expectation == "benchmarks_counted_alike" for place in note.places
        ]
        assert named == list(found)


def test_a_contradiction_cannot_be_accepted() -> None:
    assert "wholes_agree" not in ACCEPTABLE
    frames = times("crime", "residents_18_plus", 0.9)
    assert "wholes_agree" in errors(frames, accepted=frozenset({"wholes_agree"}))


def test_messages_name_areas_and_columns_but_no_code_that_is_no_area() -> None:
    frames = times("crime", "residents_18_plus", 2, rows=2)
    for register in ("crime", "population"):
        frames[register].at[1, "code"] = "0101907731"
    message = "\n".join(str(fault) for fault in verdict(frames).faults("2024"))
    assert "crime.residents_18_plus, a1" in message
    assert "0101907731" not in message


def test_every_rule_is_explained_in_the_documents() -> None:
    page = (Path(__file__).parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")
    assert {rule.name for rule in delivery_suite().rules} == set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
