"""Nothing of a law file is lost, moved or made up: the regime read from it, written again, is the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.core.criteria import CRITERIA
from pipeline.law import DEFAULT, Category, Evidence, Limit, Regime, Switch, load_regime
from pipeline.law.admissible import LIMITS, admissible
from pipeline.law.limits import Unit, read_limit
from pipeline.law.page import law_dict
from tests.law.patches import GOOD, HERE, written

FILES = [*sorted(DEFAULT.glob("*.yaml")), GOOD, HERE / "future" / "2027.yaml"]


def _evidence(evidence: Evidence | None) -> dict[str, str]:
    assert evidence is not None
    return {"status": evidence.status.value, "source": evidence.source}


def _limit(limit: Limit) -> dict[str, Any]:
    years = {"mean_of_years": limit.years} if CRITERIA[limit.criterion].is_mean else {}
    assert (limit.amount, limit.yardstick) == (read_limit(limit.text).amount, read_limit(limit.text).yardstick)
    return {limit.operator.value: limit.text, **years, **_evidence(limit.evidence)}


def _category(category: Category) -> dict[str, Any]:
    run, nested = category.lists_in_a_row, category.within or category.outside
    assert {name: limit.criterion for name, limit in category.limits.items()} == {
        name: name for name in category.limits
    }
    assert bool(category.count_required) is bool(category.count_of)
    given = {
        "name": category.name,
        "column": category.column,
        "name_en": category.name_en,
        "meaning_da": category.meaning_da,
        "meaning_en": category.meaning_en,
        **_evidence(category.evidence),
        "continues": list(category.continues),
        "all_of": list(category.all_of),
        "at_least": {"count": category.count_required, "of": list(category.count_of)} if category.count_of else None,
        "limits": {name: _limit(limit) for name, limit in category.limits.items()},
        "within": category.within,
        "outside": category.outside,
        "nesting": _evidence(category.nesting) if nested else None,
        "lists_in_a_row": {"count": run.count, "of": run.of, **_evidence(run.evidence)} if run else None,
    }
    return {key: value for key, value in given.items() if value}


def _switch(switch: Switch) -> dict[str, Any]:
    return {
        "point": switch.point,
        "position": switch.value,
        "choices": dict(switch.choices),
        **_evidence(switch.evidence),
    }


def as_file(regime: Regime) -> dict[str, Any]:
    """The content of the law file of a regime."""
    days = {year: f"{day:%m-%d}" for year, day in regime.publication_dates.items()}
    month, day = regime.publication_month_day
    lists = {
        "first": regime.first_list_year,
        "last": regime.last_list_year,
        "published_on": f"{month:02}-{day:02}",
        "exceptions": days,
        **_evidence(regime.lists),
    }
    assert {name: switch.name for name, switch in regime.switches.items()} == {name: name for name in regime.switches}
    return {
        "regime": regime.name,
        "title_da": regime.title_da,
        "title_en": regime.title_en,
        "statutes": [_evidence(act) for act in regime.statutes],
        "lists": {key: value for key, value in lists.items() if value},
        "categories": [_category(category) for category in regime.categories],
        "switches": {name: _switch(switch) for name, switch in regime.switches.items()},
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_the_regime_of_a_file_written_again_is_the_file(file: Path) -> None:
    assert as_file(load_regime(file)) == yaml.safe_load(file.read_text(encoding="utf-8"))


def test_the_law_of_a_year_as_data_names_everything_that_the_regime_holds() -> None:
    regime = load_regime(GOOD)
    told = json.loads(GOOD.with_suffix(".json").read_text(encoding="utf-8"))
    assert law_dict(regime, 2031) == told | {"law_sha256": regime.sha256}


COUNT, FRACTION, TIMES, RATIO = Unit.RESIDENTS, Unit.SHARE, Unit.MULTIPLE, Unit.RATIO


@pytest.mark.parametrize(
    ("criterion", "units", "operators", "is_mean"),
    [
        ("size", {COUNT}, {"exceeds", "at_least"}, False),
        ("non_western", {FRACTION}, {"exceeds", "at_least"}, False),
        ("attachment", {FRACTION}, {"exceeds", "at_least"}, True),
        ("convicted", {FRACTION, TIMES}, {"exceeds", "at_least"}, True),  # the whole country is counted for it
        ("basic_education", {FRACTION}, {"exceeds", "at_least"}, False),
        ("income", {RATIO}, {"is_below"}, False),  # a country's mean is there, but is not what a ratio is taken to
    ],
)
def test_a_law_may_state_of_a_criterion_what_follows_from_how_it_is_counted(
    criterion: str, units: set[Unit], operators: set[str], is_mean: bool
) -> None:
    stated = admissible(CRITERIA[criterion])
    assert stated == LIMITS[criterion]
    assert set(stated.units) == units
    assert {each.value for each in stated.operators} == operators
    assert stated.is_mean is is_mean


@pytest.mark.parametrize("years", [1, 3])
def test_what_is_no_mean_by_any_law_so_far_may_be_one_under_a_new_law(years: int, tmp_path: Path) -> None:
    text = GOOD.read_text(encoding="utf-8").replace("of the region,", f"of the region, mean_of_years: {years},")
    regime = load_regime(written(tmp_path, text))
    assert regime.category("yderområde").limits["income"].years == years
