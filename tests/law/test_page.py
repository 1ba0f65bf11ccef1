"""The law as text is made from the law files, and states the same."""

from __future__ import annotations

import json

from pipeline.law import law_on, load_law
from pipeline.law.page import PAGE, law_dict, law_page
from pipeline.text.law import law_text


def test_the_page_of_the_law_is_the_one_made_from_the_law_files() -> None:
    made = law_page(load_law())
    assert PAGE.read_text(encoding="utf-8") == made, "run: python -m pipeline.law.page"


def test_every_source_of_every_regime_stands_on_the_page() -> None:
    page = law_page(load_law())
    for regime in load_law():
        evidence = [limit.evidence for category in regime.categories for limit in category.limits.values()]
        evidence += [category.evidence for category in regime.categories]
        evidence += [category.nesting for category in regime.categories if category.nesting]
        evidence += [switch.evidence for switch in regime.switches.values()]
        chapter = page.split(f"## Regime {regime.name}:")[1].split("\n## Regime")[0]
        assert [one.source for one in evidence if one.source not in chapter] == []


def test_the_page_says_which_operators_a_value_on_the_limit_meets() -> None:
    page = law_page(load_law())
    assert "`exceeds` (overstiger): more, and a value on the limit does not meet it" in page
    assert "`at_least` (mindst): more, and a value on the limit meets it" in page
    assert "`is_below` (mindre end): less, and a value on the limit does not meet it" in page


def test_the_law_of_2019_is_told_with_its_day_its_danish_names_and_its_limits() -> None:
    text = law_text(law_on(2019), 2019, "en")
    for words in (
        "The law of the list of 2019-12-01",
        "hårdt ghettoområde (hard ghetto area)",
        "at least 3 x national average, mean of 2 years",
        "ghettoområde on 5 yearly lists in a row, this year's included",
        law_on(2019).sha256,
    ):
        assert words in text


def test_the_law_of_a_year_survives_being_written_as_json() -> None:
    told = json.loads(json.dumps(law_dict(law_on(2010), 2010)))
    assert told == law_dict(law_on(2010), 2010)
    assert told["published_on"] == "2010-10-26"
    convicted = told["categories"][0]["limits"][3]
    assert (convicted["criterion"], convicted["operator"], convicted["amount"]) == ("convicted", "exceeds", "27/1000")
    assert convicted["words_da"] == "overstiger 270 pr. 10.000, gennemsnit af 4 år"
