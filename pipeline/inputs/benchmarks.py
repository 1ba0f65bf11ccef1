"""A register's counts completed with the regions or the country that extracts of StatBank have.

What does not belong here: reading an extract (``statbank``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.core.paths import COLUMNS, RawRoot
from pipeline.inputs.formats import DeclaredFile
from pipeline.inputs.registers.card import Register
from pipeline.inputs.statbank import Number, Place, statbank_rows
from pipeline.inputs.supplier_names import SupplierNames


def unnamed_extracts(raw: RawRoot, list_year: int, supplier: SupplierNames) -> Iterator[Fault]:
    """Extracts of StatBank that ``columns.yaml`` does not name: they would not be read."""
    named = {each.file for selections in supplier.statbank.values() for each in selections.values()}
    for path in raw.beside(list_year):
        if path.name not in (COLUMNS, *named):
            expected = Message("an extract that {file} names (statbank)", file=COLUMNS)
            yield Fault(raw.relative(path), Message("is not read"), expected, Message("name it there, or take it out"))


def completed(
    raw: RawRoot, list_year: int, register: Register, file: DeclaredFile, supplier: SupplierNames
) -> DeclaredFile:
    """A register's file with the rows that are read of extracts of StatBank below its own."""
    selections = supplier.statbank.get(register.name)
    if not selections:
        return file
    folder = raw.delivery(list_year)
    found = statbank_rows(folder, str(list_year), register, list_year, selections, supplier.codes)
    own = set(zip(file.frame["scope"], file.frame["code"], strict=True))
    if both := sorted(own & found.keys()):
        listed = tuple(f"{scope} {code}" for scope, code in both)
        expected = Message("each place in one of them")
        remedy = Message("take the rows out of the file, or the register out of {file}", file=COLUMNS)
        problem = Message("has rows that {file} takes from StatBank: {places}", file=COLUMNS, places=listed)
        raise InputRefused(Fault(file.label, problem, expected, remedy))
    return _with_rows(file, register, register.register_year(list_year), found)


def _with_rows(
    file: DeclaredFile, register: Register, register_year: int, found: Mapping[Place, Mapping[str, Number]]
) -> DeclaredFile:
    """A register's file with a row for each place; a measure that is not selected is unknown there."""
    import pandas as pd

    places = sorted(found)
    columns: dict[str, Any] = {
        "scope": [scope for scope, _ in places],
        "code": [code for _, code in places],
        "register_year": [register_year] * len(places),
    }
    for measure in register.measures:
        numbers = [found[place].get(measure.name) for place in places]
        columns[measure.name] = [number.value if number else None for number in numbers]
    rows = pd.DataFrame(
        {name: pd.Series(columns[name], dtype=file.frame[name].dtype) for name in register.counts.names}
    )
    between = dict(file.between)
    for row, place in enumerate(places, start=len(file.frame)):
        if ends := {name: number.ends for name, number in found[place].items() if number.ends is not None}:
            between[row] = ends
    numbers_of_rows = tuple(min(number.row for number in found[place].values()) for place in places)
    frame = pd.concat([file.frame, rows], ignore_index=True)
    return replace(file, frame=frame, row_numbers=(*file.row_numbers, *numbers_of_rows), between=between)
