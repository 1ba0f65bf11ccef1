"""From counts to the exact figures the law needs: shares, means of years, benchmarks.

One figure per area, criterion and source. What does not belong here: limits, and whether a figure meets them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pipeline.core.criteria import CRITERIA, Criterion, CriterionKind
from pipeline.core.exact import mean, share
from pipeline.inputs.areas import Area, AreaTable
from pipeline.inputs.deliveries import PUBLISHED_GRAIN, Delivery, ExactNumber
from pipeline.inputs.published import Published
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.registers.card import COUNTRY
from pipeline.law.model import Regime, Yardstick
from pipeline.lists.missing import NOT_PUBLISHED, Missing, MissingKind


@dataclass(frozen=True)
class RegisterRow:
    """One register row: its cells, and which of them may not be shown."""

    cells: Mapping[str, ExactNumber]
    withheld: frozenset[str]


Deliveries = Callable[[int], Delivery | None]


@dataclass(frozen=True)
class YearShare:
    """One register year's part and whole for one scope; ``missing`` says why the share is not known.

    ``withheld``: it rests on a small number of persons (``pipeline.core.disclosure``): it may decide, but is not shown.
    """

    register_year: int
    part: Fraction | None
    whole: Fraction | None
    missing: Missing | None = None
    withheld: bool = False

    @property
    def value(self) -> Fraction | None:
        """The year's share (or mean income), exact."""
        return share(self.part, self.whole)


@dataclass(frozen=True)
class Figure:
    """One area's value on one criterion from one source, with what it was made of.

    ``value`` is residents, a share (0-1) or the ratio to the region; ``benchmark`` is the national average share or the
    region's mean income in DKK, over the same years. ``published_decimals`` is set for a published percentage, whose
    true value is unknown within half a unit of that decimal. ``missing`` says why the value is not known.
    """

    area_id: str
    criterion: str
    grain: str
    value: Fraction | None
    benchmark: Fraction | None
    years: tuple[YearShare, ...]
    missing: tuple[Missing, ...] = ()
    published_decimals: int | None = None
    benchmark_withheld: bool = False

    @property
    def withheld(self) -> bool:
        """Whether any year of the figure, or of its benchmark, may not be shown."""
        return self.benchmark_withheld or any(year.withheld for year in self.years)


def measured_figures(areas: AreaTable, regime: Regime, list_year: int, deliveries: Deliveries) -> tuple[Figure, ...]:
    """The figures of every area of a list year from the delivered counts; none if that year has no delivery."""
    delivery = deliveries(list_year)
    if delivery is None:
        return ()
    return tuple(
        _measured(area, areas, criterion, years, yardstick, regime, list_year, deliveries, delivery.grain)
        for area in areas.valid_in(list_year)
        for criterion, (years, yardstick) in asked_criteria(regime).items()
    )


def asked_criteria(regime: Regime) -> dict[str, tuple[int, Yardstick]]:
    """The criteria of a regime, each with the years of its mean and its yardstick."""
    return {
        limit.criterion: (limit.years, limit.yardstick)
        for category in regime.categories
        for limit in category.limits.values()
    }


def published_figures(areas: AreaTable, regime: Regime, list_year: int, published: Published) -> tuple[Figure, ...]:
    """The figures of a list year as the ministry published them; published figures are already means."""
    date = regime.published_on(list_year)
    return tuple(
        published_figure(area.area_id, CRITERIA[criterion], row.values[criterion])
        for area in areas.valid_in(list_year)
        if areas.ground_of(area, list_year) == (area.area_id,)  # the figure is of the border of its own list
        if (row := published.figures.get((date, area.area_id))) is not None
        for criterion in asked_criteria(regime)
    )


def published_figure(area_id: str, criterion: Criterion, value: Fraction | None) -> Figure:
    """One published value as a figure; residents are exact, percentages are rounded."""
    return Figure(
        area_id,
        criterion.name,
        PUBLISHED_GRAIN,
        value,
        None,
        (),
        () if value is not None else (NOT_PUBLISHED,),
        None if criterion.kind is CriterionKind.SIZE else criterion.published_decimals,
    )


def _measured(
    area: Area,
    areas: AreaTable,
    criterion: str,
    years: int,
    yardstick: Yardstick,
    regime: Regime,
    list_year: int,
    deliveries: Deliveries,
    grain: str,
) -> Figure:
    register = CRITERIA[criterion].register
    list_years = range(list_year - years + 1, list_year + 1)
    own = tuple(
        _year_share(regime, criterion, year, _area_rows(area, areas, register, year, deliveries), "area")
        for year in list_years
    )
    benchmark: tuple[YearShare, ...] = ()
    if yardstick is not Yardstick.FIXED:
        scope, code = ("country", COUNTRY) if yardstick is Yardstick.NATIONAL_AVERAGE else ("region", area.region_code)
        benchmark = tuple(
            _year_share(regime, criterion, year, _scope_rows(scope, code, register, year, deliveries), scope)
            for year in list_years
        )
    average = mean([year.value for year in benchmark])
    value = own[-1].whole if CRITERIA[criterion].kind is CriterionKind.SIZE else mean([year.value for year in own])
    if yardstick is Yardstick.REGION:
        value = mean([_ratio(mine, theirs) for mine, theirs in zip(own, benchmark, strict=True)])
    missing = tuple(dict.fromkeys(year.missing for year in (*own, *benchmark) if year.missing))
    hidden = any(year.withheld for year in benchmark)
    return Figure(area.area_id, criterion, grain, value, average, own, missing, None, hidden)


def _ratio(mine: YearShare, theirs: YearShare) -> Fraction | None:
    """An area's mean income divided by the region's; unknown if the region's mean is missing or not positive."""
    if mine.value is None or theirs.value is None or theirs.value <= 0:
        return None
    return mine.value / theirs.value


def _year_share(
    regime: Regime, criterion: str, list_year: int, rows: list[RegisterRow] | MissingKind, scope: str
) -> YearShare:
    card = CRITERIA[criterion]
    register = card.register
    year = REGISTERS[register].register_year(list_year)
    if isinstance(rows, MissingKind):
        return YearShare(year, None, None, Missing(rows, scope, register, year))
    part, whole = _part_and_whole(card, regime, rows)
    withheld = any(row.withheld & card.measures for row in rows)
    missing = None
    if whole is None or (part is None and card.part):
        missing = Missing(MissingKind.CELL, scope, register, year)
    elif whole == 0:
        missing = Missing(MissingKind.NOBODY, scope, register, year)
    return YearShare(year, part, whole, missing, withheld)


def _scope_rows(
    scope: str, code: str, register: str, list_year: int, deliveries: Deliveries
) -> list[RegisterRow] | MissingKind:
    delivery = deliveries(list_year)
    if delivery is None or register not in delivery.frames:
        return MissingKind.REGISTER
    cells = delivery.row(register, scope, code)
    if cells is None:
        return MissingKind.ROW
    return [RegisterRow(cells, delivery.withheld.get((register, scope, code), frozenset()))]


def _area_rows(
    area: Area, areas: AreaTable, register: str, list_year: int, deliveries: Deliveries
) -> list[RegisterRow] | MissingKind:
    """The area's own row; or, where it was renamed, merged or has taken in others since, the rows of all it was made of.

    A row of its own counts as delivered for its present border, unless the area stood under the same id then with
    another border: then that row is one of those it was made of.
    """
    own = _scope_rows("area", area.area_id, register, list_year, deliveries)
    stood_then = any(period.valid_in(list_year) for period in areas.by_id[area.area_id])
    if area.valid_in(list_year) or (not stood_then and not isinstance(own, MissingKind)):
        return own
    ground = areas.ground_of(area, list_year)
    if ground is None:
        return MissingKind.SPLIT if areas.earlier_ids(area, list_year) else own
    found = [_scope_rows("area", code, register, list_year, deliveries) for code in ground]
    rows = [row for part in found if not isinstance(part, MissingKind) for row in part]
    return rows if len(rows) == len(ground) else own


def _sum(rows: Iterable[RegisterRow], *measures: str) -> Fraction | None:
    total = Fraction(0)
    for row in rows:
        for measure in measures:
            cell = row.cells[measure]
            if cell is None:
                return None
            total += Fraction(cell)
    return total


def _part_and_whole(
    criterion: Criterion, regime: Regime, rows: list[RegisterRow]
) -> tuple[Fraction | None, Fraction | None]:
    """The sums that the criterion's card names, under the switches of the law (O2); ``None`` is unknown or no part."""
    counted = [term.measure for term in criterion.part if term.counts(regime.position)]
    left_out = [term.measure for term in criterion.left_out if term.counts(regime.position)]
    part, whole, excluded = _sum(rows, *counted), _sum(rows, criterion.whole), _sum(rows, *left_out)
    return part if counted else None, None if whole is None or excluded is None else whole - excluded
