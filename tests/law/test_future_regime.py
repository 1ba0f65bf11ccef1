"""A new law is a new file: one line ends the regime before it, and no code is changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.core.errors import LawRefused
from pipeline.law import DEFAULT, law_on, load_law
from tests.law.patches import HERE

FUTURE = HERE / "future" / "2027.yaml"


@pytest.fixture
def law_folder(tmp_path: Path) -> Path:
    """The law that comes with the project, with an invented regime of 2027 beside it."""
    for path in DEFAULT.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    shutil.copy(FUTURE, tmp_path)
    return tmp_path


def test_a_future_law_without_the_non_western_criterion_stands_beside_the_others(law_folder: Path) -> None:
    in_force = law_folder / "2021.yaml"
    text = in_force.read_text(encoding="utf-8")
    assert text.count("  first: 2021") == 1
    in_force.write_text(text.replace("  first: 2021", "  last: 2026\n  first: 2021"), encoding="utf-8")
    law = load_law(law_folder)
    assert [regime.name for regime in law] == ["2010", "2014", "2018", "2021", "2027"]
    assert law_on(2026, law).name == "2021"
    assert law_on(2027, law).name == "2027"
    asked = {criterion for category in law_on(2027, law).categories for criterion in category.limits}
    assert asked == {"size", "attachment", "convicted", "basic_education", "income"}


def test_a_future_law_is_refused_as_long_as_the_one_before_it_has_no_end(law_folder: Path) -> None:
    with pytest.raises(LawRefused, match=r"2021\.yaml and 2027\.yaml: lists: .* What to do: give 2021\.yaml its last"):
        load_law(law_folder)
