"""The names and places of the files of a raw root and of an out root, and the hash of a file.

What does not belong here: reading or writing their content. Temporary, work and staging folders are named where they
are used.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

CODES = Path(__file__).parent / "codes"  # DST's code lists, part of the program
SHIPPED_RAW = Path(__file__).parents[2] / "data" / "raw"  # the published figures, in the repository and in a wheel
CARD = "delivery.yaml"
COLUMNS = "columns.yaml"  # of a delivery: a supplier's headings and codes
EXTRACT = ".statbank.csv"  # the names of extracts of StatBank in a delivery end so
ARCHIVE = "archive"  # of a raw root: deliveries that a correction has replaced
YEAR = re.compile(r"[0-9]{4}")
COARSEST_STAMP_NS = (
    2_000_000_000  # of the time stamps of file systems: FAT's; those of ext4 before Linux 6.13 take 4 ms
)
HASHED_AT_ONCE_BYTES = 1 << 23


def sha256_of(path: Path) -> str:
    """The file's SHA-256 as hexadecimal text, read in blocks so that a person file is never in memory as a whole.

    A file is read once a process as long as its size, place on disk and time stamps stay: person files take seconds.
    A file that was written a moment ago is read each time, since another change in the same tick of the file system's
    clock would not show in its time stamps.
    """
    state = state_of(path)
    return _kept_sha256(path, state) if is_settled(path) else _sha256(path)


def state_of(path: Path) -> tuple[int, ...]:
    """The file system's state of a file; it changes with the content once the file ``is_settled``."""
    state = path.stat()
    return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)


def is_settled(path: Path) -> bool:
    """Whether the last change of a file is so long ago that the next one will show in its time stamps."""
    state = path.stat()
    return abs(time.time_ns() - max(state.st_mtime_ns, state.st_ctime_ns)) > COARSEST_STAMP_NS


@lru_cache(maxsize=4096)
def _kept_sha256(path: Path, state: tuple[int, ...]) -> str:
    return _sha256(path)


def _sha256(path: Path) -> str:
    """In large blocks: a thread that hashes beside another waits for Python's lock once a block, up to 5 ms each time."""
    digest, block = hashlib.sha256(), memoryview(bytearray(HASHED_AT_ONCE_BYTES))
    with path.open("rb", buffering=0) as stream:
        while length := stream.readinto(block):
            digest.update(block[:length])
    return digest.hexdigest()


def is_beside(path: Path) -> bool:
    """Whether a file of a delivery is named as ``columns.yaml`` or as an extract of StatBank."""
    return path.name == COLUMNS or (path.name.lower().endswith(EXTRACT) and not path.name.startswith((".", "~$")))


@dataclass(frozen=True)
class RawRoot:
    """The folder of extracts as delivered (by default ``data/raw``)."""

    folder: Path

    @property
    def areas(self) -> Path:
        return self.folder / "areas.csv"

    @property
    def hfaudd(self) -> Path:
        return self.folder / "hfaudd.csv"

    @property
    def goals(self) -> Path:
        return self.folder / "goals.yaml"

    @property
    def boundaries(self) -> Path:
        return self.folder / "areas.geojson"

    @property
    def made_up_mark(self) -> Path:
        """The file whose presence marks everything in the raw root as made up."""
        return self.folder / "made_up.yaml"

    @property
    def published_folder(self) -> Path:
        return self.folder / "published"

    @property
    def published_values(self) -> Path:
        return self.published_folder / "values.csv"

    @property
    def published_lists(self) -> Path:
        return self.published_folder / "lists.csv"

    @property
    def published_coverage(self) -> Path:
        return self.published_folder / "coverage.csv"

    @property
    def published_limits(self) -> Path:
        return self.published_folder / "conviction_limits.csv"

    @property
    def published_counts(self) -> Path:
        return self.published_folder / "national_counts.csv"

    @property
    def programme(self) -> Path:
        return self.published_folder / "programme_2011.csv"

    @property
    def area_names(self) -> Path:
        return self.published_folder / "area_names.csv"

    def delivery(self, list_year: int) -> Path:
        """The folder of one list year's delivery."""
        return self.folder / str(list_year)

    def card(self, list_year: int) -> Path:
        return self.delivery(list_year) / CARD

    def columns(self, list_year: int) -> Path:
        return self.delivery(list_year) / COLUMNS

    def beside(self, list_year: int) -> tuple[Path, ...]:
        """The files of a delivery that its registers are read by or completed from, those there are, in order."""
        folder = self.delivery(list_year)
        entries = sorted(folder.iterdir()) if folder.is_dir() else []
        return tuple(path for path in entries if is_beside(path) and path.is_file())

    def archived(self, list_year: int, day: dt.date) -> Path:
        """Where the delivery received on that day goes once a correction replaces it."""
        return self.folder / ARCHIVE / str(list_year) / day.isoformat()

    def delivered_years(self) -> tuple[int, ...]:
        """The list years that have a delivery folder with anything in it, in order."""
        if not self.folder.is_dir():
            return ()
        named = (entry for entry in self.folder.iterdir() if YEAR.fullmatch(entry.name) and entry.is_dir())
        return tuple(sorted(int(entry.name) for entry in named if any(entry.iterdir())))

    def relative(self, path: Path) -> str:
        """A path as outputs name it: relative to the raw root, with forward slashes."""
        return path.relative_to(self.folder).as_posix()


@dataclass(frozen=True)
class ReceivingRoot(RawRoot):
    """The raw root with one delivery that is not filed yet: a folder of its own, or one file."""

    list_year: int
    staged: Path

    def delivery(self, list_year: int) -> Path:
        """The folder of one list year's delivery."""
        return self.staged if list_year == self.list_year else super().delivery(list_year)

    def delivered_years(self) -> tuple[int, ...]:
        """The list years that have a delivery folder, in order."""
        return tuple(sorted({*super().delivered_years(), self.list_year}))

    def relative(self, path: Path) -> str:
        """The path the file will have once the delivery is filed."""
        if path == self.staged:
            return path.name
        if path.is_relative_to(self.staged):
            return f"{self.list_year}/{path.relative_to(self.staged).as_posix()}"
        return super().relative(path)


@dataclass(frozen=True)
class OutRoot:
    """The folder of published outputs (by default ``data/out``). It never holds a count of 1-4 persons."""

    folder: Path

    def partition(self, table: str, list_year: int) -> Path:
        """The one Parquet file of a table's list year, hive-partitioned."""
        return self.folder / table / f"list_year={list_year}" / "part-0.parquet"

    def list_years(self, table: str) -> tuple[int, ...]:
        """The list years a table has, in order."""
        found = (self.folder / table).glob("list_year=*/part-0.parquet")
        return tuple(sorted(int(path.parent.name.removeprefix("list_year=")) for path in found))

    def has_no_later_list_than(self, list_year: int) -> bool:
        """Whether this list year is the latest: then it writes the files that hold only the latest list."""
        return all(year <= list_year for year in self.list_years("area_list"))

    @property
    def report_folder(self) -> Path:
        return self.folder / "report"

    def report(self, list_year: int) -> Path:
        return self.report_folder / str(list_year) / "index.html"

    def town_report(self, list_year: int, municipality_code: str) -> Path:
        """One municipality's own page of a list year, where several are shown."""
        return self.report_folder / str(list_year) / f"{municipality_code}.html"

    def report_years(self) -> tuple[int, ...]:
        """The list years that have a report, in order."""
        found = (path.parent.name for path in self.report_folder.glob("*/index.html"))
        return tuple(sorted(int(name) for name in found if name.isdigit()))

    @property
    def datapackage(self) -> Path:
        return self.folder / "datapackage.json"

    @property
    def area_list_csv(self) -> Path:
        return self.folder / "area_list.csv"

    @property
    def area_list_points_csv(self) -> Path:
        """The same for programs: commas between the cells, decimal points."""
        return self.folder / "area_list_points.csv"

    @property
    def areas_all_years_points_csv(self) -> Path:
        """The same for programs: commas between the cells, decimal points."""
        return self.folder / "areas_all_years_points.csv"

    @property
    def areas_all_years_csv(self) -> Path:
        return self.folder / "areas_all_years.csv"

    @property
    def areas_all_years_xlsx(self) -> Path:
        return self.folder / "areas_all_years.xlsx"

    @property
    def area_list_xlsx(self) -> Path:
        return self.folder / "area_list.xlsx"

    def vintages(self, list_year: int) -> Path:
        """The folder of every publication of a list year, beside the manifests: they are its long form.

        Its name begins with a point, so that readers of the table's folder do not read it.
        """
        return self.folder / "manifest" / ".vintages" / f"list_year={list_year}"

    def vintage(self, list_year: int, vintage_id: str) -> Path:
        """One publication of a list year, whole, as one file."""
        return self.vintages(list_year) / f"{vintage_id}.zip"

    def history(self, list_year: int) -> Path:
        """When a list year was published, one line of JSON per publication, oldest first."""
        return self.vintages(list_year) / "history.jsonl"

    def vintage_years(self) -> tuple[int, ...]:
        """The list years with a history, in order."""
        found = (self.folder / "manifest" / ".vintages").glob("list_year=*/history.jsonl")
        return tuple(sorted(int(path.parent.name.removeprefix("list_year=")) for path in found))
