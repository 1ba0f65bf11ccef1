"""``columns.yaml`` of a delivery: what a supplier's headings and codes are called here.

    columns: {population: {Beboere i alt: residents, Niveau: scope, Område: code}}
    scopes: {Boligområde: area, Hele landet: country}
    codes: {Mjølnerparken: "10101", Hele landet: DK, Region Hovedstaden: "84"}
    statbank: see ``statbank``

It changes names and nothing else: a number stays as it was delivered. A heading that is not there is refused, since a
map of another file would leave columns unread. What does not belong here: the files themselves (``deliveries``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.core.paths import COLUMNS, RawRoot
from pipeline.core.strict_yaml import Document, Entry
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.registers.card import SCOPES
from pipeline.inputs.statbank import Selection, read_selections

if TYPE_CHECKING:
    import pandas as pd

LAYOUT = (
    "columns: {register: {their heading: our column}}, scopes: {their word: our scope}, codes: {their code: ours}, "
    "statbank: {register: {measure: {file, place, select, unit}}}"
)
NO_HEADINGS: Mapping[str, str] = {}


@dataclass(frozen=True)
class SupplierNames:
    """Ours by theirs: columns by register and heading, as written; scopes and codes, theirs in lower case.

    ``statbank``: what is read of extracts of StatBank, by register and measure.
    """

    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    scopes: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    statbank: Mapping[str, Mapping[str, Selection]] = field(default_factory=dict)

    def headings(self, register: str) -> Mapping[str, str]:
        """Our column by the supplier's heading, of one register's file."""
        return self.columns.get(register, NO_HEADINGS)

    def rename_rows(self, frame: pd.DataFrame) -> None:
        """Put our scopes and codes in the place of the supplier's; what is not in the map stays."""
        frame["scope"] = [self.scopes.get(folded(scope), folded(scope)) for scope in frame["scope"]]
        frame["code"] = [self.codes.get(folded(code), code) for code in frame["code"]]


def read_supplier_names(raw: RawRoot, list_year: int) -> SupplierNames:
    """The map of a list year's delivery; an empty one if the delivery has none. Raises ``InputRefused``."""
    path = raw.columns(list_year)
    if not path.is_file():
        return SupplierNames()
    label = raw.relative(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = Message("cannot be read ({name})", name=type(error).__name__)
        raise InputRefused(Fault(label, problem, Message("a readable file"))) from None
    return _parsed(label, content)


def folded(name: str) -> str:
    """A name as it is compared: without outer blanks, in lower case."""
    return name.strip().lower()


def renamed(names: Iterable[str], headings: Mapping[str, str], label: str) -> tuple[str, ...]:
    """A file's lower-case header with our names for the supplier's. Raises ``InputRefused`` for headings not there."""
    header = tuple(names)
    ours = {folded(heading): column for heading, column in headings.items()}
    if absent := [heading for heading in headings if folded(heading) not in header]:
        raise InputRefused(
            Fault(
                label,
                Message("has no heading {names}, which {file} maps", names=tuple(absent), file=COLUMNS),
                Message("the headings as the file has them"),
                Message("correct {file}, or take the lines out", file=COLUMNS),
            )
        )
    return tuple(ours.get(name, name) for name in header)


@lru_cache(maxsize=64)  # of every list year that a run rests on, asked for with each of its files
def _parsed(label: str, content: bytes) -> SupplierNames:
    document = Document(label, content)
    if not document.faults and not document.is_readable:
        document.fault((), "the file is empty", LAYOUT, "fill it in, or take it out of the delivery")
    if document.faults:
        raise InputRefused(document.faults)
    top = document.top()
    columns = {}
    if top.has("columns") and (block := top.entry("columns", "each register's headings")) is not None:
        for register in block.keys:
            if (entry := block.entry(register, "their heading: our column")) is not None:
                columns[register] = _headings(entry, register)
    scopes = _words(top, "scopes", SCOPES)
    codes = _words(top, "codes", ())
    block = top.entry("statbank", "a register's measures") if top.has("statbank") else None
    statbank = read_selections(block) if block is not None else {}
    top.close()
    if document.faults:
        raise InputRefused(document.faults)
    return SupplierNames(columns, scopes, codes, statbank)


def _headings(entry: Entry, register: str) -> dict[str, str]:
    if register not in REGISTERS:
        entry.fault("", "no register", "one of " + ", ".join(REGISTERS))
        return {}
    found = _named(entry, REGISTERS[register].counts.names)
    for column, times in Counter(found.values()).items():
        if times > 1:
            entry.fault("", f"{times} headings for the column `{column}`", "one heading for a column")
    return found


def _words(top: Entry, key: str, allowed: tuple[str, ...]) -> dict[str, str]:
    block = top.entry(key, "theirs: ours") if top.has(key) else None
    named = _named(block, allowed) if block is not None else {}
    return {folded(theirs): ours for theirs, ours in named.items()}


def _named(entry: Entry, allowed: tuple[str, ...]) -> dict[str, str]:
    """Ours by theirs; where names are ``allowed`` ours is one of them. Upper and lower case are the same."""
    found: dict[str, str] = {}
    for theirs in entry.keys:
        ours = entry.text(theirs, ("one of " + ", ".join(allowed)) if allowed else "a code in quotes, such as '84'")
        if ours and allowed and ours not in allowed:
            entry.fault(theirs, f"`{ours}` is none of ours", "one of " + ", ".join(allowed))
        elif folded(theirs) in map(folded, found):
            entry.fault(theirs, "stands twice, in upper and in lower case", "one line for each")
        elif ours:
            found[theirs] = ours.strip()
    return found
