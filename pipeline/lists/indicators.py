"""From counts to the exact figures the law needs: shares, means of years, benchmarks.

One figure per area, criterion and source. What does not belong here: limits, and whether a figure meets them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from pipeline.core.criteria import CRITERIA, Criterion, CriterionKind
from pipeline.core.exact import mean, share
from pipeline.inputs.areas import Area, AreaTable
from pipeline.inputs.deliveries import PUBLISHED_GRAIN, Delivery, ExactNumber
from pipeline.inputs.published import Published
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.registers.card import COUNTRY
from pipeline.inputs.suppressed import Ends
from pipeline.law.model import Limit, Regime, Yardstick
from pipeline.lists.bounds import ANYTHING, NOT_NEGATIVE, SHARE, Bounds, exactly, mean_bounds, share_bounds
from pipeline.lists.missing import NOT_PUBLISHED, Missing, MissingKind

Cells = Mapping[str, ExactNumber]


@dataclass(frozen=True)
class RegisterRow:
    """One register row: its cells, which of them may not be shown, and the least and greatest value of unknown ones."""

    cells: Cells
    withheld: frozenset[str]
    between: Mapping[str, Ends] = field(default_factory=dict)


Deliveries = Callable[[int], Delivery | None]


@dataclass(frozen=True)
class YearShare:
    """One register year's part and whole for one scope; ``missing`` says why the share is not known.

    ``withheld``: it rests on a small number of persons (``pipeline.core.disclosure``): it may decide, but is not shown.
    ``partial``: where the share lies if it is not known.
    """

    register_year: int
    part: Fraction | None
    whole: Fraction | None
    missing: Missing | None = None
    withheld: bool = False
    partial: Bounds = ANYTHING

    @cached_property
    def value(self) -> Fraction | None:
        """The year's share (or mean income), exact."""
        return share(self.part, self.whole)

    @property
    def bounds(self) -> Bounds:
        """Where the year's share lies: the value itself if it is known, else ``partial``."""
        return self.partial if self.value is None else exactly(self.value)


@dataclass(frozen=True)
class PublicOutcome:
    """What a real list says of a withheld figure: whether it meets a limit (in the figure's unit, as in ``Assessment``)."""

    law: Limit
    limit: Fraction
    met: bool


@dataclass(frozen=True)
class Figure:
    """One area's value on one criterion from one source, with what it was made of.

    ``value`` is residents, a share (0-1) or the ratio to the region; ``benchmark`` is the national average share or the
    region's mean income in DKK, over the same years. ``published_decimals`` is set for a published percentage, whose
    true value is unknown within half a unit of that decimal. ``missing`` says why the value is not known, ``partial``
    and ``benchmark_partial`` where it and the benchmark lie then. ``public`` is set for a figure whose value a what-if
    question must not find out: what is public of it, and all that may decide.
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
    partial: Bounds = ANYTHING
    benchmark_partial: Bounds = ANYTHING
    public: tuple[PublicOutcome, ...] | None = None

    @property
    def bounds(self) -> Bounds:
        """Where the value lies: the value itself if it is known, else ``partial``."""
        return self.partial if self.value is None else exactly(self.value)

    @property
    def withheld(self) -> bool:
        """Whether any year of the figure, or of its benchmark, may not be shown."""
        return self.benchmark_withheld or any(year.withheld for year in self.years)


def measured_figures(
    areas: AreaTable, regime: Regime, list_year: int, deliveries: Deliveries, benchmarks: Benchmarks | None = None
) -> tuple[Figure, ...]:
    """The figures of every area of a list year from the delivered counts; none if that year has no delivery.

    ``benchmarks`` are those of the list year under the regime, where they were worked out before.
    """
    delivery = deliveries(list_year)
    if delivery is None:
        return ()
    shared = benchmarks or Benchmarks(regime, list_year, deliveries)
    asked = asked_criteria(regime)
    return tuple(
        _measured(
            area, areas, criterion, years, shared.of(criterion, area.region_code), yardstick is Yardstick.REGION,
            regime, list_year, deliveries, delivery.grain,
        )
        for area in areas.valid_in(list_year)
        for criterion, (years, yardstick) in asked.items()
    )  # fmt: skip


def asked_criteria(regime: Regime) -> dict[str, tuple[int, Yardstick]]:
    """The criteria of a regime, each with the years of its mean and its yardstick."""
    return {
        limit.criterion: (limit.years, limit.yardstick)
        for category in regime.categories
        for limit in category.limits.values()
    }


def same_definition(criterion: str, one: Regime, other: Regime) -> bool:
    """Whether two laws make a criterion's figure in the same way: of as many years, with the same switches."""
    years, yardstick = asked_criteria(one).get(criterion, (0, None))
    asked, measured_with = asked_criteria(other).get(criterion, (years, yardstick))
    return (
        years == asked
        and (yardstick is Yardstick.REGION) == (measured_with is Yardstick.REGION)
        and all(
            one.switches.get(name) is None
            or other.switches.get(name) is None
            or one.position(name) == other.position(name)
            for name in CRITERIA[criterion].defined_by
        )
    )


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


@dataclass(frozen=True)
class Benchmark:
    """What an area's figure is measured with: the yearly shares, their mean, and where the mean lies if it is unknown."""

    years: tuple[YearShare, ...] = ()
    average: Fraction | None = None
    partial: Bounds = ANYTHING


NO_BENCHMARK = Benchmark()  # of a fixed limit


class Benchmarks:
    """The national averages and the regions' means of one list year under one regime, each worked out once."""

    def __init__(self, regime: Regime, list_year: int, deliveries: Deliveries) -> None:
        self._regime, self._list_year, self._deliveries = regime, list_year, deliveries
        self._asked = asked_criteria(regime)
        self._found: dict[tuple[str, str, str], Benchmark] = {}

    def of(self, criterion: str, region_code: str) -> Benchmark:
        """The benchmark of a criterion for the areas of a region."""
        years, yardstick = self._asked[criterion]
        if yardstick is Yardstick.FIXED:
            return NO_BENCHMARK
        scope, code = ("country", COUNTRY) if yardstick is Yardstick.NATIONAL_AVERAGE else ("region", region_code)
        if (criterion, scope, code) not in self._found:
            self._found[criterion, scope, code] = self._worked_out(criterion, years, scope, code)
        return self._found[criterion, scope, code]

    def _worked_out(self, criterion: str, years: int, scope: str, code: str) -> Benchmark:
        register = CRITERIA[criterion].register
        shares = tuple(
            _benchmark_share(
                self._regime, criterion, year, _scope_rows(scope, code, register, year, self._deliveries), scope
            )
            for year in _list_years(self._list_year, years)
        )
        average = mean([year.value for year in shares])
        partial = mean_bounds([year.bounds for year in shares]) if average is None else ANYTHING
        return Benchmark(shares, average, partial)


def _list_years(list_year: int, years: int) -> range:
    """The list years that a mean of so many years takes, the latest last."""
    return range(list_year - years + 1, list_year + 1)


def _measured(
    area: Area,
    areas: AreaTable,
    criterion: str,
    years: int,
    benchmark: Benchmark,
    is_ratio: bool,
    regime: Regime,
    list_year: int,
    deliveries: Deliveries,
    grain: str,
) -> Figure:
    """One area's figure; ``is_ratio``: it is divided by its benchmark year by year."""
    register = CRITERIA[criterion].register
    own = tuple(
        _year_share(regime, criterion, year, _area_rows(area, areas, register, year, deliveries), "area")
        for year in _list_years(list_year, years)
    )
    if is_ratio:
        value = mean(list(map(_ratio, own, benchmark.years)))
    elif CRITERIA[criterion].kind is CriterionKind.SIZE:
        value = own[-1].whole
    else:
        value = mean([year.value for year in own])
    # An income has no bound
    partial = ANYTHING if is_ratio or value is not None else mean_bounds([year.bounds for year in own])
    missing = tuple(dict.fromkeys(year.missing for year in (*own, *benchmark.years) if year.missing))
    hidden = any(year.withheld for year in benchmark.years)
    return Figure(
        area.area_id,
        criterion,
        grain,
        value,
        benchmark.average,
        own,
        missing,
        None,
        hidden,
        partial,
        benchmark.partial,
    )


def _ratio(mine: YearShare, theirs: YearShare) -> Fraction | None:
    """An area's mean income divided by the region's; unknown if either is."""
    if mine.value is None or theirs.value is None:
        return None
    return mine.value / theirs.value


def _year_share(
    regime: Regime, criterion: str, list_year: int, rows: list[RegisterRow] | MissingKind, scope: str
) -> YearShare:
    card = CRITERIA[criterion]
    register = card.register
    year = REGISTERS[register].register_year(list_year)
    if isinstance(rows, MissingKind):
        return YearShare(year, None, None, Missing(rows, scope, register, year), partial=_possible(card, regime, ()))
    part, whole = _part_and_whole(card, regime, rows)
    withheld = any(row.withheld & card.measures for row in rows)
    missing = None
    if whole is None or (part is None and card.part):
        suppressed = any(row.between.keys() & card.measures for row in rows)
        missing = Missing(MissingKind.SUPPRESSED if suppressed else MissingKind.CELL, scope, register, year)
    elif whole == 0:
        missing = Missing(MissingKind.NOBODY, scope, register, year)
    partial = _possible(card, regime, rows) if missing else ANYTHING
    return YearShare(year, part, whole, missing, withheld, partial)


def _benchmark_share(
    regime: Regime, criterion: str, list_year: int, rows: list[RegisterRow] | MissingKind, scope: str
) -> YearShare:
    """One year of a benchmark. An average that is not above 0 is none: every value would be at least its multiple."""
    found = _year_share(regime, criterion, list_year, rows, scope)
    if found.value is None or found.value > 0:
        return found
    missing = Missing(MissingKind.ZERO, scope, CRITERIA[criterion].register, found.register_year)
    return YearShare(
        found.register_year, None, None, missing, found.withheld, _possible(CRITERIA[criterion], regime, ())
    )


def _possible(criterion: Criterion, regime: Regime, rows: Sequence[RegisterRow]) -> Bounds:
    """Where a year's figure lies that is not known: what its known cells, and the bounds of the others, leave open.

    ``rows`` is empty if there are none. A mean amount can be anything. A share lies between 0 and 1, unless the part
    counts residents that the whole does not (O5).
    """
    if criterion.kind is CriterionKind.RATIO:
        return ANYTHING
    lowest, highest = [_at_end(row, 0) for row in rows], [_at_end(row, 1) for row in rows]
    if criterion.kind is CriterionKind.SIZE:
        return Bounds(_sum(lowest, criterion.whole), _sum(highest, criterion.whole)) if rows else NOT_NEGATIVE
    if "convicted_from_age" in criterion.switches and regime.position("convicted_from_age") == "15":
        return NOT_NEGATIVE
    if not rows:
        return SHARE
    counted = [term.measure for term in criterion.part if term.counts(regime.position)]
    left_out = [term.measure for term in criterion.left_out if term.counts(regime.position)]
    part = Bounds(_sum(lowest, *counted), _sum(highest, *counted))
    # The more residents are left out of the whole, the smaller it is.
    whole = Bounds(
        _difference(_sum(lowest, criterion.whole), _sum(highest, *left_out)),
        _difference(_sum(highest, criterion.whole), _sum(lowest, *left_out)),
    )
    return share_bounds(part, whole)


def _difference(number: Fraction | None, less: Fraction | None) -> Fraction | None:
    return None if number is None or less is None else number - less


def _at_end(row: RegisterRow, end: int) -> Cells:
    """The cells with every unknown one at its lower (0) or upper (1) bound; 0 or unknown where none is delivered."""
    unbounded: Ends = (0, None)
    return {name: row.between.get(name, unbounded)[end] if cell is None else cell for name, cell in row.cells.items()}


def _scope_rows(
    scope: str, code: str, register: str, list_year: int, deliveries: Deliveries
) -> list[RegisterRow] | MissingKind:
    delivery = deliveries(list_year)
    if delivery is None or register not in delivery.frames:
        return MissingKind.REGISTER
    cells = delivery.row(register, scope, code)
    if cells is None:
        return MissingKind.ROW
    place = (register, scope, code)
    return [RegisterRow(cells, delivery.withheld.get(place, frozenset()), delivery.between.get(place, {}))]


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


def _sum(rows: Iterable[Cells], *measures: str) -> Fraction | None:
    total: int | Fraction = 0
    for cells in rows:
        for measure in measures:
            cell = cells[measure]
            if cell is None:
                return None
            total += cell if isinstance(cell, int) else Fraction(cell)
    return Fraction(total)


def _part_and_whole(
    criterion: Criterion, regime: Regime, rows: list[RegisterRow]
) -> tuple[Fraction | None, Fraction | None]:
    """The sums that the criterion's card names, under the switches of the law (O2); ``None`` is unknown or no part."""
    counted = [term.measure for term in criterion.part if term.counts(regime.position)]
    left_out = [term.measure for term in criterion.left_out if term.counts(regime.position)]
    cells = [row.cells for row in rows]
    part, whole, excluded = _sum(cells, *counted), _sum(cells, criterion.whole), _sum(cells, *left_out)
    return part if counted else None, None if whole is None or excluded is None else whole - excluded
