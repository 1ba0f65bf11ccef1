"""The person engine and the reference count the same in any small country: odd codes, gaps, birthdays at the limits."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.core.errors import InputRefused
from pipeline.inputs.registers import REGISTERS
from pipeline.persons import Options, PersonFiles, aggregate
from pipeline.persons.inputs import Engine
from pipeline.synthetic import synthesize
from tests import referee

AREAS = ("A1", "A2", "A3", "A4")
ADDRESSES = tuple(f"ADDRESS{number:05d}" for number in range(8))
TURNING = (15, 18, 30, 60, 65)  # the ages at which a person enters or leaves a count
ORIGINS = (5100, 5101, 5104, 5154, 5158, 5170, 5172, 5103, 5102, 5750, 5436, 0, 5001, 5999, 9999)
STATUSES = (110, 134, 200, 312, 316, 318, 319, 351, 411, 412, 414, 511, 512, 513, 517, 999)
EDUCATIONS = ("1009", "2109", "3208", "4411", "5013", "1515", "9999", "7777")  # the last is in no format table
LEVELS = {"1009": 10, "2109": 10, "3208": 30, "4411": 40, "5013": 20, "1515": 15, "9999": 90}
GRAIN_PRIORITY = (1, 3, 9, 10, 11, 15, 17, 18, 19, 77)
OFFENCES = ("1310", "1310555", "1000", "3210", "3210001", "3410", "3310", "3610", "2110", "2132001", "0000")
DECISIONS = (111, 121, 2, 3, 5, 511, 514, 515, 518, 999)
SOCIO = (131, 310, 321, 410, 0, 999)
COLUMNS = {
    "population": ("pnr", "foed_dag", "kom", "ie_type", "opr_land", "adresse_id"),
    "employment": ("pnr", "soc_status_kode", "fuldtid"),
    "education": ("pnr", "hfaudd", "hf_kilde"),
    "income": ("pnr", "perindkialt_13", "omfang", "socio13"),
    "crime": ("pnr", "afg_afgoedto", "afg_ger7", "afg_afgtyp3"),
    "addresses": ("adresse_id", "area_id", "first_list_year", "last_list_year"),
}
TYPES = {
    "pnr": pa.string(), "foed_dag": pa.date32(), "kom": pa.int16(), "ie_type": pa.int8(), "opr_land": pa.int16(),
    "adresse_id": pa.string(), "soc_status_kode": pa.int16(), "fuldtid": pa.float64(), "hfaudd": pa.string(),
    "hf_kilde": pa.int8(), "perindkialt_13": pa.float64(), "omfang": pa.int8(), "socio13": pa.int16(),
    "afg_afgoedto": pa.date32(), "afg_ger7": pa.string(), "afg_afgtyp3": pa.int16(), "area_id": pa.string(),
    "first_list_year": pa.int16(), "last_list_year": pa.int16(),
}  # fmt: skip

Tables = dict[str, list[tuple[Any, ...]]]


@st.composite
def birth_dates(draw: st.DrawFn, list_year: int) -> dt.date:
    """Around the birthdays that decide, and on 29 February."""
    year = list_year - draw(st.sampled_from(TURNING))
    near = [dt.date(year, 1, 1), dt.date(year, 1, 2), dt.date(year - 1, 12, 31), dt.date(year, 12, 31)]
    near += [dt.date(leap, 2, 29) for leap in range(year - 2, year + 3) if leap % 4 == 0]
    return draw(st.one_of(st.sampled_from(near), st.dates(dt.date(list_year - 100, 1, 1), dt.date(list_year, 1, 1))))


@st.composite
def countries(draw: st.DrawFn) -> tuple[int, Tables]:
    """A list year and the rows of its files. Persons may lack a register, or be in one without living here."""
    year = draw(st.sampled_from((2012, 2013, 2014, 2018, 2020, 2024)))
    keys = [f"KEY_{number:08d}" for number in range(draw(st.integers(1, 24)))]
    residents = keys[: draw(st.integers(len(keys) // 2 + 1, len(keys)))]
    place = st.tuples(
        st.sampled_from((101, 461, 751, 851, 265)), st.sampled_from((1, 2, 3)), st.sampled_from(ORIGINS),
        st.sampled_from((*ADDRESSES, "ELSEWHERE001")),
    )  # fmt: skip
    windows = st.tuples(
        st.sampled_from(AREAS), st.integers(year - 2, year + 1), st.sampled_from((None, year - 1, year, year + 3))
    )
    hundredths = st.one_of(st.integers(0, 100).map(lambda part: part / 100), st.none())
    kroner = st.one_of(st.integers(-200_000_00, 900_000_00).map(lambda ore: ore / 100), st.none())
    someone = st.sampled_from(keys)
    offences, decisions = st.sampled_from((*OFFENCES, None)), st.sampled_from((*DECISIONS, None))
    days = st.one_of(
        st.sampled_from(
            (dt.date(year - 1, 1, 1), dt.date(year - 1, 12, 31), dt.date(year, 1, 1), dt.date(year - 2, 12, 31))
        ),
        st.dates(dt.date(year - 1, 1, 1), dt.date(year - 1, 12, 31)),
    )

    def one_each(*values: st.SearchStrategy[Any]) -> list[tuple[Any, ...]]:
        chosen = draw(st.lists(someone, unique=True, min_size=len(keys) // 2))
        return [(key, *draw(st.tuples(*values))) for key in chosen]

    statuses = draw(st.lists(st.tuples(someone, st.sampled_from(STATUSES)), unique=True, max_size=30))
    return year, {
        "population": [(key, draw(birth_dates(year)), *draw(place)) for key in residents],
        "addresses": [(address, *draw(windows)) for address in ADDRESSES],
        "employment": [(key, status, draw(hundredths)) for key, status in statuses],
        "education": one_each(st.sampled_from((*EDUCATIONS, None)), st.sampled_from((*GRAIN_PRIORITY, None))),
        "income": one_each(kroner, st.sampled_from((1, 1, 1, 2, 0, 9, None)), st.sampled_from((*SOCIO, None))),
        "crime": draw(
            st.lists(st.tuples(someone, days, offences, decisions), max_size=20)
        ),
    }  # fmt: skip


def write(root: Path, list_year: int, tables: Tables, suffix: str) -> referee.Files:
    """The raw root of a drawn country."""
    (root / str(list_year)).mkdir(parents=True)
    for name, rows in tables.items():
        path = (root if name == "addresses" else root / str(list_year)) / f"{name}.{suffix}"
        columns = COLUMNS[name]
        if suffix == "csv":
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                lines = csv.writer(file, delimiter=";")
                lines.writerow([column.upper() for column in columns])
                lines.writerows(rows)
        else:
            arrays = {c: pa.array([row[n] for row in rows], TYPES[c]) for n, c in enumerate(columns)}
            pq.write_table(pa.table(arrays), path)
    (root / "hfaudd.csv").write_text("hfaudd;level\n" + "".join(f"{c};{level}\n" for c, level in LEVELS.items()))
    return referee.Files.of(root, list_year, suffix)


def of_product(
    files: referee.Files, work: Path, engine: Engine, memory_limit: int | None = None
) -> dict[str, referee.Counts]:
    """The product's counts as the referee gives them."""
    options = Options(engine=engine, memory_limit=memory_limit, work=work)
    delivered = {name: path for name in REGISTERS if (path := getattr(files, name)) is not None}
    frames = aggregate(PersonFiles(files.list_year, delivered, files.addresses, files.hfaudd), options)
    return {
        register: {
            (row["scope"], str(row["code"])): {column.name: row[column.name] for column in REGISTERS[register].measures}
            for row in frame.to_dict("records")
        }
        for register, frame in frames.items()
    }


def assert_the_same(ours: dict[str, referee.Counts], theirs: dict[str, referee.Counts]) -> None:
    """Equal figures everywhere; a place without a row has nobody in it."""
    assert ours.keys() == theirs.keys()
    for register, counts in theirs.items():
        nobody = dict.fromkeys((column.name for column in REGISTERS[register].measures), 0)
        for place in ours[register].keys() | counts.keys():
            own = {name: Decimal(str(value)) for name, value in ours[register].get(place, nobody).items()}
            assert own == dict(counts.get(place, nobody)), (register, place)


def compare(country: tuple[int, Tables], suffix: str, engine: Engine) -> None:
    """Write, count twice, compare, clean up."""
    folder = Path(tempfile.mkdtemp())
    try:
        files = write(folder / "raw", *country, suffix)
        (folder / "work").mkdir()
        assert_the_same(of_product(files, folder / "work", engine), referee.aggregate(files))
    finally:
        shutil.rmtree(folder)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(country=countries(), suffix=st.sampled_from(("parquet", "csv")))
def test_polars_counts_what_the_referee_counts(country: tuple[int, Tables], suffix: str) -> None:
    compare(country, suffix, "polars")


@pytest.mark.parametrize("second_area", ["A1", "A2"])
def test_a_person_with_two_rows_in_areas_is_refused_by_both_and_not_named(second_area: str, tmp_path: Path) -> None:
    born = dt.date(1980, 5, 5)
    tables: Tables = {name: [] for name in COLUMNS}
    tables["population"] = [
        ("SENTINEL_KEY", born, 101, 1, 5100, "ADDRESS00000"),
        ("SENTINEL_KEY", born, 101, 1, 5100, "ADDRESS00001"),
        ("KEY_00000001", born, 101, 1, 5100, "ADDRESS00001"),
    ]
    tables["addresses"] = [("ADDRESS00000", "A1", 2010, None), ("ADDRESS00001", second_area, 2010, None)]
    files = write(tmp_path / "raw", 2020, tables, "parquet")
    with pytest.raises(referee.InTwoAreas):
        referee.aggregate(files)
    with pytest.raises(InputRefused) as refusal:
        of_product(files, tmp_path, "polars")
    assert "SENTINEL" not in refusal.value.message()


@pytest.mark.parametrize(
    "options", [{}, {"text_keys": False}, {"file_format": "csv"}], ids=["text", "whole numbers", "csv"]
)
def test_a_made_up_country_counts_the_same_with_and_without_a_memory_limit(
    options: dict[str, Any], tmp_path: Path
) -> None:
    root = tmp_path / "country"
    synthesize(root, persons=4_000, list_years=[2019, 2020], seed=3, **options)
    files = referee.Files.of(root, 2020, options.get("file_format", "parquet"))
    expected = referee.aggregate(files)
    work = tmp_path / "work"
    work.mkdir()
    assert_the_same(of_product(files, work, "polars"), expected)
    assert_the_same(of_product(files, work, "polars", memory_limit=64 * 1024**2), expected)


def test_a_register_that_was_not_delivered_is_left_out(tmp_path: Path) -> None:
    root = tmp_path / "country"
    synthesize(root, persons=3_000, list_years=[2020], seed=3)
    whole = referee.Files.of(root, 2020)
    files = referee.Files(**{**asdict(whole), "employment": None, "crime": None})
    assert_the_same(of_product(files, tmp_path, "polars"), referee.aggregate(files))


def reference_ages() -> Sequence[tuple[dt.date, int, int]]:
    """Birth date, list year, age on 1 January."""
    return (
        (dt.date(2000, 2, 29), 2018, 17),  # turns 18 on 1 March 2018
        (dt.date(2000, 1, 1), 2018, 18),
        (dt.date(2000, 1, 2), 2018, 17),
        (dt.date(1999, 12, 31), 2018, 18),
        (dt.date(2018, 1, 1), 2018, 0),
    )


@pytest.mark.parametrize(("born", "list_year", "age"), reference_ages())
def test_the_referee_knows_how_old_one_is(born: dt.date, list_year: int, age: int) -> None:
    assert referee.age_on_1_january(born, list_year) == age
