"""The commands as their users run them: what they print, write, refuse, and how they exit."""

import csv
import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from commands.ghettolist import main
from tests.made_up_country.generate import ACCEPTED, write_card

ROOT = Path(__file__).parents[2]
REAL, MADE_UP = ROOT / "data" / "raw", ROOT / "data" / "made_up"


def ghettolist(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two list years of the real figures, made once."""
    folder = tmp_path_factory.mktemp("out with a space")
    result = ghettolist("backfill", "2016..2017", "--raw", REAL, "--out", folder)
    assert result.exit_code == 0, result.stderr
    return folder


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The list of 2017 made alone, once: the out folder, and what the command said."""
    folder = tmp_path_factory.mktemp("alone")
    return folder, ghettolist("run", "--list-year", 2017, "--raw", REAL, "--out", folder, "--format", "json")


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The made-up country's list of 2024, made once: the out folder, and what the command said."""
    folder = tmp_path_factory.mktemp("made up")
    words = ("--raw", MADE_UP, "--out", folder, "--municipality", "all")
    return folder, ghettolist("run", "--list-year", 2024, *words)


def test_a_backfill_writes_every_table_of_the_contract_hive_partitioned(out: Path) -> None:
    tables = "counts indicators assessments designations delta area_list goal_progress published_comparison manifest"
    for table in tables.split():
        assert [path.parent.name for path in sorted((out / table).rglob("*.parquet"))] == [
            "list_year=2016",
            "list_year=2017",
        ], table


def test_the_result_goes_to_stdout_and_the_talk_to_stderr(alone: tuple[Path, Result]) -> None:
    _, result = alone
    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    assert {row["area"] for row in rows if row["ghettoomraade"]} == {
        "Bispeparken",
        "Gadelandet/Husumgård",
        "Mjølnerparken",
        "Tingbjerg/Utterslevhuse",
    }
    assert "Making the list of 2017" in result.stderr


def test_an_earlier_list_made_again_leaves_the_list_of_the_latest_year(out: Path, tmp_path: Path) -> None:
    latest_only = ("area_list.csv", "area_list.xlsx")
    shutil.copytree(out, tmp_path, dirs_exist_ok=True)
    before = content(tmp_path)
    for list_year, is_written in ((2016, False), (2018, True)):
        assert ghettolist("run", "--list-year", list_year, "--raw", REAL, "--out", tmp_path).exit_code == 0
        after = content(tmp_path)
        assert [before[name] != after[name] for name in latest_only] == [is_written] * 2, list_year
        assert f"area_list/list_year={list_year}/part-0.parquet" in after


def test_the_same_inputs_give_the_same_bytes_but_for_the_run_id(out: Path, tmp_path: Path) -> None:
    assert ghettolist("backfill", "2016..2017", "--raw", REAL, "--out", tmp_path).exit_code == 0
    once, twice = content(out), content(tmp_path)
    assert once.keys() == twice.keys()
    differing = {name for name in once if once[name] != twice[name]}
    assert {Path(name).parts[0] for name in differing} <= {"manifest", "report"}
    manifests = [pq.read_table(folder / "manifest/list_year=2017/part-0.parquet") for folder in (out, tmp_path)]
    assert manifests[0].drop(["run_id"]).equals(manifests[1].drop(["run_id"]))


def test_one_list_year_made_alone_is_the_same_as_in_a_backfill(out: Path, alone: tuple[Path, Result]) -> None:
    for table in ("designations", "assessments", "delta", "goal_progress"):
        name = f"{table}/list_year=2017/part-0.parquet"
        assert (out / name).read_bytes() == (alone[0] / name).read_bytes(), table


@pytest.mark.parametrize(
    ("break_it", "exit_code", "words"),
    [
        (lambda raw: (raw / "areas.csv").unlink(), 3, "areas.csv: is missing"),
        (lambda raw: spoil(raw / "published/values.csv", "1701", "17O1"), 3, "residents: 1 cell is not a whole number"),
        (lambda raw: spoil(raw / "published/values.csv", ",1657,59.6,", ",1657,159.6,"), 4, "non_western_pct"),
        (
            lambda raw: spoil(raw / "published/lists.csv", "København,Bispeparken", "København,Bispeparkén"),
            3,
            "areas.csv",
        ),
    ],
    ids=["no areas", "not a number", "more than all", "unknown area"],
)
def test_bad_input_is_refused_with_its_exit_code_and_earlier_outputs_stay(
    tmp_path: Path, out: Path, break_it: object, exit_code: int, words: str
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(REAL, raw)
    break_it(raw)  # type: ignore[operator]
    before = content(out)
    result = ghettolist("run", "--list-year", 2017, "--raw", raw, "--out", out)
    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert words in result.stderr
    assert content(out) == before


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("run", "--list-year", 2009, "--raw", REAL), "has no law"),
        (("backfill", "2015-2016", "--raw", REAL), "is not a range of list years"),
        (("explain", "Atlantis", "--list-year", 2017, "--raw", REAL), "står ikke i areas.csv. Forventet: et navn"),
        (
            ("run", "--list-year", 2009, "--raw", REAL, "--language", "da"),
            "listeår 2009: har ingen lov. Forventet: et listeår",
        ),
        (("run",), "Missing option '--list-year'"),
        (
            ("whatif", "--list-year", 2017, "--raw", REAL),
            "er spurgt uden en ændring. Forventet: --set, --law, --switch",
        ),
    ],
)
def test_a_command_that_cannot_be_carried_out_exits_2_and_says_what_would_do(
    words: tuple[object, ...], sentence: str
) -> None:
    result = ghettolist(*words)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_strict_exits_5_when_anything_is_undetermined_and_the_tables_are_written(tmp_path: Path) -> None:
    result = ghettolist("run", "--list-year", 2021, "--raw", REAL, "--out", tmp_path, "--strict")
    assert result.exit_code == 5
    assert (tmp_path / "designations/list_year=2021/part-0.parquet").exists()


def test_strict_exits_0_when_nothing_is(tmp_path: Path) -> None:
    assert ghettolist("run", "--list-year", 2014, "--raw", REAL, "--out", tmp_path, "--strict").exit_code == 0


def test_a_missing_register_is_undetermined_with_its_reason_and_never_off_the_list(
    tmp_path: Path, made_up: tuple[Path, Result]
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(MADE_UP, raw)
    (raw / "2024" / "employment.csv").unlink()
    write_card(raw / "2024", 2024)
    result = ghettolist(
        "run", "--list-year", 2024, "--raw", raw, "--out", tmp_path / "out", "--municipality", "all", "--strict"
    )
    assert result.exit_code == 5
    rows = pq.read_table(tmp_path / "out/designations/list_year=2024/part-0.parquet").to_pylist()
    undetermined = [row for row in rows if row["designated"] is None]
    assert any("employment 2023 is not delivered" in row["reason_en"] for row in undetermined)
    complete, _ = made_up
    whole = {
        (row["area_id"], row["category"]): row["designated"]
        for row in pq.read_table(complete / "designations/list_year=2024/part-0.parquet").to_pylist()
    }
    for row in rows:  # with less known, an outcome may become undetermined but never another
        assert row["designated"] in (None, whole[row["area_id"], row["category"]])


def test_made_up_data_are_labelled_in_every_output(made_up: tuple[Path, Result]) -> None:
    folder, result = made_up
    assert "MADE-UP DATA" in result.stdout
    for path in folder.rglob("*.parquet"):
        table = pq.read_table(path)
        assert set(table.column("made_up").to_pylist()) <= {True}, path
        assert table.schema.metadata[b"made_up"] == b"true"
    assert json.loads((folder / "datapackage.json").read_text())["made_up"] is True
    assert b";made_up;status;candidate\r\n" in (folder / "area_list.csv").read_bytes()


def test_explain_answers_in_a_screenful_in_danish_and_english() -> None:
    danish = ghettolist("explain", "tingbjerg", "--list-year", 2017, "--raw", REAL).stdout
    english = ghettolist("explain", "tingbjerg", "--list-year", 2017, "--raw", REAL, "--language", "en").stdout
    assert "Bruttoindkomst" in danish
    assert "Gross income" in english
    assert all(len(text.splitlines()) <= 40 for text in (danish, english))


def test_explain_gives_tools_the_exact_value_beside_the_readable_one() -> None:
    result = ghettolist("explain", "Mjølnerparken", "--list-year", 2017, "--raw", REAL, "--format", "json")
    criteria = json.loads(result.stdout)["categories"][0]["criteria"]
    attachment = next(each for each in criteria if each["criterion"] == "attachment")
    assert attachment["value_exact"] == "87/200"  # 43.5 %
    assert (attachment["operator"], attachment["met"]) == ("exceeds", True)


def test_law_shows_the_law_then() -> None:
    assert "270 per 10,000" in ghettolist("law", "--list-year", 2012).stdout
    assert json.loads(ghettolist("law", "--list-year", 2021, "--format", "json").stdout)["regime"] == "2021"


def test_compare_counts_agreement_list_by_list_and_shows_no_disagreement() -> None:
    content = json.loads(ghettolist("compare", "--raw", REAL, "--format", "json").stdout)
    assert content["disagreements"] == []
    agree = {each["list_date"]: each["agree"] for each in content["lists"]}
    # The published rows with figures, 245 in all; that of 2013 whose list is not known is not among them.
    days = (
        "2010-10-26",
        "2011-01-01",
        "2012-10-01",
        "2013-10-01",
        "2014-12-01",
        "2015-12-01",
        "2016-12-01",
        "2017-12-01",
    )
    assert [agree[day] for day in days] == [29, 10, 38, 40, 38, 34, 29, 27]


def test_compare_shows_a_disagreement_where_there_is_one(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(REAL, raw)
    spoil(raw / "published/values.csv", "2015-12-01,101,København,Bispeparken,1657,59.6,30.2,1.89,53.1,55.0",
          "2015-12-01,101,København,Bispeparken,1657,59.6,30.2,1.89,53.1,54.9")  # fmt: skip
    content = json.loads(ghettolist("compare", "--raw", raw, "--format", "json").stdout)
    assert [(each["area"], each["recomputed"], each["published"]) for each in content["disagreements"]] == [
        ("Bispeparken", True, False)
    ]


def exchanged(raw: Path, list_year: int, one: str, other: str) -> None:
    """Exchange two columns of the published figures of one list year."""
    path = raw / "published/values.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["list_date"].startswith(str(list_year)):
            row[one], row[other] = row[other], row[one]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "{count} decisions differ from the published list of 2014; see ghettolist compare"),
        ("da", "{count} afgørelser er anderledes end på den offentliggjorte liste fra 2014; se ghettolist compare"),
    ],
)
def test_a_run_says_once_how_many_decisions_differ_from_the_published_list(
    tmp_path: Path, language: str, words: str
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(REAL, raw)
    exchanged(raw, 2014, "attachment_pct", "basic_education_pct")
    told = json.loads(ghettolist("compare", "--raw", raw, "--format", "json").stdout)
    differ = [each for each in told["disagreements"] if each["list_date"] == "2014-12-01"]
    assert len(differ) > 5
    result = ghettolist("backfill", "2014..2015", "--raw", raw, "--out", tmp_path / "out", "--language", language)
    assert result.exit_code == 0
    assert result.stderr.count("ghettolist compare") == 1
    assert words.format(count=len(differ)) in result.stderr


def test_a_run_on_figures_that_agree_with_the_published_lists_says_nothing_of_them(tmp_path: Path) -> None:
    result = ghettolist("backfill", "2010..2017", "--raw", REAL, "--out", tmp_path)
    assert result.exit_code == 0
    assert "ghettolist compare" not in result.stderr


def test_receive_files_a_delivery_and_refuses_one_that_fails_its_expectations(tmp_path: Path) -> None:
    raw, inbox = tmp_path / "raw", tmp_path / "inbox"
    shutil.copytree(MADE_UP, raw)
    shutil.move(raw / "2024", inbox)
    (inbox / "delivery.yaml").unlink()
    words = ("receive", inbox, "--list-year", 2024, "--raw", raw, "--holder", "made up", "--basis", "test")
    words += tuple(word for name in ACCEPTED for word in ("--accept", name))
    result = ghettolist(*words)
    assert result.exit_code == 0, result.stderr
    assert (raw / "2024" / "delivery.yaml").exists()
    shutil.rmtree(raw / "2024")
    population = next(path for path in inbox.iterdir() if path.stem == "population")
    lines = population.read_bytes().splitlines(keepends=True)
    population.write_bytes(b"".join([*lines, lines[-1]]))  # the last row twice
    result = ghettolist(*words)
    assert result.exit_code == 4
    assert "key" in result.stderr
    assert not (raw / "2024").exists()
