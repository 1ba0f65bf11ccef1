"""From deliveries to figures: the published counts, and the figures of the criteria."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import dagster as dg

from assets.checks import check_events, check_specs
from assets.kept import kept_lists, validation
from assets.partitions import list_years
from assets.previews import row_metadata
from assets.refusals import refusing
from assets.roots import Roots
from assets.storage import TableValue
from assets.tables import table_asset
from expectations.tasks import demand, rows_task
from pipeline.inputs.deliveries import Delivery
from pipeline.inputs.registers import REGISTERS
from pipeline.lists.list_status import list_status
from pipeline.lists.yearly_list import figures_only
from pipeline.outputs.rows import count_rows, indicator_rows

GROUP = "figures"


@table_asset("counts", GROUP, ins={register: dg.AssetIn(register) for register in REGISTERS})
def counts(
    context: dg.AssetExecutionContext, roots: Roots, **registers: dict[int, Delivery | None]
) -> dict[int, TableValue]:
    """One row per list year, register, scope, code and measure."""
    with refusing(context.retry_number):
        lists, found = kept_lists(roots, list_years(context)[-1]), {}
        for year in list_years(context):
            status = list_status(lists.sources.published, lists.law.on(year), year)
            found[year] = TableValue(count_rows(joined([registers[name][year] for name in REGISTERS]), status))
            context.add_asset_metadata(row_metadata("counts", year, found[year].rows), partition_key=str(year))
        return found


def joined(parts: list[Delivery | None]) -> Delivery | None:
    """The registers of a list year as the one delivery they came in; ``None`` if there was none."""
    delivered = [part for part in parts if part is not None]
    if not delivered:
        return None
    frames = {name: frame for part in delivered for name, frame in part.frames.items()}
    return replace(delivered[0], frames=frames, _cells={})


@table_asset(
    "indicators",
    GROUP,
    "greatexpectations",
    deps=["areas", "published", *REGISTERS],
    check_specs=check_specs("indicators", "indicators"),
)
def indicators(context: dg.AssetExecutionContext, roots: Roots) -> Iterator[Any]:
    """One row per list year, area and indicator. Keeps the exact figures, those of the means' earlier years included."""
    found, asked = {}, validation(roots)
    with refusing(context.retry_number):
        lists = kept_lists(roots, list_years(context)[-1])
        areas = lists.sources.areas
        for year in list_years(context):
            undecided = figures_only(lists.sources, lists.law.on(year), year)
            found[year] = TableValue(indicator_rows(areas, undecided), undecided)
            asked.ask(f"indicators {year}", rows_task("indicators", found[year].rows, areas, year, undecided.regime))
            context.add_asset_metadata(row_metadata("indicators", year, found[year].rows), partition_key=str(year))
        verdicts = asked.answers()
    by_year = dict(zip(found, verdicts.values(), strict=True))
    yield from check_events(context, "indicators", "indicators", by_year)
    with refusing():
        demand(list(verdicts.items()), context.log.warning)
    yield dg.Output(found)
