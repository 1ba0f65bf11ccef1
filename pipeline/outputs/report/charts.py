"""Charts as coordinates for SVG templates: the goal's bars, bullets and sparklines.

Every bullet has its limit at the same place, so that a column of them can be compared: a value on the shaded side meets
the criterion. Coordinates are floats for drawing only. Withheld figures are not passed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.law.model import Operator
from pipeline.lists.shown import ShownAssessment

LIMIT_AT = 60  # of the bullet's 100


@dataclass(frozen=True)
class Bullet:
    """A bar of ``length`` of 100, the limit at ``limit``, and the side where the criterion is met."""

    length: str
    limit: int
    zone_start: int
    zone_length: int
    met: bool
    beyond: bool  # the bar is longer than the chart


def bullet(assessment: ShownAssessment) -> Bullet | None:
    """The value against its limit; ``None`` where either is unknown, withheld or no positive number."""
    ratio = ratio_to_limit(assessment)
    if ratio is None:
        return None
    length = max(ratio * LIMIT_AT, Fraction(0))
    below = assessment.law.operator is Operator.IS_BELOW
    return Bullet(
        f"{float(min(length, Fraction(100))):.1f}",
        LIMIT_AT,
        0 if below else LIMIT_AT,
        LIMIT_AT if below else 100 - LIMIT_AT,
        bool(assessment.met),
        length > 100,
    )


def ratio_to_limit(assessment: ShownAssessment) -> Fraction | None:
    """The value as a multiple of the limit, if both may be shown."""
    value, limit = assessment.value, assessment.limit
    return None if value is None or not limit or limit < 0 else value / limit


@dataclass(frozen=True)
class Sparkline:
    """Lines through known years (``M``/``L`` path), the last point, and where the limit lies: at half height."""

    path: str
    last_x: str
    last_y: str


WIDE, HIGH, SPREAD = 96, 24, Fraction(6, 10)  # the chart spans the limit plus and minus 60 per cent


def sparkline(ratios: Sequence[Fraction | None]) -> Sparkline | None:
    """The value against the limit of each year, list by list; ``None`` with fewer than two known years."""
    if sum(ratio is not None for ratio in ratios) < 2:
        return None
    steps, points, pen_down = [], [], False
    for position, ratio in enumerate(ratios):
        if ratio is None:
            pen_down = False
            continue
        above = min(max(ratio - 1, -SPREAD), SPREAD) / SPREAD
        x = f"{2 + position * (WIDE - 4) / (len(ratios) - 1):.1f}"
        y = f"{float((1 - above) * (HIGH - 4) / 2 + 2):.1f}"
        steps.append(f"L{x} {y}" if pen_down else f"M{x} {y}h0")  # h0: a single year is drawn as a dot
        points.append((x, y))
        pen_down = True
    return Sparkline("".join(steps), *points[-1])


@dataclass(frozen=True)
class Bar:
    """One list year's bar: from ``y`` down ``height``, and above it the areas that may or may not be on the list."""

    year: int
    x: str
    middle: str
    y: str
    height: str
    unknown_y: str
    unknown_height: str
    reached: bool | None
    label: str
    label_y: str
    inside: bool  # the label is inside the bar


@dataclass(frozen=True)
class GoalChart:
    """Areas on the list by list year, and the goal as a line up to its year: coordinates for a template."""

    width: int
    height: int
    floor: int
    bar_width: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, str], ...]  # year, the middle of its bar
    goal: int
    goal_year: int
    goal_y: str
    goal_end: str
    right: str


CHART_WIDE, FLOOR, CEILING, RIGHT = 640, 176, 22, 112  # the goal's label is in the right margin
MOST_YEARS_LABELLED = 20
BAR = 0.66  # of a year's width
ROOM_IN_BAR = 15  # a label needs so much


def goal_chart(bars: Sequence[tuple[int, int, int, bool | None]], goal: int, goal_year: int) -> GoalChart:
    """The chart of (list year, areas on the list, areas undetermined, goal reached), in order of the years."""
    first, last = bars[0][0], max(bars[-1][0], goal_year)
    step = (CHART_WIDE - RIGHT) / (last - first + 1)
    unit = (FLOOR - CEILING) / max(goal, 1, *(areas + unknown for _, areas, unknown, _ in bars))
    every = -(-(last - first + 1) // MOST_YEARS_LABELLED)
    return GoalChart(
        CHART_WIDE,
        FLOOR + 24,
        FLOOR,
        f"{step * BAR:.1f}",
        tuple(_bar(bar, (bar[0] - first + 0.5) * step, step * BAR, unit) for bar in bars),
        tuple(
            (year, f"{(year - first + 0.5) * step:.1f}")
            for year in range(first, last + 1)
            if (last - year) % every == 0 or year in (first, goal_year)
        ),
        goal,
        goal_year,
        f"{FLOOR - goal * unit:.1f}",
        f"{(goal_year - first + 1) * step:.1f}",
        f"{CHART_WIDE - RIGHT}",
    )


def _bar(bar: tuple[int, int, int, bool | None], middle: float, width: float, unit: float) -> Bar:
    year, areas, unknown, reached = bar
    top, highest = FLOOR - areas * unit, FLOOR - (areas + unknown) * unit
    inside = not unknown and areas * unit >= ROOM_IN_BAR
    return Bar(
        year,
        f"{middle - width / 2:.1f}",
        f"{middle:.1f}",
        f"{top:.1f}",
        f"{areas * unit:.1f}",
        f"{highest:.1f}",
        f"{unknown * unit:.1f}",
        reached,
        f"{areas}–{areas + unknown}" if unknown else str(areas),
        f"{top + 13 if inside else highest - 4:.1f}",
        inside,
    )


@dataclass(frozen=True)
class YearPoint:
    """One known value, and whether the criterion is met with it."""

    x: str
    y: str
    met: bool


@dataclass(frozen=True)
class YearsChart:
    """One figure through the lists against each list's limit: coordinates for a template."""

    width: int
    height: int
    floor: int
    right: str
    values: str  # the path of the known values, broken where one is missing
    limits: str  # the path of the limits, a step per list
    points: tuple[YearPoint, ...]
    laws: tuple[tuple[str, str], ...]  # where a new law begins, and its name
    ticks: tuple[tuple[int, str], ...]
    last_x: str
    last_y: str


YEARS_HIGH, YEARS_TOP = 168, 26  # the names of the laws stand above the highest point


def years_chart(
    years: Sequence[int],
    values: Sequence[Fraction | None],
    limits: Sequence[Fraction | None],
    met: Sequence[bool | None],
    laws: Sequence[str],
) -> YearsChart | None:
    """The chart of one criterion list by list; ``None`` if no value may be shown."""
    known = [each for each in (*values, *limits) if each is not None]
    if all(value is None for value in values):
        return None
    step, floor = (CHART_WIDE - RIGHT) / len(years), YEARS_HIGH
    highest = float(max(known)) or 1.0

    def height(value: Fraction) -> str:
        return f"{floor - max(float(value), 0.0) / highest * (floor - YEARS_TOP):.1f}"

    middles = [f"{(position + 0.5) * step:.1f}" for position in range(len(years))]
    points = [
        YearPoint(x, height(value), bool(holds))
        for x, value, holds in zip(middles, values, met, strict=True)
        if value is not None
    ]
    every = -(-len(years) // MOST_YEARS_LABELLED)
    starts = [(f"{i * step:.1f}", name) for i, name in enumerate(laws) if i == 0 or laws[i - 1] != name]
    return YearsChart(
        CHART_WIDE,
        floor + 24,
        floor,
        f"{CHART_WIDE - RIGHT}",
        _line(middles, [None if value is None else height(value) for value in values]),
        "".join(
            f"M{i * step:.1f} {height(limit)}H{(i + 1) * step:.1f}"
            for i, limit in enumerate(limits)
            if limit is not None
        ),
        tuple(points),
        tuple(starts),
        tuple((year, x) for i, (year, x) in enumerate(zip(years, middles, strict=True)) if i % every == 0),
        points[-1].x,
        points[-1].y,
    )


def _line(places: Sequence[str], heights: Sequence[str | None]) -> str:
    """A path through the known heights, begun anew after each gap."""
    steps, pen_down = [], False
    for x, y in zip(places, heights, strict=True):
        if y is not None:
            steps.append(f"{'L' if pen_down else 'M'}{x} {y}")
        pen_down = y is not None
    return "".join(steps)
