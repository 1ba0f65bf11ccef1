"""Damages to person registers, their addresses and their format table."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl

from tests.torture.harness import (
    LIST_YEAR,
    NOTED,
    REFUSED,
    SAME,
    Case,
    added,
    all_of,
    as_bytes,
    as_text,
    case_of,
    file_of,
    renamed,
)

REGISTERS = ("population", "employment", "education", "income", "crime")
POPULATION, EMPLOYMENT, EDUCATION, INCOME, CRIME = map(file_of, REGISTERS)
CPR = "0101907731"


case = partial(case_of, "person")


def frame_of(path: Path) -> pl.DataFrame:
    """A CSV file with every cell as text."""
    return pl.read_csv(path, separator=";", infer_schema=False)


def changed(name: str, change: Callable[[pl.DataFrame], pl.DataFrame], parquet: bool = False):
    """Change a file as a frame of text; written as CSV, or as Parquet in its place."""

    def harm(raw: Path) -> None:
        frame = change(frame_of(raw / name))
        if parquet:
            frame.write_parquet((raw / name).with_suffix(".parquet"))
            (raw / name).unlink()
        else:
            frame.write_csv(raw / name, separator=";")

    return harm


def of_last_year(register: str):
    """Last year's file in this year's folder."""

    def harm(raw: Path) -> None:
        shutil.copyfile(raw / file_of(register, LIST_YEAR - 1), raw / file_of(register))

    return harm


def saved_again(register: str):
    """Last year's file in this year's folder, with other line ends."""

    def harm(raw: Path) -> None:
        last_year = (raw / file_of(register, LIST_YEAR - 1)).read_bytes()
        (raw / file_of(register)).write_bytes(last_year.replace(b"\n", b"\r\n"))

    return harm


def exchanged_areas(raw: Path) -> None:
    """The addresses of two areas of different municipalities change places."""
    areas = frame_of(raw / "areas.csv").filter(pl.col("last_list_year").is_null()).rows(named=True)
    one, other = (
        areas[0]["area_id"],
        next(area["area_id"] for area in areas if area["municipality_code"] != areas[0]["municipality_code"]),
    )
    column("addresses.csv", "area_id", lambda area: area.replace({one: other, other: one}))(raw)


def one_in_three(of: pl.Expr, change: pl.Expr) -> pl.Expr:
    """The changed cell in every third row."""
    return pl.when(pl.int_range(pl.len()) % 3 == 0).then(change).otherwise(of)


def column(name: str, of: str, expression: Callable[[pl.Expr], pl.Expr], parquet: bool = False):
    """Change one column of one file."""
    return changed(name, lambda frame: frame.with_columns(expression(pl.col(of)).alias(of)), parquet)


def numbers_of(text: str) -> str:
    """Twelve digits that stand for a key of letters, the first never zero."""
    return str(10**11 + int(hashlib.sha256(text.encode()).hexdigest()[:9], 16))


def numeric_keys(*others: Callable[[Path], None]):
    """The same country with keys of digits, then some damage."""

    def harm(raw: Path) -> None:
        for register in REGISTERS:
            for year in (2018, 2019):
                column(file_of(register, year), "pnr", lambda key: key.map_elements(numbers_of, pl.String))(raw)
        for other in others:
            other(raw)

    return harm


def short_addresses(text: str) -> str:
    """Eight digits with leading zeros that stand for an address."""
    return f"{int(hashlib.sha256(text.encode()).hexdigest()[:7], 16) % 10**7:08d}"


def numeric_addresses(*others: Callable[[Path], None]):
    def harm(raw: Path) -> None:
        for name in ("addresses.csv", file_of("population", 2018), POPULATION):
            column(name, "adresse_id", lambda key: key.map_elements(short_addresses, pl.String))(raw)
        for other in others:
            other(raw)

    return harm


def moved(clock: str, zone: str | None, shift_hours: int = 0):
    """Dates as time stamps."""

    def expression(cell: pl.Expr) -> pl.Expr:
        stamp = cell.str.to_datetime("%Y-%m-%d", time_unit="us")
        if clock:
            hours, minutes = map(int, clock.split(":"))
            stamp = stamp + pl.duration(hours=hours, minutes=minutes)
        if zone:
            stamp = stamp.dt.replace_time_zone(
                "Europe/Copenhagen", ambiguous="earliest", non_existent="null"
            ).dt.convert_time_zone(zone)
        return stamp

    return expression


KEYS = [
    *(
        case("keys that do not meet", f"keys of {register} in lower case", REFUSED, column(file_of(register), "pnr", lambda key: key.str.to_lowercase()), register, fast=register == "crime")
        for register in REGISTERS[1:]
    ),
    case("keys that do not meet", "every register's keys of another extract", REFUSED, all_of(*(column(file_of(register), "pnr", lambda key: key.str.reverse()) for register in REGISTERS[1:])), "pnr"),
    case("keys that do not meet", "blanks around the keys of crime", SAME, column(CRIME, "pnr", lambda key: "  " + key + " ")),
    case("keys that do not meet", "no keys in crime", REFUSED, column(CRIME, "pnr", lambda key: pl.lit("")), "crime", "pnr"),
    case("keys that do not meet", "no keys in half of employment", REFUSED, column(EMPLOYMENT, "pnr", lambda key: pl.when(pl.int_range(pl.len()) % 2 == 0).then(key).otherwise(pl.lit(""))), "employment"),
    case("keys that do not meet", "half the keys of income unknown", REFUSED, column(INCOME, "pnr", lambda key: pl.when(pl.int_range(pl.len()) % 2 == 0).then(key).otherwise(key.str.reverse())), "income"),
    case("keys that do not meet", "number keys as text in one register", SAME, numeric_keys()),
    case("keys that do not meet", "number keys as numbers in one register", SAME, numeric_keys(column(EMPLOYMENT, "pnr", lambda key: key.cast(pl.Int64), True))),
    case("keys that do not meet", "number keys as floats in one register", SAME, numeric_keys(column(EMPLOYMENT, "pnr", lambda key: key.cast(pl.Float64), True))),
    case("keys that do not meet", "number keys with .0 in one register", SAME, numeric_keys(column(EMPLOYMENT, "pnr", lambda key: key + ".0"))),
    case("keys that do not meet", "a person twice in population", REFUSED, as_text(POPULATION, lambda text: text + text.splitlines()[1] + "\n"), "population"),
    case("keys that do not meet", "addresses with leading zeros", SAME, numeric_addresses()),
    case("keys that do not meet", "addresses that lost their zeros in population", SAME, numeric_addresses(column(POPULATION, "adresse_id", lambda key: key.str.strip_chars_start("0"))), "adresse_id"),
    case("keys that do not meet", "addresses that lost their zeros in the table", SAME, numeric_addresses(column("addresses.csv", "adresse_id", lambda key: key.str.strip_chars_start("0"))), "adresse_id"),
    case("keys that do not meet", "addresses padded to sixteen", REFUSED, column(POPULATION, "adresse_id", lambda key: key.str.zfill(16)), "adresse_id", fast=True),
    case("keys that do not meet", "addresses in lower case", REFUSED, column(POPULATION, "adresse_id", lambda key: key.str.to_lowercase()), "adresse_id"),
    case("keys that do not meet", "no addresses", REFUSED, column(POPULATION, "adresse_id", lambda key: pl.lit("")), "adresse_id"),
    case("keys that do not meet", "a table of addresses of another country", REFUSED, column("addresses.csv", "adresse_id", lambda key: key.str.reverse()), "address"),
    case("keys that do not meet", "addresses of areas that are not there", REFUSED, column("addresses.csv", "area_id", lambda key: pl.lit("NOWHERE")), "table of areas"),
    case("keys that do not meet", "two areas exchanged in the addresses", REFUSED, exchanged_areas, "addresses.csv", "area_id", "areas.csv", fast=True),
    case("keys that do not meet", "one person number in place of an area", REFUSED, column("addresses.csv", "area_id", lambda area: pl.when(pl.int_range(pl.len()) == 5).then(pl.lit(CPR)).otherwise(area)), "addresses.csv", "area_id", "row 7", secrets=(CPR,), fast=True),
    *(
        case("keys that do not meet", f"{name} behind a third of the keys of {register}", SAME, column(register, of, lambda key, mark=mark: one_in_three(key, key + mark)), "trimmed", fast=register == CRIME)
        for name, mark in (("zero-width spaces", "\u200b"), ("soft hyphens", "\u00ad"))
        for register, of in ((CRIME, "pnr"), (POPULATION, "adresse_id"))
    ),
]  # fmt: skip

EXTRA = "note"
ROWS = [
    case("rows lost", "a stray quote in an extra column", REFUSED, all_of(changed(CRIME, lambda frame: frame.with_columns(pl.lit("x").alias(EXTRA))), as_bytes(CRIME, lambda content: content.replace(b";x\n", b';"x\n', 1))), "crime", fast=True),
    case("rows lost", "two stray quotes far apart", REFUSED, all_of(changed(CRIME, lambda frame: frame.with_columns(pl.lit("x").alias(EXTRA))), as_bytes(CRIME, lambda content: content.replace(b";x\n", b';"x\n', 1)[:-3] + b'x"\n')), "crime"),
    case("rows lost", "a stray quote in Windows-1252", REFUSED, all_of(changed(CRIME, lambda frame: frame.with_columns(pl.lit("ø").alias(EXTRA))), as_text(CRIME, lambda text: text.replace(";ø\n", ';"ø\n', 1), "cp1252")), "crime"),
    case("rows lost", "an extra column in Windows-1252", SAME, all_of(changed(CRIME, lambda frame: frame.with_columns(pl.lit("ø").alias(EXTRA))), as_text(CRIME, lambda text: text, "cp1252")), fast=True),
    case("rows lost", "an extra column in UTF-8", SAME, changed(CRIME, lambda frame: frame.with_columns(pl.lit("ø").alias(EXTRA)))),
    case("rows lost", "quoted line ends in an extra column", REFUSED, changed(CRIME, lambda frame: frame.with_columns(pl.lit("a\nb").alias(EXTRA)))),
    case("rows lost", "a row with a cell too few", REFUSED, as_text(INCOME, lambda text: text + '"SHORT"\n'), "income", secrets=("SHORT",)),
    case("rows lost", "a row with a cell too many", REFUSED, as_text(INCOME, lambda text: text + '"LONGROW";1;1;1;1;1\n'), "income", secrets=("LONGROW",)),
    case("rows lost", "line ends of Windows", SAME, as_text(INCOME, lambda text: text.replace("\n", "\r\n"))),
    case("rows lost", "line ends of old Macs", REFUSED, as_text(INCOME, lambda text: text.replace("\n", "\r")), "income"),
    case("rows lost", "no line end behind the last row", SAME, as_text(INCOME, lambda text: text.rstrip("\n"))),
    case("rows lost", "a header and nothing else", REFUSED, as_text(CRIME, lambda text: text.splitlines()[0] + "\n"), "crime"),
    case("rows lost", "an empty file", REFUSED, added(CRIME, b""), "crime"),
    case("rows lost", "NUL bytes", REFUSED, as_bytes(CRIME, lambda content: content + b"\0\0\0;\0\n"), "crime"),
    case("rows lost", "the first tenth of the rows", REFUSED, as_text(EMPLOYMENT, lambda text: "".join(text.splitlines(True)[: text.count("\n") // 10])), "employment"),
]  # fmt: skip

CLOCKS = [
    case("dates with a clock", f"{name} in {register}", expect, column(file_of(register), of, moved(clock, zone), True), *((register, of) if expect == REFUSED else ()), fast=fast)
    for register, of in (("population", "foed_dag"), ("crime", "afg_afgoedto"))
    for name, clock, zone, expect, fast in (
        ("time stamps at midnight", "", None, SAME, False),
        ("time stamps in Copenhagen", "", "Europe/Copenhagen", SAME, True),
        ("time stamps in UTC", "", "UTC", SAME, False),
        ("time stamps in New York", "", "America/New_York", SAME, False),
        ("time stamps at noon", "12:00", None, REFUSED, True),
        ("time stamps just before midnight", "23:59", None, REFUSED, False),
    )
] + [
    case("dates with a clock", "text with a clock", REFUSED, column(POPULATION, "foed_dag", lambda cell: cell + "T23:30:00"), "foed_dag"),
    case("dates with a clock", "text with midnight", SAME, column(POPULATION, "foed_dag", lambda cell: cell + " 00:00:00")),
    case("dates with a clock", "Danish dates", SAME, column(POPULATION, "foed_dag", lambda cell: cell.str.replace(r"(\d+)-(\d+)-(\d+)", "$3-$2-$1"))),
    case("dates with a clock", "births to come", REFUSED, column(POPULATION, "foed_dag", lambda cell: pl.lit("2030-01-01")), "foed_dag"),
]  # fmt: skip

NUMBERS_AS = {
    "text": lambda cpr: cpr,
    "numbers": lambda cpr: cpr.cast(pl.Int64),
    "floats": lambda cpr: cpr.cast(pl.Float64),
    "twelve digits": lambda cpr: cpr.str.zfill(12),
    "century before": lambda cpr: cpr.str.slice(0, 4) + pl.lit("19") + cpr.str.slice(4),
    "a hyphen": lambda cpr: cpr.str.slice(0, 6) + "-" + cpr.str.slice(6),
    "a blank": lambda cpr: cpr.str.slice(0, 6) + " " + cpr.str.slice(6),
    "an apostrophe": lambda cpr: "'" + cpr,
    "quotes": lambda cpr: '"' + cpr + '"',
    "blanks behind": lambda cpr: cpr + "   ",
    ".0 behind": lambda cpr: cpr + ".0",
    "a day of 61 to 91": lambda cpr: (cpr.str.slice(0, 2).cast(pl.Int64) + 60).cast(pl.String) + cpr.str.slice(2),
}


def person_number(key: str) -> str:
    """An invented person number: a date and four digits."""
    number = int(hashlib.sha256(key.encode()).hexdigest()[:12], 16)
    return f"{number % 28 + 1:02d}{number // 28 % 12 + 1:02d}{number // 336 % 100:02d}{number // 33600 % 9000 + 1000}"


def person_numbers(written: Callable[[pl.Expr], pl.Expr], after: int = 0):
    """The keys of every register of a year are person numbers (after so many rows), written in some way."""

    def expression(key: pl.Expr) -> pl.Expr:
        new = written(key.map_elements(person_number, pl.String)).cast(pl.String)
        return pl.when(pl.int_range(pl.len()) >= after).then(new).otherwise(key) if after else new

    return all_of(*(column(file_of(register), "pnr", expression) for register in REGISTERS))


SECRETS = (person_number("UWTV6H6P7AYU"), person_number("UKKBZS9STJ88"))
PERSON_NUMBERS = [
    case("person numbers", f"written as {name}", REFUSED, person_numbers(written), "pnr", secrets=SECRETS, fast=name == "floats")
    for name, written in NUMBERS_AS.items()
] + [
    case("person numbers", "after row 3,000", REFUSED, person_numbers(NUMBERS_AS["text"], 3000), "pnr", secrets=SECRETS),
    case("person numbers", "as floats in Parquet", REFUSED, all_of(person_numbers(NUMBERS_AS["text"]), column(INCOME, "pnr", lambda key: key.cast(pl.Float64), True)), "pnr", secrets=SECRETS),
    case("person numbers", "without a header", REFUSED, added(CRIME, f"{CPR};2018-01-01;1310006;2\n" * 50), "crime", secrets=(CPR,), fast=True),
    case("person numbers", "as a column's name", REFUSED, as_text(CRIME, lambda text: text.replace("afg_ger7", CPR, 1)), "crime", "afg_ger7", secrets=(CPR,)),
]  # fmt: skip

CODES = [
    case("codes", "every level of education is the lowest", REFUSED, column("hfaudd.csv", "level", lambda level: pl.lit("10")), "hfaudd", fast=True),
    case("codes", "a code of education twice", REFUSED, as_text("hfaudd.csv", lambda text: text + text.splitlines()[1].split(";")[0] + ";90\n"), "hfaudd"),
    case("codes", "no table of education", REFUSED, lambda raw: (raw / "hfaudd.csv").unlink(), "hfaudd"),
    case("codes", "origins in no list", REFUSED, column(POPULATION, "opr_land", lambda code: pl.lit("9999")), "opr_land", fast=True),
    case("codes", "statuses in no list", REFUSED, column(EMPLOYMENT, "soc_status_kode", lambda code: pl.lit("9999")), "soc_status_kode"),
    case("codes", "decisions in no list", REFUSED, column(CRIME, "afg_afgtyp3", lambda code: pl.lit("9999")), "afg_afgtyp3"),
    case("codes", "education in no list", REFUSED, column(EDUCATION, "hfaudd", lambda code: pl.lit("9999")), "hfaudd"),
    case("codes", "municipalities in no list", REFUSED, column(POPULATION, "kom", lambda code: pl.lit("999")), "kom"),
    *(
        case("codes", f"blanks around {of}", SAME, column(name, of, lambda code: " " + code + "  "))
        for name, of in ((POPULATION, "opr_land"), (POPULATION, "kom"), (POPULATION, "ie_type"), (EMPLOYMENT, "soc_status_kode"), (EDUCATION, "hfaudd"), (EDUCATION, "hf_kilde"), (INCOME, "omfang"), (INCOME, "socio13"), (CRIME, "afg_afgtyp3"), (CRIME, "afg_ger7"))
    ),
    case("codes", "nobody convicted: only acquittals", REFUSED, column(CRIME, "afg_ger7", lambda code: pl.lit("9999999")), "crime"),
    case("codes", "all decisions of another year", REFUSED, column(CRIME, "afg_afgoedto", lambda day: day.str.replace("2018", "2016")), "crime"),
]  # fmt: skip

AMOUNTS = [
    case("amounts", "an income of 9e16", REFUSED, column(INCOME, "perindkialt_13", lambda cell: pl.when(pl.int_range(pl.len()) == 5).then(pl.lit("90000000000000000")).otherwise(cell)), "perindkialt_13", fast=True),
    case("amounts", "incomes that sum beyond 64 bits", REFUSED, column(INCOME, "perindkialt_13", lambda cell: pl.lit("99999999999999")), "perindkialt_13"),
    case("amounts", "incomes in thousands", REFUSED, column(INCOME, "perindkialt_13", lambda cell: (cell.cast(pl.Float64) / 1000).round(2).cast(pl.String)), "income"),
    case("amounts", "thousands points in some incomes", REFUSED, column(INCOME, "perindkialt_13", lambda cell: pl.when(pl.int_range(pl.len()) % 3 == 0).then(cell.str.replace(r"(\d)(\d{3})$", "$1.$2")).otherwise(cell)), "perindkialt_13"),
    case("amounts", "incomes with a unit", REFUSED, column(INCOME, "perindkialt_13", lambda cell: cell + " kr."), "perindkialt_13"),
    case("amounts", "decimal commas", SAME, column(INCOME, "perindkialt_13", lambda cell: cell.str.replace(".", ",", literal=True))),
    case("amounts", "parts of the year in per cent", REFUSED, column(EMPLOYMENT, "fuldtid", lambda cell: (cell.cast(pl.Float64) * 100).cast(pl.String)), "fuldtid"),
    case("amounts", "parts of the year below nothing", REFUSED, column(EMPLOYMENT, "fuldtid", lambda cell: "-" + cell), "fuldtid"),
]  # fmt: skip


def in_folder(name: str):
    """The same raw root in a folder whose name looks like a pattern, with another country beside it."""
    return Case("paths", f"a folder called {name}", "person", SAME, lambda raw: None, command=("folder", name))


FILES = [
    case("files", "a folder of parts", REFUSED, all_of(renamed(CRIME, "2019/parts"), lambda raw: (raw / "2019/crime.parquet").mkdir(), lambda raw: (raw / "2019/parts").unlink()), "crime.parquet", "is a folder", "write its part files into one file", fast=True),
    case("files", "a folder of parts without a suffix", REFUSED, all_of(renamed(CRIME, "2019/part-0.csv"), lambda raw: (raw / "2019/crime").mkdir(), renamed("2019/part-0.csv", "2019/crime/part-0.csv")), "2019/crime", "write its part files into one file"),
    case("files", "a population that is not there", REFUSED, lambda raw: (raw / POPULATION).unlink(), "population"),
    case("files", "no addresses at all", REFUSED, lambda raw: (raw / "addresses.csv").unlink(), "addresses"),
    case("files", "counts beside persons", REFUSED, added(CRIME, "scope;code;register_year;residents_18_plus;convicted\narea;A002;2018;1;1\n"), "2019"),
    *(case("files", f"{register} of last year", REFUSED, of_last_year(register), f"2018/{register}.csv", fast=register == "income") for register in REGISTERS),
    *(case("files", f"{register} of last year saved again", REFUSED, saved_again(register), f"{register}.csv", fast=register in ("population", "income")) for register in REGISTERS),
    case("files", "an absent register", NOTED, lambda raw: (raw / CRIME).unlink(), "crime", "not delivered"),
    case("files", "a misspelt register", REFUSED, renamed(CRIME, "2019/crimes.csv"), "crimes.csv"),
]  # fmt: skip

CASES = (*KEYS, *ROWS, *CLOCKS, *PERSON_NUMBERS, *CODES, *AMOUNTS, *FILES)
