"""A delivery opened in an engine: registers scanned, types known, keys in one form, places numbered.

What does not belong here: counting and validation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw

from pipeline.core.errors import Fault, InputRefused, Refusal
from pipeline.core.messages import Message
from pipeline.core.tables import Kind
from pipeline.inputs.registers import REGISTERS
from pipeline.persons.codes import known_codes
from pipeline.persons.columns import DATE_SHAPES, with_amount, with_day, with_number
from pipeline.persons.engines.base import CLOCK, Engine
from pipeline.persons.engines.choose import engine_for
from pipeline.persons.engines.polars import PolarsEngine
from pipeline.persons.expressions import Delivered
from pipeline.persons.inputs import PERSON_KEY, Options, PersonFiles, Progress
from pipeline.persons.keys import BLANKS, KeyForm, form_of, key_facts, kind_of, with_key
from pipeline.persons.line_counts import LineCounts
from pipeline.persons.plain import may_be_grouped, plain_in
from pipeline.persons.references import Formats, Places, read_formats, read_places
from pipeline.persons.sources import NEEDED_AT_ONCE, Source, find_sources, made_ready
from pipeline.persons.temporary import temporary_folder

ADDRESS_KEY = "adresse_id"
ADDRESS_COLUMNS = (ADDRESS_KEY, "area_id", "first_list_year", "last_list_year")
FORMAT_COLUMNS = ("hfaudd", "level")
SAMPLE_ROWS = 2_000

Raw = Mapping[str, Delivered]
Sample = Mapping[str, list[Any]]  # the cells of each column in a file's first rows


@dataclass(frozen=True)
class Closer:
    """What the first rows do not decide: whether keys are examined whole, which amounts have three decimals, and which
    registers are not plain throughout."""

    whole_keys: bool = False
    three_decimals: frozenset[str] = frozenset()
    not_plain: frozenset[str] = frozenset()


class NotAsSampled(Exception):
    """Raised where whole columns differ from their first rows: the files are then opened again with ``Closer``."""

    def __init__(self, closer: Closer) -> None:
        self.closer = closer
        super().__init__("a closer look")


@dataclass(frozen=True)
class PersonDelivery:
    """One list year's registers in an engine: ``raw`` as delivered, ``registers`` with keys, dates and amounts read.

    ``key_lengths`` are the length that every key of a person or address has if they are compared as text, else 0.
    ``sources`` say what each file holds, counted without the engine. ``placing`` reads the addresses beside whoever needs
    them.
    """

    list_year: int
    engine: Engine
    raw: Raw
    registers: Mapping[str, Delivered]
    sources: Mapping[str, Source]
    placing: Future[Places]
    formats: Formats
    key_lengths: Mapping[str, int]
    closer: Closer

    @property
    def labels(self) -> Mapping[str, str]:
        """What each file is called in messages."""
        return {name: source.label for name, source in self.sources.items()}

    @property
    def places(self) -> Places:
        """The addresses, once they are read. Raises ``InputRefused`` with their faults."""
        return self.placing.result()

    def part(self, number: int, parts: int) -> PersonDelivery:
        """The same delivery with only the persons of one pass."""
        cut = {
            name: replace(register, frame=self.engine.part(register.frame, number, parts))
            for name, register in self.registers.items()
        }
        return replace(self, registers=cut)


@contextmanager
def first_told(placing: Future[Places]) -> Iterator[None]:
    """If the block refuses, faults of the addresses are raised in its place."""
    try:
        yield
    except (Refusal, NotAsSampled):
        placing.result()
        raise


@contextmanager
def safely(label: str) -> Iterator[None]:
    """An engine's messages may quote cells: only the type of its error is reported, with the file's name."""
    failure = ""
    try:
        yield
    except (Refusal, NotAsSampled):
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError, GeneratorExit):
        raise
    except BaseException as error:  # engines also raise exceptions that are no subclass of Exception
        failure = type(error).__name__
    if failure:
        remedy = Message(
            "check that the file is whole and its columns are as declared; details are withheld as they may quote persons"
        )
        raise InputRefused(
            Fault(
                label,
                Message("could not be read by the engine ({name})", name=failure),
                Message("readable rows"),
                remedy,
            )
        )


@contextmanager
def opened(
    files: PersonFiles,
    options: Options,
    progress: Progress,
    closer: Closer = Closer(),
    counts: LineCounts | None = None,
) -> Iterator[PersonDelivery]:
    """The delivery, with all temporary files removed at the end. Raises ``InputRefused`` with all faults of all files.

    The lines of large CSV files are counted before, or by ``counts`` if given.
    """
    paths = {**files.delivered, "addresses": files.addresses}
    if "education" in files.registers:
        if files.hfaudd is None:
            raise InputRefused(
                Fault(
                    "hfaudd.csv",
                    Message("is missing"),
                    Message("the columns {names}", names="hfaudd, level"),
                    Message("put it in the raw root"),
                )
            )
        paths["hfaudd"] = files.hfaudd
    wanted = {name: REGISTERS[name].persons.names for name in files.delivered}
    wanted |= {"addresses": ADDRESS_COLUMNS, "hfaudd": FORMAT_COLUMNS}
    sources = find_sources(paths, wanted, optional=frozenset({"last_list_year"}), counts=counts)
    with temporary_folder(options.work) as folder, ThreadPoolExecutor(1) as beside:
        engine = None
        try:
            ready: dict[str, Source] = {}
            for name, source in sources.items():
                with safely(source.label):
                    ready[name] = made_ready(source, folder)
                if ready[name] is not source:
                    progress(Message("{file}: copied to a temporary file that the engine reads", file=source.label))
                if source.blank_lines:
                    progress(
                        Message("{file}: {count} blank lines are left out", file=source.label, count=source.blank_lines)
                    )
            with safely("the person files"):
                engine = engine_for(options, folder)
            yield _open(files, ready, engine, progress, closer, beside)
        finally:
            if engine is not None:
                engine.close()


def _open(
    files: PersonFiles,
    sources: Mapping[str, Source],
    engine: Engine,
    progress: Progress,
    closer: Closer,
    beside: Executor,
) -> PersonDelivery:
    scanned: dict[str, Delivered] = {}
    for name in sources:
        with safely(sources[name].label):
            frame = (PolarsEngine() if name in NEEDED_AT_ONCE else engine).scan(sources[name])
            scanned[name] = Delivered(frame, dict(frame.collect_schema()))
    _refuse_other_types(scanned, sources)
    raw = {name: rows for name, rows in scanned.items() if name != "hfaudd"}
    samples = {name: _sample(name, sources[name]) for name in raw}
    person = _key_form(engine, PERSON_KEY, {n: raw[n] for n in files.delivered}, samples, sources, closer.whole_keys)
    places_files = {name: raw[name] for name in ("population", "addresses")}
    address = _key_form(engine, ADDRESS_KEY, places_files, samples, sources, closer.whole_keys)
    for name, form in ((PERSON_KEY, person), (ADDRESS_KEY, address)):
        for sentence in form.notes:
            progress(f"{name}: {sentence}")
    placing = beside.submit(_placed, raw["addresses"], sources["addresses"], address, files, closer)
    with first_told(placing):
        formats = Formats(frozenset(), frozenset(), frozenset())
        if "hfaudd" in sources:
            with safely(sources["hfaudd"].label):
                formats = read_formats(scanned["hfaudd"].frame, sources["hfaudd"].label)
        chosen = ((PERSON_KEY, person), (ADDRESS_KEY, address))
        changed = {key for key, each in chosen if each.form is not KeyForm.TEXT}
        registers = {}
        for name in files.delivered:
            with safely(sources[name].label):
                given = _plain_where_it_is(engine, name, sources[name], raw[name], samples[name], closer, changed)
                frame = with_key(given.frame, PERSON_KEY, given.types[PERSON_KEY], person.form)
                if name == "population":
                    frame = with_key(frame, ADDRESS_KEY, given.types[ADDRESS_KEY], address.form)
                registers[name] = _read(name, replace(given, frame=frame), samples[name], closer.three_decimals)
    return PersonDelivery(
        list_year=files.list_year,
        engine=engine,
        raw=raw,
        registers=registers,
        sources={name: sources[name] for name in files.delivered},
        placing=placing,
        formats=formats,
        key_lengths={PERSON_KEY: person.length, ADDRESS_KEY: address.length},
        closer=closer,
    )


def _placed(addresses: Delivered, source: Source, key: _ChosenForm, files: PersonFiles, closer: Closer) -> Places:
    """The addresses. Raises ``NotAsSampled`` if the key of some is not as long as those of the first rows."""
    first_row = None if source.path != files.addresses else 2 if source.is_csv else 1  # a copy may have lost lines
    with safely(source.label):
        keyed = with_key(addresses.frame, ADDRESS_KEY, addresses.types[ADDRESS_KEY], key.form)
        places = read_places(keyed, source.label, files.list_year, files.areas, first_row)
        if key.length and (places.addresses[ADDRESS_KEY].str.len_chars() != key.length).any():
            raise NotAsSampled(replace(closer, whole_keys=True))
    return places


def _refuse_other_types(raw: Raw, sources: Mapping[str, Source]) -> None:
    """A list, a truth value, a time or bytes are no key, code, amount, date or area."""
    faults = []
    for name, delivered in raw.items():
        declared = REGISTERS[name].persons.columns if name in REGISTERS else ()
        days = {column.name for column in declared if column.kind is Kind.DAY}
        for column in sources[name].columns:
            kind = delivered.types[column]
            is_day = kind == nw.Date
            if column in days:
                fits = is_day or kind == nw.String or kind.is_numeric()
            else:
                fits = not is_day and column + CLOCK not in delivered.types
                fits = fits and (kind == nw.String or kind.is_numeric())
            if not fits:
                where = Message("{where}, column {column}", where=sources[name].label, column=column)
                expected = Message("dates, text or numbers") if column in days else Message("text or numbers")
                remedy = Message("write the column as text") if kind == nw.Binary else Message()
                faults.append(Fault(where, Message("has a type that cannot be read"), expected, remedy))
    if faults:
        raise InputRefused(faults)


def _sample(name: str, source: Source) -> Sample:
    """The keys, and all that is written as text, of the first rows; read by Polars, whichever engine counts."""
    polars = PolarsEngine()
    with safely(source.label):
        frame = polars.first_rows(source)
        types = frame.collect_schema()
        keys = [key for key in (PERSON_KEY, ADDRESS_KEY) if key in types]
        columns = () if name == "addresses" else REGISTERS[name].persons.columns
        wanted = keys + [c.name for c in columns if c.name not in keys and types[c.name] == nw.String]
        return polars.columns(frame.select(*wanted).head(SAMPLE_ROWS))


def _plain_where_it_is(
    engine: Engine,
    name: str,
    source: Source,
    raw: Delivered,
    sample: Sample,
    closer: Closer,
    changed: Collection[str],
) -> Delivered:
    """The register with its plain columns read at once, if their lengths are known, and the engine does so.

    They are those of CSV that are plain, and of any other file codes in text. ``changed`` are the keys that will not stay
    as they are written.
    """
    if name in closer.not_plain or (source.is_csv and source.cell_bytes is None):
        return raw
    text = [column for column in REGISTERS[name].persons.columns if raw.types[column.name] == nw.String]
    plain = plain_in(text, known_codes(name, frozenset()), closer.three_decimals, changed, sample)
    if not source.is_csv:
        plain = {column: form for column, form in plain.items() if form.kind == "code"}
    frame = engine.scan_plain(source, plain) if any(form.kind != "text" for form in plain.values()) else None
    return raw if frame is None else Delivered(frame, dict(frame.collect_schema()), plain)


@dataclass(frozen=True)
class _ChosenForm:
    """The form of a key, its one length as text (0 if it has several), and a remark for the user."""

    form: KeyForm
    length: int = 0
    notes: tuple[str, ...] = ()


def _key_form(
    engine: Engine,
    key: str,
    files: Raw,
    samples: Mapping[str, Sample],
    sources: Mapping[str, Source],
    look_at_whole_keys: bool,
) -> _ChosenForm:
    """The form of a key in these files: from their first rows if they settle it, else from the whole columns.

    Raises ``InputRefused`` for numbers that have lost digits.
    """
    kinds = {kind_of(delivered.types[key]) for delivered in files.values()}
    if kinds == {"whole number"}:
        return _ChosenForm(KeyForm.NUMBER)
    cells = [str(cell) for name in files for cell in samples[name][key] if cell is not None]
    lengths = {len(cell) for cell in cells}
    if kinds == {"text"} and len(lengths) == 1 and not look_at_whole_keys and all(c == c.strip(BLANKS) for c in cells):
        return _ChosenForm(KeyForm.TEXT, lengths.pop())
    facts, faults = {}, []
    for name, delivered in files.items():
        with safely(sources[name].label):
            facts[name] = key_facts(engine, delivered.frame, key, delivered.types[key])
        faults += facts[name].faults(sources[name].label, key)
    if faults:
        raise InputRefused(faults)
    form = form_of(facts)
    notes = [
        f"{fact.padded} keys of {name} had blanks around them; trimmed" for name, fact in facts.items() if fact.padded
    ]
    if form is KeyForm.NUMBER or len(kinds) > 1:
        held = ", ".join(f"{name} as {fact.kind}" for name, fact in facts.items())
        notes.append(f"held by {held}; compared in all as {form}")
    return _ChosenForm(form, 0, tuple(notes))


def _read(register: str, rows: Delivered, sample: Sample, three_decimals: frozenset[str]) -> Delivered:
    """The register with its dates, amounts and numbers read; codes and keys stay as they are."""
    frame, types = rows.frame, rows.types
    for column in REGISTERS[register].persons.columns:
        if column.kind is Kind.DAY:
            written = [str(cell or "").strip() for cell in sample.get(column.name, [])]
            frame = with_day(frame, column.name, types[column.name], _date_shape(written))
        if column.kind is Kind.COUNT and column.unit:
            frame = with_number(frame, column.name, types[column.name])
        if column.kind is Kind.AMOUNT:
            grouped = may_be_grouped(column, three_decimals)
            frame = with_amount(frame, column.name, types[column.name], grouped)
    return Delivered(frame, dict(frame.collect_schema()), rows.plain)


def _date_shape(values: list[str]) -> str:
    """The shape that most of the values have."""
    fits = {shape: sum(bool(re.match(pattern[0], value)) for value in values) for shape, pattern in DATE_SHAPES.items()}
    return max(fits, key=lambda shape: fits[shape])
