"""Hostile trials: a good raw root is damaged on purpose, a command is run on it, and what came out is judged.

The good person files hold unique keys, addresses, names and incomes; after every case each of them is looked for in
what was said and in every file outside the raw root, compressed or not.

A case says what the programme must do with the damage: refuse it by name (``refused``), give exactly the answer of the
good data (``same``), or give an answer and say what was wrong with the data (``noted``). In every case no traceback, no
planted value outside the raw root, and no earlier output changed by a run that was refused.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import re
import shutil
import signal
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from click.testing import CliRunner

from commands.ghettolist import main
from pipeline.inputs.sources import READING_AHEAD
from pipeline.synthetic import synthesize

LIST_YEAR = 2019
REFUSED, SAME, NOTED = "refused", "same", "noted"
REFUSING_CODES = (2, 3, 4)
LONGEST_S = 60  # what takes longer hangs
DECIDED = ("designations", "indicators", "assessments", "counts")


@dataclass(frozen=True)
class Case:
    """One damage.

    ``harm`` changes a copy of the good raw root in place. ``says`` are words that the message must hold (a file, a
    column, a remedy). ``secrets`` are planted values that may be found nowhere. ``command`` replaces the usual run.
    """

    kind: str
    name: str
    grain: str
    expect: str
    harm: Callable[[Path], None]
    says: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    fast: bool = False

    @property
    def id(self) -> str:
        return f"{self.grain}: {self.kind}: {self.name}"


def case_of(
    grain: str, kind: str, name: str, expect: str, harm, *says: str, secrets: tuple[str, ...] = (), fast: bool = False
) -> Case:
    """A case of the usual run."""
    return Case(kind, name, grain, expect, harm, says, secrets, (), fast)


@dataclass(frozen=True)
class Planted:
    """Values of persons that may be found nowhere: every key and address, and some names and incomes."""

    keys: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()

    def found_in(self, text: str) -> set[str]:
        """Those that stand in a text, a key in letters of either size and within longer words too."""
        words = (word.upper() for word in re.findall(r"[0-9A-Za-z]{12,}", text)) if self.keys else ()
        parts = {word[start : start + 12] for word in words for start in range(len(word) - 11)}
        return (parts & self.keys) | {value for value in self.values if value in text}


@dataclass
class Good:
    """A good raw root of one grain, what a run on it gave, and the counts kept of it."""

    raw: Path
    out: Path
    work: Path
    stdout: str
    stderr: str
    decided: dict[str, Any] = field(default_factory=dict)
    planted: Planted = field(default_factory=Planted)


@dataclass(frozen=True)
class Outcome:
    """What a run on damaged data gave, and everything that is wrong with that."""

    exit_code: int
    stdout: str
    stderr: str
    faults: tuple[str, ...]


def run(words: Sequence[str]) -> tuple[int, str, str, BaseException | None]:
    """A command in this process: exit code, stdout, stderr, and an exception that is none of its exits."""
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(LONGEST_S)
    try:
        result = CliRunner().invoke(main, list(words))
        for thread in threading.enumerate():  # a process ends with its threads, one that still reads among them
            if thread.name.startswith(READING_AHEAD):
                thread.join()
    finally:
        signal.alarm(0)
    error = result.exception if not isinstance(result.exception, SystemExit) else None
    return result.exit_code, result.stdout, result.stderr, error


def _too_long(*_: object) -> None:
    raise TimeoutError


def words_for(raw: Path, out: Path, work: Path) -> list[str]:
    """The usual run."""
    year = str(LIST_YEAR)
    place = ["--raw", str(raw), "--out", str(out), "--work", str(work)]
    return ["run", "--list-year", year, *place, "--municipality", "all", "--format", "json"]


def make_good(folder: Path, grain: str) -> Good:
    """A made-up country of 20,000 persons in CSV, and the run on it."""
    raw, out, work = folder / "raw", folder / "out", folder / "work"
    years = range(LIST_YEAR - 1, LIST_YEAR + 1)
    synthesize(raw, persons=20_000, list_years=years, seed=3, grain=grain, file_format="csv", progress=lambda _: None)
    for card in raw.glob("*/delivery.yaml"):
        card.unlink()  # a card holds hashes, and would refuse every damage before it is read
    planted = plant(raw) if grain == "person" else Planted()
    code, stdout, stderr, error = run(words_for(raw, out, work))
    assert code == 0, (stdout, stderr, error)
    good = Good(raw, out, work, stdout, stderr, decided(out), planted)
    assert not list(leaks(planted, stdout + stderr, (out, work)))
    return good


NAMES = ("Qvistrup Zwergius", "Xenia Bjørnvig-Quaade", "Þorsteinn Ægisson")
INCOMES = ("1917353", "1483927", "2271839")


def plant(raw: Path) -> Planted:
    """Put names beside the keys of one register, as a column that no register has, and incomes that nobody else has."""
    keys: set[str] = set()
    for year in (LIST_YEAR - 1, LIST_YEAR):
        header, *rows = read_rows(raw / file_of("employment", year))
        named = [[*row, NAMES[number % len(NAMES)]] for number, row in enumerate(rows)]
        write_rows(raw / file_of("employment", year), [[*header, "navn"], *named])
        header, *rows = read_rows(raw / file_of("income", year))
        for row, income in zip(rows, INCOMES, strict=False):
            row[header.index("perindkialt_13")] = income
        write_rows(raw / file_of("income", year), [header, *rows])
        header, *rows = read_rows(raw / file_of("population", year))
        keys |= {row[header.index(column)] for row in rows for column in ("pnr", "adresse_id")}
    return Planted(frozenset(keys), frozenset((*NAMES, *INCOMES)))


def decided(out: Path) -> dict[str, Any]:
    """What the tables of the list year say."""
    places = {name: out / name / f"list_year={LIST_YEAR}" / "part-0.parquet" for name in DECIDED}
    return {name: pq.read_table(place).to_pylist() for name, place in places.items() if place.is_file()}


def tree_hash(folder: Path) -> str:
    """A hash over every file's path and content."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def try_case(case: Case, good: Good, folder: Path) -> Outcome:
    """Run a case in a folder of its own."""
    raw, out = folder / "raw", folder / "out"
    shutil.copytree(good.raw, raw)
    shutil.copytree(good.out, out)
    case.harm(raw)
    before = tree_hash(out)
    words = [word.format(raw=raw, out=out, work=good.work) for word in case.command] or words_for(raw, out, good.work)
    scratch = folder / "tmp"
    scratch.mkdir()
    kept = tempfile.tempdir
    tempfile.tempdir = str(scratch)
    try:
        code, stdout, stderr, error = run(words)
    finally:
        tempfile.tempdir = kept
    faults = list(_faults(case, good, out, before, code, stdout, stderr, error))
    planted = Planted(good.planted.keys, good.planted.values | set(case.secrets))
    faults += leaks(planted, stdout + stderr, (out, good.work, scratch))
    return Outcome(code, stdout, stderr, tuple(faults))


def _faults(
    case: Case,
    good: Good,
    out: Path,
    before: str,
    code: int,
    stdout: str,
    stderr: str,
    error: BaseException | None,
) -> Iterable[str]:
    if error is not None or "Traceback" in stdout + stderr or code == 70:
        yield f"crash: exit {code}, {type(error).__name__}"
        return
    if case.expect == REFUSED:
        if code not in REFUSING_CODES:
            wrong = " and another answer" if not case.command and decided(out) != good.decided else ""
            yield f"not refused: exit {code}{wrong}"
        elif not case.command and tree_hash(out) != before:
            yield "refused, but earlier outputs changed"
    elif code != 0:
        yield f"refused: exit {code}: {stderr.strip().splitlines()[-1] if stderr.strip() else ''}"
    elif case.expect == SAME and not case.command and decided(out) != good.decided:
        yield "another answer than the good data give"
    missing = [word for word in case.says if word.lower() not in (stdout + stderr).lower()]
    if missing and not (case.expect == REFUSED and code not in REFUSING_CODES):
        yield f"does not say: {', '.join(missing)}"
    if "\x1b" in stdout + stderr:
        yield "an escape character reaches the terminal"


def leaks(planted: Planted, said: str, folders: Iterable[Path]) -> Iterator[str]:
    """Where a planted value came out."""
    if planted.found_in(said):
        yield "leak: a planted value is printed"
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink() and any(planted.found_in(text) for text in texts(path)):
                yield f"leak: a planted value is in {path.relative_to(folder)}"


def texts(path: Path) -> tuple[str, ...]:
    """Everything in a file as text: as it lies there, and what is compressed in it."""
    return _texts(path.read_bytes())


@functools.lru_cache(maxsize=500)  # most files are the same after most cases
def _texts(content: bytes) -> tuple[str, ...]:
    found = [content.decode("utf-8", "replace")]
    if b"\x00" in content:
        found.append(content.decode("utf-16-le", "replace"))
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found += [text for name in archive.namelist() for text in _texts(archive.read(name))]
    elif content[:4] == content[-4:] == b"PAR1":
        table = pq.read_table(io.BytesIO(content))
        found += ["\n".join(map(str, column.to_pylist())) for column in table.columns]
    return tuple(found)


# --- ways of damaging ---------------------------------------------------------------------------------------------------


def read_rows(path: Path) -> list[list[str]]:
    """A CSV file's header and rows."""
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))


def write_rows(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file as Danish tools do."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", lineterminator="\n").writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8")


def file_of(register: str, list_year: int = LIST_YEAR) -> str:
    """A register's file, relative to the raw root."""
    return f"{list_year}/{register}.csv"


def in_rows(name: str, change: Callable[[dict[str, str]], None], where: Callable[[dict[str, str]], bool] | None = None):
    """Change the cells of the rows for which ``where`` holds (all of them without)."""

    def harm(raw: Path) -> None:
        header, *rows = read_rows(raw / name)
        changed = []
        for row in rows:
            cells = dict(zip(header, row, strict=True))
            if where is None or where(cells):
                change(cells)
            changed.append([cells[column] for column in header])
        write_rows(raw / name, [header, *changed])

    return harm


def set_cell(name: str, column: str, value: str, nth: int = 0, scope: str = "area"):
    """Put one value in a column of the nth row of a scope (of the nth row where there are no scopes)."""

    def harm(raw: Path) -> None:
        header, *rows = read_rows(raw / name)
        scopes = [row for row in rows if "scope" not in header or row[header.index("scope")] == scope]
        scopes[nth][header.index(column)] = value
        write_rows(raw / name, [header, *rows])

    return harm


def set_column(name: str, column: str, value: Callable[[str], str], scopes: tuple[str, ...] = ()):
    """Change a whole column (in some scopes)."""

    def change(cells: dict[str, str]) -> None:
        cells[column] = value(cells[column])

    return in_rows(name, change, (lambda cells: cells["scope"] in scopes) if scopes else None)


def as_text(name: str, change: Callable[[str], str], encoding: str = "utf-8"):
    """Change a file as text."""

    def harm(raw: Path) -> None:
        path = raw / name
        path.write_bytes(change(path.read_text(encoding="utf-8")).encode(encoding))

    return harm


def as_bytes(name: str, change: Callable[[bytes], bytes]):
    """Change a file as bytes."""

    def harm(raw: Path) -> None:
        path = raw / name
        path.write_bytes(change(path.read_bytes()))

    return harm


def renamed(name: str, to: str):
    """Give a file another name."""

    def harm(raw: Path) -> None:
        (raw / name).rename(raw / to)

    return harm


def added(name: str, content: str | bytes):
    """Put a file beside the others."""

    def harm(raw: Path) -> None:
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return harm


def all_of(*harms: Callable[[Path], None]):
    """Several damages one after the other."""

    def harm(raw: Path) -> None:
        for each in harms:
            each(raw)

    return harm


def nothing(_raw: Path) -> None:
    """No damage: the command itself is the case."""
