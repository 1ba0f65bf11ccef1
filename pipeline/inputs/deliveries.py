"""A delivery: the registers of one list year as handed over, checked against its card, as exact counts.

Counts per area are read here; person rows are aggregated to the very same tables by ``pipeline/persons``. What does not
belong here: whether the numbers are plausible (``expectations``), and applying the law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.disclosure import Sums, withheld_measures
from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.core.paths import COLUMNS, RawRoot, sha256_of
from pipeline.inputs.benchmarks import completed, unnamed_extracts
from pipeline.inputs.cards import DeliveryCard, read_card
from pipeline.inputs.csv_files import shown_rows
from pipeline.inputs.file_formats import PERSON_SUFFIXES, row_count
from pipeline.inputs.folders import register_files, register_of
from pipeline.inputs.formats import DeclaredFile, header_of, read_whole
from pipeline.inputs.registers import GROUPINGS, REGISTERS
from pipeline.inputs.registers.card import Register
from pipeline.inputs.supplier_names import SupplierNames, read_supplier_names
from pipeline.inputs.suppressed import Ends
from pipeline.inputs.unchanged import unchanged
from pipeline.inputs.workbooks import is_workbook, unread_sheets

if TYPE_CHECKING:
    import pandas as pd

ExactNumber = int | Decimal | None
Between = Mapping[tuple[str, str, str], Mapping[str, Ends]]
AREA_GRAIN, PERSON_GRAIN, PUBLISHED_GRAIN = "area", "person", "published"


@dataclass(frozen=True)
class InputFile:
    """One input file as the manifest names it; ``accepted`` names the expectations accepted of its delivery."""

    path: str
    sha256: str
    rows: int
    grain: str
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Delivery:
    """The counts of one list year: a frame per delivered register, exact.

    ``region_of`` is each area's region, ``hashes`` each file's SHA-256 as it was read, by its name in the raw root,
    ``accepted`` the expectations that its card says are accepted as they are. ``row_numbers`` are, of counts per area,
    the number that each row of a frame has in its file.
    ``between`` holds the least and greatest number that a mark in a cell's place leaves open, by (register, scope, code)
    and measure; the cell itself is unknown. ``sums`` are the areas that lie in others by the borders of the list year.
    """

    list_year: int
    frames: Mapping[str, pd.DataFrame]
    grain: str
    region_of: Mapping[str, str] = field(default_factory=dict, repr=False)
    hashes: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    accepted: frozenset[str] = frozenset()
    row_numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)
    between: Between = field(default_factory=dict, repr=False)
    sums: Sums = field(default_factory=dict, repr=False)
    _cells: dict[str, dict[tuple[str, str], dict[str, ExactNumber]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def row(self, register: str, scope: str, code: str) -> Mapping[str, ExactNumber] | None:
        """The measures of one register row, or ``None`` if it was not delivered."""
        if register not in self.frames:
            return None
        if register not in self._cells:
            self._cells[register] = rows_by_code(self.frames[register], REGISTERS[register])
        return self._cells[register].get((scope, code))

    @cached_property
    def withheld(self) -> dict[tuple[str, str, str], frozenset[str]]:
        """The measures of each (register, scope, code) that may not be shown, see ``disclosure``."""
        registers = {
            name: self._cells.get(name) or rows_by_code(frame, REGISTERS[name]) for name, frame in self.frames.items()
        }
        self._cells.update(registers)
        return withheld_measures(registers, self.region_of, GROUPINGS, self.sums)


def rows_by_code(frame: pd.DataFrame, register: Register) -> dict[tuple[str, str], dict[str, ExactNumber]]:
    """A register's frame as plain exact cells: ``(scope, code) -> measure -> value``."""
    measures = [column.name for column in register.measures]
    columns = {name: [exact_cell(value) for value in frame[name].astype(object)] for name in measures}
    return {
        (scope, code): {name: columns[name][row] for name in measures}
        for row, (scope, code) in enumerate(zip(frame["scope"], frame["code"], strict=True))
    }


def exact_cell(value: Any) -> ExactNumber:
    """A frame's cell as an exact number, ``None`` for any kind of missing."""
    if isinstance(value, Decimal):
        return value
    import pandas as pd

    return None if pd.isna(value) else int(value)


Aggregate = Callable[[RawRoot, int, Mapping[str, Path]], "Mapping[str, pd.DataFrame]"]


def read_delivery(raw: RawRoot, list_year: int, aggregate: Aggregate | None = None) -> Delivery | None:
    """Read one list year's delivery, or ``None`` if its folder is absent or empty.

    ``aggregate`` turns person files into count frames; without it person grain is refused. Raises
    ``InputRefused`` with every fault of every file: unreadable cells, another year's file, a broken card.
    """
    paths = register_files(raw, list_year)
    if not paths:
        return None
    read = (*paths.values(), *raw.beside(list_year))
    with unchanged({raw.relative(path): path for path in read}) as hashes:
        card, supplier = read_card(raw, list_year), read_supplier_names(raw, list_year)
        grain = _grain(raw, list_year, paths, hashes, card, supplier)
        numbers: Mapping[str, tuple[int, ...]] = {}
        between: Between = {}
        if grain == AREA_GRAIN:
            files = _read_counts(raw, list_year, paths, supplier)
            frames = {name: file.frame for name, file in files.items()}
            numbers = {name: file.row_numbers for name, file in files.items()}
            between = _between(files)
        elif aggregate is None:
            raise InputRefused(Fault(f"{list_year}/", Message("holds person rows"), Message("counts per area")))
        else:
            frames = dict(aggregate(raw, list_year, paths))
    accepted = card.accepted if card else frozenset()
    return Delivery(list_year, frames, grain, hashes=hashes, accepted=accepted, row_numbers=numbers, between=between)


def _repeated(raw: RawRoot, list_year: int, paths: Mapping[str, Path]) -> Iterator[Fault]:
    """Files that are, byte for byte, those of an earlier list year: person rows name no year that would betray them."""
    for earlier in raw.delivered_years():
        for path in sorted(raw.delivery(earlier).iterdir()) if earlier < list_year else ():
            register = register_of(path) or ""
            own = paths.get(register) if path.is_file() else None
            if own is None or path.stat().st_size != own.stat().st_size or sha256_of(path) != sha256_of(own):
                continue
            expected = Message("the rows of {year}", year=REGISTERS[register].register_year(list_year))
            remedy = Message("find out which list year the file belongs to, and deliver the other one")
            yield Fault(
                raw.relative(own), Message("is the same file as {other}", other=raw.relative(path)), expected, remedy
            )


def _grain(
    raw: RawRoot,
    list_year: int,
    paths: Mapping[str, Path],
    hashes: Mapping[str, str],
    card: DeliveryCard | None,
    supplier: SupplierNames,
) -> str:
    """The one grain of all files. Raises ``InputRefused`` for two, and for files that are not those on the card."""
    faults = _card_faults(raw, list_year, card, {label.split("/")[-1]: sha256 for label, sha256 in hashes.items()})
    faults += _repeated(raw, list_year, paths)
    grains = set()
    for name, path in paths.items():
        try:
            grains.add(grain_of(path, REGISTERS[name], raw.relative(path), supplier))
            faults.extend(unread_sheets(name, paths, raw.relative(path), is_filed=card is not None))
        except InputRefused as refusal:
            faults.extend(refusal.faults)
    beside = raw.beside(list_year)
    if PERSON_GRAIN in grains and beside:
        expected = Message("person rows under the names of Danmarks Statistik's variables")
        remedy = Message("rename the columns in the files; {file} is for counts per area", file=COLUMNS)
        faults.append(Fault(raw.relative(beside[0]), Message("lies beside person rows"), expected, remedy))
    if len(grains) > 1:
        faults.append(
            Fault(f"{list_year}/", Message("mixes person rows and counts per area"), Message("one grain per delivery"))
        )
    if faults:
        raise InputRefused(faults)
    return grains.pop()


def grain_of(path: Path, register: Register, label: str, supplier: SupplierNames) -> str:
    """Person or area grain, recognised by the columns. Raises ``InputRefused`` if they are neither's."""
    columns = set(header_of(path, label, supplier.headings(register.name)))
    if "pnr" in columns:
        if is_workbook(path):
            expected = Message(
                "person rows in a file {suffixes}, counts per area in a workbook", suffixes=PERSON_SUFFIXES
            )
            remedy = Message(
                "deliver them in another format: a workbook ends at row 1,048,576, and rows of persons are easily passed on in it"
            )
            raise InputRefused(Fault(label, Message("is a workbook of person rows"), expected, remedy))
        return PERSON_GRAIN
    if {"scope", "code"} & columns:
        return AREA_GRAIN
    raise InputRefused(
        Fault(
            label,
            Message("has the columns of neither grain"),
            Message(
                "{names} (counts) or {names2} (persons)",
                names=tuple(register.counts.names),
                names2=tuple(register.persons.names),
            ),
        )
    )


def _read_counts(
    raw: RawRoot, list_year: int, paths: Mapping[str, Path], supplier: SupplierNames
) -> dict[str, DeclaredFile]:
    """Each register's file of counts."""
    files: dict[str, DeclaredFile] = {}
    faults = list(unnamed_extracts(raw, list_year, supplier))
    for name, path in paths.items():
        register, label = REGISTERS[name], raw.relative(path)
        try:
            file = files[name] = read_whole(path, register.counts, label, supplier.headings(name))
        except InputRefused as refusal:
            faults.extend(refusal.faults)
            continue
        supplier.rename_rows(file.frame)
        try:
            file = files[name] = completed(raw, list_year, register, file, supplier)
        except InputRefused as refusal:
            faults.extend(refusal.faults)
            continue
        expected = register.register_year(list_year)
        other = [
            row for row, year in zip(file.row_numbers, file.frame["register_year"], strict=True) if year != expected
        ]
        if other:
            faults.append(_other_year(file.label, register, list_year, other, len(file.frame)))
    if faults:
        raise InputRefused(faults)
    return files


def _between(files: Mapping[str, DeclaredFile]) -> Between:
    """What the marks in these files leave open, by place."""
    return {
        (name, str(file.frame.at[row, "scope"]), str(file.frame.at[row, "code"])): ends
        for name, file in files.items()
        for row, ends in file.between.items()
    }


def _other_year(label: str, register: Register, list_year: int, rows: Sequence[int], of: int) -> Fault:
    """A file of another year, or rows of one. The year itself is a delivered cell and is not shown."""
    return Fault(
        Message("{where}, column {column}", where=label, column="register_year"),
        Message("{count} of {of} rows hold another year ({rows})", count=len(rows), of=of, rows=shown_rows(rows)),
        Message(
            "{year} ({official} for list year {list_year})",
            year=register.register_year(list_year),
            official=register.official,
            list_year=list_year,
        ),
        Message("file it under the list year it belongs to"),
    )


def _card_faults(raw: RawRoot, list_year: int, card: DeliveryCard | None, hashes: Mapping[str, str]) -> list[Fault]:
    """What the card and the files (hash by name) do not agree on."""
    if card is None:
        return []
    label = raw.relative(raw.card(list_year))
    faults: list[Fault] = []
    remedy = Message("ask which file is right, then run `ghettolist receive` on it")
    beside = {path.name: hashes[path.name] for path in raw.beside(list_year)}
    for name in sorted({*card.beside, *beside}):
        if card.beside.get(name) != beside.get(name):
            problem = Message("does not have the hash of {name} (beside)", name=name)
            faults.append(Fault(label, problem, Message("the file that was received, or none if none was"), remedy))
    for name in sorted(set(card.files) - set(hashes)):
        faults.append(
            Fault(label, Message("names {name}, which is not there", name=name), Message("the files it names"), remedy)
        )
    for name, sha256 in sorted(hashes.items()):
        if name in beside:
            continue
        if name not in card.files:
            faults.append(
                Fault(
                    f"{list_year}/{name}",
                    Message("is not on its card"),
                    Message("a file named in delivery.yaml"),
                    remedy,
                )
            )
            continue
        stated = card.files[name]
        if sha256 != stated.sha256:
            faults.append(
                Fault(
                    f"{list_year}/{name}",
                    Message("is not the file on its card (sha256)"),
                    Message("an unchanged file"),
                    remedy,
                )
            )
        right = REGISTERS[Path(name).stem.lower()].register_year(list_year)
        if stated.register_year != right:
            faults.append(
                Fault(f"{label}, {name}", Message("says another register_year"), Message("{year}", year=right), remedy)
            )
    return faults


def delivered_files(raw: RawRoot, list_year: int) -> tuple[InputFile, ...]:
    """The files of a delivery as the manifest names them; nothing is parsed that need not be."""
    supplier = read_supplier_names(raw, list_year)
    return tuple(
        InputFile(
            raw.relative(path),
            sha256_of(path),
            row_count(path),
            grain_of(path, REGISTERS[name], raw.relative(path), supplier),
        )
        for name, path in sorted(register_files(raw, list_year).items())
    )
