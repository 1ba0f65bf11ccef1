"""Areas that merge or take in others, from counts to the delta: the order of predecessors changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from pipeline.analysis.causes import causes_of_all
from pipeline.core.paths import RawRoot
from pipeline.inputs.areas import Area, AreaTable
from pipeline.inputs.deliveries import Delivery, ExactNumber
from pipeline.inputs.published import Published
from pipeline.inputs.sources import Sources
from pipeline.law import load_law
from pipeline.lists.delta import delta
from pipeline.lists.designation import History
from pipeline.lists.yearly_list import YearlyList, make_yearly_list
from pipeline.outputs.delta_rows import delta_rows

LAW = load_law()
UDSAT = "udsat boligområde"


@dataclass(frozen=True)
class Counts:
    """One area in one delivery. Half of the residents are 18-64, a quarter 30-59, a quarter taxpayers."""

    residents: int
    attachment: int = 30  # per cent of 18-64
    income: int = 85  # per cent of the region's mean of 300,000
    basic_education: int = 70  # per cent of 30-59

    def rows(self) -> dict[str, dict[str, ExactNumber]]:
        quarter = self.residents // 4
        return {
            "population": {
                "residents": self.residents,
                "residents_non_western": self.residents * 6 // 10,
                "residents_18_plus": self.residents * 3 // 4,
            },
            "employment": {
                "residents_18_64": self.residents // 2,
                "without_link": self.residents // 2 * self.attachment // 100,
            },
            "education": {
                "residents_30_59": quarter,
                "basic_only": quarter * self.basic_education // 100,
                "brought_only": 0,
                "unknown": 0,
            },
            "income": {"taxpayers": quarter, "gross_income_dkk": quarter * 3000 * self.income},
            "crime": {"residents_18_plus": self.residents * 3 // 4, "convicted": 0},
        }


def delivery(list_year: int, areas: Mapping[str, Counts]) -> Delivery:
    rows: dict[str, dict[tuple[str, str], dict[str, ExactNumber]]] = {
        name: {} for name in ("population", "employment", "education", "income", "crime")
    }
    for area_id, counts in areas.items():
        for register, cells in counts.rows().items():
            rows[register]["area", area_id] = cells
    rows["income"]["region", "84"] = {"taxpayers": 1000, "gross_income_dkk": 300_000_000}
    rows["crime"]["country", "DK"] = {"residents_18_plus": 1_000_000, "convicted": 7_000}
    return Delivery(list_year, {name: pd.DataFrame() for name in rows}, "area", _cells=rows)


def area(area_id: str, first: int, last: int | None, *predecessors: str) -> Area:
    return Area(area_id, area_id.upper(), "101", "84", first, last, predecessors)


def two_lists(
    areas: tuple[Area, ...], deliveries: Mapping[int, Mapping[str, Counts]]
) -> tuple[YearlyList, YearlyList, list[dict[str, object]]]:
    """The lists of 2022 and 2023, and the rows of the delta between them."""
    table = AreaTable(areas)
    read: dict[int, Delivery | None] = dict.fromkeys(range(2000, 2030))
    read |= {year: delivery(year, counts) for year, counts in deliveries.items()}
    sources = Sources(RawRoot(Path("nowhere")), table, Published(), (), _deliveries=read)
    history = History(table, LAW)
    for list_year in range(LAW.first_list_year, 2022):
        rows = [(each.area_id, name, False) for each in table.valid_in(list_year) for name in LAW.categories]
        history.record(list_year, rows)
    before = make_yearly_list(sources, LAW.on(2022), 2022, history)
    after = make_yearly_list(sources, LAW.on(2023), 2023, history)
    moves = delta(table, before, after)
    rows = delta_rows(moves, causes_of_all(moves, before, after, table, history, sources))
    return before, after, [dict(row) for row in rows]


OLD = {"a": Counts(1600, attachment=45), "b": Counts(900, attachment=20, income=50)}  # a listed, b too small
NEW = {"c": Counts(2500, attachment=36)}


def merged(*predecessors: str) -> list[dict[str, object]]:
    areas = (area("a", 2010, 2022), area("b", 2010, 2022), area("c", 2023, None, *predecessors))
    return two_lists(areas, {2021: OLD, 2022: OLD, 2023: NEW})[2]


def test_the_delta_of_a_merger_is_the_same_in_either_order_of_predecessors() -> None:
    assert merged("a", "b") == merged("b", "a")


def test_a_criterion_met_in_one_of_the_predecessors_is_not_gained_and_each_is_told_by_itself() -> None:
    (row,) = (each for each in merged("b", "a") if each["category"] == UDSAT)
    # attachment: 45 % of 800 and 20 % of 450 make 450 of 1,250 = 36 %, as in 2023: the mean is 36 %.
    assert (row["change"], row["criteria_gained"], row["criteria_lost"]) == ("left", [], ["attachment", "income"])
    sentence = str(row["explanation_en"])
    assert "The area was made of a, b." in sentence
    assert "No longer met: Without attachment 45.0 % (a), 20.0 % (b) → 36.0 %" in sentence
    assert "Gross income 85.0 % (a), 50.0 % (b) → 85.0 %." in sentence
    assert "Residents" not in sentence


def test_a_criterion_met_in_none_of_the_predecessors_is_gained() -> None:
    areas = (area("a", 2010, 2022), area("b", 2010, 2022), area("c", 2023, None, "a", "b"))
    small = {"a": Counts(600, attachment=45), "b": Counts(500, attachment=45)}
    _, _, rows = two_lists(areas, {2021: small, 2022: small, 2023: {"c": Counts(1100, attachment=45)}})
    (row,) = (each for each in rows if each["category"] == UDSAT)
    assert (row["change"], row["criteria_gained"]) == ("entered", ["size"])
    assert "Now met: Residents 600 (a), 500 (b) → 1,100." in str(row["explanation_en"])


# An area that takes in another under its own id, and the same ground under a new one.
ABSORBED = [
    ("its own id named", (area("a", 2010, 2022), area("b", 2010, 2022), area("a", 2023, None, "a", "b"))),
    ("the other only", (area("a", 2010, 2022), area("b", 2010, 2022), area("a", 2023, None, "b"))),
]


@pytest.mark.parametrize("areas", [each for _, each in ABSORBED], ids=[name for name, _ in ABSORBED])
def test_the_figures_of_an_area_that_absorbs_are_of_all_its_ground(areas: tuple[Area, ...]) -> None:
    _, after, _ = two_lists(areas, {2021: OLD, 2022: OLD, 2023: {"a": Counts(2500, attachment=38)}})
    (attachment,) = {each.value for each in after.assessments if each.criterion == "attachment"}
    assert attachment == Fraction(37, 100)  # the mean of (360 + 90) / (800 + 450) = 36 % and of 38 %


def test_the_figures_of_a_merger_are_unknown_for_a_year_in_which_one_of_its_parts_was_not_delivered() -> None:
    areas = (area("a", 2010, 2022), area("b", 2010, 2022), area("c", 2023, None, "a", "b"))
    _, after, _ = two_lists(areas, {2021: OLD, 2022: {"a": OLD["a"]}, 2023: NEW})
    assert {each.value for each in after.assessments if each.criterion == "attachment"} == {None}


def test_the_figures_of_an_area_that_shrinks_are_unknown_for_the_years_before() -> None:
    areas = (area("a", 2010, 2022), area("a", 2023, None), area("b", 2023, None, "a"))
    old, new = {"a": Counts(2400)}, {"a": Counts(1500), "b": Counts(900)}
    _, after, _ = two_lists(areas, {2021: old, 2022: old, 2023: new})
    known = {each.area_id: each.value for each in after.assessments if each.criterion == "attachment"}
    assert known == {"a": None, "b": None}


@pytest.mark.parametrize("merged_areas", ["any", "all"])
@pytest.mark.parametrize("areas", [each for _, each in ABSORBED], ids=[name for name, _ in ABSORBED])
def test_the_history_of_an_area_that_absorbs_is_that_of_both(areas: tuple[Area, ...], merged_areas: str) -> None:
    history = History(AreaTable(areas), LAW)
    history.record(2022, [("a", UDSAT, False), ("b", UDSAT, True)])
    assert history.listed(areas[-1], [UDSAT], 2022, merged_areas) is (merged_areas == "any")
