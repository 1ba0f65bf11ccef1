"""What is kept is had again under its very key, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.content_store import VERSIONS_KEPT, ContentStore, content_key


@pytest.fixture
def store(tmp_path: Path) -> ContentStore:
    return ContentStore(tmp_path / "kept")


def test_a_value_is_had_again_under_its_key_alone(store: ContentStore) -> None:
    store.put("lists", "2018", "a" * 24, {"listed": 7})
    assert store.get("lists", "2018", "a" * 24) == {"listed": 7}
    assert store.get("lists", "2018", "b" * 24) is None
    assert store.get("lists", "2017", "a" * 24) is None
    assert store.get("changes", "2018", "a" * 24) is None


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 200], ids=["empty", "cut off", "other bytes"])
def test_a_damaged_file_counts_as_missing(store: ContentStore, damage: bytes) -> None:
    store.put("lists", "2018", "a" * 24, 1)
    (kept,) = (store.folder / "lists").iterdir()
    kept.write_bytes(damage)
    assert store.get("lists", "2018", "a" * 24) is None


def test_only_the_owner_reads_what_is_kept(store: ContentStore) -> None:
    store.put("lists", "2018", "a" * 24, 1)
    assert all(path.stat().st_mode & 0o077 == 0 for path in (store.folder, *store.folder.rglob("*")))


def test_a_value_that_cannot_be_written_leaves_nothing(store: ContentStore) -> None:
    store.put("lists", "2018", "a" * 24, 1)
    with pytest.raises(Exception, match="pickle"):
        store.put("lists", "2018", "a" * 24, lambda: None)
    assert len(list((store.folder / "lists").iterdir())) == 1
    assert store.get("lists", "2018", "a" * 24) == 1


def test_the_oldest_contents_of_a_name_go(store: ContentStore) -> None:
    keys = [f"{number:024x}" for number in range(VERSIONS_KEPT + 2)]
    for key in keys:
        store.put("lists", "2018", key, key)
    assert [store.get("lists", "2018", key) for key in keys[:2]] == [None, None]
    assert [store.get("lists", "2018", key) for key in keys[2:]] == keys[2:]


def test_two_sequences_of_texts_do_not_run_together() -> None:
    assert content_key(["ab", "c"]) != content_key(["a", "bc"])
    assert content_key(["ab"]) == content_key(["ab"])
