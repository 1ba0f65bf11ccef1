"""The registers of each delivery, and the checks of the published figures. What does not belong here: any figure."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from assets.checks import UNDELIVERED, Verdict, check_events, check_specs
from assets.kept import delivery_verdicts, kept_lists, published_verdicts
from assets.partitions import BY_LIST_YEAR, FIRST_LIST_YEAR, list_years
from assets.raw_files import raw_key
from assets.refusals import refusing
from assets.roots import Roots
from assets.storage import only
from assets.tables import INPUTS, made_by, shown_as
from expectations import ValidationResult
from expectations.tasks import demand
from pipeline.inputs.deliveries import Delivery
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.sources import refuse_empty

GROUP = "registers"
# The suites of a delivery by the asset that shows them: one for each register, and one across all of them.
CHECKED = {**{name: name for name in REGISTERS}, "delivery": next(iter(REGISTERS))}
PUBLISHED_SUITES = ("published_values", "published_lists")


@dg.multi_asset_check(
    specs=[spec for suite in PUBLISHED_SUITES for spec in check_specs("published", suite, shared=True)],
    name="published_checks",
)
def published_checks(context: dg.AssetCheckExecutionContext, roots: Roots) -> Iterator[Any]:
    """The ministry's published figures and lists, validated by their suites."""
    with refusing():
        lists = kept_lists(roots, FIRST_LIST_YEAR, demanded=False)
        verdicts = published_verdicts(lists, roots)
    for suite in PUBLISHED_SUITES:
        found: dict[None, Verdict] = {None: verdicts.get(f"published/{suite}", UNDELIVERED)}
        yield from check_events(context, "published", suite, found)


@dg.multi_asset(
    name="delivery",
    outs={
        register.name: dg.AssetOut(
            **shown_as(GROUP, "greatexpectations"),
            description=f"{register.official}, counted per area, region and country; nothing where it was not "
            "delivered. One row per scope and code.",
            code_version=made_by(register.name),
        )
        for register in REGISTERS.values()
    },
    deps=[INPUTS, "areas", "published", *(raw_key(register.name) for register in REGISTERS.values())],
    internal_asset_deps={
        register.name: {dg.AssetKey(INPUTS), dg.AssetKey("areas"), dg.AssetKey("published"), raw_key(register.name)}
        for register in REGISTERS.values()
    },
    check_specs=[spec for suite, asset in CHECKED.items() for spec in check_specs(asset, suite)],
    **BY_LIST_YEAR,
)
def delivery(context: dg.AssetExecutionContext, roots: Roots) -> Iterator[Any]:
    """The registers of each list year's delivery, checked against its card and validated by their suites."""
    years = list_years(context)
    with refusing(context.retry_number):
        sources = (lists := kept_lists(roots, years[-1])).sources
        if not roots.allow_empty:
            refuse_empty(sources, lists.law, years)
        delivered = {year: sources.read(year) for year in years}
        verdicts = {
            year: delivery_verdicts(lists, roots, each, sources.read(year - 1))
            for year, each in delivered.items()
            if each is not None
        }
    for suite, asset in CHECKED.items():
        by_year = {year: _verdict(found, year, suite) for year, found in verdicts.items()}
        yield from check_events(context, asset, suite, by_year)
    with refusing():
        demand([answer for found in verdicts.values() for answer in found.items()], context.log.warning)
    for register in REGISTERS.values():
        for year in years:
            told = _metadata(only(delivered[year], register.name), register.name)
            context.add_asset_metadata(told, register.name, str(year))
        yield dg.Output({year: only(each, register.name) for year, each in delivered.items()}, register.name)


def _verdict(found: Mapping[str, ValidationResult], list_year: int, suite: str) -> Verdict:
    return found.get(f"{list_year}/{suite}", UNDELIVERED)


def _metadata(part: Delivery | None, register: str) -> dict[str, Any]:
    if part is None:
        return {"delivered": False, "dagster/row_count": 0}
    return {"delivered": True, "grain": part.grain, "dagster/row_count": len(part.frames[register])}
