"""The corpus of hostile trials: the fast ones in ``make test``, all of them in ``make torture``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.torture import area_cases, person_cases
from tests.torture.harness import Case, Good, make_good, try_case

ALL = (*area_cases.CASES, *person_cases.CASES)
CHOSEN = ALL if os.environ.get("TORTURE") == "all" else tuple(case for case in ALL if case.fast)


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Good]:
    return {grain: make_good(tmp_path_factory.mktemp(f"good-{grain}"), grain) for grain in ("area", "person")}


def test_the_corpus_is_large_enough_and_no_case_stands_twice() -> None:
    kinds = {case.kind for case in ALL}
    assert len(ALL) >= 150
    assert len({case.id for case in ALL}) == len(ALL)
    assert all(sum(case.kind == kind for case in ALL) >= 3 for kind in kinds)


@pytest.mark.parametrize("case", CHOSEN, ids=[case.id for case in CHOSEN])
def test_damaged_data_are_refused_or_read_rightly(case: Case, good: dict[str, Good], tmp_path: Path) -> None:
    outcome = try_case(case, good[case.grain], tmp_path)
    assert not outcome.faults, f"{outcome.faults}\n{outcome.stderr[-3000:]}"
