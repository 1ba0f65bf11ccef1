"""The conviction limits of a law, from the national average that another law's published limits imply."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.analysis.counterfactual import limits_implied
from pipeline.inputs.published import Published
from pipeline.law import law_on

UDSAT, FOREBYGGELSE = "udsat boligområde", "forebyggelsesområde"  # three times the average, twice the average
CASES: list[tuple[int, dict[str, str], int, dict[str, str]]] = [
    # list year, limits published then in per cent, the law asked about, its limits
    (2021, {UDSAT: "2.1"}, 2021, {UDSAT: "2.1", FOREBYGGELSE: "1.4"}),  # an average of 0.7 %
    (2021, {FOREBYGGELSE: "1.6"}, 2021, {UDSAT: "2.4", FOREBYGGELSE: "1.6"}),  # of 0.8 %
    (2021, {UDSAT: "2.1", FOREBYGGELSE: "1.6"}, 2021, {UDSAT: "2.1", FOREBYGGELSE: "1.6"}),  # each has its own
    (2021, {UDSAT: "2.1", FOREBYGGELSE: "1.6"}, 2018, {UDSAT: "2.1"}),
    (2018, {UDSAT: "1.98"}, 2021, {UDSAT: "1.98", FOREBYGGELSE: "1.32"}),  # of 0.66 %
    (2021, {}, 2021, {}),
    (2014, {"ghettoområde": "2.7"}, 2021, {}),  # a limit that is no multiple of the average implies none
]


@pytest.mark.parametrize(("list_year", "printed", "law", "limits"), CASES)
def test_a_published_limit_implies_an_average_and_the_average_the_limits(
    list_year: int, printed: dict[str, str], law: int, limits: dict[str, str]
) -> None:
    then = law_on(list_year)
    day = then.published_on(list_year)
    published = Published(limits={(day, category): Fraction(limit) / 100 for category, limit in printed.items()})
    found = limits_implied(published, then, list_year, law_on(law))
    assert found == {category: Fraction(limit) / 100 for category, limit in limits.items()}
