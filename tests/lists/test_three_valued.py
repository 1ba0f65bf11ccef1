"""Missing is not "not met": three-valued logic compared with every combination of the unknown values."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from pipeline.lists.designation import all_of, any_of

CLAIM = st.sampled_from([True, False, None])


def outcomes(values: list[bool | None]) -> list[list[bool]]:
    """Every combination of the unknown values."""
    return [list(each) for each in product(*([value] if value is not None else [True, False] for value in values))]


def agreed(answers: set[bool]) -> bool | None:
    return answers.pop() if len(answers) == 1 else None


@given(st.lists(CLAIM, max_size=6))
def test_all_and_any_are_known_exactly_when_no_unknown_can_change_them(values: list[bool | None]) -> None:
    assert all_of(values) is agreed({all(each) for each in outcomes(values)})
    assert any_of(values) is agreed({any(each) for each in outcomes(values)})
