"""Rules derived from a table's declaration: a column is declared once, and its checks follow."""

from __future__ import annotations

from functools import partial

from expectations.cells import Cells
from expectations.model import Native, Rule, RuleCount, ValidationContext, counted_rows
from pipeline.core.messages import Message
from pipeline.core.tables import Column, Kind, Table


def declared_rules(table: Table) -> tuple[Rule, ...]:
    """The rules of a table's columns and key."""
    key = ", ".join(table.key)
    return (
        Rule(
            "columns_present",
            "",
            "error",
            Message("The columns {names} are there", names=table.names),
            (),
            Native("ExpectTableColumnsToMatchSet", {"column_set": list(table.names), "exact_match": False}),
        ),
        Rule(
            "cells_exact", "", "error", Message("Every filled cell is of its column's declared kind"), (), _wrong_kind
        ),
        Rule("required_cells_filled", "", "error", Message("No required cell is empty"), (), _empty),
        Rule(
            "key_unique",
            key,
            "error",
            Message("No two rows share {names}", names=table.key),
            table.key,
            Native("ExpectCompoundColumnsToBeUnique", {"column_list": list(table.key)}),
            remedy=Message("leave one of the rows, and hand the file over again"),
        ),
        *(rule for column in table.columns for rule in _column_rules(column)),
    )


def missing_rules(columns: tuple[Column, ...]) -> tuple[Rule, ...]:
    """A missing measure is allowed and may leave an area undetermined: a warning, which does not stop a run."""
    return tuple(
        Rule(
            f"{column.name}_missing",
            column.name,
            "warning",
            Message("No {column} is missing; an area that lacks it may be left undetermined", column=column.name),
            (column.name,),
            partial(_missing, column.name),
        )
        for column in columns
        if not column.required
    )


def _missing(name: str, cells: Cells, _: ValidationContext) -> RuleCount:
    return counted_rows(cells.rows, lambda row: row[name] is None)


def _wrong_kind(cells: Cells, _: ValidationContext) -> RuleCount:
    return RuleCount(cells.cells, cells.wrong)


def _empty(cells: Cells, _: ValidationContext) -> RuleCount:
    return RuleCount(cells.required, cells.empty)


def _column_rules(column: Column) -> list[Rule]:
    rules = []
    name = column.name
    if column.allowed and column.kind is not Kind.TEXTS:
        allowed = tuple(str(value) or Message("empty") for value in column.allowed)
        native = Native("ExpectColumnValuesToBeInSet", {"column": name, "value_set": list(column.allowed)})
        sentence = Message("{column} is one of {names}", column=name, names=allowed)
        rules.append(Rule(f"{name}_allowed", name, "error", sentence, (name,), native))
    if column.minimum is not None or column.maximum is not None:
        bounds = {"min_value": column.minimum, "max_value": column.maximum}
        native = Native("ExpectColumnValuesToBeBetween", {"column": name, **bounds})
        rules.append(Rule(f"{name}_within_bounds", name, "error", _bounds_sentence(column), (name,), native))
    if column.part_of:
        whole = column.part_of
        native = Native(
            "ExpectColumnPairValuesAToBeGreaterThanB",
            {"column_A": whole, "column_B": name, "or_equal": True, "ignore_row_if": "either_value_is_missing"},
        )
        sentence = Message("{part} is a part of {whole} and not above it", part=name, whole=whole)
        rules.append(Rule(f"{name}_not_above_whole", name, "error", sentence, (name, whole), native))
    return rules


def _bounds_sentence(column: Column) -> Message:
    stated = {"column": column.name, "least": column.minimum, "most": column.maximum}
    if column.maximum is None:
        return Message("{column} is at least {least}", **stated)
    if column.minimum is None:
        return Message("{column} is at most {most}", **stated)
    return Message("{column} is between {least} and {most}", **stated)
