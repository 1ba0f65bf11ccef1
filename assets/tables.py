"""What the interface shows of an asset, made from the table's one declaration in ``pipeline.outputs.schema``."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import dagster as dg

from assets.partitions import LAW, LIST_YEARS
from pipeline.core.tables import Table
from pipeline.outputs.schema import LIST_YEAR, output_tables

TABLES = {table.name: table for table in output_tables(LAW)}
OWNERS = ["team:boligomraader"]
PREVIEWED = frozenset({"designations", "delta", "area_list", "goal_progress", "published_comparison"})
PREVIEW_ROWS = 10
Decorator = Callable[[Callable[..., Any]], dg.AssetsDefinition]


def shown_as(group: str, *kinds: str, public: bool = False) -> dict[str, Any]:
    """Group, owners, kinds and tags of an asset."""
    return {
        "group_name": group,
        "owners": OWNERS,
        "kinds": {"python", *kinds},
        "tags": {"access": "public" if public else "private"},
    }


def shown_asset(group: str, *kinds: str, public: bool = False, **more: Any) -> Decorator:
    """An asset that is no table: an input, or a page."""
    decorator: Decorator = dg.asset(**shown_as(group, *kinds, public=public), **more)
    return decorator


def table_asset(name: str, group: str, *kinds: str, **more: Any) -> Decorator:
    """A published table by list year, shown with its meaning, grain and columns."""
    table = TABLES[name]
    decorator: Decorator = dg.asset(
        name=name,
        description=f"{table.meaning} {table.grain.capitalize()}.",
        metadata={"dagster/column_schema": column_schema(table), "grain": table.grain},
        partitions_def=LIST_YEARS,
        **shown_as(group, "parquet", *kinds, public=True),
        **more,
    )
    return decorator


def column_schema(table: Table) -> dg.TableSchema:
    """The table's columns with types and meanings, the partition column first."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                column.kind.value,
                column.meaning + (f" ({column.unit})" if column.unit else ""),
                constraints=dg.TableColumnConstraints(nullable=not column.required),
            )
            for column in (LIST_YEAR, *table.columns)
        ]
    )


def preview(table: Table, rows: Sequence[Mapping[str, Any]]) -> dg.MarkdownMetadataValue:
    """The first rows of a public table as Markdown."""
    names = [name for name in table.names if rows and name in rows[0]]
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    for row in rows[:PREVIEW_ROWS]:
        lines.append("| " + " | ".join(_cell(row[name]) for name in names) + " |")
    return dg.MarkdownMetadataValue("\n".join(lines) if rows else "no rows")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value).replace("|", "\\|")
