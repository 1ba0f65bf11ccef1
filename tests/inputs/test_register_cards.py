"""What a register's card must say, so that everything made from it is right: each measure in one role, groups in groups."""

import pytest

from pipeline.core.criteria import CRITERIA, Criterion, CriterionKind
from pipeline.core.disclosure import withheld_measures
from pipeline.inputs.registers import GROUPINGS, REGISTERS, Register
from pipeline.inputs.registers.card import Ages, Role

every_register = pytest.mark.parametrize("register", REGISTERS.values(), ids=list(REGISTERS))
beside_the_population = pytest.mark.parametrize("name", [name for name in REGISTERS if name != "population"])
every_criterion = pytest.mark.parametrize("criterion", CRITERIA.values(), ids=list(CRITERIA))


@every_register
def test_every_measure_is_in_one_role_and_one_measure_is_the_whole(register: Register) -> None:
    roles = [measure.role for measure in register.measures]
    assert roles.count(Role.WHOLE) == 1
    whole = register.whole.name
    for measure in register.measures:
        assert (measure.part_of == whole) is (measure.role is Role.PART), measure.name
        assert (measure.unit == "DKK") is (measure.role is Role.AMOUNT), measure.name
        assert measure.sensitive


@every_register
def test_the_disclosure_rule_knows_every_measure_of_a_register(register: Register) -> None:
    assert GROUPINGS.wholes[register.name] == register.whole.name
    parts = {(register.name, measure.name) for measure in register.measures if measure.role is not Role.AMOUNT}
    amounts = {(register.name, measure.name) for measure in register.measures if measure.role is Role.AMOUNT}
    assert not parts & GROUPINGS.amounts
    assert amounts <= GROUPINGS.amounts
    assert (register.name, register.whole.name) in {(each.register, each.measure) for each in GROUPINGS.nested}


@pytest.mark.parametrize(
    ("register", "measure", "wider"),
    [
        ("population", "residents", []),
        ("population", "residents_18_plus", ["population.residents"]),
        ("crime", "residents_18_plus", ["population.residents", "population.residents_18_plus"]),
        (
            "employment",
            "residents_18_64",
            ["population.residents", "population.residents_18_plus", "crime.residents_18_plus"],
        ),
        (
            "education",
            "residents_30_59",
            [
                "population.residents",
                "population.residents_18_plus",
                "crime.residents_18_plus",
                "employment.residents_18_64",
            ],
        ),
        ("income", "taxpayers", ["population.residents"]),  # of 15 to 64: neither all adults nor among them
    ],
)
def test_each_group_of_residents_lies_in_the_groups_that_hold_everyone_in_it(
    register: str, measure: str, wider: list[str]
) -> None:
    (group,) = (each for each in GROUPINGS.nested if (each.register, each.measure) == (register, measure))
    assert [".".join(each) for each in group.wider] == wider


@beside_the_population
def test_a_group_that_leaves_three_of_the_residents_is_withheld_in_every_register(name: str) -> None:
    """897 of 900: who can subtract knows of three persons. So the row of the narrower group is not shown."""
    register = REGISTERS[name]
    row = {measure.name: 0 for measure in register.measures} | {register.whole.name: 897}
    area = ("area", "a")
    rows = {"population": {area: {"residents": 900, "residents_non_western": 0, "residents_18_plus": 0}}}
    found = withheld_measures({**rows, name: {area: row}}, {}, GROUPINGS)
    assert found[name, *area] == set(row)
    row[register.whole.name] = 895
    assert withheld_measures({**rows, name: {area: row}}, {}, GROUPINGS) == {}


@every_criterion
def test_a_criterion_is_made_of_measures_of_its_register(criterion: Criterion) -> None:
    register = REGISTERS[criterion.register]
    roles = {measure.name: measure.role for measure in register.measures}
    assert roles[criterion.whole] is Role.WHOLE
    expected = Role.AMOUNT if criterion.kind is CriterionKind.RATIO else Role.PART
    assert {roles[term.measure] for term in criterion.part} == (
        set() if criterion.kind is CriterionKind.SIZE else {expected}
    )
    assert {roles[term.measure] for term in criterion.left_out} <= {Role.PART}
    assert criterion.published_column


@every_criterion
def test_a_benchmark_is_one_that_the_figure_can_have_and_its_scope_is_in_every_delivery(criterion: Criterion) -> None:
    possible = {
        CriterionKind.SIZE: {""},
        CriterionKind.SHARE: {"", "country"},  # a multiple of the national average
        CriterionKind.RATIO: {"region"},
    }
    assert criterion.benchmark in possible[criterion.kind]
    assert not criterion.benchmark or criterion.benchmark in REGISTERS[criterion.register].scopes_needed


@pytest.mark.parametrize(
    ("ages", "other", "lie_within"),
    [
        (Ages(18, 64), Ages(18), True),
        (Ages(18), Ages(18, 64), False),
        (Ages(15, 64), Ages(18), False),
        (Ages(30, 59), Ages(18, 64), True),
        (Ages(18), Ages(), True),
        (Ages(), Ages(), True),
    ],
)
def test_ages_lie_within_ages_that_begin_no_later_and_end_no_sooner(ages: Ages, other: Ages, lie_within: bool) -> None:
    assert ages.lie_within(other) is lie_within
