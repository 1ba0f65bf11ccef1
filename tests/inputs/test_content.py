"""The content key of a list year: which file changes which list years."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from pipeline.core.errors import InputRefused
from pipeline.core.paths import RawRoot, sha256_of
from pipeline.inputs.content import content_of, delivered_registers
from pipeline.inputs.sources import open_sources
from pipeline.law import load_law

LAW = load_law()
YEARS = range(2016, 2021)
PROJECT = Path(__file__).parents[2]


@pytest.fixture
def raw(tmp_path: Path) -> RawRoot:
    return RawRoot(Path(shutil.copytree(PROJECT / "data/made_up", tmp_path / "raw")))


def keys(raw: RawRoot, code_version: str = "1") -> dict[int, str]:
    return {year: content_of(raw, LAW, year, code_version).key for year in YEARS}


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("2018/crime.csv", {2018, 2019, 2020}),
        ("2018/delivery.yaml", {2018, 2019, 2020}),
        ("2020/delivery.yaml", {2020}),
        ("areas.csv", {2016, 2017, 2018, 2019, 2020}),
        ("README.md", set()),
        ("2018/notes.txt", set()),
    ],
)
def test_a_changed_file_changes_the_list_years_that_rest_on_it(raw: RawRoot, file: str, changed: set[int]) -> None:
    before = keys(raw)
    with (raw.folder / file).open("a") as stream:
        stream.write("\n\n")
    after = keys(raw)
    assert {year for year in YEARS if before[year] != after[year]} == changed


def test_a_new_file_and_a_file_that_goes_change_the_content(raw: RawRoot) -> None:
    before = keys(raw)
    moved = raw.folder / "2019" / "crime.csv"
    moved.rename(raw.folder / "crime.csv")
    assert {year for year in YEARS if before[year] != keys(raw)[year]} == {2019, 2020}
    (raw.folder / "crime.csv").rename(moved)
    assert keys(raw) == before


def test_the_place_of_the_raw_root_is_no_content(raw: RawRoot, tmp_path: Path) -> None:
    before = keys(raw)
    assert keys(RawRoot(raw.folder.rename(tmp_path / "elsewhere"))) == before


def test_other_code_is_other_content(raw: RawRoot) -> None:
    assert set(keys(raw, "1").values()).isdisjoint(keys(raw, "2").values())


def test_a_broken_file_has_its_content_too(raw: RawRoot) -> None:
    before = keys(raw)
    (raw.folder / "2020" / "delivery.yaml").write_text(":::")
    (raw.folder / "2020" / "crime.sas7bdat").write_text("a second crime file")
    assert keys(raw)[2020] != before[2020]


def test_the_registers_that_were_delivered(raw: RawRoot) -> None:
    (raw.folder / "2018" / "crime.csv").unlink()
    assert delivered_registers(raw, 2018) == ("population", "employment", "education", "income")
    assert delivered_registers(raw, 2030) == ()


def test_the_manifest_names_the_very_files_of_the_content(raw: RawRoot) -> None:
    sources = open_sources(raw)
    for year in YEARS:
        assert {file.path: file.sha256 for file in sources.files(year)} == content_of(raw, LAW, year, "").files


def test_a_file_is_hashed_once_for_the_manifests_of_all_list_years(
    raw: RawRoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources, asked = open_sources(raw), list[str]()

    def asking(path: Path, label: str) -> str:
        asked.append(label)
        return sha256_of(path)

    monkeypatch.setattr("pipeline.inputs.unchanged.current_sha256", asking)
    found = {year: sources.files(year) for year in YEARS}
    assert sorted(asked) == sorted({file.path for files in found.values() for file in files})
    (raw.folder / "2016" / "crime.csv").write_text("another file")
    with pytest.raises(InputRefused, match="changed while it was read"):
        sources.as_read.check()


@pytest.mark.parametrize("length", [0, 1, 3, 4, 5, 8, 9])
def test_a_hash_is_that_of_the_whole_file_whatever_its_blocks(
    length: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.core.paths.HASHED_AT_ONCE_BYTES", 4)
    (tmp_path / "file").write_bytes(bytes(range(length)))
    assert sha256_of(tmp_path / "file") == hashlib.sha256(bytes(range(length))).hexdigest()
