"""The inputs: what is the same for every list year, and the five registers of each delivery.

Grain and meaning are in the docstrings, which the interface shows. What does not belong here: any figure.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import dagster as dg

from assets.checks import check_results, check_specs, demand_passed
from assets.partitions import LAW, LIST_YEARS, YEAR_BEFORE, several
from assets.refusals import refusing
from assets.roots import Roots
from assets.tables import shown_as, shown_asset
from expectations import ValidationResult
from expectations.tasks import published_tasks, register_task
from pipeline.inputs.areas import AreaTable, read_areas
from pipeline.inputs.deliveries import Delivery
from pipeline.inputs.goals import Goal, read_goals
from pipeline.inputs.published import Published, read_published
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.sources import Sources

GROUP = "registers"


@shown_asset(GROUP, "csv")
@refusing()
def areas(context: dg.AssetExecutionContext, roots: Roots) -> AreaTable:
    """The housing areas by list year, with municipality, region and predecessors. One row per area and period."""
    table = read_areas(roots.raw_root)
    context.add_output_metadata({"dagster/row_count": len(table.areas)})
    return table


@shown_asset(GROUP, "yaml")
@refusing()
def goals(context: dg.AssetExecutionContext, roots: Roots) -> list[Goal]:
    """What municipalities have set out to reach. One row per goal."""
    found = list(read_goals(roots.raw_root))
    context.add_output_metadata({"dagster/row_count": len(found)})
    return found


@shown_asset(
    GROUP, "csv", "greatexpectations", check_specs=check_specs("published", "published_values", "published_lists")
)
def published(context: dg.AssetExecutionContext, roots: Roots, areas: AreaTable) -> Iterator[Any]:
    """The ministry's printed figures and lists. One row per list and area, and per list, area and category."""
    with refusing():
        pages = read_published(roots.raw_root, areas)
        verdicts = {suite: each.answer() for suite, each in published_tasks(pages, LAW).items()}
    for suite in ("published_values", "published_lists"):
        yield from check_results("published", suite, verdicts.get(suite))
    demand_passed({f"published/{suite}": verdict for suite, verdict in verdicts.items()})
    yield dg.Output(pages, metadata={"dagster/row_count": len(pages.figures), "lists": len(pages.list_dates)})


@dg.multi_asset(
    name="delivery",
    outs={
        register.name: dg.AssetOut(
            **shown_as(GROUP, "greatexpectations"),
            description=f"{register.official} ({register.reference_da}), counted per area, region and country; "
            "nothing where it was not delivered. One row per scope and code.",
        )
        for register in REGISTERS.values()
    },
    ins={f"{register}_before": several(register, YEAR_BEFORE) for register in REGISTERS},
    # Each register is held against its own year before and no other register, and all against the areas.
    internal_asset_deps={
        register.name: {dg.AssetKey(register.name), dg.AssetKey("areas")} for register in REGISTERS.values()
    },
    check_specs=[spec for register in REGISTERS for spec in check_specs(register, register)],
    partitions_def=LIST_YEARS,
)
def delivery(
    context: dg.AssetExecutionContext, roots: Roots, areas: AreaTable, **before: dict[int, Delivery | None]
) -> Iterator[Any]:
    """The five registers of one list year's delivery, checked against its card and held to their suites."""
    list_year = int(context.partition_key)
    with refusing():
        delivered = Sources(roots.raw_root, areas, Published(), (), roots.aggregate).delivery(list_year)
        parts = {register: _only(delivered, register) for register in REGISTERS}
        verdicts = {
            name: _verdict(areas, name, part, before[f"{name}_before"].get(list_year - 1))
            for name, part in parts.items()
        }
    for name, verdict in verdicts.items():
        yield from check_results(name, name, verdict)
    demand_passed({f"{list_year}/{name}": verdict for name, verdict in verdicts.items()})
    for name, part in parts.items():
        yield dg.Output(part, name, metadata=_told(name, part))


def _only(delivered: Delivery | None, register: str) -> Delivery | None:
    """One register of a delivery, so that each is an asset of its own."""
    if delivered is None or register not in delivered.frames:
        return None
    return replace(delivered, frames={register: delivered.frames[register]}, _cells={})


def _verdict(
    areas: AreaTable, register: str, part: Delivery | None, before: Delivery | None
) -> ValidationResult | None:
    if part is None:
        return None
    previous = before.frames[register] if before else None
    return register_task(areas, part.list_year, register, part.frames[register], previous).answer()


def _told(register: str, part: Delivery | None) -> dict[str, Any]:
    if part is None:
        return {"delivered": False, "dagster/row_count": 0}
    return {"delivered": True, "grain": part.grain, "dagster/row_count": len(part.frames[register])}
