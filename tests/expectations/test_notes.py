"""Warnings are told in groups, each with what to do, and never with a delivered value."""

from __future__ import annotations

from expectations.model import Finding, Place, ValidationResult
from expectations.notes import notes
from pipeline.core.messages import Message
from pipeline.text.messages import in_language


def finding(name: str, column: str, places: tuple[str, ...], success: bool = False) -> Finding:
    where = tuple(Place(code=place, area=place.capitalize(), row=7) for place in places)
    sentence = Message("Nearly all areas of the list year have residents")
    return Finding("population", name, column, "warning", success, 65, len(places), sentence, where)


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
        "  2020/population: residents, 1 of 65 (North (north), row 7)",
        "  2021/population: residents, 1 of 65 (North (north), row 7)",
        "Note: Areas are not delivered. To do: have them delivered, or end them in areas.csv; until then they may be undetermined.",
        "  2020/population: 1 of 65 (South (south), row 7)",
        "Note: Other surprises. To do: look at what is named; what is right can stay.",
        "  2020/population: does not hold: Nearly all areas of the list year have residents, 1 of 65 (East (east), row 7)",
    ]


def test_a_note_is_told_in_danish() -> None:
    verdict = ValidationResult("population", 2020, (finding("residents_missing", "residents", ("north",)),))
    heading, line = (in_language(each, "da") for each in notes([("2020/population", verdict)]))
    assert heading.startswith("Bemærk: Der mangler tal.")
    assert line == "  2020/population: residents, 1 af 65 (North (north), række 7)"


def test_nothing_is_said_where_all_holds() -> None:
    assert list(notes([("2020/crime", ValidationResult("crime", 2020, (finding("x_jump", "x", (), True),)))])) == []
