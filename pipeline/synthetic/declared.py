"""Registers that have no model of their own here, made up from their cards alone.

Who is counted in which measure, and each value of a person row, is drawn by chance within what the card declares; the
same person gives the same in every run. A card does not say how person rows are counted, so that for these registers
the two grains of one seed are drawn apart, and do not check each other. What does not belong here: the five registers
that are drawn from who the persons are (``registers``).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.core.tables import Column, Kind
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.registers.card import Ages, Register, Role
from pipeline.synthetic.people import People, age_on_1_january, day

MODELLED = frozenset({"population", "employment", "education", "income", "crime"})
DECLARED: Mapping[str, Register] = {name: card for name, card in REGISTERS.items() if name not in MODELLED}

IN_THE_WHOLE = 0.95  # of the ages a register is about, where not everyone is
IN_A_PART = 0.3  # of the whole; parts that exclude each other share it
IN_THE_FILE = 0.3  # of all residents, where a register has rows of only some
HUNDREDTHS_A_PERSON = {"full-time persons": 100, "DKK": 30_000_000}
SPAN = 5  # a number without an upper bound lies up to so much above its lower one

Flags = npt.NDArray[np.bool_]
Amounts = npt.NDArray[np.int64]


def chance(people: People, *place: object) -> npt.NDArray[np.float64]:
    """A number from 0 to 1 for each person: another for each place (a measure or column of a register and year)."""
    salt = np.uint64(zlib.crc32(" ".join(map(str, place)).encode()) + 1)
    with np.errstate(over="ignore"):
        mixed = people.number.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + salt * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(29))) >> np.uint64(11)) / float(1 << 53)


def of_ages(people: People, residents: int, list_year: int, ages: Ages) -> Flags:
    """The residents of these ages on 1 January; the first ``residents`` persons live in the country."""
    age = age_on_1_january(people.birth, list_year)
    is_resident = np.arange(len(people)) < residents
    within: Flags = is_resident & (age >= ages.first) & ((age <= ages.last) if ages.last is not None else True)
    return within


def counted(people: People, residents: int, list_year: int, register: Register) -> dict[str, Amounts]:
    """What each person adds to each measure: 0 or 1, or hundredths of an amount's unit."""
    assert register.whole.ages is not None
    whole = of_ages(people, residents, list_year, register.whole.ages)
    if not register.whole.is_everyone:
        whole &= chance(people, list_year, register.name, register.whole.name) < IN_THE_WHOLE
    share = chance(people, list_year, register.name, "exclusive parts")
    each = IN_A_PART / max(1, len(register.exclusive_parts))
    found: dict[str, Amounts] = {}
    for measure in register.measures:
        if measure.role is Role.WHOLE:
            members = whole
        elif measure.ages is not None and measure.is_everyone:
            members = whole & of_ages(people, residents, list_year, measure.ages)
        elif measure.is_exclusive:
            place = register.exclusive_parts.index(measure.name)
            members = whole & (share >= place * each) & (share < (place + 1) * each)
        elif measure.role is Role.PART:
            members = whole & (chance(people, list_year, register.name, measure.name) < IN_A_PART)
        else:
            members = whole
        found[measure.name] = members.astype(np.int64) * HUNDREDTHS_A_PERSON.get(measure.unit, 1)
    return found


def rows_of(people: People, residents: int, list_year: int, register: Register) -> npt.NDArray[np.int32]:
    """The persons who have a row in a file of the register."""
    if register.expected_ages is not None:
        there = of_ages(people, residents, list_year, register.expected_ages)
    else:
        there = of_ages(people, residents, list_year, Ages()) & (chance(people, list_year, register.name) < IN_THE_FILE)
    return np.flatnonzero(there).astype(np.int32)


def columns_of(
    people: People, rows: npt.NDArray[np.int32], list_year: int, register: Register
) -> dict[str, npt.NDArray[Any] | pa.Array]:
    """The columns of these persons' rows without the person key, each value within what its column declares."""
    return {
        column.name: _values(column, chance(people, list_year, register.name, column.name)[rows], list_year)
        for column in register.persons.columns
        if column.name != "pnr"
    }


def _values(column: Column, share: npt.NDArray[np.float64], list_year: int) -> npt.NDArray[Any] | pa.Array:
    if column.allowed:
        return np.array(column.allowed)[(share * len(column.allowed)).astype(np.int64)]
    if column.kind is Kind.DAY:
        first = day(list_year - 1)
        days = first + (share * (day(list_year) - first)).astype(np.int32)
        return pa.array(days.astype(np.int32)).cast(pa.date32())
    low = 0 if column.minimum is None else column.minimum
    high = low + SPAN if column.maximum is None else column.maximum
    if column.kind is Kind.AMOUNT:
        return np.round(low + share * (high - low), 2)
    whole = low + (share * (high - low + 1)).astype(np.int64)
    return whole if column.kind is Kind.COUNT else whole.astype(str)
