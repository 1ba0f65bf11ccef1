"""From deliveries to figures: the published counts and the shares the law asks about."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import dagster as dg

from assets.checks import check_results, check_specs, demand_passed
from assets.loaded import Counted, loaded
from assets.partitions import MEAN_YEARS, several
from assets.refusals import refusing
from assets.roots import Roots
from assets.storage import TableOutput
from assets.tables import table_asset
from expectations.tasks import rows_task
from pipeline.inputs.areas import AreaTable
from pipeline.inputs.deliveries import Delivery, delivered_files
from pipeline.inputs.published import Published
from pipeline.inputs.registers import REGISTERS
from pipeline.law import law_on
from pipeline.lists.list_status import list_status
from pipeline.lists.yearly_list import YearlyList, figures_of
from pipeline.outputs.rows import count_rows, indicator_rows

GROUP = "figures"


@table_asset(
    "counts",
    GROUP,
    ins={register: dg.AssetIn(register) for register in REGISTERS},
)
@refusing()
def counts(
    context: dg.AssetExecutionContext,
    roots: Roots,
    areas: AreaTable,
    published: Published,
    **registers: Delivery | None,
) -> TableOutput:
    """One row per list year, register, scope, code and measure."""
    list_year = int(context.partition_key)
    delivery = joined([registers[register] for register in REGISTERS])
    counted = Counted(delivery, delivered_files(roots.raw_root, list_year))
    rows = count_rows(delivery, list_status(published, law_on(list_year), list_year))
    return TableOutput(rows, loaded(roots, areas).is_synthetic(list_year), counted)


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
    ins={"counts": several("counts", MEAN_YEARS)},
    check_specs=check_specs("indicators", "indicators"),
)
def indicators(
    context: dg.AssetExecutionContext,
    roots: Roots,
    areas: AreaTable,
    published: Published,
    counts: dict[int, Counted],
) -> Iterator[Any]:
    """One row per list year, area and indicator."""
    list_year = int(context.partition_key)
    with refusing():
        regime = law_on(list_year)
        sources = loaded(roots, areas, published, counted=counts, warn=context.log.warning)
        status = list_status(published, regime, list_year)
        yearly_list = YearlyList(list_year, regime, figures_of(sources, regime, list_year), (), status)
        table_output = TableOutput(
            indicator_rows(areas, yearly_list), sources.is_synthetic(list_year), list(yearly_list.figures)
        )
        verdict = rows_task("indicators", table_output.rows, areas, list_year, regime).answer()
    yield from check_results("indicators", "indicators", verdict)
    demand_passed({f"indicators {list_year}": verdict})
    yield dg.Output(table_output)
