"""The facts of a register's whole columns, collected before its rows are counted, and the faults refused at once.

A few numbers leave the engine: rows, lengths, and how many cells are of a kind that would be counted wrong.
What does not belong here: rules with a permitted share (``quality_checks``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import narwhals as nw

from pipeline.core.errors import Fault
from pipeline.core.messages import Message
from pipeline.core.tables import Kind
from pipeline.inputs.registers import REGISTERS
from pipeline.persons import columns as read
from pipeline.persons.codes import known_codes
from pipeline.persons.cpr import CprFacts, cpr_facts, may_be_cpr
from pipeline.persons.engines.base import CLOCK, Engine, Frame
from pipeline.persons.expressions import Delivered
from pipeline.persons.inputs import PERSON_KEY
from pipeline.persons.keys import BLANKS

LARGEST_INCOME_DKK = 10**10
LARGEST_SUM = 2**63 - 1
CRIME_OFFENCE = "afg_ger7"  # not listed: any four or seven digits


Ends = tuple[Any, Any]
NO_CODE: Ends = (None, None)


def _widened(one: Ends, other: Ends) -> Ends:
    """The least and the greatest of both."""
    if None in one or None in other:
        return other if None in one else one
    return min(one[0], other[0]), max(one[1], other[1])


@dataclass(frozen=True)
class ColumnFacts:
    """The facts of some rows of a register.

    ``of_other_length`` counts text keys that are not as long as those of the first rows, ``empty`` the dates and amounts
    that are empty once read. ``written`` is how many bytes of cells were read as they are written, where columns were
    read as plain ones.
    """

    rows: int = 0
    written: int = 0
    keys: int = 0
    of_other_length: int = 0
    clocks: dict[str, int] = field(default_factory=dict)
    empty: dict[str, int] = field(default_factory=dict)
    largest: dict[str, float] = field(default_factory=dict)
    newest: dict[str, int] = field(default_factory=dict)  # the year of the newest date, 0 if there is none
    codes: dict[str, Ends] = field(default_factory=dict)  # the least and the greatest of each column of codes
    strange_codes: int = 0  # in text columns: in no code list as they are written
    cpr: CprFacts = field(default_factory=CprFacts)

    def __add__(self, other: ColumnFacts) -> ColumnFacts:
        """The sum over passes of what is judged on all of them: rows, bytes, newest dates, codes, and keys that could be CPR numbers."""
        return replace(
            self,
            rows=self.rows + other.rows,
            written=self.written + other.written,
            keys=self.keys + other.keys,
            codes={name: _widened(ends, other.codes.get(name, NO_CODE)) for name, ends in self.codes.items()},
            newest={name: max(year, other.newest.get(name, 0)) for name, year in self.newest.items()},
            cpr=self.cpr + other.cpr,
        )


def column_facts(
    engine: Engine, register: str, rows: Delivered, educations: frozenset[int], key_lengths: Mapping[str, int]
) -> ColumnFacts:
    """The facts of the rows, in one query, and others if some keys could be CPR numbers.

    ``key_lengths`` are the one length of persons' and addresses' keys in text, 0 if they have several.
    """
    key, is_number = nw.col(PERSON_KEY), rows.types[PERSON_KEY].is_integer()
    asked = {
        "rows": nw.len(),
        "keys": (~key.is_null()).cast(nw.Int64).sum(),
    }
    if not engine.finds_few_at_once:
        asked["suspects"] = may_be_cpr(PERSON_KEY, is_number).cast(nw.Int64).sum()
    if CRIME_OFFENCE in rows.types and rows.types[CRIME_OFFENCE] == nw.String:
        readable = read.offence_is_readable(CRIME_OFFENCE, rows.types[CRIME_OFFENCE])
        asked[f"strange {CRIME_OFFENCE}"] = (~readable).cast(nw.Int64).sum()
    measured = {name: length for name, length in key_lengths.items() if length and name in rows.types}
    asked |= {
        f"of_other_length {name}": (nw.col(name).str.len_chars() != length).cast(nw.Int64).sum()
        for name, length in measured.items()
    }
    columns = REGISTERS[register].persons.columns
    clocks = [name for name in rows.types if name.endswith(CLOCK)]
    read_columns = [column.name for column in columns if column.kind in (Kind.DAY, Kind.AMOUNT)]
    amounts = [column.name for column in columns if column.kind is Kind.AMOUNT]
    dates = [column.name for column in columns if column.kind is Kind.DAY]
    codes = [column.name for column in REGISTERS[register].code_columns]
    asked |= {f"least {name}": _filled(name, rows).min() for name in codes}
    asked |= {f"greatest {name}": _filled(name, rows).max() for name in codes}
    asked |= {name: nw.col(name).cast(nw.Int64).sum() for name in clocks}
    asked |= {f"empty {name}": nw.col(name).is_null().cast(nw.Int64).sum() for name in read_columns}
    asked |= {f"largest {name}": nw.col(name).abs().max() for name in amounts}
    asked |= {f"newest {name}": nw.col(name).max() for name in dates}
    for name, known in known_codes(register, educations).items():
        if rows.types[name] == nw.String:
            asked[f"strange {name}"] = (~read.is_code(name, rows.types[name], known)).cast(nw.Int64).sum()
    found = engine.fetch(rows.frame.select(*(expression.alias(fact) for fact, expression in asked.items())))[0]
    keys = int(found["keys"] or 0)
    return ColumnFacts(
        rows=int(found["rows"]),
        written=engine.written(rows.frame, rows.plain) if rows.plain else 0,
        keys=keys,
        of_other_length=sum(int(found[f"of_other_length {name}"] or 0) for name in measured),
        clocks={name.removesuffix(CLOCK): int(found[name] or 0) for name in clocks},
        empty={name: int(found[f"empty {name}"] or 0) for name in read_columns},
        largest={name: float(found[f"largest {name}"] or 0) for name in amounts},
        codes={name: (found[f"least {name}"], found[f"greatest {name}"]) for name in codes},
        newest={name: read.year_of(found[f"newest {name}"]) for name in dates},
        strange_codes=sum(int(found[fact] or 0) for fact in asked if fact.startswith("strange ")),
        cpr=cpr_facts(engine, rows.frame, PERSON_KEY, is_number, keys)
        if found.get("suspects", keys)
        else CprFacts(keys),
    )


def _filled(name: str, rows: Delivered) -> nw.Expr:
    """The cells of a column of codes; empty text is no code, as where codes are read as numbers at once."""
    cell = nw.col(name)
    return nw.when(cell.str.len_chars() > 0).then(cell) if rows.types[name] == nw.String else cell


def column_faults(
    engine: Engine,
    register: str,
    label: str,
    facts: ColumnFacts,
    raw: Delivered,
    refuses_cpr: bool,
    read_as_decimals: frozenset[str],
) -> list[Fault]:
    """The faults of which no cell is permitted. ``raw`` are the rows as delivered, to classify cells that were not
    read."""
    faults = []
    if refuses_cpr and facts.cpr.look_like_cpr:
        faults.append(cpr_fault(label))
    for column in REGISTERS[register].persons.columns:
        where = Message("{where}, column {column}", where=label, column=column.name)
        if column.kind is Kind.DAY:
            timed = facts.clocks.get(column.name, 0) + _matching(engine, facts, raw, column.name, _has_clock)
            if timed:
                remedy = Message("give the date alone, or timestamps with their time zone")
                problem = Message("{count} dates have a time of day but no time zone, or a time in text", count=timed)
                faults.append(Fault(where, problem, Message("dates"), remedy))
        if column.kind is Kind.AMOUNT and column.maximum is None:
            grouped = _matching(engine, facts, raw, column.name, _is_grouped)
            if grouped and column.name not in read_as_decimals:
                remedy = Message("leave out the thousands separator, or give two decimals")
                problem = Message("{count} amounts have a point or comma before exactly three digits", count=grouped)
                faults.append(Fault(where, problem, Message("no thousands separator"), remedy))
            if facts.largest[column.name] > LARGEST_INCOME_DKK:
                faults.append(
                    Fault(where, Message("holds an amount above ten billion kroner"), Message("kroner, also negative"))
                )
            elif facts.largest[column.name] * read.PARTS_OF_KRONE * facts.rows > LARGEST_SUM:
                faults.append(
                    Fault(
                        where, Message("holds amounts too large to be summed exactly"), Message("kroner, also negative")
                    )
                )
        elif column.kind is Kind.AMOUNT and facts.largest[column.name] > LARGEST_INCOME_DKK:
            faults.append(Fault(where, Message("holds an amount that is no part of a year"), Message("0 to 1")))
    return faults


def columns_of_three_decimals(engine: Engine, register: str, facts: ColumnFacts, raw: Delivered) -> frozenset[str]:
    """The amounts whose column has three decimals throughout: where most cells can have no thousands separator."""
    unbounded = [c.name for c in REGISTERS[register].persons.columns if c.kind is Kind.AMOUNT and c.maximum is None]
    return frozenset(
        name
        for name in unbounded
        if (grouped := _matching(engine, facts, raw, name, _is_grouped))
        and _matching(engine, facts, raw, name, _has_three_decimals) > grouped
    )


def cpr_fault(label: str) -> Fault:
    """The refusal of real person numbers."""
    remedy = Message("deliver DST's pseudonymised key; nothing of the file was kept")
    return Fault(
        Message("{where}, column {column}", where=label, column=PERSON_KEY),
        Message("the keys look like real CPR numbers"),
        Message("a pseudonymised key"),
        remedy,
    )


def _matching(
    engine: Engine, facts: ColumnFacts, raw: Delivered, name: str, claim: Callable[[nw.Expr], nw.Expr]
) -> int:
    """The number of cells of a text column, some of which could not be read, for which a condition holds."""
    if not facts.empty.get(name) or raw.types[name] != nw.String:
        return 0
    asked = claim(nw.col(name)).cast(nw.Int64).sum().alias("n")
    return int(engine.fetch(raw.frame.select(asked))[0]["n"] or 0)


def _has_clock(cell: nw.Expr) -> nw.Expr:
    return cell.str.contains(read.DATE_WITH_CLOCK) & ~cell.str.contains(read.MIDNIGHT)


def _has_three_decimals(cell: nw.Expr) -> nw.Expr:
    return cell.str.contains(read.THREE_DECIMALS)


def _is_grouped(cell: nw.Expr) -> nw.Expr:
    return cell.str.contains(read.GROUPED_NUMBER)


def row_fault(label: str, in_file: int, as_read: int) -> list[Fault]:
    """The fault if the rows read are not exactly the rows of the file."""
    if in_file == as_read:
        return []
    remedy = Message("write the file anew; a stray quote mark or a damaged block can swallow rows")
    return [
        Fault(
            label,
            Message("has {in_file} rows, but {as_read} were read", in_file=in_file, as_read=as_read),
            Message("every row read once"),
            remedy,
        )
    ]


def without_padding(engine: Engine, rows: Delivered, register: str) -> tuple[Delivered, dict[str, int]]:
    """The rows with the blanks around codes removed, in every text column alike, and how many cells had some."""
    written = [
        column.name
        for column in REGISTERS[register].persons.columns
        if column.kind in (Kind.TEXT, Kind.COUNT) and column.name not in (PERSON_KEY, "adresse_id")
    ]
    written = [name for name in written if rows.types[name] == nw.String]
    if not written:
        return rows, {}
    plain = {name: nw.col(name).str.strip_chars(BLANKS) for name in written}
    asked = [(nw.col(name) != plain[name]).cast(nw.Int64).sum().alias(name) for name in written]
    found = engine.fetch(rows.frame.select(*asked))[0]
    padded = {name: int(found[name] or 0) for name in written if found[name]}
    trimmed: Frame = rows.frame.with_columns(*(plain[name].alias(name) for name in padded)) if padded else rows.frame
    return replace(rows, frame=trimmed), padded
