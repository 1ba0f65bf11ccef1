"""A new law is a new file: one line ends the regime before it, and no code is changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.core.errors import LawRefused
from pipeline.law import law_on, load_law
from tests.law.patches import HERE, copy_enacted_law

FUTURE = HERE / "future" / "2027.yaml"


def test_a_future_law_without_the_non_western_criterion_stands_beside_the_others(tmp_path: Path) -> None:
    shutil.copy(FUTURE, copy_enacted_law(tmp_path, last_of_2021=2026))
    law = load_law(tmp_path)
    assert [regime.name for regime in law] == ["2010", "2014", "2018", "2021", "2027"]
    assert law_on(2026, law).name == "2021"
    assert law_on(2027, law).name == "2027"
    asked = {criterion for category in law_on(2027, law).categories for criterion in category.limits}
    assert asked == {"size", "attachment", "convicted", "basic_education", "income"}


def test_a_future_law_is_refused_as_long_as_the_one_before_it_has_no_end(tmp_path: Path) -> None:
    shutil.copy(FUTURE, copy_enacted_law(tmp_path))
    with pytest.raises(LawRefused, match=r"2021\.yaml and 2027\.yaml: lists: .* What to do: give 2021\.yaml its last"):
        load_law(tmp_path)
