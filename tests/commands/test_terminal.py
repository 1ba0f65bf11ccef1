"""Tables on a terminal of any width: no figure is ever cut."""

import io
import re
import sys
from pathlib import Path

import pytest

from commands.streams import READABLE, say, wrapped
from commands.terminal import print_table
from pipeline.core.messages import Message
from pipeline.core.paths import RawRoot
from pipeline.inputs.sources import open_sources
from pipeline.law import load_law
from pipeline.lists.yearly_list import yearly_lists_up_to
from pipeline.text.explanation import explanation_text

SOURCES = open_sources(RawRoot(Path(__file__).parents[2] / "data" / "raw"))

COLUMNS = ("area", "on the list as", "residents", "non-western %", "convicted %", "income %", "basis")
ROW = ("Tingbjerg/Utterslevhuse", "hårdt ghettoområde", "6,395", "70.1", "2.45", "135.3", "recomputed")


class Pipe(io.StringIO):
    encoding = "utf-8"


class Terminal(Pipe):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, width: int | None) -> str:
    out = Terminal() if width else Pipe()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("COLUMNS", str(width or 80))
    monkeypatch.setenv("TERM", "xterm")
    print_table("List", COLUMNS, [ROW])
    return re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())  # bold


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_a_figure_is_whole_or_its_column_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    text = shown(monkeypatch, width)
    table, _, note = text.partition("Not shown")
    assert max(len(line) for line in table.splitlines()) <= width
    for name, cell in list(zip(COLUMNS, ROW, strict=True))[2:]:
        assert (cell in table.split()) != (name in note), (name, text)


def test_where_there_is_no_terminal_the_table_is_whole_in_one_line_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(monkeypatch, None).splitlines()
    assert [line for line in lines if all(cell in line for cell in ROW)]
    assert not [line for line in lines if "Not shown" in line]


def test_text_on_a_terminal_is_wrapped_between_words_and_in_a_pipe_is_not() -> None:
    text = "udsat boligområde: 1.752 beboere\n  grænse 40 pct.; afstand +3,5\n/a/path/that/is/whole.parquet"
    assert wrapped(text, None) == text
    assert wrapped(text, 24).splitlines() == [
        "udsat boligområde: 1.752",
        "  beboere",
        "  grænse 40 pct.;",
        "    afstand +3,5",
        "/a/path/that/is/whole.parquet",
    ]


def test_the_criteria_of_an_area_that_do_not_fit_stand_in_two_lines_with_every_figure_whole() -> None:
    lists = [next(iter(yearly_lists_up_to(SOURCES, load_law(), 2010)))]
    area = SOURCES.areas.find("Mjølnerparken")
    whole, narrow = (explanation_text(SOURCES.areas, area, lists, 2010, "en", False, width) for width in (None, 60))
    figures = re.compile(r"[+\u2212]?[0-9][0-9.,]*")
    assert max(len(line) for line in wrapped(narrow, 60).splitlines()) <= 60
    assert sorted(figures.findall(wrapped(narrow, 60))) == sorted(figures.findall(whole))
    assert "limit more than 50 %; margin" in narrow


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp850"])
def test_a_refusal_in_danish_is_readable_in_any_encoding(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors=READABLE)
    monkeypatch.setattr(sys, "stderr", out)
    monkeypatch.setenv("LC_ALL", "da_DK.UTF-8")
    say(Message("is missing"))
    say(Message("list year {list_year}", list_year=2017))
    out.seek(0)
    assert out.read() == "mangler\n" + ("listear 2017\n" if encoding == "ascii" else "listeår 2017\n")


def test_markup_and_control_characters_are_shown_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", out := Pipe())
    print_table("[b]List", ("area",), [("Park [/b] [link=x]",), ("\x1b]52;c;aGVq\x07",), ("a\u202eb\nc",)])
    text = out.getvalue()
    assert "[b]List" in text
    assert "Park [/b] [link=x]" in text
    assert "\\x1b]52;c;aGVq\\x07" in text
    assert "a\\u202eb\\x0ac" in text
