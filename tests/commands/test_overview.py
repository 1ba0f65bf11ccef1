"""What a raw root has: areas and list years."""

import json
from pathlib import Path

from click.testing import CliRunner

from commands.ghettolist import main

RAW = str(Path(__file__).parents[2] / "data" / "raw")


def answer(*words: str) -> list[dict[str, object]]:
    result = CliRunner().invoke(main, [*words, "--raw", RAW, "--format", "json"], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found


def test_areas_are_those_of_a_municipality_and_list_year() -> None:
    assert {row["municipality"] for row in answer("areas", "--municipality", "aarhus")} == {"Aarhus"}
    assert "Mjølnerparken" in [row["area"] for row in answer("areas", "--list-year", "2017")]


def test_years_are_those_that_can_be_made_with_their_law() -> None:
    found = {row["list_year"]: row["regime"] for row in answer("years")}
    assert (found[2012], found[2017], found[2018], found[2021]) == ("2010", "2014", "2018", "2021")
