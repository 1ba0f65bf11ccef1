"""The ministry has published the conviction limits of some lists; they are limits of no other criterion."""

from dataclasses import replace
from fractions import Fraction

from pipeline.inputs.areas import Area, AreaTable
from pipeline.law import law_on, load_law
from pipeline.lists.designation import History, decide


def test_a_published_conviction_limit_is_no_limit_of_another_criterion_with_a_national_multiple() -> None:
    """Convicted and attachment, both at least three times the national average, which is unknown; 1.98 % is published."""
    regime = law_on(2018)
    category = regime.category("udsat boligområde")
    multiple = category.limits["convicted"]
    limits = {name: replace(multiple, criterion=name) for name in ("convicted", "attachment")}
    category = replace(category, limits=limits, all_of=(), count_of=tuple(limits), count_required=1)
    regime = replace(regime, categories=(category,))
    area = Area("a", "Area a", "101", "84", 2010, None, ())
    published_limits = {category.name: Fraction("1.98") / 100}
    (designation,) = decide(
        regime, 2018, area, "area", {}, published_limits, History(AreaTable((area,), {}), load_law())
    )
    assert {each.criterion: each.limit for each in designation.assessments} == {
        "convicted": Fraction("0.0198"),
        "attachment": None,
    }
