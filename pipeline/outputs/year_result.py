"""The request of a run, and the result for one list year: the list with its moves, causes and table rows.

What does not belong here: making any of it (``yearly_run``), or writing it (``publishing``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.analysis.causes import Causes
from pipeline.lists.delta import Move
from pipeline.lists.yearly_list import YearlyList
from pipeline.outputs.typed_rows import Row


@dataclass(frozen=True)
class Request:
    """The parameters of a run."""

    list_years: tuple[int, ...]
    municipalities: frozenset[str] | None
    run_id: str
    engine: str = "polars"


@dataclass(frozen=True)
class YearResult:
    """The result for one list year: the list, its moves with their causes, and the rows of every table."""

    list: YearlyList
    moves: tuple[Move, ...]
    rows: Mapping[str, Sequence[Row]]
    is_synthetic: bool
    causes: tuple[Causes, ...] = ()  # of each move, in their order
    lists: tuple[YearlyList, ...] = ()  # every list up to this one, for the report's history
    pages: Mapping[str, str] = field(default_factory=dict)  # of the report: those made before it is published, by name
    # The areas' cards made so far, by area: those of this list and the lists up to it, which several pages show
    cards: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
