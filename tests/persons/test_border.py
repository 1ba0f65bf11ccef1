"""What is wrong with a file as a whole is found before a row is counted: keys, clocks, lines, person numbers, paths."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations import ValidationContext, validate
from pipeline.core.errors import InputRefused
from pipeline.core.paths import RawRoot
from pipeline.persons import Options, PersonFiles, aggregate, aggregate_and_profile, profile
from pipeline.persons.csv_lines import CsvLines, lines_of
from pipeline.persons.kept import counting
from tests.persons.small import deliver, files_in, options

KEYS = [f"{number:012d}" for number in range(700_000_000_000, 700_000_000_040)]
HOMES = [f"{number:08d}" for number in range(1_000, 1_040)]
ROWS: dict[str, Any] = {
    "population": [f"{key};1980-06-01;101;{1 + n % 3};{(5100, 5436)[n % 2]};{HOMES[n]}" for n, key in enumerate(KEYS)],
    "employment": [f"{key};{(131, 318)[n % 2]};1" for n, key in enumerate(KEYS)],
    "education": [f"{key};{(1000, 2000)[n % 2]};15" for n, key in enumerate(KEYS)],
    "income": [f"{key};{200000 + n};1;131" for n, key in enumerate(KEYS)],
    "crime": [f"{key};2023-03-04;1252;111" for key in KEYS[:5]],
    "addresses": [f"{home};A;2010;" for home in HOMES],
}


AREAS = "area_id;area;municipality_code;region_code;first_list_year;last_list_year;predecessors"
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("good")
    return aggregate(deliver(folder, **ROWS), options(folder))


def same(one: Tables, other: Tables) -> None:
    assert {name: frame.to_csv() for name, frame in one.items()} == {n: frame.to_csv() for n, frame in other.items()}


def with_parquet(folder: Path, register: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> PersonFiles:
    """The good delivery with one register as Parquet, changed."""
    files = deliver(folder, **ROWS)
    path = folder / f"{register}.parquet"
    change(pl.read_csv(folder / f"{register}.csv", separator=";", infer_schema=False)).write_parquet(path)
    return replace(files, registers={**files.registers, register: path})


def column(name: str, change: Callable[[pl.Expr], pl.Expr]) -> Callable[[pl.DataFrame], pl.DataFrame]:
    return lambda frame: frame.with_columns(change(pl.col(name)).alias(name))


COPENHAGEN = "Europe/Copenhagen"
SAME_KEYS = {
    "whole numbers": ("employment", column("pnr", lambda key: key.cast(pl.Int64))),
    "floats": ("employment", column("pnr", lambda key: key.cast(pl.Float64))),
    "text with .0": ("income", column("pnr", lambda key: key + ".0")),
    "blanks around": ("crime", column("pnr", lambda key: "  " + key + " ")),
    "zeros before": ("education", column("pnr", lambda key: key.str.zfill(16))),
    "addresses without their zeros": ("population", column("adresse_id", lambda home: home.cast(pl.Int32))),
    "addresses of sixteen digits": ("population", column("adresse_id", lambda home: home.str.zfill(16))),
    "addresses of sixteen characters": ("population", column("adresse_id", lambda home: home.str.pad_end(16))),
}
SAME_DAYS = {
    "midnight without zone": lambda day: day.str.to_datetime("%Y-%m-%d", time_unit="us"),
    "Copenhagen": lambda day: day.str.to_datetime("%Y-%m-%d", time_unit="us").dt.replace_time_zone(COPENHAGEN),
    "UTC": lambda day: (
        day.str.to_datetime("%Y-%m-%d", time_unit="us").dt.replace_time_zone(COPENHAGEN).dt.convert_time_zone("UTC")
    ),
    "text at midnight": lambda day: day + " 00:00:00",
}


@pytest.mark.parametrize("written", SAME_KEYS)
def test_a_key_written_in_another_way_meets_where_that_is_certain_and_it_is_said(
    tmp_path: Path, expected: Tables, written: str
) -> None:
    told: list[str] = []
    files = with_parquet(tmp_path, *SAME_KEYS[written])
    same(aggregate(files, options(tmp_path), told.append), expected)
    assert any("compared in all as" in sentence or "trimmed" in sentence for sentence in told)
    assert not any(key in sentence for key in KEYS + HOMES for sentence in told)


@pytest.mark.parametrize(
    ("register", "change", "broken"),
    [
        ("employment", column("pnr", lambda key: "k" + key.str.slice(1)), "employment keys_do_not_meet"),
        ("income", column("pnr", lambda key: "K" + key.str.slice(1)), "income residents_do_not_meet"),
        ("population", column("adresse_id", lambda home: "X" + home), "population address_without_residents"),
        ("population", column("adresse_id", lambda home: "X" + home), "population lives_in_no_area"),
        ("crime", column("afg_afgtyp3", lambda code: pl.lit("514")), "crime nobody_or_everybody"),
        ("education", column("hfaudd", lambda code: pl.lit("1000")), "education nobody_or_everybody"),
        ("education", column("hfaudd", lambda code: pl.lit("9000")), "education nobody_or_everybody"),
        ("population", column("opr_land", lambda code: pl.lit("9999")), "population unknown_opr_land"),
    ],
)
def test_what_does_not_meet_breaks_a_rule_in_every_row(
    tmp_path: Path, register: str, change: Callable[[pl.DataFrame], pl.DataFrame], broken: str
) -> None:
    frame = profile(with_parquet(tmp_path, register, change), options(tmp_path))
    rows = {f"{r['register']} {r['rule']}": (r["rows"], r["failures"]) for r in frame.to_dict("records")}
    of, failures = rows[broken]
    assert of == failures > 0


def test_keys_that_lost_digits_in_a_float_are_refused(tmp_path: Path) -> None:
    long = column("pnr", lambda key: key.cast(pl.Float64) * 1_000_000)
    with pytest.raises(InputRefused, match="40 keys are floating-point numbers"):
        aggregate(with_parquet(tmp_path, "income", long), options(tmp_path))


@pytest.mark.parametrize("written", SAME_DAYS)
def test_the_day_of_a_timestamp_is_copenhagens(tmp_path: Path, expected: Tables, written: str) -> None:
    asked = options(tmp_path)
    for register, name in (("population", "foed_dag"), ("crime", "afg_afgoedto")):
        same(aggregate(with_parquet(tmp_path, register, column(name, SAME_DAYS[written])), asked), expected)


NOON = column("foed_dag", lambda day: day.str.to_datetime("%Y-%m-%d", time_unit="us") + dt.timedelta(hours=12))


def test_a_time_of_day_without_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="foed_dag: 40 dates have a time of day"):
        aggregate(with_parquet(tmp_path, "population", NOON), options(tmp_path))


@pytest.mark.parametrize("folder", ["year[2]", "y*", "y?ar", "{a,b}", "år 1", "a%20b"])
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_no_path_is_a_pattern(tmp_path: Path, expected: Tables, folder: str, suffix: str) -> None:
    deliver(tmp_path / "year2", **{**ROWS, "population": ROWS["population"][:7]})  # what a pattern would find
    files = deliver(tmp_path / folder, **ROWS)
    if suffix == ".parquet":
        for name in ROWS:
            frame = pl.read_csv(tmp_path / folder / f"{name}.csv", separator=";", infer_schema=False, glob=False)
            with (tmp_path / folder / f"{name}.parquet").open("wb") as stream:
                frame.write_parquet(stream)
        files = replace(files_in(tmp_path / folder, suffix=suffix), addresses=tmp_path / folder / "addresses.parquet")
    same(aggregate(files, Options(work=tmp_path / folder / "work")), expected)


def described(lines: CsvLines) -> tuple[int, int, list[int], list[int]]:
    return lines.rows, lines.blank, lines.stray_quotes, lines.wrong_width


@pytest.mark.parametrize(
    ("content", "rows", "blank", "stray", "wrong"),
    [
        (b"a;b\n1;2\n3;4\n", 2, 0, [], []),
        (b"a;b\n1;2\n3;4", 2, 0, [], []),
        (b"a;b\r\n1;2\r\n\r\n3;4\r\n", 2, 1, [], []),
        (b'\xef\xbb\xbf"a";b\n1;2\n\n\n', 1, 2, [], []),
        (b'a;b\n"1;x";2\n"3""";4\n', 2, 0, [], []),
        (b'a;b\n1;"2\n3;4"\n5;6\n', 3, 0, [2, 3], []),
        (b'a;b\n1;2"\n3;4\n', 2, 0, [2], []),
        (b'a;b\n1;2 "x" 3\n3;4\n', 2, 0, [2], []),
        (b"a;b\n1\n3;4\n5\n", 3, 0, [], [2, 4]),
        (b"a;b\n1;2\n3;4;5\n", 2, 0, [], [3]),
        (b"a;b\n1\n3;4;5\n", 2, 0, [], [2, 3]),  # as many separators as there should be, in the wrong rows
        (b'a;b\n"1;x"\n"3";4\n', 2, 0, [], [2]),  # a separator within quote marks is none
    ],
)
def test_the_lines_of_a_csv_file_are_counted_without_a_csv_reader(
    tmp_path: Path, content: bytes, rows: int, blank: int, stray: list[int], wrong: list[int]
) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    assert described(lines_of(tmp_path / "x.csv", ";", 2)) == (rows, blank, stray, wrong)


def with_stray_quote(tmp_path: Path, encoding: str) -> PersonFiles:
    """A quote mark that opens in the third row of an ignored column of crime."""
    files = deliver(tmp_path, **ROWS)
    lines = [f"{line};{'ø' if n != 2 else chr(34) + 'ø'}" for n, line in enumerate(ROWS["crime"])]
    text = "\n".join(["pnr;afg_afgoedto;afg_ger7;afg_afgtyp3;note", *lines]) + "\n"
    (tmp_path / "crime.csv").write_bytes(text.encode(encoding))
    return files


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_stray_quote_in_an_ignored_column_is_refused_whatever_the_encoding(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(InputRefused, match=r"1 row \(4\) with a stray quote mark"):
        aggregate(with_stray_quote(tmp_path, encoding), options(tmp_path))


def test_blank_lines_are_left_out_and_said(tmp_path: Path, expected: Tables) -> None:
    files, told = deliver(tmp_path, **ROWS), []
    (tmp_path / "income.csv").write_text((tmp_path / "income.csv").read_text().replace("\n", "\n\n", 3))
    same(aggregate(files, options(tmp_path), told.append), expected)
    assert "income (income.csv): 3 blank lines are left out" in told


@pytest.mark.parametrize(
    ("register", "name"),
    [("population", "kom"), ("income", "omfang"), ("crime", "afg_ger7"), ("education", "hfaudd")],
)
def test_blanks_around_codes_are_trimmed_and_their_number_is_said(
    tmp_path: Path, expected: Tables, register: str, name: str
) -> None:
    told: list[str] = []
    padded = with_parquet(tmp_path, register, column(name, lambda code: code + "  "))
    same(aggregate(padded, options(tmp_path), told.append), expected)
    assert f"{register}: {len(ROWS[register])} cells of {name} had blanks around them; trimmed" in told


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        ("250.000", "point or comma before exactly three digits"),
        ("1.250.000", "point or comma before exactly three digits"),
        ("11000000000", "above ten billion kroner"),
    ],
)
def test_an_amount_that_would_be_misread_is_refused(tmp_path: Path, amount: str, problem: str) -> None:
    rows = {**ROWS, "income": [*ROWS["income"][1:], f"{KEYS[0]};{amount};1;131"]}
    with pytest.raises(InputRefused, match=problem) as refused:
        aggregate(deliver(tmp_path, **rows), options(tmp_path))
    assert amount not in str(refused.value)


def test_three_decimals_throughout_are_decimals(tmp_path: Path) -> None:
    rows = {**ROWS, "income": [f"{KEYS[0]};5.125;1;131", *(f"{key};200000.125;1;131" for key in KEYS[1:])]}
    table = aggregate(deliver(tmp_path, **rows), options(tmp_path))["income"].set_index("code")
    assert str(table.loc["DK", "gross_income_dkk"]) == "7800010.2"  # each rounded to øre: 39 * 200000.13 + 5.13


WRITTEN_CPR = {
    "ten digits": lambda n: f"{1 + n % 28:02d}{1 + n % 12:02d}{n % 90:02d}{1000 + n:04d}",
    "a lost zero": lambda n: f"{1 + n % 9}{1 + n % 12:02d}{n % 90:02d}{1000 + n:04d}",
    "a float": lambda n: f"{1 + n % 28:02d}{1 + n % 12:02d}{n % 90:02d}{1000 + n:04d}.0",
    "twelve digits": lambda n: f"00{1 + n % 28:02d}{1 + n % 12:02d}{n % 90:02d}{1000 + n:04d}",
    "the century": lambda n: f"{1 + n % 28:02d}{1 + n % 12:02d}19{n % 90:02d}{1000 + n:04d}",
    "year first": lambda n: f"19{n % 90:02d}{1 + n % 12:02d}{1 + n % 28:02d}-{1000 + n:04d}",
    "a hyphen": lambda n: f"{1 + n % 28:02d}{1 + n % 12:02d}{n % 90:02d}-{1000 + n:04d}",
    "a blank": lambda n: f"{1 + n % 28:02d}{1 + n % 12:02d}{n % 90:02d} {1000 + n:04d}",
    "an apostrophe": lambda n: f"'{1 + n % 28:02d}{1 + n % 12:02d}{n % 90:02d}{1000 + n:04d}",
    "blanks behind": lambda n: f"{1 + n % 28:02d}{1 + n % 12:02d}{n % 90:02d}{1000 + n:04d}  ",
    "replacement numbers": lambda n: f"{61 + n % 28:02d}{1 + n % 12:02d}{n % 90:02d}{1000 + n:04d}",
}


def with_person_numbers(tmp_path: Path, written: str) -> tuple[PersonFiles, list[str]]:
    """Sixty person numbers behind 2,500 other keys."""
    numbers = [WRITTEN_CPR[written](n) for n in range(60)]
    others = [f"KEY{n:09d}" for n in range(2_500)]
    rows = [f"{key};1980-06-01;101;1;5100;{HOMES[0]}" for key in (*others, *numbers)]
    return deliver(tmp_path, **{**ROWS, "population": rows}), numbers


@pytest.mark.parametrize("written", WRITTEN_CPR)
def test_person_numbers_are_recognised_however_they_are_written_also_behind_other_keys(
    tmp_path: Path, written: str
) -> None:
    files, numbers = with_person_numbers(tmp_path, written)
    with pytest.raises(InputRefused, match="look like real CPR numbers") as refused:
        aggregate(files, options(tmp_path))
    assert not any(number in str(refused.value) for number in numbers)


def test_digits_that_are_no_dates_are_not_taken_for_person_numbers(tmp_path: Path) -> None:
    keys = [f"{(n * 7_919_333_337) % 10**10:010d}" for n in range(3_000)]  # 7 % of such numbers begin with a date
    rows = [f"{key};1980-06-01;101;1;5100;{HOMES[n % 40]}" for n, key in enumerate(keys)]
    aggregate(deliver(tmp_path, **{**ROWS, "population": rows}), options(tmp_path))


LISTED = column("omfang", lambda code: pl.concat_list(code))


def test_a_type_that_holds_no_key_code_or_date_is_refused_by_its_column(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"income .*column omfang: has a type that cannot be read"):
        aggregate(with_parquet(tmp_path, "income", LISTED), options(tmp_path))


def test_a_folder_of_part_files_and_a_truncated_file_are_refused_by_name(tmp_path: Path) -> None:
    files = with_parquet(tmp_path, "income", lambda frame: frame)
    (tmp_path / "crime.parquet").mkdir()
    income = files.registers["income"]
    income.write_bytes(income.read_bytes()[:-20])
    with_folder = {**files.registers, "crime": tmp_path / "crime.parquet"}
    with pytest.raises(InputRefused) as refused:
        aggregate(replace(files, registers=with_folder), options(tmp_path))
    assert "crime (crime.parquet): is a folder" in str(refused.value)
    assert "income (income.parquet): cannot be read" in str(refused.value)


# --- counts that are kept ---------------------------------------------------------------------------------------------


@pytest.fixture
def filed(tmp_path: Path) -> tuple[RawRoot, dict[str, Path]]:
    """A raw root with the good delivery of 2024."""
    raw = RawRoot(tmp_path / "raw")
    deliver(raw.folder / "2024", **ROWS)
    for name in ("addresses", "hfaudd"):
        (raw.folder / "2024" / f"{name}.csv").rename(raw.folder / f"{name}.csv")
    raw.areas.write_text(f"{AREAS}\nA;Nordvang;101;84;2010;;\n", encoding="utf-8")
    return raw, {path.stem: path for path in sorted((raw.folder / "2024").iterdir())}


def keep(
    tmp_path: Path, raw: RawRoot, paths: dict[str, Path], meanwhile: Callable[[], object] = lambda: None
) -> Tables:
    """Counts through the hook; ``meanwhile`` happens while the registers are read."""

    def say(sentence: str) -> None:
        if "counted by area" in sentence:
            meanwhile()

    found = counting(lambda rules: Options(tmp_path / "work", rules=rules), say, lambda *_: None)(raw, 2024, paths)
    return dict(found)


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:100])])
def test_kept_counts_that_are_damaged_are_made_anew(
    tmp_path: Path, filed: tuple[RawRoot, dict[str, Path]], harm: Callable[[Path], object], expected: Tables
) -> None:
    same(keep(tmp_path, *filed), expected)
    (kept,) = (tmp_path / "work" / "counts").iterdir()
    harm(kept / "income.parquet")
    same(keep(tmp_path, *filed), expected)
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "work").rglob("*"))
    assert sorted(path.name for path in (tmp_path / "work").iterdir()) == ["counts"]


def test_a_file_that_changes_while_it_is_read_is_refused_and_nothing_is_kept(
    tmp_path: Path, filed: tuple[RawRoot, dict[str, Path]]
) -> None:
    crime = filed[1]["crime"]
    with pytest.raises(InputRefused, match=r"2024/crime.csv: changed while it was read"):
        keep(tmp_path, *filed, meanwhile=lambda: crime.write_bytes(crime.read_bytes()))
    assert not (tmp_path / "work" / "counts").exists()


def test_a_file_cut_short_while_it_is_read_is_refused_as_one_that_changed(
    tmp_path: Path, filed: tuple[RawRoot, dict[str, Path]]
) -> None:
    """Whatever the reader says of it: rows lost, or a file that cannot be read."""
    raw, paths = filed
    with pytest.raises(InputRefused) as refused:
        keep(tmp_path, raw, paths, meanwhile=lambda: [path.write_bytes(b"pnr;x\n") for path in paths.values()])
    assert {str(fault).split(":")[1].split(".")[0].strip() for fault in refused.value.faults} == {
        "changed while it was read"
    }


# --- keys in later rows, types and columns of one name ----------------------------------------------------------------


LATER = 2_100  # behind the rows that are looked at first
INVISIBLE = ("\u200b", "\ufeff", "\u00ad", "\u2003", "\0", " ")


def _many(marked: dict[str, str], mark: str) -> dict[str, Any]:
    """A delivery in which the keys of the last third, in the columns marked, have an invisible mark behind them."""
    persons = [f"{number:012d}" for number in range(700_000_000_000, 700_000_000_000 + LATER * 3 // 2)]
    homes = [f"H{number:07d}" for number in range(len(persons))]

    def of(register: str, name: str, keys: list[str]) -> list[str]:
        is_marked = marked.get(register) == name
        return [key + (mark if is_marked and n >= LATER else "") for n, key in enumerate(keys)]

    lives = zip(of("population", "pnr", persons), of("population", "adresse_id", homes), strict=True)
    return {
        "population": [f"{key};1980-06-01;101;1;5100;{home}" for key, home in lives],
        "income": [f"{key};{200000 + n};1;131" for n, key in enumerate(of("income", "pnr", persons))],
        "addresses": [f"{home};A;2010;" for home in of("addresses", "adresse_id", homes)],
    }


@pytest.mark.parametrize("mark", INVISIBLE)
@pytest.mark.parametrize(
    ("register", "name"),
    [("income", "pnr"), ("population", "adresse_id"), ("addresses", "adresse_id")],
)
def test_what_no_screen_shows_behind_a_key_is_trimmed_though_it_begins_in_later_rows(
    tmp_path: Path, register: str, name: str, mark: str
) -> None:
    def counted(folder: str, marked: dict[str, str]) -> Tables:
        rows = _many(marked, mark)
        delivered = deliver(tmp_path / folder, **{n: rows[n] for n in ("population", "income", "addresses")})
        for register in ("population", "income"):  # a NUL is refused in text
            path = delivered.registers[register]
            pl.read_csv(path, separator=";", infer_schema=False).write_parquet(path.with_suffix(".parquet"))
        parquet = {n: delivered.registers[n].with_suffix(".parquet") for n in ("population", "income")}
        addresses = delivered.addresses.with_suffix(".parquet")
        pl.read_csv(delivered.addresses, separator=";", infer_schema=False).write_parquet(addresses)
        return aggregate(replace(delivered, registers=parquet, addresses=addresses), options(tmp_path / folder))

    same(counted("marked", {register: name}), counted("good", {}))


@pytest.mark.parametrize(
    ("reference", "name"),
    [("addresses", "adresse_id"), ("addresses", "area_id"), ("hfaudd", "hfaudd"), ("hfaudd", "level")],
)
@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        (pl.concat_list, ""),
        (lambda cell: cell.is_not_null(), ""),
        (lambda cell: cell.cast(pl.Binary), "What to do: write the column as text"),
    ],
)
def test_a_reference_of_a_type_that_is_no_key_or_code_is_refused_by_its_column(
    tmp_path: Path, reference: str, name: str, change: Callable[[pl.Expr], pl.Expr], remedy: str
) -> None:
    files = deliver(tmp_path, **ROWS)
    path = tmp_path / f"{reference}.parquet"
    column(name, change)(pl.read_csv(tmp_path / f"{reference}.csv", separator=";", infer_schema=False)).write_parquet(
        path
    )
    with pytest.raises(InputRefused) as refused:
        aggregate(replace(files, **{reference: path}), options(tmp_path))
    assert f"{reference} ({reference}.parquet), column {name}: has a type that cannot be read" in str(refused.value)
    assert remedy in str(refused.value)


@pytest.mark.parametrize("rows", [None, 0])
def test_further_columns_may_share_a_name_as_they_are_ignored(
    tmp_path: Path, expected: Tables, rows: int | None
) -> None:
    files = deliver(tmp_path, **ROWS)
    table = pq.read_table(with_parquet(tmp_path, "crime", lambda frame: frame).registers["crime"]).slice(0, rows)
    for name in ("x", "x", "X"):
        table = table.append_column(name, pa.array(["1"] * len(table), pa.string()))
    path = tmp_path / "crime.parquet"
    pq.write_table(table, path)
    found = aggregate(replace(files, registers={**files.registers, "crime": path}), options(tmp_path))
    if rows is None:
        same(found, expected)
    assert sorted(each.name for each in (tmp_path / "work").iterdir()) == []


# --- addresses against areas.csv --------------------------------------------------------------------------------------


def with_areas(files: PersonFiles, **municipalities: int) -> PersonFiles:
    """The delivery beside an areas.csv that gives these areas these municipalities."""
    return replace(files, areas={area: frozenset({code}) for area, code in municipalities.items()})


@pytest.mark.parametrize(
    ("row", "where"),
    [(f"{HOMES[5]};0101907731;2010;", r"in 1 row \(row 7\)"), (f"{HOMES[5]};0101907731;1990;1991", "in 1 row")],
)
def test_an_address_in_an_area_of_no_list_year_is_refused_before_anything_is_counted_or_shown(
    tmp_path: Path, row: str, where: str
) -> None:
    told: list[str] = []
    files = deliver(tmp_path, **{**ROWS, "addresses": [*ROWS["addresses"][:5], row, *ROWS["addresses"][6:]]})
    with pytest.raises(
        InputRefused, match=r"addresses \(addresses.csv\), column area_id: holds areas .* " + where
    ) as it:
        aggregate(with_areas(files, A=101), options(tmp_path), told.append)
    assert "0101907731" not in str(it.value)
    assert not any("counted" in sentence for sentence in told)


def test_rows_without_known_numbers_are_counted_only(tmp_path: Path) -> None:
    rows = [*ROWS["addresses"][:5], "", f"{HOMES[5]};B;2010;", *ROWS["addresses"][6:]]
    files = deliver(tmp_path, **{**ROWS, "addresses": rows})
    with pytest.raises(InputRefused, match=r"areas.csv, in 1 row\. "):
        aggregate(with_areas(files, A=101), options(tmp_path))


def test_an_address_may_lie_in_an_area_of_another_list_year(tmp_path: Path, expected: Tables) -> None:
    files = deliver(tmp_path, **{**ROWS, "addresses": [*ROWS["addresses"], "long-ago;Z;2010;2012"]})
    same(aggregate(with_areas(files, A=101, Z=751), options(tmp_path)), expected)


def test_areas_whose_residents_have_another_municipality_than_the_area_are_refused_by_name(tmp_path: Path) -> None:
    half = [f"{home};{'AB'[n % 2]};2010;" for n, home in enumerate(HOMES)]
    files = deliver(tmp_path, **{**ROWS, "addresses": half})
    with pytest.raises(InputRefused) as refused:
        aggregate(with_areas(files, A=101, B=751), options(tmp_path))
    assert "addresses (addresses.csv), column area_id: most residents have another municipality" in str(refused.value)
    assert "B (20 of 20 residents)" in str(refused.value)
    assert "A (" not in str(refused.value)


def test_areas_exchanged_in_the_addresses_are_found_through_the_hook(
    tmp_path: Path, filed: tuple[RawRoot, dict[str, Path]]
) -> None:
    raw, _paths = filed
    raw.areas.write_text(f"{AREAS}\nA;Nordvang;751;82;2010;;\n", encoding="utf-8")
    with pytest.raises(InputRefused, match=r"A \(40 of 40 residents\)"):
        keep(tmp_path, *filed)
    assert not (tmp_path / "work" / "counts").exists()


def test_counts_are_kept_only_as_long_as_the_municipalities_of_the_areas_stay(
    tmp_path: Path, filed: tuple[RawRoot, dict[str, Path]]
) -> None:
    keep(tmp_path, *filed)
    filed[0].areas.write_text(f"{AREAS}\nA;Nordvang;751;82;2010;;\n", encoding="utf-8")
    with pytest.raises(InputRefused, match="another municipality"):
        keep(tmp_path, *filed)


def test_a_few_residents_of_another_municipality_are_counted_and_an_unknown_one_is_not(tmp_path: Path) -> None:
    rows = [
        row.replace(";101;", code)
        for row, code in zip(ROWS["population"], (";751;", ";999;", *[";101;"] * 38), strict=True)
    ]
    files = with_areas(deliver(tmp_path, **{**ROWS, "population": rows}), A=101)
    _, found = aggregate_and_profile(files, options(tmp_path))
    rules = {r["rule"]: (r["rows"], r["failures"]) for r in found.to_dict("records") if r["register"] == "population"}
    assert rules["another_municipality"] == (39, 1)


# --- the year of a register -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("newest", "of_an_earlier_year"), [("2022-12-31", True), ("2023-01-01", False)])
def test_a_population_without_anybody_born_last_year_is_of_an_earlier_first_of_january(
    tmp_path: Path, newest: str, of_an_earlier_year: bool
) -> None:
    rows = [*ROWS["population"], f"youngest;{newest};101;1;5100;{HOMES[0]}"]
    found = profile(deliver(tmp_path, **{**ROWS, "population": rows}), options(tmp_path))
    failures = {r["rule"]: r["failures"] for r in found.to_dict("records") if r["register"] == "population"}
    assert failures["nobody_born_last_year"] == (41 if of_an_earlier_year else 0)


@pytest.mark.parametrize(("before", "failures"), [(40, 40), (39, 0), (41, 0)])
def test_a_register_without_dates_that_has_as_many_rows_as_last_year_is_counted_whole(
    tmp_path: Path, before: int, failures: int
) -> None:
    registers = ("population", "employment", "education", "income", "crime")
    found = profile(deliver(tmp_path, **ROWS), options(tmp_path), dict.fromkeys(registers, before))
    counted = {r["register"]: r["failures"] for r in found.to_dict("records") if r["rule"] == "row_count_repeats"}
    assert counted == dict.fromkeys(("employment", "education", "income"), failures)  # dates tell of the others


def test_a_column_in_which_every_row_has_one_code_is_counted_whole(tmp_path: Path) -> None:
    found = profile(with_parquet(tmp_path, "income", column("omfang", lambda code: pl.lit(1))), options(tmp_path))
    counted = {f"{r['register']} {r['rule']}": r["failures"] for r in found.to_dict("records")}
    assert counted["income one_code_omfang"] == 40
    assert counted["population one_code_ie_type"] == 0


def test_the_profile_of_a_good_delivery_of_forty_persons_breaks_no_rule_of_meeting(tmp_path: Path) -> None:
    _, found = aggregate_and_profile(deliver(tmp_path, **ROWS), options(tmp_path))
    verdict = validate("person_profile", found, ValidationContext(2024))
    assert [finding.expectation for finding in verdict.findings if not finding.success] == []
