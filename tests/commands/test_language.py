"""The terminal speaks one language in an answer: the one asked for, or else the locale's."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from commands.ghettolist import main

RAW = str(Path(__file__).parents[2] / "data" / "raw")
ENGLISH = re.compile(r"\b(the|of|not|list|area|by|with|is|were|undetermined|published)\b", re.IGNORECASE)
DANISH = re.compile(r"\b(af|og|ikke|listen|område|med|er|uafgjort|offentliggjort)\b", re.IGNORECASE)
NAMES = re.compile(
    r"udsat boligområde|hårdt ghettoområde|Degnegården mv|list_year|area_list|area_id|law_\w+|default_list"
)


def ghettolist(*words: object, locale: str, exit_codes: tuple[int, ...] = (0, 6)) -> Result:
    environment = dict.fromkeys(("LC_ALL", "LC_MESSAGES"), "") | {"LANG": locale}
    result = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False, env=environment)
    assert result.exit_code in exit_codes, result.stderr
    return result


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list that was made with a Danish locale."""
    folder = tmp_path_factory.mktemp("out")
    result = ghettolist("run", "--list-year", 2012, "--raw", RAW, "--out", folder, locale="da_DK.UTF-8")
    assert not ENGLISH.findall(NAMES.sub("", (result.stdout + result.stderr).replace(str(folder), "")))
    return folder


ANSWERS = {
    "explain": ("explain", "Bispeparken", "--list-year", 2012, "--raw", RAW),
    "law": ("law", "--list-year", 2018),
    "whatif": ("whatif", "--list-year", 2012, "--set", "dømte=2,5 %", "--law-for-history", "--raw", RAW),
    "status": ("status", "--raw", RAW, "--out", "OUT", "--today", "2026-07-01"),
    "history": ("history", "--out", "OUT"),
    "areas": ("areas", "--raw", RAW, "--municipality", "101"),
    "years": ("years", "--raw", RAW),
}


@pytest.mark.parametrize("words", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_is_danish_where_the_locale_is(words: tuple[object, ...], out: Path) -> None:
    result = ghettolist(*(out if word == "OUT" else word for word in words), locale="da_DK.UTF-8")
    told = NAMES.sub("", (result.stdout + result.stderr).replace(str(out), ""))
    assert not ENGLISH.findall(told)


@pytest.mark.parametrize("words", ANSWERS.values(), ids=ANSWERS)
def test_the_same_answer_is_english_where_that_is_asked_for(words: tuple[object, ...], out: Path) -> None:
    asked = [*(out if word == "OUT" else word for word in words), "--language", "en"]
    result = ghettolist(*asked, locale="da_DK.UTF-8")
    told = NAMES.sub("", (result.stdout + result.stderr).replace(str(out), ""))
    assert not DANISH.findall(told)


def test_every_command_has_an_example_and_those_that_answer_in_words_have_a_language() -> None:
    for name, command in main.commands.items():
        context = click.Context(command)
        assert "Example: ghettolist " + name in (command.help or "").replace("\n", " "), name
        if name in (*ANSWERS, "run", "backfill", "compare", "verify", "prune"):
            assert "--language" in command.get_help(context), name


POPULATION = "scope;code;register_year;residents;residents_non_western;residents_18_plus\n"
DELIVERED = {
    "a cell": ("population.csv", POPULATION + "area;101-bispeparken;2026;many;1;1\n", "celle er ikke et helt tal"),
    "a column": ("population.csv", "scope;code;register_year\narea;101-bispeparken;2026\n", "kolonner mangler"),
    "a row": ("population.csv", POPULATION + "area;101-bispeparken;2026;5\n", "er ikke 6 celler brede (række 2)"),
    "a name": ("populaton.csv", POPULATION, "Gør sådan: navngiv den population.csv"),
}


@pytest.mark.parametrize(("name", "text", "says"), DELIVERED.values(), ids=DELIVERED)
def test_a_refused_delivery_is_told_in_danish_with_what_to_do(tmp_path: Path, name: str, text: str, says: str) -> None:
    for folder in ("raw", "package"):
        (tmp_path / folder).mkdir()
    (tmp_path / "raw" / "areas.csv").write_bytes((Path(RAW) / "areas.csv").read_bytes())
    (tmp_path / "package" / name).write_text(text)
    words = ("receive", tmp_path / "package", "--list-year", 2026, "--raw", tmp_path / "raw")
    told = ghettolist(*words, "--language", "da", locale="C", exit_codes=(3,)).stderr
    assert says in told
    assert not ENGLISH.findall(NAMES.sub("", told.replace(str(tmp_path), "")))


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "Atlantis", "--list-year", 2017, "--raw", RAW),
        ("run", "--list-year", 2009, "--raw", RAW),
        ("run", "--list-year", 2017, "--raw", RAW, "--municipality", "Atlantis"),
        ("backfill", "2015-2016", "--raw", RAW),
        ("whatif", "--list-year", 2017, "--set", "dømte=mange", "--raw", RAW),
        ("years", "--raw", "/nowhere/at/all"),
    ],
)
def test_a_command_that_cannot_be_carried_out_is_told_in_danish(words: tuple[object, ...], tmp_path: Path) -> None:
    told = ghettolist(*words, locale="da_DK.UTF-8", exit_codes=(2, 3)).stderr
    assert "tidligere udgivne filer er uændrede" in told
    assert not ENGLISH.findall(NAMES.sub("", told))
