"""Warnings are told in groups, each with what to do, and never with a delivered value."""

from __future__ import annotations

from expectations.model import Finding, ValidationResult
from expectations.notes import notes


def finding(name: str, column: str, places: tuple[str, ...], success: bool = False) -> Finding:
    return Finding("population", name, column, "warning", success, 65, len(places), "A sentence", places)


def test_alike_warnings_stand_together_under_what_to_do() -> None:
    verdicts = [
        (
            "2020/population",
            ValidationResult(
                "population",
                2020,
                (
                    finding("residents_missing", "residents", ("north",)),
                    finding("areas_delivered", "code", ("south",)),
                    finding("income_mean_low", "", ("east",)),
                ),
            ),
        ),
        (
            "2021/population",
            ValidationResult("population", 2021, (finding("residents_missing", "residents", ("north",)),)),
        ),
        (
            "2022/population",
            ValidationResult("population", 2022, (finding("residents_missing", "residents", (), True),)),
        ),
    ]
    assert list(notes(verdicts)) == [
        "Note: Figures are missing. To do: ask the supplier for them; until then an area that lacks one may be undetermined.",
        "  2020/population: residents, 1 of 65 (north)",
        "  2021/population: residents, 1 of 65 (north)",
        "Note: Areas are not delivered. To do: have them delivered, or end them in areas.csv; until then they may be undetermined.",
        "  2020/population: 1 of 65 (south)",
        "Note: Other surprises. To do: look at what is named; what is right can stay.",
        "  2020/population: does not hold: A sentence, 1 of 65 (east)",
    ]


def test_nothing_is_said_where_all_holds() -> None:
    assert list(notes([("2020/crime", ValidationResult("crime", 2020, (finding("x_jump", "x", (), True),)))])) == []
