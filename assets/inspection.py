"""Holding inputs and outputs to their expectations on the straight path: one refusal names every failed rule.

The Dagster graph runs the very same suites as asset checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from expectations import Surroundings, Verdict, validate
from pipeline.areas import AreaTable
from pipeline.calculation import Sources
from pipeline.comparison import law_on_day
from pipeline.deliveries import Delivery
from pipeline.errors import ValidationFailed
from pipeline.law.model import Regime
from pipeline.output_tables import DESIGNATIONS, INDICATORS
from pipeline.printed import Printed
from pipeline.registers import BY_NAME

if TYPE_CHECKING:
    import pandas as pd

Warn = Callable[[str], None]
OUTPUTS = {table.name: table for table in (INDICATORS, DESIGNATIONS)}


def surroundings(
    areas: AreaTable,
    list_year: int,
    register_year: int | None = None,
    previous: Any = None,
    regime: Regime | None = None,
) -> Surroundings:
    """What a suite may know of the world: the areas of the list year, last year's frame, the law's nesting."""
    valid = areas.valid_in(list_year)
    return Surroundings(
        list_year=list_year,
        register_year=register_year,
        known_areas=frozenset(area.area_id for area in valid),
        other_areas=frozenset(areas.by_id) - {area.area_id for area in valid},
        region_of={area.area_id: area.region_code for area in valid},
        previous=previous,
        within={category.name: category.within for category in regime.categories} if regime else {},
    )


def printed_surroundings(printed: Printed, law: Sequence[Regime]) -> Surroundings:
    """What the printed pages are held against: the law's categories on the day of each list."""
    on_days = {date.isoformat(): law_on_day(law, date) for date in printed.list_dates}
    return Surroundings(
        list_year=max((date.year for date in printed.list_dates), default=0),
        categories_on={
            day: frozenset(category.name for category in regime.categories) for day, regime in on_days.items() if regime
        },
    )


def demand(verdicts: Sequence[tuple[str, Verdict]], warn: Warn) -> None:
    """Tell the warnings; raise ``ValidationFailed`` with the faults of every verdict that failed."""
    for where, verdict in verdicts:
        for finding in verdict.warnings:
            count = f"{finding.unexpected_count} of {finding.element_count}"
            warn(f"  note on {where}: {count} do not hold: {finding.sentence}")
    faults = [fault for where, verdict in verdicts for fault in verdict.faults(where)]
    if faults:
        raise ValidationFailed(faults)


def inspect_delivery(areas: AreaTable, delivery: Delivery, before: Delivery | None, warn: Warn) -> None:
    """Hold every register of a delivery to its suite. Raises ``ValidationFailed``."""
    verdicts = [
        (
            f"{delivery.list_year}/{name}",
            validate(
                name,
                frame,
                surroundings(
                    areas,
                    delivery.list_year,
                    BY_NAME[name].register_year(delivery.list_year),
                    before.frames.get(name) if before else None,
                ),
            ),
        )
        for name, frame in delivery.frames.items()
    ]
    demand(verdicts, warn)


def inspect_printed(sources: Sources, law: Sequence[Regime], warn: Warn) -> None:
    """Hold the printed figures and lists to their suites. Raises ``ValidationFailed``."""
    suites = {"values": "printed_values", "lists": "printed_lists"}
    frames = sources.printed.frames
    around = printed_surroundings(sources.printed, law)
    demand(
        [(f"published/{name}", validate(suite, frames[name], around)) for name, suite in suites.items() if name in frames],
        warn,
    )


def inspect_rows(
    suite: str, rows: Sequence[Mapping[str, Any]], areas: AreaTable, list_year: int, regime: Regime, warn: Warn
) -> None:
    """Hold the rows of an output table to its suite before it is published. Raises ``ValidationFailed``."""
    import pandas as pd

    columns = ["list_year", *OUTPUTS[suite].names]
    frame = pd.DataFrame([{"list_year": list_year, **row} for row in rows], columns=columns, dtype=object)
    demand([(f"{suite} {list_year}", validate(suite, frame, surroundings(areas, list_year, regime=regime)))], warn)
