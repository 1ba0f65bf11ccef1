"""Signs and charts: distinguishable without colour, and drawn only from what may be shown."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.errors import InputRefused
from pipeline.core.paths import RawRoot
from pipeline.inputs.sources import open_sources
from pipeline.law import Law, law_on, load_law
from pipeline.law.model import Limit
from pipeline.lists.assessment import assess
from pipeline.lists.indicators import Figure, YearShare
from pipeline.lists.shown import ShownAssessment, shown_assessment
from pipeline.outputs.report import report_html
from pipeline.outputs.report.category_marks import OFF, cell_of, marks_of
from pipeline.outputs.report.charts import LIMIT_AT, bullet, goal_chart, sparkline
from tests.outputs.report.conftest import DATA, World
from tests.outputs.report.page import read


def test_every_category_has_its_own_letter_and_nesting_its_tone() -> None:
    marks = marks_of(load_law())
    letters = {name: mark.letter for name, mark in marks.items()}
    assert letters == {
        "ghettoområde": "G",
        "udsat boligområde": "U",
        "hårdt ghettoområde": "H",
        "parallelsamfund": "P",
        "omdannelsesområde": "O",
        "forebyggelsesområde": "F",
    }
    assert [marks[name].style for name in letters] == ["tone1", "tone0", "tone2", "tone1", "tone2", "aside"]


def test_a_new_regime_needs_no_line_here() -> None:
    law = load_law()
    categories = tuple(
        replace(
            each, name=each.name.replace("parallelsamfund", "udsat samfund"), within=each.within and "udsat boligområde"
        )
        for each in law.by_name("2021").categories
    )
    later = replace(law.by_name("2021"), name="2030", categories=categories)
    marks = marks_of(Law([*law, later]))
    assert marks["udsat samfund"].letter == "Ud"
    assert len({mark.letter for mark in marks.values()}) == len(marks)


def test_the_furthest_category_stands_for_an_area(real: World) -> None:
    marks = marks_of(real.law)
    mjoelnerparken = [each for each in real.made[2018].list.designations if each.area_id == "101-mjoelnerparken"]
    assert cell_of(mjoelnerparken, marks).letter == "H"
    assert cell_of([replace(each, designated=False) for each in mjoelnerparken], marks) == OFF
    unknown = [replace(each, designated=None if each.category == "ghettoområde" else False) for each in mjoelnerparken]
    assert cell_of(unknown, marks).letter == "G?"
    assert cell_of([replace(each, designated=None) for each in mjoelnerparken], marks).letter == "?"


def measured(part: int, whole: int, limit: Limit, withheld: bool = False) -> ShownAssessment:
    year = YearShare(2016, Fraction(part), Fraction(whole), withheld=withheld)
    figure = Figure("a", limit.criterion, "area", year.value, None, (year,))
    return shown_assessment(assess("ghettoområde", limit, figure))


def test_a_bullet_puts_the_limit_at_one_place_and_shades_the_side_that_meets_it() -> None:
    limits = law_on(2017).category("ghettoområde").limits
    at_limit = bullet(measured(50, 100, limits["non_western"]))
    assert at_limit is not None
    assert (float(at_limit.length), at_limit.met) == (LIMIT_AT, False)  # exactly 50 per cent does not exceed 50
    assert (at_limit.zone_start, at_limit.zone_length) == (LIMIT_AT, 100 - LIMIT_AT)
    double = bullet(measured(100, 100, limits["non_western"]))
    assert double is not None
    assert (double.length, double.beyond) == ("100.0", True)
    below = bullet(measured(1, 2, limits["income"]))
    assert below is not None
    assert (below.zone_start, below.zone_length, below.met) == (0, LIMIT_AT, True)


def test_nothing_is_drawn_of_a_withheld_or_unknown_figure() -> None:
    limit = law_on(2017).category("ghettoområde").limits["non_western"]
    assert bullet(measured(3, 100, limit, withheld=True)) is None
    assert (
        bullet(shown_assessment(assess("ghettoområde", limit, Figure("a", "non_western", "area", None, None, ()))))
        is None
    )


def test_a_sparkline_breaks_where_a_year_is_unknown() -> None:
    one = Fraction(1)
    line = sparkline([one, one, None, one])
    assert line is not None
    assert (line.path.count("M"), line.path.count("L")) == (2, 1)
    assert line.last_y == "12.0"  # on the limit: half the height
    assert sparkline([None, one]) is None


def test_the_goal_chart_has_a_bar_a_list_and_a_tick_a_year_up_to_the_goal() -> None:
    chart = goal_chart(((2010, 10, 0, False), (2011, 4, 0, True)), 5, 2013)
    assert [(bar.year, bar.label, bar.reached) for bar in chart.bars] == [(2010, "10", False), (2011, "4", True)]
    assert [year for year, _ in chart.ticks] == [2010, 2011, 2012, 2013]
    tall, short = (float(bar.height) for bar in chart.bars)
    assert short / tall == pytest.approx(4 / 10, abs=0.01)
    assert float(chart.goal_y) == pytest.approx(chart.floor - tall / 2, abs=0.1)  # 5 is half of 10


def test_areas_that_may_be_on_the_list_stand_above_the_bar_and_in_its_label() -> None:
    """4 for certain and 8 more that may be: the label says 4 to 12, the unsure part is twice as high as the bar."""
    (bar,) = goal_chart(((2023, 4, 8, None),), 5, 2020).bars
    assert (bar.label, bar.inside) == ("4–12", False)
    assert float(bar.unknown_height) == pytest.approx(2 * float(bar.height), abs=0.2)


def test_a_label_is_never_on_the_goal_line_and_the_axis_names_first_last_and_goal_year() -> None:
    years = range(2010, 2025)
    chart = goal_chart(tuple((year, 4, 0, True) for year in years), 5, 2020)
    assert [year for year, _ in chart.ticks] == list(years)
    assert all(bar.inside for bar in chart.bars)
    long = goal_chart(tuple((year, 4, 0, True) for year in range(2010, 2051)), 5, 2020)
    assert {2010, 2020, 2050} <= {year for year, _ in long.ticks}
    assert len(long.ticks) <= 23


def squares(*names: str) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"area": name},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[12.5 + n, 55.7], [12.6 + n, 55.7], [12.6 + n, 55.8], [12.5 + n, 55.7]]],
                },
            }
            for n, name in enumerate(names)
        ],
    }


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "raw", tmp_path / "raw")
    return tmp_path / "raw"


def with_boundaries(real: World, raw: Path, content: Any) -> str:
    (raw / "areas.geojson").write_text(json.dumps(content), encoding="utf-8")
    made = real.made[2018]
    return report_html(made.lists, made, open_sources(RawRoot(raw)), real.law)


def test_there_is_a_map_where_there_are_boundaries_and_none_otherwise(real: World, raw: Path) -> None:
    assert 'id="map-title"' not in real.html(2018)
    page = read(with_boundaries(real, raw, squares("Mjølnerparken", "Tingbjerg", "Somewhere else")))
    shapes = [each for each in page.all("path") if "shape" in each.classes]
    assert [each.classes[1] for each in shapes] == ["tone2", "tone2"]
    names = next(each for each in page.all("ol"))
    assert [name.text().split(":")[0] for name in names.all("li")] == ["Mjølnerparken", "Tingbjerg/Utterslevhuse"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"type": "FeatureCollection"}, "is not a collection of polygons"),
        (
            {"features": [{"properties": {"area": "Mjølnerparken"}, "geometry": {"type": "Point"}}]},
            "neither Polygon nor MultiPolygon",
        ),
        (squares("Somewhere else"), "names no area of areas.csv"),
    ],
)
def test_boundaries_that_cannot_be_drawn_are_refused(real: World, raw: Path, content: Any, problem: str) -> None:
    with pytest.raises(InputRefused, match=problem):
        with_boundaries(real, raw, content)


def test_a_programme_of_unknown_areas_is_refused(real: World, raw: Path) -> None:
    (raw / "published" / "programme_2011.csv").write_text("area,measure,note\nNowhere,camera,\n", encoding="utf-8")
    made = real.made[2018]
    with pytest.raises(InputRefused, match="Nowhere"):
        report_html(made.lists, made, open_sources(RawRoot(raw)), real.law)
