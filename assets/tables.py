"""The description of an asset in the interface, made from the table's declaration in ``pipeline.outputs.schema``."""

from collections.abc import Callable, Iterable
from typing import Any

import dagster as dg

from assets.partitions import BY_LIST_YEAR, LAW
from pipeline.core.tables import Kind, Table
from pipeline.core.version import version_of
from pipeline.inputs.registers import REGISTERS
from pipeline.outputs.schema import LIST_YEAR, output_tables

TABLES = {table.name: table for table in output_tables(LAW)}
OWNERS = ["team:boligomraader"]
INPUTS = "inputs"  # the external asset that stands for all a list year rests on
TYPES = {  # as the interface knows them
    Kind.TEXT: "string",
    Kind.COUNT: "integer",
    Kind.AMOUNT: "decimal",
    Kind.READING: "double",
    Kind.CLAIM: "boolean",
    Kind.DAY: "date",
    Kind.TEXTS: "list of string",
    Kind.SHAPE: "binary",
}
Decorator = Callable[[Callable[..., Any]], dg.AssetsDefinition]


def shown_as(group: str, *kinds: str, public: bool = False, source: bool = False) -> dict[str, Any]:
    """Group, owners, kinds and tags of an asset; ``source``: delivered, not made here."""
    return {
        "group_name": group,
        "owners": OWNERS,
        "kinds": {*kinds} if source else {"python", *kinds},
        "tags": {"access": "public" if public else "private"},
    }


def made_by(asset: str) -> str:
    """The code version of what makes an asset: a change of the page's layout makes no count out of date."""
    return version_of("counts" if asset in REGISTERS else "report" if asset in ("report", "publication") else "tables")


def yearly_asset(group: str, *kinds: str, public: bool = False, deps: Iterable[str] = (), **more: Any) -> Decorator:
    """An asset by list year that depends on its list year's inputs; a range of list years is one run."""
    decorator: Decorator = dg.asset(
        **BY_LIST_YEAR,
        **shown_as(group, *kinds, public=public),
        code_version=made_by(str(more.get("name") or "report")),
        deps=[INPUTS, *deps],
        **more,
    )
    return decorator


def table_asset(name: str, group: str, *kinds: str, **more: Any) -> Decorator:
    """The rows of a published table by list year, shown with the table's meaning, grain and columns."""
    table = TABLES[name]
    return yearly_asset(
        group,
        "parquet",
        *kinds,
        public=True,
        name=name,
        description=f"{table.meaning} {table.grain.capitalize()}.",
        metadata={"dagster/column_schema": column_schema(table), "grain": table.grain},
        **more,
    )


def column_schema(table: Table) -> dg.TableSchema:
    """The table's columns with types and meanings, the partition column first."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                TYPES[column.kind],
                column.meaning + (f" ({column.unit})" if column.unit else ""),
                constraints=dg.TableColumnConstraints(nullable=not column.required),
            )
            for column in (LIST_YEAR, *table.columns)
        ]
    )
