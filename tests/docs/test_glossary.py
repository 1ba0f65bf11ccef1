"""Every identifier in the glossary exists: a name in the code, a column, a switch or a legal category."""

import dataclasses
import importlib
import re
from functools import cache

import pytest

from pipeline.inputs.areas import AREAS_FILE
from pipeline.inputs.registers import REGISTERS
from pipeline.law import load_law
from pipeline.outputs.schema import output_tables
from tests.docs import ROOT

PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [row.strip("|").split("|") for row in PAGE.splitlines() if row.startswith("| ") and "---" not in row]
ENTRIES = [(row[1].strip(), name) for row in ROWS for name in re.findall(r"`([^`]+)`", row[2])]


@cache
def columns() -> frozenset[str]:
    """Every ``table.column`` of the outputs, the registers' counts and the area file, and every ``switches.name``."""
    law = load_law()
    tables = [*output_tables(law), *(register.counts for register in REGISTERS.values()), AREAS_FILE]
    switches = (f"switches.{name}" for regime in law for name in regime.switches)
    return frozenset([*(f"{table.name}.{name}" for table in tables for name in table.names), *switches])


def exists(identifier: str) -> bool:
    """Whether a dotted name leads to a module, a class, a function, an attribute or a field of a dataclass."""
    if not identifier.startswith(("pipeline.", "expectations.")):
        return identifier in columns()
    parts = identifier.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            fields = {field.name for field in dataclasses.fields(found)} if dataclasses.is_dataclass(found) else set()
            if name in fields:
                return True
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


def test_the_glossary_has_a_danish_and_an_english_term_and_an_identifier_in_every_row() -> None:
    assert len(ROWS) > 50
    for row in ROWS:
        assert len(row) == 4 and all(cell.strip() for cell in row), row


@pytest.mark.parametrize(("term", "identifier"), ENTRIES)
def test_an_identifier_of_the_glossary_exists(term: str, identifier: str) -> None:
    assert exists(identifier), term


def test_every_category_and_criterion_is_explained() -> None:
    law = load_law()
    assert [name for name in law.categories if f"`{name}`" not in PAGE] == []
    assert {limit for each in law.categories.values() for limit in each.limits if limit not in PAGE} == set()


def test_an_identifier_that_does_not_exist_is_found() -> None:
    assert not exists("pipeline.lists.designation.Ghetto")
    assert not exists("pipeline.gone")
    assert not exists("designations.is_ghetto")
