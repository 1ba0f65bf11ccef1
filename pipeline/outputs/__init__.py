"""What leaves, in which form?

The tables' declarations and rows, the report, the workbook, GeoParquet, the data dictionary, and publishing. What does
not belong here: deciding anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.outputs.schema import output_tables
    from pipeline.outputs.year_result import Request, YearResult
    from pipeline.outputs.yearly_run import make_lists, publish

__all__ = ["Request", "YearResult", "make_lists", "output_tables", "publish"]


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: a table's declaration is wanted without the report."""
    if name == "output_tables":
        from pipeline.outputs import schema

        return getattr(schema, name)
    if name in ("Request", "YearResult"):
        from pipeline.outputs import year_result

        return getattr(year_result, name)
    if name in __all__:
        from pipeline.outputs import yearly_run

        return getattr(yearly_run, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
