"""Tables on a terminal of any width: no figure is ever cut."""

import io
import re
import sys

import pytest

from commands.terminal import print_table

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


def test_markup_and_control_characters_are_shown_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", out := Pipe())
    print_table("[b]List", ("area",), [("Park [/b] [link=x]",), ("\x1b]52;c;aGVq\x07",), ("a\u202eb\nc",)])
    text = out.getvalue()
    assert "[b]List" in text
    assert "Park [/b] [link=x]" in text
    assert "\\x1b]52;c;aGVq\\x07" in text
    assert "a\\u202eb\\x0ac" in text
