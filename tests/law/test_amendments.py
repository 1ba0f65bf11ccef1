"""A what-if question in words, the regime it makes, and what it is refused with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from fractions import Fraction

import pytest

from pipeline.core.errors import WrongUsage
from pipeline.law import Evidence, Operator, Regime, Status, Yardstick, law_on, load_regime
from pipeline.law.amendments import (
    LONGEST_TYPED,
    Changes,
    LimitChange,
    applicable,
    changed_regime,
    read_limit_change,
)
from tests.law.patches import GOOD

INVENTED = load_regime(GOOD)  # yderområde: size, convicted, income; inderområde: 5 lists of yderområde in a row
ATTACHMENT = LimitChange("attachment", "35 %")
OF_ONE = LimitChange("attachment", "35 %", "udsat boligområde")
OF_CONVICTED = LimitChange("convicted", "2 %")


# --- the question in words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (Changes(), "nothing changed"),
        (Changes(law="2018"), "law of 2018"),
        (Changes(limits=(ATTACHMENT,)), "attachment 35 %"),
        (Changes(limits=(OF_ONE,)), "udsat boligområde: attachment 35 %"),
        (Changes(switches={"merged_areas": "all"}), "merged_areas = all"),
        (Changes(minimum_size=0), "at least 0 residents"),
        (Changes(lists_in_a_row=0), "0 lists in a row"),
        (Changes(income_benchmark="city"), "income of the city's mean"),
        (Changes(law_for_history=True), "earlier lists by the same law"),
        (
            Changes("2018", (ATTACHMENT, OF_CONVICTED), {"a": "b", "c": "d"}, 900, 4, "city", True),
            "law of 2018; attachment 35 %; convicted 2 %; a = b; c = d; at least 900 residents; 4 lists in a row; "
            "income of the city's mean; earlier lists by the same law",
        ),
    ],
)
def test_a_question_is_told_in_the_order_of_its_parts(changes: Changes, words: str) -> None:
    assert changes.words == words


@pytest.mark.parametrize(
    ("typed", "change"),
    [
        ("attachment=35 %", LimitChange("attachment", "35 %")),
        (" attachment = 35,5 pct. ", LimitChange("attachment", "35.5 %")),
        (" udsat boligområde : attachment=35 %", LimitChange("attachment", "35 %", "udsat boligområde")),
        ("a:b:attachment=35 %", LimitChange("attachment", "35 %", "a:b")),
        ("attachment=35 %=40 %", LimitChange("attachment", "35 %=40 %")),  # read_limit refuses the second equals sign
        ("attachment=>=35 %", LimitChange("attachment", "at_least 35 %")),
    ],
)
def test_a_change_is_split_at_the_first_equals_sign_and_the_last_colon_before_it(
    typed: str, change: LimitChange
) -> None:
    assert read_limit_change(typed) == change


NO_CHANGE = "is no change. Expected: criterion=limit or category:criterion=limit."


@pytest.mark.parametrize(
    "typed", ["attachment", "attachment= ", " =40 %", " :attachment=40 %", "udsat boligområde:=40 %"]
)
def test_what_is_no_change_is_told_what_one_is(typed: str) -> None:
    assert refused(lambda: read_limit_change(typed)) == [f"--set {typed!r}: {NO_CHANGE}"]


def test_a_change_may_be_as_long_as_the_limit_on_its_length_and_no_longer() -> None:
    longest = "attachment=" + "9" * (LONGEST_TYPED - len("attachment="))
    assert read_limit_change(longest).criterion == "attachment"
    told = refused(lambda: read_limit_change(longest + "9"))
    assert told == ["--set: is longer than 200 characters. Expected: criterion=limit or category:criterion=limit."]


def refused(ask: Callable[[], object]) -> list[str]:
    """What a question is refused with."""
    with pytest.raises(WrongUsage) as refusal:
        ask()
    return [str(fault) for fault in refusal.value.faults]


def test_a_position_that_nothing_is_worked_out_by_is_not_tried() -> None:
    asked = Changes(switches={"earlier_year_residents": "latest_year"})
    told = refused(lambda: changed_regime(law_on(2021), asked))
    assert told == [
        "switch earlier_year_residents=latest_year: is a position that this program cannot work out. Expected: another position."
    ]


# --- the regime it makes ----------------------------------------------------------------------------------------------


def differing(changed: object, original: object) -> dict[str, object]:
    """The fields of an object that are not as in the other."""
    return {
        each.name: getattr(changed, each.name)
        for each in fields(original)  # type: ignore[arg-type]
        if getattr(changed, each.name) != getattr(original, each.name)
    }


WHAT_IF = Evidence(Status.OPEN, "what if: not the law")


def test_a_changed_limit_has_the_years_of_the_old_one_and_says_that_it_is_no_law() -> None:
    outer = INVENTED.category("yderområde")
    changed = changed_regime(INVENTED, Changes(limits=(LimitChange("convicted", "exceeds 2 %"),)))
    limit = changed.category("yderområde").limits["convicted"]
    assert differing(limit, outer.limits["convicted"]) == {
        "operator": Operator.EXCEEDS,
        "amount": Fraction(2, 100),
        "yardstick": Yardstick.FIXED,
        "text": "2 %",
        "evidence": WHAT_IF,
    }
    assert limit.criterion == "convicted"
    assert changed.category("yderområde").limits == {**outer.limits, "convicted": limit}
    assert changed.category("inderområde") == INVENTED.category("inderområde")
    assert list(differing(changed, INVENTED)) == ["name", "categories"]


@pytest.mark.parametrize("limit", ["60 %", "60 % of the region", "is_below 60 %"])
def test_an_income_limit_is_of_the_region_however_it_is_typed(limit: str) -> None:
    changed = changed_regime(INVENTED, Changes(limits=(LimitChange("income", limit),)))
    income = changed.category("yderområde").limits["income"]
    assert (income.operator, income.amount, income.text) == (Operator.IS_BELOW, Fraction(60, 100), "60 % of the region")


def test_the_least_number_of_residents_is_a_limit_of_size() -> None:
    size = changed_regime(INVENTED, Changes(minimum_size=900)).category("yderområde").limits["size"]
    assert (size.operator, size.amount, size.text) == (Operator.AT_LEAST, Fraction(900), "900 residents")


@pytest.mark.parametrize("count", [1, 7])
def test_lists_in_a_row_are_changed_where_the_law_has_them(count: int) -> None:
    changed = changed_regime(INVENTED, Changes(lists_in_a_row=count))
    inner, outer = INVENTED.category("inderområde"), INVENTED.category("yderområde")
    assert inner.lists_in_a_row is not None
    run = replace(inner.lists_in_a_row, count=count, evidence=WHAT_IF)
    assert changed.categories == (outer, replace(inner, lists_in_a_row=run))


def test_a_switch_that_is_asked_of_counts_is_turned_and_the_others_stay() -> None:
    changed = changed_regime(INVENTED, Changes(switches={"merged_areas": "all"}))
    assert changed.switches == {
        **INVENTED.switches,
        "merged_areas": replace(INVENTED.switches["merged_areas"], value="all"),
    }
    assert changed.categories == INVENTED.categories


@pytest.mark.parametrize("switch", ["without_link", "dropped_charges"])
def test_a_switch_of_the_counts_may_be_named_in_the_position_it_has(switch: str) -> None:
    assert changed_regime(INVENTED, Changes(switches={switch: INVENTED.position(switch)})).switches == INVENTED.switches


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        (Changes(), "2030"),
        (Changes(law="2030"), "2030"),  # the whole law of another year is that law, unchanged
        (Changes(law_for_history=True), "2030"),
        (Changes(law="2030", law_for_history=True), "2030"),
        (Changes(income_benchmark="city"), "2030, changed"),
        (Changes(minimum_size=900), "2030, changed"),
        (Changes(law="2030", switches={"merged_areas": "all"}), "2030, changed"),
    ],
)
def test_a_regime_is_called_changed_where_something_of_it_is(changes: Changes, name: str) -> None:
    changed = changed_regime(INVENTED, changes)
    assert changed.name == name
    if name == "2030":
        assert changed == INVENTED


# --- what it is refused with ------------------------------------------------------------------------------------------

FORMS = "`1000 residents`, `40 %`, `270 per 10,000`, `3 x national average` or `55 % of the region`"
PLACES = "yderområde: size convicted income"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            Changes(switches={"weather": "wet"}),
            "switch weather=wet: is no switch of the law. Expected: " + ", ".join(sorted(INVENTED.switches)) + ".",
        ),
        (
            Changes(switches={"merged_areas": "some"}),
            "switch merged_areas=some: is no position of the switch. Expected: one of any, all.",
        ),
        (
            Changes(switches={"dropped_charges": "left_out"}),
            "switch dropped_charges=left_out: was settled when the counts were made. Expected: unknown_education, "
            "brought_education, conviction_limit, merged_areas. What to do: change the position in the law file "
            "regimes/2030.yaml and run on person registers.",
        ),
        (
            Changes(income_benchmark="country"),
            "income benchmark country: is not known. Expected: region or city.",
        ),
        (
            Changes(limits=(LimitChange("convicted", "2 %"), LimitChange("convicted", "3 %"))),
            "convicted: is given two limits. Expected: one limit. What to do: leave one out.",
        ),
        (
            Changes(limits=(LimitChange("size", "900 residents"),), minimum_size=800),
            "size: is given two limits. Expected: one limit. What to do: leave one out.",
        ),
        (
            Changes(limits=(LimitChange("convicted", "2 %", "yderområde"), LimitChange("convicted", "3 %", "yderområde"))),
            "yderområde:convicted: is given two limits. Expected: one limit. What to do: leave one out.",
        ),
        (
            Changes(limits=(LimitChange("attachment", "35 %"),)),
            f"attachment: has no limit in the law of 2030. Expected: {PLACES}.",
        ),
        (
            Changes(limits=(LimitChange("size", "35 %", "inderområde"),)),
            f"inderområde:size: has no limit in the law of 2030. Expected: {PLACES}.",
        ),
        (
            Changes(limits=(LimitChange("convicted", "many"),)),
            f"convicted=many: 'many' is not a limit. Expected: {FORMS}, an operator before it if it changes.",
        ),
        (
            Changes(limits=(LimitChange("convicted", "55 % of the region"),)),
            "convicted=55 % of the region: a ratio to the region is no measure of convicted. "
            "Expected: a multiple of the national average or a share.",
        ),
        (
            Changes(limits=(LimitChange("convicted", "is_below 2 %"),)),
            "convicted=is_below 2 %: the operator is_below makes no sense for convicted. "
            "Expected: at_least or exceeds.",
        ),
        (
            Changes(lists_in_a_row=0),
            "lists in a row 0: is no number of lists. Expected: 1 or more.",
        ),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_told_why(changes: Changes, told: str) -> None:
    assert refused(lambda: changed_regime(INVENTED, changes)) == [told]


def test_lists_in_a_row_cannot_be_asked_of_a_law_without_that_rule() -> None:
    told = "lists in a row: are no condition in the law of 2014. Expected: a law with such a condition, by --law."
    assert refused(lambda: changed_regime(law_on(2014), Changes(lists_in_a_row=3))) == [told]


def test_faults_of_switches_limits_and_lists_are_told_together_and_each_once() -> None:
    changes = Changes(
        limits=(LimitChange("income", "3 x national average"), LimitChange("income", "is_below many")),
        switches={"merged_areas": "some"},
        lists_in_a_row=0,
    )
    told = refused(lambda: changed_regime(law_on(2021), changes))
    assert [each.partition(": ")[0] for each in told] == [
        "switch merged_areas=some",
        "income",
        "income=3 x national average",  # of two categories, told once
        "income=is_below many",
        "lists in a row 0",
    ]


# --- of an earlier law ------------------------------------------------------------------------------------------------


def asked_of(regime: Regime, *limits: LimitChange) -> Changes:
    return applicable(regime, Changes(limits=limits, minimum_size=900, lists_in_a_row=4))


def test_of_an_earlier_law_is_asked_what_it_has() -> None:
    of_invented = LimitChange("size", "900 residents", "yderområde")
    elsewhere = LimitChange("size", "900 residents", "inderområde")
    limits = (ATTACHMENT, OF_CONVICTED, elsewhere, of_invented)
    assert asked_of(INVENTED, *limits) == Changes(
        limits=(OF_CONVICTED, of_invented), minimum_size=900, lists_in_a_row=4
    )
    assert asked_of(law_on(2014), *limits) == Changes(limits=(ATTACHMENT, OF_CONVICTED), minimum_size=900)
