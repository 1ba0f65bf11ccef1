"""Extracts of StatBank (CSV, one number a line) as rows of regions, municipalities or the country in a register.

A delivery's ``columns.yaml`` says which numbers they are, with nothing left to guess:

    statbank:
      income:
        gross_income_dkk:
          file: INDKP111.statbank.csv
          place: REGLAND                                  # the column of regions
          select: {ENHED: Indkomstbeløb (1.000 kr.), ALDER1: [15-19 år, 20-24 år]}   # several values: their sum
          unit: 1000 kroner                               # or kroner, or persons

Each column of the extract is the place, the time or selected. ``-`` is zero and ``..`` unknown, as StatBank documents
them; of a sum with an unknown part the sum is unknown. What does not belong here: a supplier's own files, where a dash
may mean anything (``cells``).
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.core.paths import COLUMNS
from pipeline.core.strict_yaml import Entry
from pipeline.inputs.cells import REMEDY, problem_of, typed_cells
from pipeline.inputs.csv_files import LARGEST_BYTES, decoded, separator_of, shown_rows
from pipeline.inputs.municipality_names import municipality_names
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.registers.card import COUNTRY, REGION_NAMES, Measure, Register
from pipeline.inputs.suppressed import Ends

TIME, CONTENT = "tid", "indhold"
UNITS: Mapping[str, tuple[str, int]] = {  # by the unit of the extract: that of our column, and how many make one of it
    "persons": ("persons", 1),
    "kroner": ("DKK", 1),
    "1000 kroner": ("DKK", 1000),
}
IN_THOUSANDS = re.compile(r"1[.,\u00a0 ]?000 (?:kr|dkk)|dkk 1[.,]?000", re.IGNORECASE)
MEAN = re.compile(r"gennemsnit|average|median|mean\b|pr\. 1|per 1", re.IGNORECASE)
ZERO = frozenset({"-", "\u2013"})  # StatBank's sign for none
NUMBERED = re.compile(r"([0-9]{1,4})(?: +(.+))?")
PARTS_OF_REGIONS = range(1, 12)  # StatBank's codes of landsdele; of groups of municipalities too
COUNTRY_NAMES = ("hele landet", "all denmark")

Place = tuple[str, str]  # scope and code


@dataclass(frozen=True)
class Selection:
    """Which numbers of an extract are one measure: the sum over the selected values, by place."""

    file: str
    place: str
    select: Mapping[str, tuple[str, ...]]
    unit: str


@dataclass(frozen=True)
class Number:
    """One number of an extract for a measure of a place: exact, or unknown with what is known of it."""

    value: int | Decimal | None
    row: int
    ends: Ends | None = None


def read_selections(entry: Entry) -> dict[str, dict[str, Selection]]:
    """The block ``statbank`` of ``columns.yaml``, by register and measure; faults are recorded."""
    found: dict[str, dict[str, Selection]] = {}
    for name in entry.keys:
        block = entry.entry(name, "a selection for each measure")
        if block is None:
            continue
        if name not in REGISTERS or not _scopes(REGISTERS[name]):
            able = [each for each, register in REGISTERS.items() if _scopes(register)]
            block.fault("", "no register that is compared with regions or the country", "one of " + ", ".join(able))
            continue
        measures = {measure.name: measure for measure in REGISTERS[name].measures}
        for key in block.keys:
            one = block.entry(key, "file, place, select and unit")
            if one is None:
                continue
            if key not in measures:
                block.fault(key, f"`{key}` is no measure of {name}", "one of " + ", ".join(measures))
                continue
            found.setdefault(name, {})[key] = _selection(one, measures[key])
    return found


def _selection(entry: Entry, measure: Measure) -> Selection:
    file = entry.text("file", "the name of the extract, such as INDKP111.statbank.csv")
    place = entry.text("place", "the column that holds the regions, such as REGLAND or OMRÅDE").strip().lower()
    unit = entry.text("unit", "one of " + ", ".join(UNITS))
    select: dict[str, tuple[str, ...]] = {}
    if (block := entry.entry("select", "column: value, or a list of values to be added up")) is not None:
        for key in block.keys:
            values = block.texts(key, "values") if block.is_list(key) else (block.text(key, "a value in quotes"),)
            select[key.strip().lower()] = tuple(value.strip() for value in values)
    entry.close()
    if unit and UNITS.get(unit, ("", 1))[0] != measure.unit:
        allowed = [each for each, (ours, _) in UNITS.items() if ours == measure.unit]
        entry.fault("unit", f"not a unit of `{measure.name}`", "one of " + ", ".join(allowed) if allowed else "")
    said = " ".join(value for values in select.values() for value in values)
    if MEAN.search(said):
        entry.fault("select", "selects a mean or a rate", "numbers that can be added up: persons, or kroner in all")
    in_thousands, is_named = IN_THOUSANDS.search(said) is not None, "kr." in said
    if unit != "persons" and is_named and in_thousands != (unit == "1000 kroner"):
        entry.fault("unit", "is not the unit that the selected value names", "the unit of the extract")
    if len(select.get(TIME, ("",))) > 1:
        entry.fault("select", "several times", "one time, or none for the register's own year")
    return Selection(file, place, select, unit)


def statbank_rows(
    folder: Path,
    where: str,
    register: Register,
    list_year: int,
    selections: Mapping[str, Selection],
    codes: Mapping[str, str],
) -> dict[Place, dict[str, Number]]:
    """The numbers of each place by measure. ``where``: the folder as messages name it, ``codes``: ours by theirs.

    Raises ``InputRefused`` with every fault of the extracts.
    """
    found: dict[Place, dict[str, Number]] = {}
    faults: list[Fault] = []
    for name, selection in selections.items():
        measure = next(each for each in register.measures if each.name == name)
        label = f"{where}/{selection.file}"
        try:
            path = folder / selection.file
            if not path.is_file():
                problem = Message("is not there, and {file} names it", file=COLUMNS)
                raise InputRefused(Fault(label, problem, Message("the extract in the delivery")))
            numbers = _numbers(path, label, register, measure, selection, list_year, codes)
        except InputRefused as refusal:
            faults.extend(refusal.faults)
            continue
        for place, number in numbers.items():
            found.setdefault(place, {})[name] = number
    if faults:
        raise InputRefused(dict.fromkeys(faults))
    return found


def _numbers(
    path: Path,
    label: str,
    register: Register,
    measure: Measure,
    selection: Selection,
    list_year: int,
    codes: Mapping[str, str],
) -> dict[Place, Number]:
    header, lines = _table(path, label)
    select = {TIME: (str(register.register_year(list_year)),), **selection.select}
    if faults := list(_header_faults(label, header, selection, select)):
        raise InputRefused(faults)
    columns = [header.index(name) for name in select]
    chosen = [(row, cells) for row, cells in lines if _is_chosen(cells, columns, select)]
    for name, column in zip(select, columns, strict=True):
        there = {cells[column].strip().lower() for _, cells in lines}
        for absent in [value for value in select[name] if value.lower() not in there]:
            problem = Message("has no row with {name} {value!r}", name=name.upper(), value=absent)
            remedy = Message("fetch it, or correct {file}", file=COLUMNS)
            faults.append(Fault(label, problem, Message("every value that {file} selects", file=COLUMNS), remedy))
    if faults:
        raise InputRefused(faults)
    places = [_place(cells[header.index(selection.place)].strip(), codes) for _, cells in chosen]
    if strange := [row for (row, _), place in zip(chosen, places, strict=True) if place is None]:
        expected = Message(
            "regions, municipalities, parts of regions or the country, as StatBank names or numbers them"
        )
        remedy = Message("say in {file} which code each is (codes)", file=COLUMNS)
        problem = Message("rows of no known place ({rows})", rows=shown_rows(strange))
        raise InputRefused(Fault(label, problem, expected, remedy))
    wanted = _scopes(register)
    own = [
        (row, cells, place) for (row, cells), place in zip(chosen, places, strict=True) if place and place[0] in wanted
    ]
    if not own:
        raise InputRefused(
            Fault(label, Message("has no row of {scopes}", scopes=wanted), Message("one for each place"))
        )
    return _sums(label, measure, selection, columns, select, own, header.index(CONTENT))


def _sums(
    label: str,
    measure: Measure,
    selection: Selection,
    columns: Sequence[int],
    select: Mapping[str, tuple[str, ...]],
    own: Sequence[tuple[int, Sequence[str], Place]],
    content: int,
) -> dict[Place, Number]:
    """The sum over the selected values of each place. Raises ``InputRefused`` if any is missing or there twice."""
    texts = [cells[content].strip() for _, cells, _ in own]
    read = typed_cells(["0" if text in ZERO else text for text in texts], measure)
    faults = [
        Fault(
            Message("{where}, column {column}", where=label, column=CONTENT.upper()),
            Message(
                "{cells} ({rows})", cells=problem_of(fault, len(at)), rows=shown_rows([own[each][0] for each in at])
            ),
            Message("a number, or a mark of StatBank"),
            REMEDY.get(fault, ""),
        )
        for fault, at in read.wrong.items()
    ]
    by_place: dict[Place, dict[tuple[str, ...], int]] = {}
    twice = []
    for at, (row, cells, place) in enumerate(own):
        values = tuple(cells[column].strip().lower() for column in columns)
        if by_place.setdefault(place, {}).setdefault(values, at) != at:
            twice.append(row)
    if twice:
        expected = Message("one row for each place and selected value")
        faults.append(Fault(label, Message("has a number twice ({rows})", rows=shown_rows(twice)), expected))
    every = set(itertools.product(*([value.lower() for value in values] for values in select.values())))
    if short := [own[min(found.values())][0] for found in by_place.values() if found.keys() != every]:
        problem = Message("lacks selected values of the places that begin in {rows}", rows=shown_rows(short))
        faults.append(Fault(label, problem, Message("every selected value of each place, to be added up")))
    if faults:
        raise InputRefused(faults)
    times = UNITS[selection.unit][1]
    sums: dict[Place, Number] = {}
    for place, found in by_place.items():
        rows = sorted(found.values())
        parts = [read.values[each] for each in rows]
        if any(part is None for part in parts):
            sums[place] = Number(
                None, own[rows[0]][0], _ends(parts, [read.between.get(each) for each in rows], measure)
            )
        else:
            sums[place] = Number(sum(parts) * times, own[rows[0]][0])
    return sums


def _ends(values: Sequence[Any], ends: Sequence[Ends | None], measure: Measure) -> Ends | None:
    """The least and greatest sum of persons, of which some numbers are unknown; ``None`` of kroner."""
    if measure.unit != "persons":
        return None
    parts = [
        (value, value) if value is not None else (end or (0, None)) for value, end in zip(values, ends, strict=True)
    ]
    highs = [high for _, high in parts]
    return sum(low for low, _ in parts), None if None in highs else sum(high for high in highs if high is not None)


def _scopes(register: Register) -> tuple[str, ...]:
    """The places other than areas that a register may be compared with; a region's also municipalities, by a what-if."""
    needed = tuple(scope for scope in register.scopes_needed if scope != "area")
    return (*needed, "municipality") if "region" in needed else needed


def _table(path: Path, label: str) -> tuple[tuple[str, ...], list[tuple[int, tuple[str, ...]]]]:
    """Lower-case header and numbered rows: titles may stand above the header, notes below an empty line."""
    if path.stat().st_size > LARGEST_BYTES:
        raise InputRefused(
            Fault(
                label,
                Message("is {size:,} bytes long", size=path.stat().st_size),
                Message("at most {most:,} bytes of counts", most=LARGEST_BYTES),
            )
        )
    content = path.read_bytes()
    lines = [] if b"\0" in content else [line.rstrip("\r") for line in decoded(content).split("\n")]
    headers = [row for row, line in enumerate(lines) if {TIME, CONTENT} <= set(_names(line))]
    if len(headers) != 1:
        raise InputRefused(
            Fault(
                label,
                Message("has {count} header lines with TID and INDHOLD", count=len(headers)),
                Message("one, and a number a line below it"),
                Message("fetch the table as CSV with one number a line, not as a matrix"),
            )
        )
    first = headers[0]
    header = _names(lines[first])
    separator = separator_of(lines[first])
    end = next((row for row in range(first + 1, len(lines)) if not lines[row].strip()), len(lines))
    below = [row + 1 for row in range(end, len(lines)) if len(_cells(lines[row], separator)) > 1]
    rows = [(row + 1, _cells(lines[row], separator)) for row in range(first + 1, end)]
    ragged = [row for row, cells in rows if len(cells) != len(header)]
    if wrong := [*ragged, *below]:
        expected = Message("as many cells in each row as the header names; notes of one cell below an empty line")
        problem = Message("rows that are not of the table ({rows})", rows=shown_rows(wrong))
        raise InputRefused(Fault(label, problem, expected))
    return header, rows


def _names(line: str) -> tuple[str, ...]:
    return tuple(cell.strip().lower() for cell in _cells(line, separator_of(line)))


def _cells(line: str, separator: str) -> tuple[str, ...]:
    return tuple(next(csv.reader([line], delimiter=separator), ()))


def _header_faults(
    label: str, header: Sequence[str], selection: Selection, select: Mapping[str, tuple[str, ...]]
) -> Iterator[Fault]:
    """Columns that are neither the place nor selected: which of their rows is meant would be a guess."""
    declared = {selection.place, *select, CONTENT}
    if absent := sorted(declared - set(header)):
        names = tuple(name.upper() for name in absent)
        yield Fault(label, Message("has no column {names}, which {file} names", names=names, file=COLUMNS))
    # Headings are quoted only of an extract: what lacks its columns may be any file, of persons too.
    elif left := [name.upper() for name in header if name not in declared]:
        expected = Message("each column is the place, the time or selected in {file}", file=COLUMNS)
        remedy = Message("say which value of it is meant, that of all where there is one")
        yield Fault(label, Message("has columns that nothing selects: {names}", names=tuple(left)), expected, remedy)
    if len(set(header)) != len(header):
        yield Fault(label, Message("has two columns of one name"), Message("each column once"))


def _is_chosen(cells: Sequence[str], columns: Sequence[int], select: Mapping[str, tuple[str, ...]]) -> bool:
    return all(
        cells[column].strip().lower() in [value.lower() for value in values]
        for column, values in zip(columns, select.values(), strict=True)
    )


def _place(text: str, codes: Mapping[str, str]) -> Place | None:
    """The scope and code of a place: by ``codes``, by StatBank's number, by its name, or by both if they agree.

    ``084``, ``84``, ``Region Hovedstaden`` and ``084 Region Hovedstaden`` are one region, ``101`` and ``0101`` one
    municipality. Scope empty: a place that is not used. ``None``: not known.
    """
    if text.lower() in codes:
        return _by_number().get(codes[text.lower()].lstrip("0").lower())
    numbered = NUMBERED.fullmatch(text)
    if numbered is None:
        return _by_name(text)
    number, name = int(numbered[1]), numbered[2]
    if number in PARTS_OF_REGIONS:
        return "", ""
    place = _by_number().get("dk" if number == 0 else str(number))
    return place if name is None or _by_name(name) in (place, None) else None


def _by_name(text: str) -> Place | None:
    name = text.lower()
    return ("", "") if name.startswith(("landsdel ", "province ")) else _names_of_places().get(name)


@cache
def _by_number() -> Mapping[str, Place]:
    municipalities = {str(int(code)): ("municipality", code) for code in municipality_names()}
    return {"dk": ("country", COUNTRY), **{code: ("region", code) for code in REGION_NAMES}, **municipalities}


@cache
def _names_of_places() -> Mapping[str, Place]:
    regions = {name.lower(): ("region", code) for code, name in REGION_NAMES.items()}
    municipalities = {name.lower(): ("municipality", code) for code, name in municipality_names().items()}
    return {**municipalities, **regions, **dict.fromkeys(COUNTRY_NAMES, ("country", COUNTRY))}
