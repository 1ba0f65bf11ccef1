"""Lists are kept under their content: equal to lists made in one go, and made again where anything differs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.core.content_store import ContentStore
from pipeline.core.errors import InputRefused
from pipeline.core.paths import RawRoot
from pipeline.inputs.sources import open_sources
from pipeline.law import load_law
from pipeline.lists.yearly_list import recompute
from pipeline.outputs import kept_lists
from pipeline.outputs.kept_lists import KeptLists

PROJECT = Path(__file__).parents[2]
LAST = 2018


@pytest.fixture
def raw(tmp_path: Path) -> RawRoot:
    return RawRoot(Path(shutil.copytree(PROJECT / "data/made_up", tmp_path / "raw")))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The list years that are made, and not taken from the store."""
    found: list[int] = []
    make = kept_lists.make_yearly_list

    def noted(sources, regime, list_year, history):  # type: ignore[no-untyped-def]
        found.append(list_year)
        return make(sources, regime, list_year, history)

    monkeypatch.setattr(kept_lists, "make_yearly_list", noted)
    return found


def opened(raw: RawRoot, code_version: str = "1") -> KeptLists:
    return KeptLists(open_sources(raw), load_law(), ContentStore(raw.folder.parent / "kept"), code_version)


def test_kept_lists_are_the_lists_made_in_one_go(raw: RawRoot) -> None:
    right = tuple(recompute(raw.folder, range(2010, LAST + 1)).values())
    assert opened(raw).lists_up_to(LAST) == right
    assert opened(raw).lists_up_to(LAST) == right  # from the store


def test_what_is_kept_is_not_made_again(raw: RawRoot, made: list[int]) -> None:
    opened(raw).lists_up_to(LAST - 1)
    opened(raw).lists_up_to(LAST)
    assert made == list(range(2010, LAST + 1))


def test_a_corrected_delivery_is_made_again_with_all_later_lists(raw: RawRoot, made: list[int]) -> None:
    opened(raw).lists_up_to(LAST)
    made.clear()
    with (raw.folder / "2017" / "delivery.yaml").open("a") as stream:
        stream.write("\n")
    opened(raw).lists_up_to(LAST)
    assert made == [2017, 2018]


def test_other_code_makes_everything_again(raw: RawRoot, made: list[int]) -> None:
    opened(raw).lists_up_to(LAST)
    made.clear()
    opened(raw, "2").lists_up_to(LAST)
    assert made == list(range(2010, LAST + 1))


def test_a_file_that_changes_while_it_is_read_is_refused_and_nothing_is_kept(raw: RawRoot) -> None:
    lists = opened(raw)
    lists.content(2016)
    with (raw.folder / "2016" / "delivery.yaml").open("a") as stream:
        stream.write("\n")
    with pytest.raises(InputRefused, match=r"2016/delivery\.yaml: changed while it was read"):
        lists.lists_up_to(2016)
    assert not list((raw.folder.parent / "kept" / "lists").glob("2016-*"))
