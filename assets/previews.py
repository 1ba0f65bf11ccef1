"""The preview of a list year's rows in the interface: their number, and the main columns of public tables.

Listed areas come first, and every row is shown; columns are few enough for a page. Only rows after disclosure control
are passed in.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import dagster as dg

from assets.partitions import LAW
from pipeline.law import Regime

Row = Mapping[str, Any]
Cells = Callable[[Row, Regime], Sequence[object]]
Order = Callable[[Row, Regime], tuple[int, ...]]
SHA256_SHOWN = 12


def _on_list_as(row: Row, regime: Regime) -> str:
    return ", ".join(category.name for category in regime.categories if row[category.column])


# Table: headings, the cells of a row, and what sorts rows to the front (the smallest first).
PREVIEWS: Mapping[str, tuple[Sequence[str], Cells, Order]] = {
    "designations": (
        ("area", "category", "designated", "criteria met", "required", "lists in a row", "basis"),
        lambda row, _: (
            row["area"],
            row["category"],
            row["designated"],
            row["criteria_met"],
            row["criteria_required"],
            row["consecutive_lists"],
            row["basis"],
        ),
        lambda row, _: ((True, None, False).index(row["designated"]),),
    ),
    "delta": (
        ("area", "category", "change", "causes"),
        lambda row, _: (row["area"], row["category"], row["change"], ", ".join(row["causes"] or ())),
        lambda row, _: (("entered", "left", "stayed", "undetermined").index(row["change"]),),
    ),
    "area_list": (
        ("area", "on the list as", "undetermined", "basis"),
        lambda row, regime: (
            row["area"],
            _on_list_as(row, regime),
            row["undetermined"].replace("|", ", "),
            row["basis"],
        ),
        lambda row, regime: (not _on_list_as(row, regime), not row["undetermined"]),
    ),
    "goal_progress": (
        ("municipality", "areas on the list", "undetermined", "baseline", "goal", "goal year", "reached"),
        lambda row, _: (
            row["municipality_code"],
            row["areas_on_list"],
            row["areas_undetermined"],
            row["baseline"],
            row["goal"],
            row["goal_year"],
            row["reached"],
        ),
        lambda _row, _: (),
    ),
    "published_comparison": (
        ("area", "category", "recomputed", "published", "agrees"),
        lambda row, _: (row["area"], row["category"], row["recomputed"], row["published"], row["agrees"]),
        lambda row, _: ((False, None, True).index(row["agrees"]),),
    ),
    "manifest": (
        ("file", "rows", "grain", "SHA-256 (first digits)"),
        lambda row, _: (row["path"], row["rows"], row["grain"], row["sha256"][:SHA256_SHOWN]),
        lambda _row, _: (),
    ),
}


def row_metadata(table: str, list_year: int, rows: Sequence[Row]) -> dict[str, Any]:
    """The metadata of a list year's rows: their number, and for people's tables the rows."""
    found: dict[str, Any] = {"dagster/row_count": len(rows)}
    if table in PREVIEWS:
        found["preview"] = preview(table, list_year, rows)
    return found


def preview(table: str, list_year: int, rows: Sequence[Row]) -> dg.MarkdownMetadataValue:
    """Every row of a public table as a Markdown table of few columns, the listed areas first."""
    headings, cells, order = PREVIEWS[table]
    regime = LAW.on(list_year)
    lines = ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    for row in sorted(rows, key=lambda row: order(row, regime)):
        lines.append("| " + " | ".join(_cell(value) for value in cells(row, regime)) + " |")
    return dg.MarkdownMetadataValue("\n".join(lines) if rows else "no rows")


def _cell(value: object) -> str:
    if value is None:
        return "?"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("|", "\\|")
