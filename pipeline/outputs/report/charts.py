"""Charts as inline SVG. The goal's bars are drawn by matplotlib; bullets and sparklines are coordinates for a template.

A bullet puts every limit at the same place, so that a column of them reads as one: what lies on the shaded side meets
the criterion. Coordinates are floats made for the eye; no decision is made from them. Withheld figures never get here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

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
        steps.append(f"L{x} {y}" if pen_down else f"M{x} {y}h0")  # h0: a lone year is a dot
        points.append((x, y))
        pen_down = True
    return Sparkline("".join(steps), *points[-1])


# matplotlib writes colours as numbers; these stand for the page's own, so that the chart follows light and dark.
INK, BAR, REACHED, GOAL = "#010101", "#020202", "#030303", "#040404"
PAGE_COLOURS = {INK: "var(--muted)", BAR: "var(--tone1)", REACHED: "var(--good)", GOAL: "var(--accent)"}


NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))


@lru_cache(maxsize=64)
def goal_chart(bars: tuple[tuple[int, int, bool | None], ...], goal: int, goal_year: int) -> str:
    """Areas on the list by list year (year, areas, goal reached), and the goal as a line up to its year."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    first, last = bars[0][0], max(bars[-1][0], goal_year)
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "ghettolist", "font.size": 9}):
        figure = Figure(figsize=(5.2, 1.8))
        axes = figure.add_axes((0.005, 0.13, 0.99, 0.84))
        figure.patch.set_visible(False)
        axes.patch.set_visible(False)
        for year, areas, reached in bars:
            axes.bar(year, areas, width=0.62, color=REACHED if reached else BAR, clip_on=False)
            axes.text(year, areas + 0.25, str(areas), ha="center", va="bottom", color=INK)
        axes.hlines(
            goal, first - 0.5, goal_year + 0.5, colors=GOAL, linewidth=1.6, linestyles=(0, (5, 3)), clip_on=False
        )
        axes.text(goal_year + 0.6, goal, f"≤ {goal}", color=GOAL, va="center", ha="left")
        axes.set_xlim(first - 0.6, last + 1.1)
        axes.set_ylim(0, max(goal, *(areas for _, areas, _ in bars)) + 1.6)
        axes.set_xticks(range(last, first - 1, -1 if last - first < 12 else -2))  # all that fit, the last among them
        axes.set_yticks([])
        axes.tick_params(colors=INK, length=0)
        for side in ("top", "left", "right"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(INK)
        stream = io.StringIO()
        FigureCanvasSVG(figure).print_svg(stream, metadata=NO_METADATA)  # type: ignore[no-untyped-call]
    return _for_the_page(stream.getvalue())


def _for_the_page(svg: str) -> str:
    """matplotlib's file as an inline picture: no prolog, no size, ids or styles of its own; the page's colours."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<defs>.*?</defs>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<svg [^>]*(viewBox=\"[^\"]*\")[^>]*>", r'<svg class="bars" \1 aria-hidden="true">', svg, count=1)
    svg = re.sub(r" id=\"[^\"]*\"| transform=\"rotate\(-0 [^\"]*\"", "", svg)
    svg = re.sub(r"font: [^;\"]*; |font-size: [^;\"]*; |font-family: [^;\"]*; ", "", svg)
    for stand_in, colour in PAGE_COLOURS.items():
        svg = svg.replace(stand_in, colour)
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"<g/>|<g>\s*</g>", "", svg)).strip()
