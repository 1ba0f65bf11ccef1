"""Tables as objects: a column's type, unit, bounds and meaning are declared once.

From one declaration come the Parquet schema, the expectation suite, the made-up value, the data dictionary
and ``datapackage.json``. What does not belong here: reading, writing, or any rule of the law.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # pyarrow is slow to import, and the law and the sentences do without it
    import pyarrow as pa


class Kind(StrEnum):
    """What a column holds. Counts and amounts are exact; a ``reading`` is a float, only to be shown."""

    TEXT = "text"
    COUNT = "count"  # whole persons or years: int64
    AMOUNT = "amount"  # full-time persons or kroner: decimal(38, 6)
    READING = "reading"  # float64, rounded nowhere, never compared with a limit
    CLAIM = "claim"  # boolean, null = undetermined
    DAY = "day"  # date
    TEXTS = "texts"  # list of text
    SHAPE = "shape"  # a geometry as well-known binary


AMOUNT_DECIMALS = 6


@dataclass(frozen=True)
class Column:
    """One column: its name, kind, meaning, unit, bounds and relation to other columns."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    official: str = ""  # the Danish register's own variable name, where there is one
    allowed: tuple[str | int, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    required: bool = True  # False: the cell may be empty (unknown)
    optional: bool = False  # True: a delivered file may lack the column; every cell is then unknown
    part_of: str = ""  # the column this one may not exceed
    sensitive: bool = False  # a number of persons: small cells are withheld from published files
    heading_da: str = ""  # heading and meaning in Danish, of the columns of counts that people fill in
    meaning_da: str = ""

    def arrow_type(self) -> pa.DataType:
        """The Parquet type of the column."""
        import pyarrow as pa

        return {
            Kind.TEXT: pa.string(),
            Kind.COUNT: pa.int64(),
            Kind.AMOUNT: pa.decimal128(38, AMOUNT_DECIMALS),
            Kind.READING: pa.float64(),
            Kind.CLAIM: pa.bool_(),
            Kind.DAY: pa.date32(),
            Kind.TEXTS: pa.list_(pa.string()),
            Kind.SHAPE: pa.binary(),
        }[self.kind]


@dataclass(frozen=True)
class Table:
    """A table: one row per ``grain``, the columns, and the key that no two rows share."""

    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    meaning: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name. Raises ``KeyError``."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def arrow_schema(self, columns: Sequence[str] | None = None) -> pa.Schema:
        """The Parquet schema, each field with its meaning and unit as field metadata."""
        import pyarrow as pa

        wanted = [self.column(name) for name in (columns or self.names)]
        return pa.schema(
            [
                pa.field(
                    column.name,
                    column.arrow_type(),
                    nullable=not column.required,
                    metadata={"description": column.meaning, **({"unit": column.unit} if column.unit else {})},
                )
                for column in wanted
            ]
        )
