"""The laws of 2014, 2018 and 2021 as plain code, and every subset tried: to compare the pipeline with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations

from pipeline.analysis.counterfactual import Factor
from tests.analysis.two_years import Counts

HALF = Fraction(1, 2)
SHARED = {"ghettoområde", "parallelsamfund"}


def lists_in_a_row(listed: Mapping[int, Mapping[str, bool]], up_to: int) -> int:
    """How many lists in a row, ending with ``up_to``, had the area as ghettoområde or parallelsamfund."""
    run = 0
    while any(listed.get(up_to - run, {}).get(name, False) for name in SHARED):
        run += 1
    return run


def outcome(law: int, own: tuple[Counts, Counts], than: tuple[Counts, Counts], size: int, run: int) -> dict[str, bool]:
    """The law of 2014, 2018 or 2021 as plain code. ``own`` and ``than`` are a year and the year before it."""
    latest, earlier = own
    non_western = Fraction(latest.non_western, latest.residents)
    attachment = (Fraction(latest.without_link) + Fraction(earlier.without_link)) / (2 * 800)
    convicted = Fraction(latest.convicted + earlier.convicted, 2 * 1000)
    national = Fraction(than[0].national_convicted + than[1].national_convicted, 2 * 1_000_000)
    income = Fraction(latest.mean_income, than[0].regional_mean_income)
    if law == 2014:
        education = Fraction(latest.basic + latest.unknown, 500)
        met = [
            non_western > Fraction(1, 2),
            attachment > Fraction(2, 5),
            convicted > Fraction(27, 1000),
            education > Fraction(1, 2),
            income < Fraction(11, 20),
        ]
        return {"ghettoområde": size >= 1000 and sum(met) >= 3}
    education = Fraction(latest.basic + latest.brought + latest.unknown, 500)
    upper = [
        attachment > Fraction(2, 5),
        convicted >= 3 * national,
        education > Fraction(3, 5),
        income < Fraction(11, 20),
    ]
    lower = [
        attachment > Fraction(3, 10),
        convicted >= 2 * national,
        education > Fraction(3, 5),
        income < Fraction(13, 20),
    ]
    udsat = size >= 1000 and sum(upper) >= 2
    ghetto = udsat and non_western > Fraction(1, 2)
    if law == 2018:
        return {"udsat boligområde": udsat, "ghettoområde": ghetto, "hårdt ghettoområde": ghetto and run >= 4}
    prevention = size >= 1000 and non_western > Fraction(3, 10) and sum(lower) >= 2 and not udsat
    return {
        "udsat boligområde": udsat,
        "parallelsamfund": ghetto,
        "omdannelsesområde": ghetto and run >= 4,
        "forebyggelsesområde": prevention,
    }


def upper_and_lower(counts: Mapping[str, Fraction]) -> dict[str, bool]:
    """The law of 2021 without its runs, from this year's counts; the year before is as drawn."""
    attachment, convicted, education = counts["attachment"], counts["convicted"], counts["basic_education"]
    income = counts["income"]
    upper = [
        attachment > Fraction(2, 5),
        convicted >= 3 * counts["national"],
        education > Fraction(3, 5),
        income < Fraction(11, 20),
    ]
    lower = [
        attachment > Fraction(3, 10),
        convicted >= 2 * counts["national"],
        education > Fraction(3, 5),
        income < Fraction(13, 20),
    ]
    udsat = counts["size"] >= 1000 and sum(upper) >= 2
    return {
        "udsat boligområde": udsat,
        "parallelsamfund": udsat and counts["non_western"] > HALF,
        "forebyggelsesområde": not udsat
        and counts["size"] >= 1000
        and counts["non_western"] > Fraction(3, 10)
        and sum(lower) >= 2,
    }


FORERUNNERS = {"parallelsamfund": "ghettoområde", "omdannelsesområde": "hårdt ghettoområde"}


def on_list(found: Mapping[str, bool], category: str) -> bool:
    """The outcome of a category, or under an earlier law of the one that it continues; false if there is none."""
    return found.get(category, found.get(FORERUNNERS.get(category, ""), False))


def smallest_sets(becomes: Callable[[frozenset[Factor]], bool], wanted: bool) -> list[frozenset[Factor]]:
    """The smallest sets of factors with which the outcome becomes what is wanted, of all 64."""
    subsets = [frozenset(chosen) for size in range(7) for chosen in combinations(Factor, size)]
    enough = [new for new in subsets if becomes(new) is wanted]
    return [new for new in enough if len(new) == min(map(len, enough))]
