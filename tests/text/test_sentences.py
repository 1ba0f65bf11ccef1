"""The sentences of one figure: why it is missing, and how it is written."""

import pytest

from pipeline.lists.missing import NOT_PUBLISHED, NOTHING, Missing, MissingKind
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
    (
        Missing(MissingKind.SPLIT, "area", "crime", 2019),
        "kriminalitet 2019 findes kun for det område, det er udskilt fra",
        "crime 2019 exists only for the area it was split from",
    ),
]


@pytest.mark.parametrize(("missing", "danish", "english"), MISSING, ids=[each.kind for each, *_ in MISSING])
def test_what_is_missing_is_said_with_its_register_year_and_place(missing: Missing, danish: str, english: str) -> None:
    phrase = missing_phrase(missing)
    assert (phrase.da, phrase.en) == (danish, english)


def test_every_kind_of_missing_has_a_phrase() -> None:
    assert {each.kind for each, *_ in MISSING} == set(MissingKind)
