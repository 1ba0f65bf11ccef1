"""Which frame is validated by which suite: one task per frame, used by the commands and by the graph alike.

What does not belong here: the rules of a suite, and in which process it runs (``expectations.second_process``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from expectations import ValidationContext, ValidationResult, validate
from expectations.across import delivery_frame, delivery_row_numbers
from expectations.notes import notes
from pipeline.core.errors import ValidationFailed
from pipeline.core.paths import EXTRACT
from pipeline.inputs.areas import AreaTable
from pipeline.inputs.deliveries import Delivery
from pipeline.inputs.published import Published
from pipeline.inputs.registers import REGISTERS
from pipeline.law.model import Law, Regime
from pipeline.lists.comparison import law_on_day
from pipeline.outputs.schema import DESIGNATIONS, INDICATORS
from pipeline.persons import PersonFiles

if TYPE_CHECKING:
    import pandas as pd

Warn = Callable[[str], None]
PUBLISHED_SUITES = {"published_values": "values", "published_lists": "lists"}
OUTPUTS = {table.name: table for table in (INDICATORS, DESIGNATIONS)}


def validation_context(
    areas: AreaTable,
    list_year: int,
    register_year: int | None = None,
    previous: Any = None,
    regime: Regime | None = None,
) -> ValidationContext:
    """What a suite may compare with: the areas of the list year, last year's frame, the law's nesting."""
    valid = areas.valid_in(list_year)
    return ValidationContext(
        list_year=list_year,
        register_year=register_year,
        known_areas=frozenset(area.area_id for area in valid),
        other_areas=frozenset(areas.by_id) - {area.area_id for area in valid},
        region_of={area.area_id: area.region_code for area in valid},
        municipality_of={area.area_id: area.municipality_code for area in valid},
        previous=previous,
        area_names={area.area_id: area.name for area in areas.areas},
        within={category.name: category.within for category in regime.categories} if regime else {},
    )


def published_context(published: Published, law: Law) -> ValidationContext:
    """What the published tables are compared with: the law's categories on the day of each list."""
    on_days = {date.isoformat(): law_on_day(law, date) for date in published.list_dates}
    return ValidationContext(
        list_year=max((date.year for date in published.list_dates), default=0),
        categories_on={
            day: frozenset(category.name for category in regime.categories) for day, regime in on_days.items() if regime
        },
    )


@dataclass(frozen=True)
class ValidationTask:
    """A frame to be validated by a suite, in this or in another process."""

    suite: str
    frame: pd.DataFrame
    validation_context: ValidationContext

    def answer(self) -> ValidationResult:
        """Validate the frame. Imports Great Expectations."""
        return validate(self.suite, self.frame, self.validation_context)


def demand(verdicts: Sequence[tuple[str, ValidationResult]], warn: Warn) -> None:
    """Report the warnings, alike ones together; raise ``ValidationFailed`` with the faults of every result that failed."""
    for line in notes(verdicts):
        warn(line)
    faults = [fault for where, verdict in verdicts for fault in verdict.faults(where)]
    if faults:
        raise ValidationFailed(faults)


def register_task(
    areas: AreaTable,
    list_year: int,
    register: str,
    frame: pd.DataFrame,
    previous: pd.DataFrame | None,
    row_numbers: tuple[int, ...] | None = None,
) -> ValidationTask:
    """The task for one delivered register, compared with the same register of the list year before.

    ``row_numbers`` are those of the frame's rows in the delivered file, if it holds counts per area.
    """
    register_year = REGISTERS[register].register_year(list_year)
    context = validation_context(areas, list_year, register_year, previous)
    return ValidationTask(register, frame, replace(context, row_numbers=row_numbers))


def across_task(areas: AreaTable, delivery: Delivery, before: Delivery | None) -> ValidationTask:
    """The task for a delivery as a whole: what spans registers, scopes and years."""
    context = validation_context(areas, delivery.list_year, previous=delivery_frame(before.frames) if before else None)
    numbers = delivery_row_numbers(delivery.row_numbers, delivery.frames)
    extracts = tuple(sorted(label for label in delivery.hashes if label.lower().endswith(EXTRACT)))
    context = replace(context, accepted=delivery.accepted, row_numbers=numbers, extracts=extracts)
    return ValidationTask("delivery", delivery_frame(delivery.frames), context)


def delivery_tasks(areas: AreaTable, delivery: Delivery, before: Delivery | None) -> dict[str, ValidationTask]:
    """The tasks for every register of a delivery and for all of it, by the place they validate."""
    year, earlier = delivery.list_year, before.frames if before else {}
    registers = {
        f"{year}/{name}": register_task(areas, year, name, frame, earlier.get(name), delivery.row_numbers.get(name))
        for name, frame in delivery.frames.items()
    }
    return {**registers, f"{year}/delivery": across_task(areas, delivery, before)}


def published_tasks(published: Published, law: Law) -> dict[str, ValidationTask]:
    """The tasks for the published figures and lists that exist, by suite."""
    around = published_context(published, law)
    return {
        suite: ValidationTask(suite, published.frames[name], around)
        for suite, name in PUBLISHED_SUITES.items()
        if name in published.frames
    }


def profile_task(
    profile: pd.DataFrame, files: PersonFiles, accepted: frozenset[str] = frozenset()
) -> tuple[str, ValidationTask]:
    """The place and the task for the profile of a list year's person files."""
    context = ValidationContext(files.list_year, accepted=accepted, files=files.labels)
    return str(files.list_year), ValidationTask("person_profile", profile, context)


def rows_task(
    suite: str, rows: Sequence[Mapping[str, Any]], areas: AreaTable, list_year: int, regime: Regime
) -> ValidationTask:
    """The task for the rows of an output table."""
    import pandas as pd

    columns = ["list_year", *OUTPUTS[suite].names]
    frame = pd.DataFrame([{"list_year": list_year, **row} for row in rows], columns=columns, dtype=object)
    return ValidationTask(suite, frame, validation_context(areas, list_year, regime=regime))


def inspect_delivery(areas: AreaTable, delivery: Delivery, before: Delivery | None, warn: Warn) -> None:
    """Validate every register of a delivery in this process. Raises ``ValidationFailed``."""
    questions = delivery_tasks(areas, delivery, before)
    demand([(where, question.answer()) for where, question in questions.items()], warn)
