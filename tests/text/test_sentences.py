"""The sentences of one figure: why it is missing, and how it is written."""

import pytest

from pipeline.law import load_law
from pipeline.lists.missing import NOT_PUBLISHED, NOTHING, Missing, MissingKind
from pipeline.text.law_sources import SOURCES_DA, limit_words
from pipeline.text.sentences import missing_phrase

MISSING = [
    (NOTHING, "ingen tal leveret eller offentliggjort", "no figures delivered or published"),
    (NOT_PUBLISHED, "ikke offentliggjort", "not published"),
    (
        Missing(MissingKind.REGISTER, "country", "crime", 2016),
        "kriminalitet 2016 er ikke leveret",
        "crime 2016 is not delivered",
    ),
    (
        Missing(MissingKind.ROW, "area", "employment", 2016),
        "beskæftigelse 2016 mangler for området",
        "employment 2016 is missing for the area",
    ),
    (
        Missing(MissingKind.CELL, "region", "income", 2019),
        "indkomst 2019 har en tom celle for regionen",
        "income 2019 has an empty cell for the region",
    ),
    (
        Missing(MissingKind.NOBODY, "area", "education", 2019),
        "uddannelse 2019 omfatter ingen personer i området",
        "education 2019 covers nobody in the area",
    ),
    (
        Missing(MissingKind.ZERO, "country", "crime", 2016),
        "kriminalitet 2016 giver 0 for hele landet, og det er ingen grænse",
        "crime 2016 gives 0 for the country, which is no limit",
    ),
    (Missing(MissingKind.WITHHELD), "oplyses ikke (få personer)", "withheld (few persons)"),
    (
        Missing(MissingKind.SPLIT, "area", "crime", 2019),
        "kriminalitet 2019 findes kun for det område, det er udskilt fra",
        "crime 2019 exists only for the area it was split from",
    ),
    (
        Missing(MissingKind.SUPPRESSED, "area", "crime", 2019),
        "kriminalitet 2019 er skjult eller ikke oplyst af leverandøren for området",
        "crime 2019 is withheld or not stated by the supplier for the area",
    ),
]


@pytest.mark.parametrize(("missing", "danish", "english"), MISSING, ids=[each.kind for each, *_ in MISSING])
def test_what_is_missing_is_said_with_its_register_year_and_place(missing: Missing, danish: str, english: str) -> None:
    phrase = missing_phrase(missing)
    assert (phrase.da, phrase.en) == (danish, english)


def test_every_kind_of_missing_has_a_phrase() -> None:
    assert {each.kind for each, *_ in MISSING} == set(MissingKind)


def test_every_source_of_the_law_has_danish_words() -> None:
    law = load_law()
    sources = {act.source for regime in law for act in regime.statutes}
    for category in (category for regime in law for category in regime.categories):
        run = category.lists_in_a_row
        sources |= {each.source for each in (category.evidence, category.nesting, run and run.evidence) if each}
    sources |= {
        limit.evidence.source for regime in law for category in regime.categories for limit in category.limits.values()
    }
    sources |= {switch.evidence.source for regime in law for switch in regime.switches.values()}
    assert sources <= set(SOURCES_DA)
    assert set(SOURCES_DA) <= sources, "a source that no law file names"


def test_a_danish_limit_says_pct() -> None:
    limits = [limit for regime in load_law() for each in regime.categories for limit in each.limits.values()]
    assert any("pct." in limit_words(limit).da for limit in limits)
    assert not [limit for limit in limits if "%" in limit_words(limit).da]
