"""A delivery opened in an engine: every register scanned, its types known, its keys of one kind, its places laid out.

What does not belong here: counting, or judging what was delivered.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw

from pipeline.errors import Fault, InputRefused, Refusal
from pipeline.persons import codes
from pipeline.persons.columns import DATE_SHAPES
from pipeline.persons.engines import Engine, Frame, engine_for
from pipeline.persons.expressions import Delivered
from pipeline.persons.inputs import PERSON_KEY, Options, PersonFiles
from pipeline.persons.references import Formats, Places, read_formats, read_places
from pipeline.persons.sources import Source, find_sources, made_ready, rows_of
from pipeline.persons.temporary import temporary_folder
from pipeline.registers import BY_NAME

if TYPE_CHECKING:
    import polars as pl

ADDRESS_COLUMNS = ("adresse_id", "area_id", "first_list_year", "last_list_year")
FORMAT_COLUMNS = ("hfaudd", "level")
SAMPLE_ROWS = 2_000
CPR_DIGITS = 10


@dataclass(frozen=True)
class Delivery:
    """One list year's registers in an engine. ``rows`` is known for files that say it without being read."""

    list_year: int
    engine: Engine
    registers: Mapping[str, Delivered]
    labels: Mapping[str, str]
    rows: Mapping[str, int]
    places: Places
    formats: Formats
    area_places: Frame
    region_places: Frame
    looks_like_cpr: frozenset[str]

    def part(self, number: int, parts: int) -> Delivery:
        """The same delivery with only the persons of one pass."""
        cut = {
            name: replace(register, frame=self.engine.part(register.frame, number, parts))
            for name, register in self.registers.items()
        }
        return replace(self, registers=cut)

    def packed(self) -> Delivery | None:
        """The same delivery with keys that the engine joins faster, if it has such. Only for joining residents.

        A key that does not fit is empty. It cannot be a resident's whose own key fits.
        """
        registers = {}
        for name, register in self.registers.items():
            if (frame := self.engine.packed(register.frame)) is None:
                return None
            registers[name] = replace(register, frame=frame)
        return replace(self, registers=registers)


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
def opened(files: PersonFiles, options: Options, progress: Callable[[str], None]) -> Iterator[Delivery]:
    """The delivery, with all temporary files removed at the end. Raises ``InputRefused`` with all faults of all files."""
    paths = {**files.delivered, "addresses": files.addresses}
    if files.education is not None:
        if files.hfaudd is None:
            raise InputRefused(Fault("hfaudd.csv", "is missing", "the columns hfaudd, level", "put it in the raw root"))
        paths["hfaudd"] = files.hfaudd
    wanted = {name: BY_NAME[name].persons.names for name in files.delivered}
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
    files: PersonFiles, sources: dict[str, Source], engine: Engine, folder: Path, progress: Callable[[str], None]
) -> Delivery:
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
    frames["population"], kind = _place_keys_of_one_kind(frames["population"], types["population"], places)
    registers, cpr = {}, set()
    for name, frame in frames.items():
        with safely(sources[name].label):
            registers[name], suspicious = _sampled(engine, name, frame)
        if suspicious:
            cpr.add(name)
    return Delivery(
        list_year=files.list_year,
        engine=engine,
        registers=registers,
        labels={name: sources[name].label for name in files.delivered},
        rows={name: rows for name in files.delivered if (rows := rows_of(ready[name])) is not None},
        places=places,
        formats=formats,
        area_places=area_places,
        region_places=engine.table(_region_places(kind)),
        looks_like_cpr=frozenset(cpr),
    )


def _with_keys_of_one_kind(frames: dict[str, Frame]) -> dict[str, Frame]:
    """All person keys as numbers if every file has numbers, else all as text."""
    types = [frame.collect_schema()[PERSON_KEY] for frame in frames.values()]
    kind = nw.Int64 if all(one.is_integer() for one in types) else nw.String
    return {name: frame.with_columns(nw.col(PERSON_KEY).cast(kind)) for name, frame in frames.items()}


def _place_keys_of_one_kind(frame: Frame, types: Mapping[str, nw.dtypes.DType], places: Places) -> tuple[Frame, Any]:
    """The population with address and municipality in the types of the tables they are looked up in."""
    municipality = nw.Int64 if types["kom"].is_numeric() else nw.String
    address = nw.String if places.address_is_text else nw.Int64
    return frame.with_columns(nw.col("adresse_id").cast(address), nw.col("kom").cast(municipality)), municipality


def _region_places(kind: Any) -> pl.DataFrame:
    """Municipality as delivered -> region place."""
    import polars as pl

    from pipeline.persons.references import region_place

    rows = [(code, region_place(region)) for code, region in sorted(codes.region_of_municipality().items())]
    if kind is nw.Int64:
        return pl.DataFrame(rows, schema={"kom": pl.Int64, "region_place": pl.Int32}, orient="row")
    spelled = [(text, place) for code, place in rows for text in (f"{code}", f"{code:04d}", f"{code}.0")]
    return pl.DataFrame(spelled, schema={"kom": pl.String, "region_place": pl.Int32}, orient="row")


def _sampled(engine: Engine, register: str, frame: Frame) -> tuple[Delivered, bool]:
    """The register with the shape of its written dates, and whether most of its first keys look like CPR numbers."""
    types = dict(frame.collect_schema())
    date = {"population": "foed_dag", "crime": "afg_afgoedto"}.get(register)
    written = date if date is not None and types[date] == nw.String else None
    rows = engine.fetch(frame.select(PERSON_KEY, *([written] if written else [])).head(SAMPLE_ROWS))
    keys = [str(row[PERSON_KEY]) for row in rows if row[PERSON_KEY] is not None]
    cpr = [is_like_cpr(key) for key in keys]
    shape = _date_shape([str(row[written]).strip() for row in rows if row[written] is not None]) if written else None
    return Delivered(frame, types, shape), sum(cpr) * 2 > len(cpr)


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
