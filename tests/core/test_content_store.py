"""What is kept is had again under its very key, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core import content_store
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


def test_what_other_libraries_made_is_not_had_again(store: ContentStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put("lists", "2018", "a" * 24, 1)
    monkeypatch.setattr(content_store, "package_versions", lambda: "pandas 2.0.0")
    assert store.get("lists", "2018", "a" * 24) is None


def test_a_value_that_these_libraries_cannot_read_counts_as_missing(
    store: ContentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_: bytes) -> None:
        raise AttributeError("no such class in this pandas")

    store.put("lists", "2018", "a" * 24, 1)
    monkeypatch.setattr(content_store.pickle, "loads", unreadable)
    assert store.get("lists", "2018", "a" * 24) is None


def test_a_kept_value_that_another_process_removes_meanwhile_is_no_fault(
    store: ContentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [f"{number:024x}" for number in range(VERSIONS_KEPT + 1)]
    for key in keys[:-1]:
        store.put("lists", "2018", key, key)
    gone = next((store.folder / "lists").iterdir())
    states = Path.stat

    def removed_first(path: Path, **how: bool) -> object:
        if path == gone:
            path.unlink(missing_ok=True)
        return states(path, **how)

    monkeypatch.setattr(Path, "stat", removed_first)
    store.put("lists", "2018", keys[-1], "new")
    assert store.get("lists", "2018", keys[-1]) == "new"
