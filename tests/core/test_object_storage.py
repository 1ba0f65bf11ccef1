"""Roots in an object store: fetched privately, published whole or not at all, by one writer of two."""

from __future__ import annotations

import json
import stat
import uuid
from pathlib import Path

import pytest

from pipeline.core.errors import Busy, InputRefused, StorageRefused
from pipeline.core.object_storage import NOTHING, Checkout, Store, checked_out, fetched, latest, publish_out


@pytest.fixture
def store() -> Store:
    """An empty store in the memory of this process."""
    return Store(f"memory://{uuid.uuid4().hex}/lists")


def fetch_out(store: Store, work: Path) -> Checkout:
    """An out root in the work folder of a machine."""
    with checked_out(store, work) as checkout:
        return checkout


def fetch_raw(store: Store, work: Path) -> Path:
    """Fetch a raw root, and let others have its folder again."""
    with fetched(store, work) as folder:
        return folder


def put(store: Store, **texts: str) -> None:
    for name, text in texts.items():
        store.files.pipe_file(store.place(name), text.encode())


def write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def read(folder: Path) -> dict[str, str]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def test_a_raw_root_is_fetched_for_its_owner_only_and_again_when_it_changes(store: Store, tmp_path: Path) -> None:
    put(store, **{"areas.csv": "a", "2024/crime.csv": "persons"})
    folder = fetch_raw(store, tmp_path)
    assert read(folder) == {"areas.csv": "a", "2024/crime.csv": "persons"}
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    assert modes == {0o600, 0o700}
    put(store, **{"2024/crime.csv": "others!"})
    store.files.rm(store.place("areas.csv"))
    put(store, **{"hfaudd.csv": "h"})
    assert read(fetch_raw(store, tmp_path)) == {"2024/crime.csv": "others!", "hfaudd.csv": "h"}


def test_a_fetched_file_that_was_changed_on_this_machine_is_fetched_again(store: Store, tmp_path: Path) -> None:
    put(store, **{"areas.csv": "right"})
    folder = fetch_raw(store, tmp_path)
    (folder / "areas.csv").write_text("wrong")
    assert read(fetch_raw(store, tmp_path)) == {"areas.csv": "right"}


def test_a_raw_root_of_nothing_and_a_name_that_lies_elsewhere_are_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="holds nothing"):
        fetch_raw(store, tmp_path)
    put(store, **{"2024\\crime.csv": "x"})
    with pytest.raises(InputRefused, match="whose name cannot be a file's"):
        fetch_raw(store, tmp_path)


def test_a_raw_root_that_changes_while_it_is_fetched_is_refused(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, **{"areas.csv": "a"})
    get_file = store.files.get_file

    def get(source: str, target: str) -> None:
        get_file(source, target)
        put(store, **{"areas.csv": "another"})

    monkeypatch.setattr(store.files, "get_file", get)
    with pytest.raises(InputRefused, match="changed while it was fetched"):
        fetch_raw(store, tmp_path)


def test_a_raw_root_that_another_run_reads_is_waited_for_so_long_and_no_longer(store: Store, tmp_path: Path) -> None:
    put(store, **{"areas.csv": "a"})
    with fetched(store, tmp_path), pytest.raises(Busy), fetched(store, tmp_path, wait=0.1):
        pass
    assert read(fetch_raw(store, tmp_path)) == {"areas.csv": "a"}


def test_what_is_published_is_seen_whole_from_every_machine(store: Store, tmp_path: Path) -> None:
    first = fetch_out(store, tmp_path / "one")
    assert first.base == NOTHING
    write(first.folder, {"area_list.csv": "1", "delta/list_year=2017/part-0.parquet": "d", ".ghettolist.lock": ""})
    publish_out(first)
    second = fetch_out(store, tmp_path / "another")
    assert read(second.folder) == {"area_list.csv": "1", "delta/list_year=2017/part-0.parquet": "d"}
    write(second.folder, {"area_list.csv": "2"})
    pointer = publish_out(second)
    assert json.loads(store.text("current.json"))["version"] == pointer.version
    assert store.text(f"versions/{pointer.version}/area_list.csv") == "2"
    assert store.text(f"versions/{pointer.version}/delta/list_year=2017/part-0.parquet") == "d"  # each version is whole
    assert read(fetch_out(store, tmp_path / "one").folder) == read(second.folder)
    assert publish_out(fetch_out(store, tmp_path / "one")).number == pointer.number  # nothing changed


def test_a_run_that_is_killed_before_the_switch_leaves_readers_the_version_they_had(
    store: Store, tmp_path: Path
) -> None:
    class Killed(BaseException):
        pass

    def kill() -> None:
        raise Killed

    before = fetch_out(store, tmp_path)
    write(before.folder, {"area_list.csv": "1"})
    publish_out(before)
    after = fetch_out(store, tmp_path)
    write(after.folder, {"area_list.csv": "2"})
    with pytest.raises(Killed):
        publish_out(after, kill)
    assert json.loads(store.text("current.json"))["number"] == 1
    again = fetch_out(store, tmp_path)
    assert read(again.folder) == {"area_list.csv": "1"}
    write(again.folder, {"area_list.csv": "2"})
    assert publish_out(again).number == 2


def test_of_two_writers_one_is_refused_and_loses_nothing_of_the_other(store: Store, tmp_path: Path) -> None:
    one, other = fetch_out(store, tmp_path / "one"), fetch_out(store, tmp_path / "other")
    write(one.folder, {"2016": "one"})
    write(other.folder, {"2017": "other"})
    publish_out(one)
    with pytest.raises(Busy, match="was published by another run meanwhile"):
        publish_out(other)
    assert latest(store).files.keys() == {"2016"}
    again = fetch_out(store, tmp_path / "other")
    assert read(again.folder) == {"2016": "one"}
    write(again.folder, {"2017": "other"})
    assert publish_out(again).files.keys() == {"2016", "2017"}


def test_a_publication_whose_answer_got_lost_is_known_for_ones_own(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = fetch_out(store, tmp_path)
    write(checkout.folder, {"area_list.csv": "1"})
    pipe_file = store.files.pipe_file

    def pipe(place: str, content: bytes, mode: str = "overwrite") -> None:
        pipe_file(place, content, mode=mode)
        if mode == "create":
            raise TimeoutError

    monkeypatch.setattr(store.files, "pipe_file", pipe)
    assert publish_out(checkout).number == 1


def test_an_object_that_was_changed_in_the_store_is_not_taken_for_what_was_published(
    store: Store, tmp_path: Path
) -> None:
    checkout = fetch_out(store, tmp_path / "one")
    write(checkout.folder, {"area_list.csv": "1"})
    pointer = publish_out(checkout)
    put(store, **{f"versions/{pointer.version}/area_list.csv": "2"})
    with pytest.raises(StorageRefused, match="is not what was published"):
        fetch_out(store, tmp_path / "another")
