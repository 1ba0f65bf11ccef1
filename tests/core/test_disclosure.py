"""Which numbers of persons are withheld: each rule alone, at its limit, one below and one above."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.disclosure import ExactNumber, Groupings, NestedGroup, is_small, shown, withheld_measures
from pipeline.inputs.registers import GROUPINGS, REGISTERS

RESIDENTS, ADULTS = ("population", "residents"), ("population", "adults")
FACTS = Groupings(
    wholes={"population": "residents", "work": "workers", "crime": "adults", "income": "taxpayers"},
    amounts=frozenset({("income", "dkk")}),
    nested=(
        NestedGroup("population", "adults", wider=(RESIDENTS,), twins=()),
        NestedGroup("crime", "adults", wider=(RESIDENTS, ADULTS), twins=(ADULTS,)),
        NestedGroup("work", "workers", wider=(RESIDENTS, ADULTS), twins=()),
    ),
)
Row = dict[str, ExactNumber]


def of_one_place(**registers: Row) -> dict[str, set[str]]:
    """What is withheld of an area that stands alone, by register."""
    rows = {register: {("area", "a"): row} for register, row in registers.items()}
    withheld = withheld_measures(rows, {}, FACTS)
    assert {key[1:] for key in withheld} <= {("area", "a")}
    return {register: set(measures) for (register, _, _), measures in withheld.items()}


def work(workers: ExactNumber, **parts: ExactNumber) -> dict[str, set[str]]:
    """What is withheld of one row of one register."""
    return of_one_place(work={"workers": workers, **parts})


# --- one number -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "small"),
    [
        (None, False),
        (-1, False),
        (0, False),
        (1, True),
        (4, True),
        (5, False),
        (Decimal("0.1"), True),  # full-time persons
        (Decimal("4.9"), True),
        (Decimal("5.0"), False),
        (Fraction(49, 10), True),
    ],
)
def test_one_to_four_persons_and_parts_of_the_fifth_are_a_small_number(number: ExactNumber, small: bool) -> None:
    assert is_small(number) is small


def test_a_cell_is_shown_exactly_or_not_at_all() -> None:
    assert shown(12, withheld=False) == Decimal(12)
    assert shown(Decimal("4.10"), withheld=False) == Decimal("4.10")
    assert shown(12, withheld=True) is None
    assert shown(None, withheld=False) is None


# --- one row: a whole and its parts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("whole", [1, 4])
def test_a_small_whole_takes_the_whole_row(whole: int) -> None:
    assert work(whole, idle=0, ill=None) == {"work": {"workers", "idle", "ill"}}


@pytest.mark.parametrize("whole", [0, 5, None])
def test_a_whole_that_is_not_small_stays(whole: ExactNumber) -> None:
    assert work(whole, idle=0) == {}


@pytest.mark.parametrize("part", [1, 4, Decimal("4.9")])
def test_a_small_part_takes_all_parts_and_leaves_the_whole(part: ExactNumber) -> None:
    assert work(100, idle=part, ill=20) == {"work": {"idle", "ill"}}
    assert work(None, idle=part, ill=20) == {"work": {"idle", "ill"}}


@pytest.mark.parametrize("part", [0, 5, None])
def test_parts_that_are_not_small_stay(part: ExactNumber) -> None:
    assert work(100, idle=part, ill=20) == {}


@pytest.mark.parametrize("part", [96, 99])
def test_a_part_that_leaves_a_small_rest_takes_all_parts(part: int) -> None:
    assert work(100, idle=part) == {"work": {"idle"}}  # 100 - 96 = 4
    assert work(100, idle=part, ill=None) == {"work": {"idle", "ill"}}


@pytest.mark.parametrize("part", [95, 100, 101])
def test_a_part_that_leaves_five_or_none_stays(part: int) -> None:
    assert work(100, idle=part) == {}


def test_two_parts_that_together_leave_a_small_rest_are_taken() -> None:
    assert work(100, idle=56, ill=40) == {"work": {"idle", "ill"}}  # 100 - 56 - 40 = 4, alone they leave 44 and 60
    assert work(100, idle=55, ill=40) == {}


def test_a_remainder_is_exact_however_many_digits_the_numbers_have() -> None:
    """Half a full-time person is left of 30 digits; decimals are rounded to 28 of them when they are added."""
    assert work(10**30, a=Decimal("999999999999999999999999999999.5")) == {"work": {"a"}}


def test_three_parts_that_together_leave_a_small_rest_are_taken() -> None:
    assert work(100, idle=30, ill=30, away=36) == {"work": {"idle", "ill", "away"}}
    assert work(100, idle=30, ill=30, away=35) == {}


def test_a_sum_of_money_is_no_number_of_persons_and_goes_with_the_whole_only() -> None:
    assert of_one_place(income={"taxpayers": 100, "dkk": 3}) == {}
    assert of_one_place(income={"taxpayers": 100, "dkk": 97}) == {}
    assert of_one_place(income={"taxpayers": 4, "dkk": 97}) == {"income": {"taxpayers", "dkk"}}


def test_a_small_part_of_one_register_takes_nothing_of_another() -> None:
    assert of_one_place(work={"workers": 50, "idle": 3}, income={"taxpayers": 50, "dkk": 9}) == {"work": {"idle"}}


# --- groups within groups ---------------------------------------------------------------------------------------------


def population(residents: ExactNumber, adults: ExactNumber, **others: Row) -> dict[str, set[str]]:
    """What is withheld of an area whose residents are 100 and whose adults lie among them, by register."""
    return of_one_place(population={"residents": residents, "adults": adults, "foreign": 50}, **others)


def test_a_part_that_is_a_narrower_group_is_a_part_like_the_others() -> None:
    assert population(100, 95) == {}
    assert population(100, 96) == {"population": {"adults", "foreign"}}


@pytest.mark.parametrize("workers", [96, 99])
def test_a_narrower_group_of_another_register_that_is_a_few_short_takes_its_whole_row(workers: int) -> None:
    row: Row = {"workers": workers, "idle": 10}
    assert population(100, None, work=row) == {"work": {"workers", "idle"}}  # 100 - 96 = 4
    assert population(None, 100, work=row) == {"work": {"workers", "idle"}}


@pytest.mark.parametrize("workers", [95, 100, 101, None])
def test_a_narrower_group_that_is_five_short_or_none_stays(workers: ExactNumber) -> None:
    row: Row = {"workers": workers, "idle": 10}
    assert population(100, None, work=row) == {}
    assert population(None, 100, work=row) == {}


def test_a_narrower_group_is_not_held_against_a_wider_that_is_withheld() -> None:
    # 100 residents, of whom 97 adults are withheld; 95 workers are 5 less than the residents, and 2 less than nothing shown.
    assert population(100, 97, work={"workers": 95}) == {"population": {"adults", "foreign"}}
    assert population(100, None, work={"workers": 95}) == {}


def test_a_narrower_group_that_is_no_whole_goes_alone() -> None:
    within_another = Groupings(
        wholes={"population": "residents", "work": "workers"},
        amounts=frozenset(),
        nested=(NestedGroup("work", "young", wider=(RESIDENTS,), twins=()),),
    )
    rows = {
        "population": {("area", "a"): {"residents": 100}},
        "work": {("area", "a"): {"workers": 200, "young": 97, "idle": 30}},
    }
    assert withheld_measures(rows, {}, within_another) == {("work", "area", "a"): {"young"}}


def test_the_same_residents_counted_twice_are_withheld_together() -> None:
    crime: Row = {"adults": 80, "convicted": 20}  # by itself neither small nor near the residents
    assert population(100, 90, crime=crime) == {}
    assert population(100, 97, crime=crime) == {
        "population": {"adults", "foreign"},
        "crime": {"adults", "convicted"},
    }


def test_a_group_whose_wider_or_twin_is_not_delivered_is_judged_by_itself() -> None:
    assert of_one_place(crime={"adults": 97, "convicted": 20}, work={"workers": 95, "idle": 20}) == {}


# --- totals less their parts ------------------------------------------------------------------------------------------


def totals(**rows: Row) -> set[str]:
    """The places of which something is withheld: areas a and b of region r, c of region s, the country."""
    scopes = {"r": "region", "s": "region", "DK": "country"}
    found = {(scopes.get(code, "area"), code): row for code, row in rows.items()}
    withheld = withheld_measures({"work": found}, {"a": "r", "b": "r", "c": "s"}, FACTS)
    for (register, scope, code), measures in withheld.items():
        assert register == "work"
        assert scope == "area" or measures == set(found[scope, code]), "a total goes with its whole row"
    return {code for _, _, code in withheld}


def count(workers: ExactNumber, idle: ExactNumber = 0) -> Row:
    return {"workers": workers, "idle": idle}


@pytest.mark.parametrize("total", ["r", "DK"])
def test_a_total_that_its_areas_fill_but_for_a_few_goes(total: str) -> None:
    assert totals(a=count(60), b=count(36), **{total: count(100)}) == {total}  # 100 - 60 - 36 = 4
    assert totals(a=count(60), b=count(39), **{total: count(100)}) == {total}
    assert totals(a=count(60), b=count(35), **{total: count(100)}) == set()
    assert totals(a=count(60), b=count(40), **{total: count(100)}) == set()
    assert totals(a=count(60), b=count(41), **{total: count(100)}) == set()


def test_a_total_goes_for_any_number_of_persons_in_it() -> None:
    assert totals(a=count(60, 20), r=count(100, 24)) == {"r"}
    assert totals(a=count(60, 20), r=count(100, 25)) == set()


def test_the_country_goes_where_its_regions_fill_it_but_for_a_few() -> None:
    assert totals(r=count(60), s=count(36), DK=count(100)) == {"DK"}
    assert totals(r=count(60), s=count(35), DK=count(100)) == set()
    assert totals(a=count(30), r=count(60), s=count(36), DK=count(100)) == {"DK"}


def test_a_region_is_held_against_its_own_areas_only() -> None:
    assert totals(a=count(60), c=count(36), r=count(100)) == set()
    assert totals(a=count(60), c=count(36), r=count(96), s=count(40)) == {"s"}  # 40 - 36 = 4
    assert totals(elsewhere=count(36), a=count(60), r=count(100), DK=count(100)) == {
        "DK"
    }  # in no region, in the country


def test_a_withheld_area_is_no_part_that_a_reader_could_subtract() -> None:
    assert totals(a=count(50, 3), b=count(40, 20), r=count(200, 23)) == {"a", "r"}  # 23 - 20 = 3
    assert totals(a=count(50, 3), b=count(40, 20), r=count(200, 25)) == {"a"}  # 25 - 20 = 5, though 25 - 20 - 3 = 2
    assert totals(a=count(4), b=count(60), r=count(100)) == {"a"}
    assert totals(a=count(4), b=count(60), r=count(64)) == {"a", "r"}


def withheld_places(rows: dict[str, Row], sums: dict[str, tuple[tuple[str, ...], ...]] | None = None) -> set[str]:
    """As ``totals``, for areas of a region r named by small letters that are all of it; ``sums`` lie in one another."""
    found = {
        ("region" if code in "rs" else "country" if code == "DK" else "area", code): row for code, row in rows.items()
    }
    region_of = {code: "r" for scope, code in found if scope == "area"}
    return {code for _, _, code in withheld_measures({"work": found}, region_of, FACTS, sums)}


@pytest.mark.parametrize(
    ("small", "goes"),
    [
        ((4, 4), True),  # a rest of 8 in two withheld cells is 4 and 4
        ((4, 3), False),  # 7 may be 3 and 4, or 4 and 3
        ((3, 2), False),  # 5 may be 1 and 4, or 2 and 3
        ((1, 1, 1, 1, 1), True),  # 5 in five is 1 each
        ((1, 1, 1, 1, 2), False),
        ((4, 4, 4, 4, 4), True),
        ((4, 4, 4, 4, 3), False),
        ((Decimal("4.5"), Decimal("3.5")), True),  # told as if it were 4 and 4, which is no loss
    ],
)
def test_a_total_goes_where_its_rest_tells_each_of_several_withheld_parts(
    small: tuple[ExactNumber, ...], goes: bool
) -> None:
    rows = {f"x{place}": count(100, cell) for place, cell in enumerate(small)}
    idle = sum((Decimal(cell or 0) for cell in small), Decimal(20))
    rows |= {"a": count(100, 20), "r": count(1000, idle)}
    assert withheld_places(rows) == {*rows} - {"a"} - (set() if goes else {"r"})


def test_a_withheld_region_that_the_country_and_the_other_regions_give_back_takes_the_country() -> None:
    """DK - s = r, and r less its shown area is the small one: r alone would be withheld for nothing."""
    rows = {
        "a": count(100, 20),
        "b": count(100, 3),
        "r": count(1000, 23),
        "s": count(1000, 500),
        "DK": count(2000, 523),
    }
    assert withheld_places(rows) == {"b", "r", "DK"}
    rows["DK"] = count(2000, 600)  # and 77 elsewhere
    assert withheld_places(rows) == {"b", "r"}


MERGED = {"c": (("a", "b"),)}


def test_a_merged_area_delivered_beside_those_it_was_made_of_is_their_total() -> None:
    """c = a + b; 33 - 30 = 3."""
    assert withheld_places({"a": count(100, 30), "b": count(100, 3), "c": count(200, 33)}, MERGED) == {"b", "c"}
    assert withheld_places({"a": count(100, 30), "b": count(100, 3), "c": count(200, 33)}) == {"b"}
    assert withheld_places({"a": count(100, 30), "b": count(100, 9), "c": count(200, 39)}, MERGED) == set()
    assert withheld_places({"a": count(100, 4), "b": count(100, 4), "c": count(200, 8)}, MERGED) == {"a", "b", "c"}
    assert withheld_places({"a": count(100, 30), "c": count(200, 33)}, MERGED) == {"c"}  # 3 were in b


def test_a_merged_area_is_no_part_of_the_region_beside_its_own_parts() -> None:
    """69 are 39 of c, in which a and b are, 27 of d, and 3 others; a, b, c and d taken together are more than 69."""
    rows = {"a": count(100, 30), "b": count(100, 9), "c": count(200, 39), "d": count(100, 27), "r": count(900, 69)}
    assert withheld_places(rows, MERGED) == {"r"}  # 69 - 39 - 27 = 3
    rows["r"] = count(900, 76)
    assert withheld_places(rows, MERGED) == set()


def test_a_merged_area_that_goes_takes_what_would_give_it_back() -> None:
    """c is the region less d, and b is c less a."""
    rows = {"a": count(100, 30), "b": count(100, 3), "c": count(200, 33), "d": count(100, 20), "r": count(900, 53)}
    assert withheld_places(rows, MERGED) == {"b", "c", "r"}
    rows["r"] = count(900, 90)
    assert withheld_places(rows, MERGED) == {"b", "c"}


def test_an_area_merged_twice_holds_the_first_ones_also_where_the_one_between_is_not_delivered() -> None:
    twice = {**MERGED, "e": (("c", "d"),)}
    rows = {"a": count(100, 30), "b": count(100, 3), "d": count(100, 20), "e": count(300, 53)}
    assert withheld_places(rows, twice) == {"b", "e"}
    assert withheld_places({**rows, "c": count(200, 33)}, twice) == {"b", "c", "e"}
    rows["e"] = count(300, 60)
    assert withheld_places(rows, twice) == {"b"}


def test_an_area_that_was_merged_and_split_is_held_against_both() -> None:
    both = {"c": (("a", "b"), ("p", "q"))}
    rows = {"a": count(100, 30), "b": count(100, 40), "p": count(100, 67), "q": count(100, 3), "c": count(200, 70)}
    assert withheld_places(rows, both) == {"q", "c"}


def test_what_is_missing_is_subtracted_from_nothing_and_is_no_total() -> None:
    assert totals(a=count(None), b=count(60), r=count(64)) == {"r"}
    assert totals(a=count(60), r=count(None)) == set()


def test_a_total_without_parts_keeps_its_whole_when_a_part_is_small() -> None:
    rows = {"work": {("region", "r"): count(100, 3), ("country", "DK"): count(100, 3)}}
    assert withheld_measures(rows, {}, FACTS)["work", "region", "r"] == {"idle"}
    alone = {"work": {("country", "DK"): count(100, 3)}}
    assert withheld_measures(alone, {}, FACTS) == {("work", "country", "DK"): {"idle"}}


def test_a_sum_of_money_of_a_total_may_be_near_that_of_its_areas() -> None:
    rows = {
        "income": {
            ("area", "a"): {"taxpayers": 60, "dkk": 996},
            ("region", "r"): {"taxpayers": 100, "dkk": 1000},
        }
    }
    assert withheld_measures(rows, {"a": "r"}, FACTS) == {}


def test_a_register_without_rows_withholds_nothing_and_each_register_is_judged() -> None:
    rows = {
        "work": {},
        "income": {("area", "a"): {"taxpayers": 3, "dkk": 9}, ("area", "b"): {"taxpayers": 9, "dkk": 1}},
    }
    assert withheld_measures(rows, {}, FACTS) == {("income", "area", "a"): {"taxpayers", "dkk"}}


# --- always -----------------------------------------------------------------------------------------------------------

numbers = st.one_of(st.integers(0, 12), st.none())


@given(whole=numbers, parts=st.lists(numbers, min_size=1, max_size=3))
def test_no_number_that_can_be_worked_out_from_a_shown_row_is_small(
    whole: ExactNumber, parts: list[ExactNumber]
) -> None:
    row: Row = {"workers": whole, **{f"part {place}": part for place, part in enumerate(parts)}}
    gone = of_one_place(work=row).get("work", set())
    left = [cell for name, cell in row.items() if name not in gone and name != "workers" and cell is not None]
    assert not any(is_small(cell) for name, cell in row.items() if name not in gone)
    for size in range(len(left) + 1):
        for some in combinations(left, size):
            assert not is_small(sum(some))
            assert not (left and whole is not None and "workers" not in gone and is_small(whole - sum(some)))


@pytest.mark.parametrize(
    ("register", "measure"),
    [(name, each.name) for name, register in REGISTERS.items() for each in register.measures],
)
def test_every_number_of_persons_of_every_register_is_withheld_when_it_is_small(register: str, measure: str) -> None:
    is_amount = (register, measure) in GROUPINGS.amounts
    for number, withheld in ((4, not is_amount), (5, False)):
        rows = {
            name: {
                ("area", "a"): {each.name: 1000 if each.name == GROUPINGS.wholes[name] else 0 for each in card.measures}
            }
            for name, card in REGISTERS.items()
            if name == register
        }
        rows[register]["area", "a"][measure] = number
        found = withheld_measures(rows, {}, GROUPINGS)
        assert (measure in found.get((register, "area", "a"), ())) is withheld
