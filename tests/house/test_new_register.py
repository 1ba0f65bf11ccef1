"""A register and a criterion are added to a copy of the project by their declarations alone, and everything serves them.

The criterion: of the residents in dwellings, more than 30 % have fewer rooms than residents. Whoever adds a fact about
registers or criteria elsewhere than on their cards makes this test fail.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from tests.house.overcrowded_dwellings import declarations as added

ROOT = Path(__file__).parents[2]
PACKAGES = ("pipeline", "expectations", "commands", "assets")

DRIVER = """
import json, sys
from pathlib import Path
from click.testing import CliRunner
from commands.ghettolist import main

def command(*words):
    done = CliRunner().invoke(main, [str(word) for word in words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return {"exit": done.exit_code, "stdout": done.stdout, "stderr": done.stderr}

here = Path(sys.argv[1])
"""

AREA_GRAIN = """
from tests_edit import edited
raw, out = here / "raw", here / "out"
told = {"synthesize": command("synthesize", "--out", raw, "--persons", 3000, "--list-years", "2022..2024", "--seed", 5, "--grain", "area", "--file-format", "csv")}
edited(raw)
told["backfill"] = command("backfill", "2023..2024", "--raw", raw, "--out", out, "--municipality", "all")
told["explain"] = command("explain", "A003", "--list-year", 2024, "--raw", raw, "--language", "da")
told["law"] = command("law", "--list-year", 2024)
told["whatif"] = command("whatif", "--list-year", 2024, "--raw", raw, "--set", "overcrowded=99 %", "--municipality", "all", "--language", "en")
from expectations import SUITES, describe
from assets.definitions import defs
told["assets"] = [key.to_user_string() for key in defs().resolve_asset_graph().get_all_asset_keys()]
from pipeline.law import load_law
from pipeline.outputs.data_dictionary import dictionary_page
told["suites"] = SUITES
told["rules"] = [rule[0] for rule in describe("dwellings")]
told["dictionary"] = dictionary_page(load_law())
print(json.dumps(told))
"""

PERSON_GRAIN = """
raw, out = here / "person_raw", here / "person_out"
told = {"synthesize": command("synthesize", "--out", raw, "--persons", 3000, "--list-years", "2024..2024", "--seed", 5)}
words = ("run", "--list-year", 2024, "--raw", raw, "--out", out, "--municipality", "all", "--work", here / "work")
from pipeline.persons import expressions
with_it = expressions.EXPRESSIONS
expressions.EXPRESSIONS = {name: count for name, count in with_it.items() if name != "dwellings"}
told["refused"] = command(*words)
expressions.EXPRESSIONS = with_it
told["run"] = command(*words)
print(json.dumps(told))
"""

EDITS = '''
import csv

def edited(raw):
    """Area A003 has 3 residents outside dwellings, A002 32 % overcrowded; 2023 has no dwellings; the print lacks them."""
    (raw / "2023" / "dwellings.csv").unlink()
    for year in ("2023", "2024"):
        (raw / year / "delivery.yaml").unlink()
    residents = {row["code"]: int(row["residents"]) for row in rows_of(raw / "2024" / "population.csv")}
    rows = rows_of(raw / "2024" / "dwellings.csv")
    for row in rows:
        if row["code"] == "A003":
            row["residents_in_dwellings"] = residents["A003"] - 3
        if row["code"] == "A002":
            row["residents_in_dwellings"], row["residents_overcrowded"] = 100, 32
    with (raw / "2024" / "dwellings.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    (raw / "published").mkdir()
    columns = "list_date,municipality_code,municipality,area,residents,non_western_pct,attachment_pct,convicted_pct"
    columns += ",basic_education_pct,income_pct_of_region,printed_in,source"
    area = rows_of(raw / "areas.csv")[0]
    line = f"2022-12-01,{area['municipality_code']},,{area['area']},1000,40.0,30.0,1.50,50.0,60.0,,"
    (raw / "published" / "values.csv").write_text(f"{columns}\\n{line}\\n")

def rows_of(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))
'''


def replaced(project: Path, changes: tuple[tuple[str, str, str], ...]) -> None:
    for name, there, instead in changes:
        path = project / name
        text = path.read_text(encoding="utf-8")
        assert text.count(there) == 1, f"{name} has no longer the one place where a newcomer adds to it"
        path.write_text(text.replace(there, instead), encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the declarations of the register and the criterion, and a law that asks for it."""
    project = tmp_path_factory.mktemp("project")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, project / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(Path(added.__file__).with_name("dwellings.py"), project / "pipeline/inputs/registers/dwellings.py")
    law = (project / "pipeline/law/regimes/2021.yaml").read_text(encoding="utf-8")
    replaced(project, (*added.ONE_REGISTER, *added.ONE_CRITERION, *added.END_OF_THE_LAW_BEFORE))
    for there, instead in added.THE_NEW_LAW:
        assert there in law
        law = law.replace(there, instead)
    (project / "pipeline/law/regimes/2023.yaml").write_text(law, encoding="utf-8")
    (project / "tests_edit.py").write_text(EDITS, encoding="utf-8")
    return project


def driven(project: Path, steps: str) -> dict[str, Any]:
    """What the steps print, run in the copy of the project by an interpreter of its own."""
    words = [sys.executable, "-c", DRIVER + steps, str(project)]
    done = subprocess.run(
        words, cwd=project, env={"PYTHONPATH": str(project), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def told(project: Path) -> dict[str, Any]:
    """The commands' answers over a made-up delivery of counts per area."""
    return driven(project, AREA_GRAIN)


def table(out: Path, name: str, list_year: int = 2024) -> pd.DataFrame:
    return pd.read_parquet(out / name / f"list_year={list_year}" / "part-0.parquet")


def one(rows: pd.DataFrame, **wanted: str) -> Any:
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_every_command_is_done(told: dict[str, Any]) -> None:
    answers = {name: told[name] for name in ("synthesize", "backfill", "explain", "law", "whatif")}
    assert {name: answer["exit"] for name, answer in answers.items()} == dict.fromkeys(answers, 0), answers


def test_the_register_is_made_up_as_it_is_declared(told: dict[str, Any], project: Path) -> None:
    made_up = pd.read_csv(project / "raw/2022/dwellings.csv", sep=";")
    assert list(made_up) == ["scope", "code", "register_year", "residents_in_dwellings", "residents_overcrowded"]
    assert set(made_up["register_year"]) == {2022}
    assert (made_up["residents_overcrowded"] <= made_up["residents_in_dwellings"]).all()
    assert made_up["residents_overcrowded"].sum() > 0


def test_the_tables_hold_its_counts_its_share_and_its_limit(told: dict[str, Any], project: Path) -> None:
    out = project / "out"
    counts = table(out, "counts")
    count = one(counts, register="dwellings", code="A002", measure="residents_overcrowded")
    assert (count["value"], count["register_year"], count["withheld"]) == (32, 2024, False)
    indicator = one(table(out, "indicators"), area_id="A002", indicator="overcrowded")
    assert (indicator["part"], indicator["whole"], indicator["value"]) == (32, 100, 0.32)
    assessments = table(out, "assessments")
    assessment = one(assessments, area_id="A002", criterion="overcrowded", category="udsat boligområde")
    assert (assessment["operator"], assessment["limit"], assessment["met"]) == ("exceeds", 0.3, True)
    assert assessment["persons_to_flip"] == 2  # 30 of 100 is not more than 30 %
    wide = one(table(out, "area_list"), area_id="A002")
    assert (wide["overcrowded"], round(wide["overcrowded_margin"], 6)) == (0.32, 0.02)
    reason = one(table(out, "designations"), area_id="A002", category="udsat boligområde")
    assert "Overcrowded 32.0 % (more than 30 %): met" in reason["reason_en"]
    assert "Trangt boende 32,0 pct." in reason["reason_da"]


def test_three_residents_outside_dwellings_are_not_to_be_had_by_subtraction(
    told: dict[str, Any], project: Path
) -> None:
    counts = table(project / "out", "counts")
    hidden = counts[(counts["register"] == "dwellings") & (counts["code"] == "A003")]
    assert len(hidden) == 2
    assert hidden["withheld"].all()
    assert hidden["value"].isna().all()
    assert not one(counts, register="population", code="A003", measure="residents")["withheld"]
    assert "oplyses ikke (få personer)" in told["explain"]["stdout"]


def test_people_read_of_it_in_the_report_the_workbook_and_the_terminal(told: dict[str, Any], project: Path) -> None:
    out = project / "out"
    assert "Trangt boende" in (out / "report/2024/index.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(out / "area_list.xlsx", read_only=True)
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"Trangt boende", "Overcrowded", "Trangt boende: afstand"} <= cells
    assert "overcrowded" in told["backfill"]["stdout"]
    assert "Trangt boende" in told["explain"]["stdout"]
    assert "overcrowded" in told["law"]["stdout"]
    assert "overcrowded" in told["whatif"]["stdout"]


def test_a_year_without_the_register_says_in_words_what_is_missing(told: dict[str, Any], project: Path) -> None:
    out = project / "out"
    assessments = table(out, "assessments", 2023)
    assert one(assessments, area_id="A003", criterion="overcrowded", category="udsat boligområde")["met"] is None
    indicator = one(table(out, "indicators", 2023), area_id="A003", indicator="overcrowded")
    assert indicator["missing"] == "dwellings 2023 is not delivered"


def test_the_data_dictionary_and_the_data_package_describe_it(told: dict[str, Any], project: Path) -> None:
    page = told["dictionary"]
    assert "### dwellings (BOL)" in page
    assert "| `residents_overcrowded` | whole number, may be empty | persons |" in page
    assert "| `overcrowded_pct` |" in page
    package = json.loads((project / "out/datapackage.json").read_text(encoding="utf-8"))
    fields = {field["name"] for resource in package["resources"] for field in resource["schema"]["fields"]}
    assert {"overcrowded", "overcrowded_margin"} <= fields


def test_its_deliveries_are_validated_and_an_asset_of_the_graph(told: dict[str, Any]) -> None:
    assert "dwellings" in told["suites"]
    assert {"dwellings", "raw/dwellings"} <= set(told["assets"])
    assert {"residents_overcrowded_not_above_whole", "residents_in_dwellings_missing", "whole_jump"} <= set(
        told["rules"]
    )


def test_person_rows_are_counted_by_one_expression_and_refused_without_it(told: dict[str, Any], project: Path) -> None:
    """The only code that is added, after the answers over counts per area were made without it."""
    replaced(project, added.ONE_EXPRESSION)
    answers = driven(project, PERSON_GRAIN)
    assert (answers["refused"]["exit"], answers["run"]["exit"]) == (3, 0), answers
    assert "holds person rows, which nothing counts" in answers["refused"]["stderr"]
    rows = pd.read_parquet(project / "person_raw/2024/dwellings.parquet")
    counts = table(project / "person_out", "counts")
    for measure, number in (
        ("residents_in_dwellings", len(rows)),
        ("residents_overcrowded", (rows["rooms"] < rows["persons"]).sum()),
    ):
        assert one(counts, register="dwellings", scope="country", measure=measure)["value"] == int(number)
