"""Refusals and notes in Danish: every template has its Danish, and an answer is in one language."""

from __future__ import annotations

import ast
import pickle
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.messages import Message, together
from pipeline.text.messages import catalogue, in_language, is_wordless

ROOT = Path(__file__).parents[2]
ROOMS = ("pipeline", "expectations", "commands")
# Files whose refusals are English still: law files, cards, settings, object stores, Spark
IN_ENGLISH = {
    "assets/backfill.py",
    "ghettolist/figures.py",
    "pipeline/core/object_storage.py",
    "pipeline/core/settings.py",
    "pipeline/core/staging.py",
    "pipeline/core/strict_yaml.py",
    "pipeline/inputs/boundaries.py",
    "pipeline/inputs/cards.py",
    "pipeline/law/amendments.py",  # what names units and operators
    "pipeline/law/loader.py",
    "pipeline/outputs/report/progress.py",
    "pipeline/persons/engines/spark.py",
}


def templates() -> set[str]:
    """Every template of a message in the code that has words."""
    found = {
        message
        for room in ROOMS
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / room, [("**.py", "python")], keywords={"Message": None}
        )
    }
    return {str(template) for template in found if not is_wordless(str(template))}


def test_the_catalogue_has_the_danish_of_every_message_and_of_nothing_else() -> None:
    assert set(filter(lambda template: not is_wordless(template), catalogue())) == templates()  # else: make messages


def places(template: str) -> set[str]:
    return {f"{name}:{how}" for _text, name, how, _sign in string.Formatter().parse(template) if name}


def test_the_danish_has_the_values_of_the_english() -> None:
    assert [english for english, danish in catalogue().items() if places(english) != places(danish)] == []


def test_danish_messages_write_pct_and_a_decimal_comma() -> None:
    assert [danish for danish in catalogue().values() if " %" in danish or re.search(r"\b0\.[0-9]", danish)] == []


def fault_parts(path: Path) -> Iterator[ast.expr]:
    """The problem, what was expected and the remedy of each ``Fault`` that a file makes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fault":
            yield from node.args[1:]
            yield from (keyword.value for keyword in node.keywords if keyword.arg != "where")


def test_the_files_that_refuse_in_english_only_are_these() -> None:
    def is_plain(part: ast.expr) -> bool:
        return isinstance(part, ast.Constant | ast.JoinedStr)

    files = [path for room in (*ROOMS, "assets", "ghettolist") for path in (ROOT / room).rglob("*.py")]
    plain = {path.relative_to(ROOT).as_posix() for path in files if any(map(is_plain, fault_parts(path)))}
    assert plain == IN_ENGLISH


FAULT = Fault(
    Message("{where}, row {row}", where="areas.csv", row=3),
    Message("has {rows:,} rows", rows=1_234_567),
    Message("at most {most:,} bytes of counts", most=5_000),
    Message("check the separator and quoting"),
)


def test_a_refusal_is_danish_in_each_of_its_parts() -> None:
    message = WrongUsage(FAULT).message()
    assert message == (
        "The command cannot be carried out; earlier outputs are left as they were.\n"
        "- areas.csv, row 3: has 1,234,567 rows. Expected: at most 5,000 bytes of counts. "
        "What to do: check the separator and quoting."
    )
    assert in_language(message, "en") == message
    assert in_language(message, "da") == (
        "Kommandoen kan ikke udføres; tidligere udgivne filer er uændrede.\n"
        "- areas.csv, række 3: har 1.234.567 rækker. Forventet: højst 5.000 byte optællinger. "
        "Gør sådan: kontrollér skilletegn og anførselstegn."
    )


@pytest.mark.parametrize(
    "other",
    [
        Fault("x", "text without a catalogue"),
        Fault("x", Message("is missing"), expected="plain"),
        Fault("x", Message("is missing"), remedy="plain"),
    ],
)
def test_a_refusal_with_a_part_that_has_no_danish_is_english_as_a_whole(other: Fault) -> None:
    message = WrongUsage([FAULT, other]).message()
    assert in_language(message, "da") == message


def test_a_message_keeps_its_template_on_the_way_to_another_process() -> None:
    message = together([Message("row {row}", row=3), Message("is missing")])
    assert in_language(pickle.loads(pickle.dumps(message)), "da") == "række 3 mangler"


def test_text_that_is_no_message_stays_as_it_is() -> None:
    assert in_language("is missing", "da") == "is missing"
