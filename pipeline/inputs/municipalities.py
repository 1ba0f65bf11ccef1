"""The municipalities to show: given by code or name, by default those that the deliveries are of.

What does not belong here: the areas themselves (``areas``).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from pipeline.core.errors import Fault, InputRefused, WrongUsage
from pipeline.core.messages import Message
from pipeline.core.paths import RawRoot
from pipeline.core.tables import Table
from pipeline.inputs.area_search import without_danish_letters
from pipeline.inputs.areas import AreaTable
from pipeline.inputs.deliveries import AREA_GRAIN, grain_of
from pipeline.inputs.folders import register_files
from pipeline.inputs.formats import read_declared
from pipeline.inputs.municipality_names import municipality_names
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.registers.card import CODE, SCOPE
from pipeline.inputs.supplier_names import SupplierNames, read_supplier_names

ALL = "all"
COPENHAGEN = "101"  # by default of published figures, and of deliveries of every municipality that it is among
MOST_NAMED = 12


def _delivered_municipalities(areas: AreaTable, raw: RawRoot) -> frozenset[str]:
    """Those with an area in a register of the latest delivery; none if it cannot be read, which the run itself refuses."""
    latest = raw.delivered_years()[-1:]
    with suppress(InputRefused):
        supplier = read_supplier_names(raw, latest[0]) if latest else SupplierNames()
        for name, path in register_files(raw, latest[0]).items() if latest else ():
            keys = Table(name, "", (SCOPE, CODE), ())
            if grain_of(path, REGISTERS[name], name, supplier) == AREA_GRAIN:
                rows = read_declared(path, keys, name, supplier.headings(name))
                supplier.rename_rows(rows)
                codes = set(rows["code"][rows["scope"] == "area"])
                return frozenset(area.municipality_code for area in areas.areas if area.area_id in codes)
    return frozenset()


def shown_municipalities(areas: AreaTable, typed: Iterable[str], raw: RawRoot) -> frozenset[str] | None:
    """The codes of the municipalities to show; ``None``: all.

    With nothing typed: those that the latest delivery of counts per area is of, where it is not of every municipality of
    ``areas.csv``; else Copenhagen if any area is there, or all. Raises ``WrongUsage`` for a municipality that does not
    exist, or of which ``areas.csv`` has no area.
    """
    there = {area.municipality_code for area in areas.areas}
    wanted = [text.strip() for text in typed]
    if any(text.casefold() == ALL for text in wanted):
        return None
    if not wanted and (delivered := _delivered_municipalities(areas, raw)) and delivered != there:
        return delivered
    if not wanted:
        return frozenset({COPENHAGEN}) if COPENHAGEN in there else None
    codes = {way: code for code, name in municipality_names().items() for way in without_danish_letters(name)}
    faults, found = [], set()
    for text in wanted:
        ways = without_danish_letters(text)
        code = text if text in municipality_names() else next((codes[way] for way in ways if way in codes), "")
        if not code:
            faults.append(
                Fault(
                    Message("municipality {text!r}", text=text),
                    Message("does not exist"),
                    Message("a name, a three-digit code, or all"),
                )
            )
        elif code not in there:
            named = [f"{each} {municipality_names().get(each, '')}".strip() for each in sorted(there)]
            others = f"{', '.join(named[:MOST_NAMED])}{' ...' if named[MOST_NAMED:] else ''}, or all"
            faults.append(
                Fault(Message("municipality {text!r}", text=text), Message("has no area in areas.csv"), others)
            )
        found.add(code)
    if faults:
        raise WrongUsage(faults)
    return frozenset(found)
