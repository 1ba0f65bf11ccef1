"""``ghettolist status``: what it says of each list year, why, what to run, and when it exits 0."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.ghettolist import main
from pipeline.core.errors import DONE, NOT_CURRENT
from pipeline.core.paths import OutRoot, RawRoot
from pipeline.inputs.sources import open_sources
from pipeline.law import load_law
from pipeline.outputs.year_result import Request
from pipeline.outputs.yearly_run import make_lists, publish

PROJECT = Path(__file__).parents[2]
YEARS = range(2020, 2025)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up counts of 2020 to 2024, every list year made."""
    folder = tmp_path_factory.mktemp("finished")
    shutil.copytree(PROJECT / "data/made_up", folder / "raw")
    for list_year in range(2016, YEARS[0]):
        shutil.rmtree(folder / "raw" / str(list_year))
    law, sources = load_law(), open_sources(RawRoot(folder / "raw"))
    publish(OutRoot(folder / "out"), law, sources, list(make_lists(sources, law, Request(tuple(YEARS), None, "run"))))
    return folder


@pytest.fixture
def roots(finished: Path, tmp_path: Path) -> Path:
    shutil.copytree(finished, tmp_path, dirs_exist_ok=True)
    return tmp_path


def ask(roots: Path, today: str = "2026-11-26") -> tuple[int, dict[int, dict[str, object]]]:
    words = ["status", "--raw", str(roots / "raw"), "--out", str(roots / "out"), "--format", "json", "--today", today]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    return result.exit_code, {row["list_year"]: row for row in json.loads(result.stdout)}


def test_all_up_to_date_exits_0(roots: Path) -> None:
    code, found = ask(roots)
    assert code == DONE
    assert {year: found[year]["state"] for year in YEARS} == dict.fromkeys(YEARS, "up to date")


def test_a_corrected_delivery_makes_its_year_and_all_later_ones_stale_and_says_why(roots: Path) -> None:
    with (roots / "raw/2022/delivery.yaml").open("a") as stream:
        stream.write("\n")
    code, found = ask(roots)
    assert code == NOT_CURRENT
    assert {year for year in YEARS if found[year]["state"] == "stale"} == {2022, 2023, 2024}
    assert found[2023]["reasons"] == ["2022/delivery.yaml changed"]
    assert found[2021]["state"] == "up to date"


def test_other_code_makes_every_list_year_stale_and_says_so(roots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.outputs.year_status.code_version", lambda: "9.9.9+other")
    code, found = ask(roots)
    assert code == NOT_CURRENT
    (reason,) = found[2020]["reasons"]  # type: ignore[misc]
    assert reason.endswith("became 9.9.9+other")


def test_the_law_of_a_list_year_that_changed_is_named(roots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from pipeline import law as law_room

    law = load_law()
    changed = type(law)(replace(each, sha256="0" * 64) if each.name == "2021" else each for each in law)
    monkeypatch.setattr(law_room, "load_law", lambda: changed)
    _, found = ask(roots)
    assert found[2024]["reasons"] == ["law file 2021 changed"]
    assert found[2020]["state"] == "up to date"


def test_a_list_whose_delivery_was_taken_away_has_no_inputs_and_no_command_that_would_fail(roots: Path) -> None:
    shutil.rmtree(roots / "raw/2024")
    _, found = ask(roots)
    assert (found[2024]["state"], found[2024]["run"]) == ("stale", None)
    result = CliRunner().invoke(main, ["status", "--raw", str(roots / "raw"), "--out", str(roots / "out")])
    assert next(line for line in result.stdout.splitlines() if line.startswith("2024")).split()[1] == "none"


def test_a_year_for_which_nothing_came_is_not_forgotten_once_it_is_over(roots: Path) -> None:
    _, found = ask(roots, today="2026-01-02")
    assert (found[2025]["state"], found[2025]["run"]) == ("nothing there", None)


def test_half_a_delivery_waits_and_says_for_what(roots: Path) -> None:
    for folder in (roots / "out").glob("*/list_year=2024"):
        shutil.rmtree(folder)
    next((roots / "raw/2024").glob("crime.*")).unlink()
    code, found = ask(roots)
    assert code == NOT_CURRENT
    assert found[2024]["state"] == "waiting"
    assert found[2024]["missing"] == ["crime"]
    assert found[2024]["run"] == "ghettolist receive DIR --list-year 2024   # crime"


def test_the_running_year_is_late_from_the_day_after_it_was_due(roots: Path) -> None:
    _, found = ask(roots, today="2026-06-01")
    assert found[2026]["late"] == []
    code, found = ask(roots, today="2026-06-02")
    assert [late["due"] for late in found[2026]["late"]] == ["2026-06-01"] * 5  # type: ignore[attr-defined]
    assert code == DONE  # there is nothing to make of it yet


def test_a_raw_root_may_say_when_its_registers_are_due(roots: Path) -> None:
    (roots / "raw/due_dates.yaml").write_text("income: 10-15\n")
    _, found = ask(roots, today="2026-10-16")
    due = {late["register"]: late["due"] for late in found[2026]["late"]}  # type: ignore[attr-defined]
    assert due["income"] == "2026-10-15"
    assert due["crime"] == "2026-06-01"


TWICE = "income: 10-15\nincome: 03-01\n"


@pytest.mark.parametrize("content", ["income: spring\n", "- income\n", "wages: 10-15\n", "income: 13-01\n", TWICE])
def test_due_dates_that_are_none_are_refused(roots: Path, content: str) -> None:
    (roots / "raw/due_dates.yaml").write_text(content)
    words = ["status", "--raw", str(roots / "raw"), "--out", str(roots / "out"), "--today", "2026-10-16"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 3
    assert "due_dates.yaml" in result.stderr


def test_people_see_each_list_year_and_the_command_that_mends_it(roots: Path) -> None:
    with (roots / "raw/2023/delivery.yaml").open("a") as stream:
        stream.write("\n")
    result = CliRunner().invoke(main, ["status", "--raw", str(roots / "raw"), "--out", str(roots / "out")])
    assert result.exit_code == NOT_CURRENT
    assert "2023/delivery.yaml changed" in result.stdout
    assert f"ghettolist backfill 2023..2024 --raw {roots / 'raw'} --out {roots / 'out'}" in result.stdout
