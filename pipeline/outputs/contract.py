"""The contract with readers of the outputs: every file and table as readers rely on it, and what would break them.

The contract of a version is committed as ``docs/contract.json``; ``docs/contract.md`` says in words what may change when.
What does not belong here: the commands' part of it (``commands.contract``), and the declarations it is made from
(``schema``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from pipeline.core.paths import OutRoot
from pipeline.core.tables import Column, Table
from pipeline.law.model import Law
from pipeline.outputs.publishing import DANISH_SPREADSHEET, PROGRAMS, CsvForm
from pipeline.outputs.schema import AREAS_GEO, CONTRACT_VERSION, all_years_of, area_list_table, output_tables

Part = Mapping[str, Any]
LOOSENED = {"may_be_empty": (True, False), "required": (True, False)}  # changes that break no reader and no caller
NEW_YEAR = "YYYY"  # stands for the list year


def outputs_contract(law: Law) -> dict[str, Any]:
    """Tables and files as readers rely on them, in the form of ``docs/contract.json``."""
    out = OutRoot(PurePath())  # type: ignore[arg-type]  # only joins names
    area_list = area_list_table(law)
    csv = {
        out.area_list_csv: (area_list, DANISH_SPREADSHEET),
        out.area_list_points_csv: (area_list, PROGRAMS),
        out.areas_all_years_csv: (all_years_of(area_list), DANISH_SPREADSHEET),
        out.areas_all_years_points_csv: (all_years_of(area_list), PROGRAMS),
    }
    return {
        "version": CONTRACT_VERSION,
        "tables": {table.name: _table(table) for table in (*output_tables(law), AREAS_GEO)},
        "files": {
            out.datapackage.as_posix(): {"format": "json"},
            out.area_list_xlsx.as_posix(): {"format": "xlsx"},
            out.areas_all_years_xlsx.as_posix(): {"format": "xlsx"},
            out.report(0).as_posix().replace("/0/", f"/{NEW_YEAR}/"): {"format": "html"},
            **{place.as_posix(): _csv(table, form) for place, (table, form) in csv.items()},
        },
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "place": f"{table.name}/list_year={NEW_YEAR}/part-0.parquet",
        "partitioned_by": ["list_year"],
        "key": list(table.key),
        "columns": {column.name: _column(column) for column in table.columns},
    }


def _column(column: Column) -> dict[str, Any]:
    unit = {"unit": column.unit} if column.unit else {}
    values: Part = {"values": {str(value): {} for value in column.allowed}} if column.allowed else {}
    return {"type": str(column.arrow_type()), "may_be_empty": not column.required, **unit, **values}


def _csv(table: Table, form: CsvForm) -> dict[str, Any]:
    encoding = "utf-8-sig" if form.mark else "utf-8"
    signs = {"delimiter": form.delimiter, "decimal_sign": form.decimal_sign, "encoding": encoding}
    return {"format": "csv", **signs, "columns": {name: {} for name in table.names}}


def breaks(committed: Part, today: Part) -> tuple[str, ...]:
    """What would break who relies on the committed contract: gone, renamed, of another type, in another place or order.

    A column that is never empty any more, and an option that need no longer be given, break nobody.
    """
    return tuple(_breaks(committed, today, ""))


def _breaks(committed: Part, today: Part, where: str) -> Iterator[str]:
    for name, was in committed.items():
        if not where and name == "version":
            continue
        place = f"{where}{name}"
        if name not in today:
            yield f"{place}: is gone"
        elif isinstance(was, Mapping):
            yield from _breaks(was, today[name], f"{place}.")
        elif was != today[name] and (was, today[name]) != LOOSENED.get(name):
            yield f"{place}: {was} became {today[name]}"
    kept = [name for name in today if name in committed]
    if where.endswith("columns.") and kept != [name for name in committed if name in today]:
        yield f"{where.removesuffix('.')}: the columns are in another order"
    for name, new in today.items():
        if name not in committed and isinstance(new, Mapping) and new.get("required") and where.endswith("options."):
            yield f"{where}{name}: is a new option that must be given"


def additions(committed: Part, today: Part) -> tuple[str, ...]:
    """What is new, or looser, and breaks nobody."""
    return tuple(_additions(committed, today, ""))


def _additions(committed: Part, today: Part, where: str) -> Iterator[str]:
    for name, now in today.items():
        place = f"{where}{name}"
        if name not in committed:
            yield f"{place}: is new"
        elif isinstance(now, Mapping):
            yield from _additions(committed[name], now, f"{place}.")
        elif (committed[name], now) == LOOSENED.get(name):
            yield f"{place}: {committed[name]} became {now}"


def too_low(committed: Part, today: Part) -> tuple[str, ...]:
    """Why today's version number is too low for what differs from the committed contract; nothing if it is not.

    What breaks somebody needs a higher major number, what is added a higher minor number.
    """
    (major, minor), now = _numbers(committed), _numbers(today)
    broken, added = breaks(committed, today), additions(committed, today)
    if broken and now < (major + 1, 0):
        return (
            *broken,
            f"raise CONTRACT_VERSION to {major + 1}.0, and say so in the changelog; or keep what was there",
        )
    if added and now < (major, minor + 1):
        return (*added, f"raise CONTRACT_VERSION to {major}.{minor + 1}, then `make docs`")
    return ()


def _numbers(contract: Part) -> tuple[int, int]:
    major, minor = str(contract["version"]).split(".")
    return int(major), int(minor)
