"""Lines of large CSV files are counted beside their reading, and whatever they turn out to be gives what counting first gives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.core.errors import InputRefused
from pipeline.persons import PersonFiles, aggregate_and_profile, csv_lines, line_counts
from pipeline.persons.inputs import Options
from pipeline.persons.line_counts import counted_beside
from tests.persons.small import deliver

ROWS = 40
BLOCK = 128  # bytes: the first block holds a few rows
POPULATION = [f"p{n:03};1980-06-01;101;2;5436;home" for n in range(ROWS)]
CRIME = [f"p{n:03};2023-05-05;1252;111" for n in range(ROWS)]
LATE = {  # what the last rows of a file may hold that its first rows do not
    "nothing odd": b"p900;1980-06-01;101;2;5436;home\n",
    "no last line end": b"p900;1980-06-01;101;2;5436;home",
    "a stray quote mark": b'p900;1980-06-01;101;2;5436;ho"me\np901;1980-06-01;101;2;5436;home\n',
    "a cell that spans lines": b'p900;1980-06-01;101;2;5436;"ho\nme"\n',
    "a row too short": b"p900;1980-06-01;101;2;5436\n",
    "a row too wide": b"p900;1980-06-01;101;2;5436;home;x\n",
    "one too short and one too wide": b"p900;1980-06-01;101;2;5436\np901;1980-06-01;101;2;5436;home;x\n",
    "blank lines": b"\n\np900;1980-06-01;101;2;5436;home\n\n",
    "a letter of Windows-1252": b"p900;1980-06-01;101;2;5436;h\xf8me\n",
    "a letter of UTF-8": "p900;1980-06-01;101;2;5436;høme\n".encode(),
    "other line ends": b"p900;1980-06-01;101;2;5436;home\r\np901;1980-06-01;101;2;5436;home\r\n",
    "a separator in quote marks": b'p900;1980-06-01;101;2;5436;"ho;me"\n',
    "a doubled quote mark": b'p900;1980-06-01;101;2;5436;"ho""me"\n',
    "quote marks around a cell": b'"p900";1980-06-01;101;"2";5436;home\n',
    "a code in another spelling": b"p900;1980-06-01;0101;+2;5436;home\n",
    "a day in another spelling": b"p900;1980- 6-01;101;2;5436;home\n",
    "a day and a code of which one makes up for the other": b"p900;1980-6-1;00101;2;5436;home\n",
    "a letter in a code": b"p900;1980-06-01;x;2;5436;home\n",
    "a key of another length": b"p9000;1980-06-01;101;2;5436;home\n",
    "a line that is too long": b"p900;1980-06-01;101;2;5436;" + b"x" * (csv_lines.LONGEST_LINE_BYTES + 1) + b"\n",
}


@contextmanager
def counts_beside(patch: pytest.MonkeyPatch, beside: bool) -> Iterator[None]:
    """Within the block every CSV file is large, or none."""
    with patch.context() as within:
        within.setattr(line_counts, "LARGE_BYTES", 0 if beside else 1 << 60)
        within.setattr(csv_lines, "BLOCK_BYTES", BLOCK)
        yield


def outcome(files: PersonFiles, work: Path) -> tuple[str, ...]:
    """The counts and the profile, or every fault."""
    try:
        counts, profile = aggregate_and_profile(files, Options(work=work))
    except InputRefused as refusal:
        return tuple(str(fault) for fault in refusal.faults)
    return (*(f"{name}\n{frame.to_csv()}" for name, frame in counts.items()), profile.to_csv())


@pytest.mark.parametrize("late", LATE)
def test_a_file_that_turns_out_odd_gives_what_it_gives_where_its_lines_are_counted_first(
    late: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = deliver(tmp_path, population=POPULATION, crime=CRIME)
    with files.registers["population"].open("ab") as stream:
        stream.write(LATE[late])
    with counts_beside(monkeypatch, beside=False):
        expected = outcome(files, tmp_path / "work")
    with counts_beside(monkeypatch, beside=True):
        assert outcome(files, tmp_path / "work") == expected


def test_the_faults_of_the_lines_of_all_files_are_named_together_in_the_order_of_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = deliver(tmp_path, population=POPULATION, crime=CRIME)
    for register in ("population", "crime"):
        with files.registers[register].open("a", encoding="utf-8") as stream:
            stream.write("p900\n")
    files.registers["education"].write_text("pnr;hfaudd\np1;1000\n", encoding="utf-8")
    with counts_beside(monkeypatch, beside=False):
        expected = outcome(files, tmp_path / "work")
    with counts_beside(monkeypatch, beside=True):
        assert outcome(files, tmp_path / "work") == expected
    assert [fault.split(" (")[0] for fault in expected] == ["population", "education", "crime"]


def test_a_refusal_for_what_rows_hold_stands_where_the_lines_are_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = [*POPULATION, POPULATION[-1]]
    with counts_beside(monkeypatch, beside=True):
        (fault,) = outcome(deliver(tmp_path, population=twice), tmp_path / "work")
    assert "1 residents of areas occur more than once" in fault


def test_each_file_is_counted_once_however_often_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    real = csv_lines.lines_of
    monkeypatch.setattr(line_counts, "lines_of", lambda path, *rest: counted.append(path.name) or real(path, *rest))
    odd = [*POPULATION, "p900;1980-06-01;0101;2;5436;home"]  # read again, cell by cell
    with counts_beside(monkeypatch, beside=True):
        aggregate_and_profile(deliver(tmp_path, population=odd, crime=CRIME), Options(work=tmp_path / "work"))
    assert sorted(counted) == sorted(set(counted)) and "population.csv" in counted


def test_counting_ends_early_where_nobody_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_counts, "LARGE_BYTES", 0)
    path = tmp_path / "x.csv"
    path.write_bytes(b"a;b\n" + b"1;2\n" * 10)
    with counted_beside() as counts:
        counts.stop()
        assert counts.begin(path, ";", 2) is not None
    assert counts.whole(path, ";", 2).rows < 10
