"""Which municipalities are meant by what is typed, and by nothing."""

from pathlib import Path

import pytest

from pipeline.core.errors import WrongUsage
from pipeline.core.paths import RawRoot
from pipeline.inputs.area_search import area_meant
from pipeline.inputs.areas import Area, AreaTable
from pipeline.inputs.municipalities import shown_municipalities


def areas(*codes: str) -> AreaTable:
    return AreaTable(tuple(Area(f"A{code}", f"Park {code}", code, "84", 2010, None, ()) for code in codes))


NAMED = AreaTable(
    tuple(
        Area(area_id, name, "101", "84", 2010, None, ())
        for area_id, name in {
            "M": "Mjølnerparken",
            "B": "Blågården",
            "T": "Tingbjerg/Utterslevhuse",
            "S": "Søparken",
        }.items()
    )
)
BOTH = areas("101", "751")
NOTHING_DELIVERED = RawRoot(Path("nowhere"))


@pytest.mark.parametrize(
    ("there", "typed", "shown"),
    [
        (BOTH, (), {"101"}),
        (areas("751", "461"), (), None),
        (areas("751"), (), None),
        (BOTH, ("751",), {"751"}),
        (BOTH, ("Aarhus",), {"751"}),
        (BOTH, ("Århus", "Kobenhavn"), {"101", "751"}),
        (BOTH, ("aarhus", "101"), {"101", "751"}),
        (BOTH, ("all",), None),
        (BOTH, ("ALL", "101"), None),
    ],
)
def test_municipalities_are_known_by_code_and_name_and_by_default_those_of_the_raw_root(
    there: AreaTable, typed: tuple[str, ...], shown: set[str] | None
) -> None:
    assert shown_municipalities(there, typed, NOTHING_DELIVERED) == (None if shown is None else frozenset(shown))


@pytest.mark.parametrize(
    ("delivered", "shown"),
    [
        (("A751",), {"751"}),  # a national table of areas, and the deliveries of one town
        (("A751", "A461"), {"751", "461"}),
        (("A101", "A751", "A461"), {"101"}),  # of the whole country
        (("B999",), {"101"}),  # an area that areas.csv does not have: the run refuses it
    ],
)
def test_the_default_is_the_town_that_the_deliveries_are_of(
    tmp_path: Path, delivered: tuple[str, ...], shown: set[str]
) -> None:
    for year, codes in ((2022, ("A101",)), (2023, delivered)):  # the latest delivery decides
        (tmp_path / str(year)).mkdir()
        rows = [f"Area;{code};{year};1000" for code in codes]
        text = "\n".join(["scope;code;register_year;residents", *rows, f"country;DK;{year};5000000"])
        (tmp_path / str(year) / "population.csv").write_text(text + "\n")
    assert shown_municipalities(areas("101", "751", "461"), (), RawRoot(tmp_path)) == frozenset(shown)


@pytest.mark.parametrize(
    ("typed", "says"),
    [("999", "does not exist"), ("Atlantis", "does not exist"), ("461", "has no area in areas.csv"), ("", "does not")],
)
def test_an_unknown_municipality_is_refused_with_those_that_there_are(typed: str, says: str) -> None:
    with pytest.raises(WrongUsage, match=says):
        shown_municipalities(BOTH, [typed], NOTHING_DELIVERED)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Mjølnerparken", "M"),
        ("mjolnerparken", "M"),
        ("Mjoelnerparken", "M"),
        ("Blaagaarden", "B"),
        ("blagarden", "B"),
        ("mjølner", "M"),
        ("Tingbjerg", "T"),
        ("utterslev", "T"),
        ("M", "M"),
    ],
)
def test_an_area_is_found_without_danish_letters_and_by_a_part_that_only_it_has(typed: str, meant: str) -> None:
    assert area_meant(NAMED, typed).area_id == meant


@pytest.mark.parametrize(
    ("typed", "says"), [("parken", "may be 2 areas"), ("Atlantis", "is not in"), ("mj", "is not in")]
)
def test_a_text_that_may_be_several_areas_or_none_is_refused_with_the_names_there_are(typed: str, says: str) -> None:
    with pytest.raises(WrongUsage, match=says):
        area_meant(NAMED, typed)
