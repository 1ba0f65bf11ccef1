"""The registers read once: each is loaded, its whole columns are examined, it is counted and profiled, pass by pass.

What does not belong here: how a register is counted (``counting``) or profiled (``quality_checks``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.persons import expressions as ex
from pipeline.persons.counting import Tallies
from pipeline.persons.delivery import Closer, NotAsSampled, PersonDelivery, first_told, opened, safely
from pipeline.persons.inputs import Options, PersonFiles, Progress
from pipeline.persons.line_counts import LineCounts, counted_beside
from pipeline.persons.passes import passes_needed
from pipeline.persons.quality_checks import Profile
from pipeline.persons.sources import counted
from pipeline.persons.whole_columns import (
    ColumnFacts,
    column_facts,
    column_faults,
    columns_of_three_decimals,
    row_fault,
    without_padding,
)

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class Reading:
    """The result of reading the registers: counts by place, and the profile if wanted.

    ``refuses_persons`` is whether keys that look like CPR numbers, and persons in two areas, end the reading.
    """

    options: Options
    progress: Progress
    tallies: Tallies
    profile: Profile | None
    refuses_persons: bool
    facts: dict[str, ColumnFacts] = field(default_factory=dict)
    padded: dict[tuple[str, str], int] = field(default_factory=dict)


def read_once(
    files: PersonFiles,
    options: Options,
    progress: Progress,
    before: Mapping[str, int] | None,
    refuses_persons: bool = True,
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame | None]:
    """The count tables, and the profile unless ``before`` (last year's rows by register) is ``None``.

    Raises ``InputRefused`` with the faults of a file, and never with a value from it.
    """
    closer = Closer()
    with counted_beside() as counts:
        while True:
            reading = Reading(options, progress, Tallies(tuple(files.delivered)), None, refuses_persons)
            reading.profile = None if before is None else Profile()
            try:
                with _as_lines_decide(counts, closer), opened(files, options, progress, closer, counts) as delivery:
                    _read(delivery, reading, counts)
                    tables = reading.tallies.tables(delivery) if refuses_persons else {}
                    if reading.profile is None:
                        return tables, None
                    return tables, reading.profile.table(delivery, reading.facts, reading.tallies, before or {})
            except NotAsSampled as needed:
                progress(Message("the columns differ from their first rows: the files are opened again"))
                closer = needed.closer


@contextmanager
def _as_lines_decide(counts: LineCounts, closer: Closer) -> Iterator[None]:
    """A refusal within the block stands only if the lines of the files, counted meanwhile, are as they were taken to be."""
    try:
        yield
    except InputRefused as refusal:
        if not counts.are_as_expected():
            raise NotAsSampled(closer) from refusal
        raise


def _read(delivery: PersonDelivery, reading: Reading, counts: LineCounts) -> None:
    passes = passes_needed(delivery, reading.options)
    for number in range(passes):
        if passes > 1:
            reading.progress(f"persons, part {number + 1} of {passes}")
        part = delivery.part(number, passes)
        settled: Future[Any] = Future()
        tasks = [partial(_read_register, part, register, reading, settled) for register in part.registers]
        if passes == 1:
            delivery.engine.together(tasks)
        else:
            for task in tasks:
                task()
    for (register, name), cells in reading.padded.items():
        reading.progress(f"{register}: {cells} cells of {name} had blanks around them; trimmed")
    _refuse_rows_lost(delivery, reading.facts, counts)


def _refuse_rows_lost(delivery: PersonDelivery, facts: Mapping[str, ColumnFacts], counts: LineCounts) -> None:
    """Hold what was read against the files: every row once, every plain cell as long as it is written."""
    if not counts.are_as_expected():
        raise NotAsSampled(delivery.closer)
    sources = counted(delivery.sources, counts)
    faults: list[Fault] = []
    for register, source in sources.items():
        faults += row_fault(delivery.labels[register], source.rows, facts[register].rows)
    if faults:
        raise InputRefused(faults)
    not_plain = frozenset(
        register
        for register, rows in delivery.registers.items()
        if rows.plain and facts[register].written != (sources[register].cell_bytes or 0)
    )
    if not_plain:
        raise NotAsSampled(replace(delivery.closer, not_plain=delivery.closer.not_plain | not_plain))


def _read_register(delivery: PersonDelivery, register: str, reading: Reading, settled: Future[Any]) -> None:
    """One register of one pass; the others are loaded, and then wait for the population, which places everybody."""
    if register != "population":
        rows = _looked_at(delivery, register, reading)
        people, census = settled.result()
        reading.progress(f"{register}: counted by area, region and country")
        reading.tallies.add(delivery, register, rows, people, reading.options.rules)
        if reading.profile is not None:
            reading.profile.add(delivery, register, rows, census)
        return
    try:
        reading.progress("population: who lives where")
        with first_told(delivery.placing):
            rows = _looked_at(delivery, register, reading)
        with safely(delivery.labels[register]):
            engine, rules = delivery.engine, reading.options.rules
            addresses = engine.table(delivery.places.addresses)
            people = engine.hold_people(ex.residents(rows, addresses, delivery.list_year, rules, engine.look_up))
        reading.tallies.add_population(delivery, people, reading.refuses_persons)
        census = None if reading.profile is None else reading.profile.add_population(delivery, rows, people)
        settled.set_result((people, census))
    except BaseException as error:
        settled.set_exception(error)
        raise


def _held(delivery: PersonDelivery, register: str) -> ex.Delivered:
    """The rows in memory. Raises ``NotAsSampled`` where a cell of a plain column cannot be one."""
    delivered = delivery.registers[register]
    try:
        return replace(delivered, frame=delivery.engine.load(delivered.frame))
    except Exception as error:
        if not delivered.plain or isinstance(error, MemoryError):
            raise
    raise NotAsSampled(replace(delivery.closer, not_plain=delivery.closer.not_plain | {register}))


def _looked_at(delivery: PersonDelivery, register: str, reading: Reading) -> ex.Delivered:
    """The rows in memory, after their whole columns were examined. Raises ``InputRefused`` or ``NotAsSampled``."""
    engine, label = delivery.engine, delivery.labels[register]
    with safely(label):
        rows = _held(delivery, register)
        found = column_facts(engine, register, rows, delivery.formats.known, delivery.key_lengths)
    if found.of_other_length:
        raise NotAsSampled(replace(delivery.closer, whole_keys=True))
    with safely(label):
        decimals = columns_of_three_decimals(engine, register, found, delivery.raw[register])
        if not decimals <= delivery.closer.three_decimals:
            raise NotAsSampled(replace(delivery.closer, three_decimals=delivery.closer.three_decimals | decimals))
        faults = column_faults(
            engine,
            register,
            label,
            found,
            delivery.raw[register],
            reading.refuses_persons,
            delivery.closer.three_decimals,
        )
    reading.facts[register] = found + reading.facts.get(register, ColumnFacts())
    if faults:
        raise InputRefused(faults)
    if found.strange_codes:
        with safely(label):
            rows, padded = without_padding(engine, rows, register)
        for name, cells in padded.items():
            reading.padded[register, name] = reading.padded.get((register, name), 0) + cells
    return rows
