"""What the disclosure rule knows of the registers follows from their cards."""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.disclosure import NestedGroup
from pipeline.inputs.registers import GROUPINGS, REGISTERS
from pipeline.inputs.registers.card import Ages, counts_table
from pipeline.inputs.registers.groupings import groupings

RESIDENTS = ("population", "residents")
ADULTS = ("population", "residents_18_plus")
ADULTS_OF_CRIME = ("crime", "residents_18_plus")
OF_WORKING_AGE = ("employment", "residents_18_64")


def test_a_group_is_held_against_every_wider_one_that_is_everyone_of_its_ages() -> None:
    found = groupings(REGISTERS)
    assert found == GROUPINGS
    assert found.nested == (
        NestedGroup(*RESIDENTS, wider=(), twins=()),
        NestedGroup("income", "taxpayers", wider=(RESIDENTS,), twins=()),  # of 15-64, but not everyone
        NestedGroup(*ADULTS, wider=(RESIDENTS,), twins=()),
        NestedGroup(*ADULTS_OF_CRIME, wider=(RESIDENTS, ADULTS), twins=(ADULTS,)),
        NestedGroup(*OF_WORKING_AGE, wider=(RESIDENTS, ADULTS, ADULTS_OF_CRIME), twins=()),
        NestedGroup(
            "education", "residents_30_59", wider=(RESIDENTS, ADULTS, ADULTS_OF_CRIME, OF_WORKING_AGE), twins=()
        ),
    )


def test_each_register_has_its_whole_and_income_a_sum_of_money() -> None:
    assert groupings(REGISTERS).wholes == {
        "population": "residents",
        "employment": "residents_18_64",
        "education": "residents_30_59",
        "income": "taxpayers",
        "crime": "residents_18_plus",
    }
    assert groupings(REGISTERS).amounts == {("income", "gross_income_dkk")}


def test_groups_are_the_same_in_whatever_order_the_registers_come() -> None:
    turned = groupings({name: REGISTERS[name] for name in reversed(REGISTERS)})
    # Twins are named in the order of the registers, so the adults of crime come first here.
    assert {(each.register, each.measure) for each in turned.nested} == {
        (each.register, each.measure) for each in GROUPINGS.nested
    }
    assert [set(each.wider) for each in turned.nested if each.register == "education"] == [
        {RESIDENTS, ADULTS, ADULTS_OF_CRIME, OF_WORKING_AGE}
    ]
    assert [each.twins for each in turned.nested if each.measure == "residents_18_plus"] == [(), (ADULTS_OF_CRIME,)]


def test_some_of_an_age_come_after_everyone_of_it_though_their_register_comes_first() -> None:
    some = replace(REGISTERS["income"].whole, ages=Ages(18, 64))
    income = replace(REGISTERS["income"], counts=counts_table("income", some))
    found = groupings({"income": income, "employment": REGISTERS["employment"]})
    assert found.nested == (
        NestedGroup(*OF_WORKING_AGE, wider=(), twins=()),
        NestedGroup("income", "taxpayers", wider=(OF_WORKING_AGE,), twins=()),
    )
