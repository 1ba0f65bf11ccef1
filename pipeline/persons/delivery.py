"""A delivery opened in an engine: every register scanned, its types known, its keys of one kind, its places laid out.

What does not belong here: counting, or judging what was delivered.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import narwhals as nw

from pipeline.core.errors import Fault, InputRefused, Refusal
from pipeline.core.tables import Kind
from pipeline.inputs.registers import REGISTERS
from pipeline.persons.columns import DATE_SHAPES, with_amount, with_day, with_number
from pipeline.persons.engines.base import Engine, Frame
from pipeline.persons.engines.choose import engine_for
from pipeline.persons.expressions import Delivered
from pipeline.persons.inputs import PERSON_KEY, Options, PersonFiles, Progress
from pipeline.persons.references import Formats, Places, read_formats, read_places
from pipeline.persons.sources import Source, find_sources, made_ready, rows_of
from pipeline.persons.temporary import temporary_folder

ADDRESS_COLUMNS = ("adresse_id", "area_id", "first_list_year", "last_list_year")
FORMAT_COLUMNS = ("hfaudd", "level")
SAMPLE_ROWS = 2_000
CPR_DIGITS = 10


@dataclass(frozen=True)
class PersonDelivery:
    """One list year's registers in an engine. ``population_rows`` is a guess if the file does not tell it (CSV)."""

    list_year: int
    engine: Engine
    registers: Mapping[str, Delivered]
    labels: Mapping[str, str]
    population_rows: int
    places: Places
    formats: Formats
    area_places: Frame
    looks_like_cpr: frozenset[str]

    def part(self, number: int, parts: int) -> PersonDelivery:
        """The same delivery with only the persons of one pass."""
        cut = {
            name: replace(register, frame=self.engine.part(register.frame, number, parts))
            for name, register in self.registers.items()
        }
        return replace(self, registers=cut)


@contextmanager
def safely(label: str) -> Iterator[None]:
    """Whatever an engine has to say may quote cells: only the type of its error leaves, with the file's name."""
    failure = ""
    try:
        yield
    except Refusal:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError, GeneratorExit):
        raise
    except BaseException as error:  # engines also panic with exceptions that are no Exception
        failure = type(error).__name__
    if failure:
        remedy = "check that the file is whole and its columns are as declared; details are withheld as they may quote persons"
        raise InputRefused(Fault(label, f"could not be read by the engine ({failure})", "readable rows", remedy))


@contextmanager
def opened(files: PersonFiles, options: Options, progress: Progress) -> Iterator[PersonDelivery]:
    """The delivery, with all temporary files removed at the end. Raises ``InputRefused`` with all faults of all files."""
    paths = {**files.delivered, "addresses": files.addresses}
    if files.education is not None:
        if files.hfaudd is None:
            raise InputRefused(Fault("hfaudd.csv", "is missing", "the columns hfaudd, level", "put it in the raw root"))
        paths["hfaudd"] = files.hfaudd
    wanted = {name: REGISTERS[name].persons.names for name in files.delivered}
    wanted |= {"addresses": ADDRESS_COLUMNS, "hfaudd": FORMAT_COLUMNS}
    sources = find_sources(paths, wanted, optional=frozenset({"last_list_year"}))
    with temporary_folder(options.work) as folder:
        engine = None
        try:
            with safely("the person files"):
                engine = engine_for(options, folder)
            yield _open(files, sources, engine, folder, progress)
        finally:
            if engine is not None:
                engine.close()


def _open(
    files: PersonFiles, sources: dict[str, Source], engine: Engine, folder: Path, progress: Progress
) -> PersonDelivery:
    ready: dict[str, Source] = {}
    for name, source in sources.items():
        with safely(source.label):
            ready[name] = made_ready(source, folder)
        if ready[name] is not source:
            progress(f"{source.label}: copied to a temporary file that the engine reads")
    frames: dict[str, Frame] = {}
    for name in files.delivered:
        with safely(sources[name].label):
            frames[name] = engine.scan(ready[name])
    frames = _with_keys_of_one_kind(frames)
    types = {name: dict(frame.collect_schema()) for name, frame in frames.items()}
    with safely(sources["addresses"].label):
        places = read_places(ready["addresses"], files.list_year, types["population"]["adresse_id"])
        area_places = engine.table(places.addresses)
    formats = Formats(frozenset(), frozenset(), frozenset())
    if "hfaudd" in ready:
        with safely(sources["hfaudd"].label):
            formats = read_formats(ready["hfaudd"])
    address = nw.String if places.address_is_text else nw.Int64
    frames["population"] = with_number(
        frames["population"].with_columns(nw.col("adresse_id").cast(address)), "kom", types["population"]["kom"]
    )
    registers, cpr = {}, set()
    for name, frame in frames.items():
        with safely(sources[name].label):
            registers[name], suspicious = _sampled(engine, name, frame)
        if suspicious:
            cpr.add(name)
    return PersonDelivery(
        list_year=files.list_year,
        engine=engine,
        registers=registers,
        labels={name: sources[name].label for name in files.delivered},
        population_rows=rows_of(ready["population"]),
        places=places,
        formats=formats,
        area_places=area_places,
        looks_like_cpr=frozenset(cpr),
    )


def _with_keys_of_one_kind(frames: dict[str, Frame]) -> dict[str, Frame]:
    """All person keys as numbers if every file has numbers, else all as text."""
    types = [frame.collect_schema()[PERSON_KEY] for frame in frames.values()]
    kind = nw.Int64 if all(one.is_integer() for one in types) else nw.String
    return {name: frame.with_columns(nw.col(PERSON_KEY).cast(kind)) for name, frame in frames.items()}


def _sampled(engine: Engine, register: str, frame: Frame) -> tuple[Delivered, bool]:
    """The register with its dates and amounts read, and whether most of its first keys look like CPR numbers."""
    types = frame.collect_schema()
    columns = REGISTERS[register].persons.columns
    written = [c.name for c in columns if c.kind is Kind.DAY and types[c.name] == nw.String]
    rows = engine.fetch(frame.select(PERSON_KEY, *written).head(SAMPLE_ROWS))
    keys = [str(row[PERSON_KEY]) for row in rows if row[PERSON_KEY] is not None]
    cpr = [is_like_cpr(key) for key in keys]
    for column in columns:
        if column.kind is Kind.DAY:
            shape = _date_shape([str(row[column.name] or "").strip() for row in rows] if column.name in written else [])
            frame = with_day(frame, column.name, types[column.name], shape)
        if column.kind is Kind.AMOUNT:
            frame = with_amount(frame, column.name, types[column.name])
    return Delivered(frame, dict(frame.collect_schema())), sum(cpr) * 2 > len(cpr)


def _date_shape(values: list[str]) -> str:
    """The shape that most of the values have."""
    fits = {shape: sum(bool(re.match(pattern[0], value)) for value in values) for shape, pattern in DATE_SHAPES.items()}
    return max(fits, key=lambda shape: fits[shape])


def is_like_cpr(key: str) -> bool:
    """Ten digits (or nine, the leading zero lost) whose first six are a date DDMMYY."""
    digits = key.replace("-", "") if key[6:7] == "-" else key
    if not digits.isdecimal() or len(digits) not in (CPR_DIGITS - 1, CPR_DIGITS):
        return False
    digits = digits.zfill(CPR_DIGITS)
    try:
        dt.date(2000 + int(digits[4:6]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        try:
            dt.date(1900 + int(digits[4:6]), int(digits[2:4]), int(digits[:2]))
        except ValueError:
            return False
    return True
