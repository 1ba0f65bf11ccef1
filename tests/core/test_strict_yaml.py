"""A YAML file read strictly: what each reader takes, what it refuses in which words, and the value it leaves then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from pipeline.core.strict_yaml import DEEPEST, LARGEST_BYTES, Document, Entry


def told(document: Document) -> list[str]:
    """The faults found so far."""
    return [str(fault) for fault in document.faults]


def read(text: str, reader: Callable[[Entry], Any]) -> tuple[Any, list[str]]:
    """What a reader makes of the key ``k`` on line 1 of a file, and the faults."""
    document = Document("f.yaml", text.encode())
    return reader(document.top()), told(document)


Case = tuple[str, object, str]  # the file, the value, the fault; without a fault empty


def holds(case: Case, reader: Callable[[Entry], Any]) -> None:
    text, value, fault = case
    assert read(text, reader) == (value, [f"f.yaml: {fault}"] if fault else [])


MISSING = "the whole file (line 1): the key `k` is missing. Expected: so and so."
EMPTY = "k (line 1): the key `k` is empty. Expected: so and so."


@pytest.mark.parametrize(
    "case",
    [
        ("k: a text", "a text", ""),
        ("k: ' a text '", " a text ", ""),
        ("j: 1", "", MISSING),
        ("k:", "", EMPTY),
        ("k: ' '", "", "k (line 1): empty. Expected: so and so."),
        ("k: [a]", "", "k (line 1): not a text. Expected: so and so."),
        ("k: 2.5", "", "k (line 1): a YAML float, which is already rounded in binary. Expected: so and so. What to do: write it as a text."),
        ("k: 2", "", "k (line 1): a bare YAML number or switch, not a text. Expected: so and so. What to do: write it in quotes or with its unit."),
        ("k: no", "", "k (line 1): a bare YAML number or switch, not a text. Expected: so and so. What to do: write it in quotes or with its unit."),
        ("k: 2018-01-02", "", "k (line 1): a bare YAML date, not a text. Expected: so and so. What to do: write it in quotes."),
        ("k: 2018-02-30", "2018-02-30", ""),  # looks like a date and is none
    ],
)  # fmt: skip
def test_a_text(case: Case) -> None:
    holds(case, lambda entry: entry.text("k", "so and so"))


@pytest.mark.parametrize(
    "case",
    [
        ("k: 3", 3, ""),
        ("k: 30", 30, ""),
        ("j: 1", 3, MISSING),
        ("k: 2", 3, "k (line 1): 2 is less than 3. Expected: so and so."),
        ("k: 4.0", 3, "k (line 1): not a whole number. Expected: so and so."),
        ("k: '4'", 3, "k (line 1): not a whole number. Expected: so and so."),
        ("k: true", 3, "k (line 1): not a whole number. Expected: so and so."),
    ],
)
def test_a_whole_number_of_three_or_more(case: Case) -> None:
    holds(case, lambda entry: entry.whole("k", "so and so", minimum=3))


NO_YEAR = "k (line 1): not a year from 2010 to 2020. Expected: so and so. What to do: write it as a whole number."


@pytest.mark.parametrize(
    "case",
    [
        ("k: 2010", 2010, ""),
        ("k: 2020", 2020, ""),
        ("j: 1", 2010, MISSING),
        ("k:", 2010, EMPTY),
        ("k: 2009", 2010, NO_YEAR),
        ("k: 2021", 2010, NO_YEAR),
        ("k: 2015.0", 2010, NO_YEAR),
        ("k: '2015'", 2010, NO_YEAR),
        ("k: true", 2010, NO_YEAR),
    ],
)
def test_a_year_from_2010_to_2020_whose_refusal_shows_no_value(case: Case) -> None:
    holds(case, lambda entry: entry.year("k", "so and so", 2010, 2020))


def test_a_year_is_no_switch_even_where_one_is_a_year() -> None:
    value, faults = read("k: true", lambda entry: entry.year("k", "", 0, 5))
    assert (value, len(faults)) == (0, 1)


@pytest.mark.parametrize(
    "case",
    [
        ("k: 2024-05-02", dt.date(2024, 5, 2), ""),
        ("k: '2024-05-02'", dt.date(2024, 5, 2), ""),
        ("j: 1", dt.date.min, MISSING),
        ("k: '2024-02-30'", dt.date.min, "k (line 1): not a date. Expected: so and so."),
        ("k: '2024-05-02 or so'", dt.date.min, "k (line 1): not a date. Expected: so and so."),
        ("k: 2024-05-02 10:00:00", dt.date.min, "k (line 1): not a date. Expected: so and so."),
        ("k: 20240502", dt.date.min, "k (line 1): not a date. Expected: so and so."),
    ],
)
def test_a_day(case: Case) -> None:
    holds(case, lambda entry: entry.day("k", "so and so"))


@pytest.mark.parametrize(
    "case",
    [
        ("k: true", True, ""),
        ("k: false", False, ""),
        ("j: 1", False, MISSING),
        ("k: 'true'", False, "k (line 1): not a switch. Expected: so and so."),
        ("k: 1", False, "k (line 1): not a switch. Expected: so and so."),
    ],
)
def test_a_switch(case: Case) -> None:
    holds(case, lambda entry: entry.switch("k", "so and so"))


NO_SHARE = "k (line 1): not a share from 0 to 1. Expected: so and so."


@pytest.mark.parametrize(
    "case",
    [
        ("k: 0", Fraction(0), ""),
        ("k: 1", Fraction(1), ""),
        ("k: 0.4", Fraction(2, 5), ""),  # as written, not as the nearest binary number
        ("k: '1/3'", Fraction(1, 3), ""),
        ("k: '3/3'", Fraction(1), ""),
        ("j: 1", Fraction(0), MISSING),
        ("k: '4/3'", Fraction(0), NO_SHARE),
        ("k: 1.1", Fraction(0), NO_SHARE),
        ("k: -0.1", Fraction(0), NO_SHARE),
        ("k: .nan", Fraction(0), NO_SHARE),
        ("k: .inf", Fraction(0), NO_SHARE),
        ("k: true", Fraction(0), NO_SHARE),
        ("k: '1/0'", Fraction(0), NO_SHARE),
        ("k: [1]", Fraction(0), NO_SHARE),
        ("k: 40 %", Fraction(0), NO_SHARE),
    ],
)
def test_a_share(case: Case) -> None:
    holds(case, lambda entry: entry.share("k", "so and so"))


NO_NAMES = "k (line 1): not a list of names. Expected: so and so."


@pytest.mark.parametrize(
    "case",
    [
        ("k: [a, b]", ("a", "b"), ""),
        ("j: 1", (), MISSING),
        ("k: a", (), NO_NAMES),
        ("k: []", (), NO_NAMES),
        ("k: [a, 2]", (), NO_NAMES),
        ("k: [a, '']", (), NO_NAMES),
        ("k: [b, a, b]", ("b", "a", "b"), "k (line 1): `b` is named twice."),
    ],
)
def test_a_list_of_texts(case: Case) -> None:
    holds(case, lambda entry: entry.texts("k", "so and so"))


def test_every_text_that_is_named_twice_is_told_once() -> None:
    _, faults = read("k: [c, b, a, b, c, c]", lambda entry: entry.texts("k", ""))
    assert faults == ["f.yaml: k (line 1): `b` is named twice.", "f.yaml: k (line 1): `c` is named twice."]


def _first_text(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.text("n") for entry in entries]


NO_ENTRIES = "k (line 1): not a list of sets of keys and values. Expected: so and so."


@pytest.mark.parametrize(
    "case",
    [
        ("k: [{n: a}, {n: b}]", ["a", "b"], ""),
        ("k: [{n: a}, {n: 1.5}]", ["a", ""], "k[1].n (line 1): a YAML float, which is already rounded in binary. Expected: a text. What to do: write it as a text."),
        ("j: 1", [], MISSING),
        ("k: {n: a}", [], NO_ENTRIES),
        ("k: []", [], NO_ENTRIES),
        ("k: [{n: a}, b]", [], NO_ENTRIES),
    ],
)  # fmt: skip
def test_a_list_of_mappings(case: Case) -> None:
    holds(case, lambda entry: _first_text(entry.entries("k", "so and so")))


@pytest.mark.parametrize(
    "case",
    [
        ("k: {n: a}", ["a"], ""),
        ("k: {m: a}", [""], "k (line 1): the key `n` is missing. Expected: a text."),
        ("j: 1", [], MISSING),
        ("k: [a]", [], "k (line 1): not a set of keys and values. Expected: so and so."),
    ],
)
def test_a_mapping_within(case: Case) -> None:
    holds(case, lambda entry: [each.text("n") for each in [entry.entry("k", "so and so")] if each is not None])


def test_a_key_that_was_not_read_is_told_with_those_that_may_stand_there() -> None:
    document = Document("f.yaml", b"b: x\na: y\nz: 1\nc:\n  d: w\n")
    top = document.top()
    assert top.keys == ("b", "a", "z", "c")
    assert [top.has("b"), top.has("e"), top.text("a")] == [True, False, "y"]
    top.close()
    assert told(document) == [
        "f.yaml: z (line 3): unknown key `z`. Expected: one of a, b, e.",
        "f.yaml: c (line 4): unknown key `c`. Expected: one of a, b, e.",
    ]


def test_a_fault_may_be_recorded_at_a_key_or_at_the_mapping_itself() -> None:
    document = Document("f.yaml", b"k:\n  l: x\n")
    entry = document.top().entry("k", "")
    assert entry is not None
    entry.fault("l", "is odd", "something else", "change it")
    entry.fault("", "is odd")
    assert told(document) == [
        "f.yaml: k.l (line 2): is odd. Expected: something else. What to do: change it.",
        "f.yaml: k (line 1): is odd.",
    ]


# --- the file as a whole ----------------------------------------------------------------------------------------------

NOT_READABLE = "not readable as YAML: "


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ("k: [", f"line 1: {NOT_READABLE}expected the node content, but found '<stream end>'."),
        ("a: &x b\nk: *x\n", f"line 2: {NOT_READABLE}a reference (*) to another place; write the text out in full."),
        ("k: \x00", f"the whole file: {NOT_READABLE}special characters are not allowed."),
        ("- a\n", "the whole file (line 1): the file does not hold keys and values."),
        ("? [a, b]\n: x\nk: y\n", "the whole file (line 1): a key that is no name, on line 1."),
        (
            "k: y\n\nk: z\n",
            "k (line 1): the key `k` stands twice, again on line 3. What to do: keep one of them; plain YAML would "
            "silently take the last.",
        ),
    ],
)
def test_a_file_that_is_no_mapping_is_told_once(data: str, fault: str) -> None:
    document = Document("f.yaml", data.encode())
    assert told(document) == [f"f.yaml: {fault}"]
    assert set(document.top().keys) <= {"k"}


def test_what_follows_a_key_that_is_no_name_or_stands_twice_is_read() -> None:
    document = Document("f.yaml", b"a: 1\nk:\n  ? [b]\n  : x\n  l: first\n  l: second\n  m: n\n")
    entry = document.top().entry("k", "")
    assert entry is not None
    assert [entry.text("l"), entry.text("m")] == ["first", "n"]
    assert [each.partition(": ")[2] for each in told(document)] == [
        "k (line 2): a key that is no name, on line 3.",
        "k.l (line 5): the key `l` stands twice, again on line 6. What to do: keep one of them; plain YAML would "
        "silently take the last.",
    ]


@pytest.mark.parametrize("is_list", [False, True])
def test_an_empty_file_holds_nothing_that_could_be_read(is_list: bool) -> None:
    document = Document("f.yaml", b"# a remark\n", is_list)
    assert not document.is_readable


def test_a_file_that_holds_a_list_is_read_entry_by_entry() -> None:
    document = Document("f.yaml", b"- n: a\n- n: b\n- m: c\n", is_list=True)
    assert document.is_readable
    assert _first_text(document.items()) == ["a", "b", ""]
    assert told(document) == ["f.yaml: [2] (line 3): the key `n` is missing. Expected: a text."]


@pytest.mark.parametrize("data", [b"n: a\n", b"- n: a\n- b\n", b"a\n"])
def test_a_file_that_should_hold_a_list_of_entries_is_refused_if_it_does_not(data: bytes) -> None:
    document = Document("f.yaml", data, is_list=True)
    assert document.items() == ()
    assert told(document) == [
        "f.yaml: the whole file (line 1): the file does not hold a list of entries. Expected: entries that begin with - "
        "and hold keys."
    ]


def test_a_file_may_be_as_long_as_the_limit_on_its_length_and_no_longer() -> None:
    longest = b"\x00" * LARGEST_BYTES  # refused for its first byte, so that the rest is not read
    assert told(Document("f.yaml", longest)) == [
        f"f.yaml: the whole file: {NOT_READABLE}special characters are not allowed."
    ]
    longer = Document("f.yaml", longest + b"\x00")
    assert (longer.is_readable, longer.top().keys) == (False, ())
    assert told(longer) == [
        "f.yaml: the whole file: the file is 1,000,001 bytes long. Expected: at most 1,000,000 bytes."
    ]


def test_a_file_may_be_nested_as_deep_as_the_limit_whatever_stands_side_by_side() -> None:
    def nested(levels: int) -> bytes:  # the mapping, lists within lists each with a text before the next, a text
        return b"k: " + b"[x, x, " * (levels - 2) + b"x" + b"]" * (levels - 2)

    assert told(Document("f.yaml", nested(DEEPEST))) == []
    (fault,) = told(Document("f.yaml", nested(DEEPEST + 1)))
    assert fault == f"f.yaml: line 1: {NOT_READABLE}nested more than 20 levels deep."
