"""Any number of passes gives exactly the same tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.persons import PersonFiles, aggregate, aggregate_and_profile, passes, profile
from pipeline.persons.delivery import opened
from pipeline.persons.engines import polars
from pipeline.persons.engines.base import Frame, GenericEngine, Join, engine_frame
from pipeline.persons.engines.polars import PolarsEngine
from tests.persons.small import counted, deliver, odd_persons, options


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> PersonFiles:
    return odd_persons(tmp_path_factory.mktemp("delivery"))


def same_bytes(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    assert one.keys() == other.keys()
    for register in one:
        assert one[register].to_csv() == other[register].to_csv(), register


def test_persons_counted_in_many_passes_add_up(
    files: PersonFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, questioned = aggregate(files, options(tmp_path)), profile(files, options(tmp_path), {"income": 7})
    told: list[str] = []
    monkeypatch.setattr("pipeline.persons.reading.passes_needed", lambda *_: 7)
    same_bytes(aggregate(files, options(tmp_path), told.append), whole)
    assert "persons, part 7 of 7" in told
    found = profile(files, options(tmp_path), {"income": 7}, told.append)
    pd.testing.assert_frame_equal(found, questioned)
    assert told.count("persons, part 7 of 7") == 2


def test_less_memory_means_more_passes(files: PersonFiles, tmp_path: Path) -> None:
    with opened(files, options(tmp_path), lambda _: None) as delivery:
        population = replace(delivery.sources["population"], rows=6_000_000)
        nation = replace(delivery, sources={"population": population})
        gib = 2**30
        needed = [
            passes.passes_needed(nation, options(tmp_path, memory_limit=limit)) for limit in (4 * gib, gib, gib // 2)
        ]
        assert needed == sorted(needed) and needed[0] == 1 and needed[-1] > 1


def test_without_a_limit_half_of_what_is_free_is_used_and_a_container_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = passes.usual_limit()
    assert 0 < free < 2**45
    for name, text in (("max", f"{3 * 2**20}"), ("current", f"{2**20}")):
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(passes, "CGROUP_FILES", ((str(tmp_path / "max"), str(tmp_path / "current")),))
    assert passes.usual_limit() == 2**20  # half of 3 MiB less the 1 MiB in use
    (tmp_path / "max").write_text("max")
    assert passes.usual_limit() > 2**20


def test_a_system_that_does_not_tell_its_free_memory_has_a_usual_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "MEMORY", "/no/such/file")
    monkeypatch.setattr(passes, "CGROUP_FILES", ())
    assert passes.usual_limit() == passes.FREE_IF_UNKNOWN // 2


def test_the_rows_of_a_csv_file_are_counted_so_that_its_memory_is_bounded_too(tmp_path: Path) -> None:
    residents = [f"K{number:011d};19{number % 90 + 10}-06-01;101;1;5100;home" for number in range(30_000)]
    with opened(deliver(tmp_path, population=residents), options(tmp_path), lambda _: None) as delivery:
        assert delivery.sources["population"].rows == 30_000


LONG = "ABCDEFGHIJKL"  # as long as DST's keys


@pytest.mark.parametrize(
    "resident", [LONG, LONG + "M", LONG[:-1], "ÆØÅæøå"], ids=["fits", "longer", "shorter", "danish"]
)
@pytest.mark.parametrize("earner", [LONG, LONG + "M", LONG[:-1], LONG.lower(), "ÆØÅæøå"])
def test_a_key_is_its_own_only_if_every_byte_is(resident: str, earner: str, tmp_path: Path) -> None:
    found = counted(
        tmp_path, "income",
        population=[f"{resident};1980-06-01;101;1;5100;home", "OTHER_PERSON;1980-06-01;101;1;5100;home"],
        income=[f"{earner};100;1;131", "OTHER_PERSON;7;1;131", ";900;1;131"],
    )  # fmt: skip
    assert (found["taxpayers"], found["gross_income_dkk"]) == ((2, 107) if resident == earner else (1, 7))


def test_a_resident_without_a_key_changes_nothing_for_the_others(tmp_path: Path) -> None:
    found = counted(
        tmp_path, "income",
        population=[f"{LONG};1980-06-01;101;1;5100;home", ";1980-06-01;101;1;5100;home"],
        income=[f"{LONG};100;1;131", ";900;1;131"],
    )  # fmt: skip
    assert (found["taxpayers"], found["gross_income_dkk"]) == (1, 100)


def test_keys_of_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """All keys share a hash here, an empty one too, and still only equal keys meet."""
    monkeypatch.setattr(pl.Expr, "hash", lambda *_: pl.lit(0, pl.UInt64))
    rows = engine_frame(pl.LazyFrame({"pnr": ["a", "b", "b", "x", None], "kroner": [1, 2, 3, 4, 5]}))
    people = engine_frame(pl.LazyFrame({"pnr": ["a", "b", "c", None], "place": [10, 20, 30, 40]}))
    joined = PolarsEngine().way_to_join(rows, people)(rows, people).collect().to_native().sort("kroner")
    assert joined.select("pnr", "kroner", "place").rows() == [("a", 1, 10), ("b", 2, 20), ("b", 3, 20)]
    found = PolarsEngine().look_up(people, engine_frame(rows.to_native().filter(pl.col("kroner") != 3)), "pnr")
    assert found.collect().to_native().rows() == [("a", 10, 1), ("b", 20, 2), ("c", 30, None), (None, 40, None)]


def in_order(files: PersonFiles, folder: Path, is_sorted: bool, as_numbers: bool) -> PersonFiles:
    """The same rows as Parquet, in the order of their keys or in none."""
    folder.mkdir()
    delivered = {}
    for register, path in files.delivered.items():
        rows = pl.read_csv(path, separator=";", infer_schema_length=0).drop_nulls("pnr")
        rows = rows.sort("pnr") if is_sorted else rows.sample(fraction=1, shuffle=True, seed=1)
        rows = rows.with_columns(pl.col("pnr").hash(0).cast(pl.Int64, wrap_numerical=True)) if as_numbers else rows
        rows = rows.sort("pnr") if is_sorted else rows
        delivered[register] = folder / f"{register}.parquet"
        rows.write_parquet(delivered[register])
    return replace(files, registers=delivered)


@pytest.mark.parametrize("as_numbers", [False, True], ids=["text", "numbers"])
def test_registers_in_the_order_of_their_keys_are_merged_and_give_the_same(
    as_numbers: bool, files: PersonFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    way_to_join = PolarsEngine.way_to_join

    def telling(engine: PolarsEngine, rows: Frame, people: Frame) -> Join:
        told.append(all(polars._is_in_order(frame) for frame in (rows, people)))
        return way_to_join(engine, rows, people)

    monkeypatch.setattr(PolarsEngine, "way_to_join", telling)
    found = {}
    for is_sorted in (True, False):
        ordered = in_order(files, tmp_path / str(is_sorted), is_sorted, as_numbers)
        found[is_sorted] = aggregate_and_profile(ordered, options(tmp_path))
        assert set(told) == {is_sorted}
        told.clear()
    same_bytes(found[True][0], found[False][0])
    pd.testing.assert_frame_equal(found[True][1], found[False][1])


def typed(files: PersonFiles, folder: Path, claims_order: bool) -> PersonFiles:
    """The same rows as Parquet with numbers and dates, in no order; each column may be claimed to be in order.

    A file can claim it of one column after the other, so each register is claimed to be in the order of all of them.
    """
    folder.mkdir()
    delivered = {}
    for register, path in files.delivered.items():
        rows = pl.read_csv(path, separator=";", try_parse_dates=True, infer_schema_length=None, decimal_comma=True)
        rows = rows.with_columns(pl.col("pnr").hash(0).cast(pl.Int64, wrap_numerical=True))
        rows = rows.sample(fraction=1, shuffle=True, seed=len(delivered))
        claims = [pq.SortingColumn(place) for place in range(rows.width)] if claims_order else None
        delivered[register] = folder / f"{register}.parquet"
        pq.write_table(rows.to_arrow(), delivered[register], sorting_columns=claims)
    return replace(files, registers=delivered)


def test_what_a_file_says_of_its_order_is_not_believed(files: PersonFiles, tmp_path: Path) -> None:
    """Polars takes such a claim for a fact, and then finds none of the keys, or the wrong dates."""
    claimed, plain = (typed(files, tmp_path / str(claims), claims) for claims in (True, False))
    first = pl.scan_parquet(claimed.registers["income"]).select("pnr").collect().to_series()
    assert first.flags["SORTED_ASC"] and first.to_list() != sorted(first.to_list())
    with opened(claimed, options(tmp_path), lambda _: None) as delivery:
        held = delivery.raw["income"].frame.collect().to_native()
    assert held["pnr"].to_list() == first.to_list() and not held["pnr"].flags["SORTED_ASC"]
    found, wanted = (aggregate_and_profile(each, options(tmp_path)) for each in (claimed, plain))
    same_bytes(found[0], wanted[0])
    pd.testing.assert_frame_equal(found[1], wanted[1])


KEYS = st.lists(st.sampled_from([*"abcdefgh", None]), max_size=12)


@settings(max_examples=60, deadline=None)
@given(KEYS, st.lists(st.tuples(st.sampled_from([*"abcdefgh", None]), st.booleans(), st.booleans()), max_size=12))
def test_keys_compared_by_merging_are_compared_as_by_joins(
    keys: list[str | None], residents: list[tuple[str | None, bool, bool]]
) -> None:
    """Keys and residents that occur twice, and empty ones, among them."""
    people = pl.LazyFrame(residents, schema={"pnr": pl.String, "young": pl.Boolean, "old": pl.Boolean}, orient="row")
    rows = pl.LazyFrame({"pnr": keys}, schema={"pnr": pl.String})
    for group in ("young", "old", None):
        one, other = (
            each.compared(each.keys(engine_frame(rows)), each.census(engine_frame(people), ["young", "old"]), group)
            for each in (PolarsEngine(), GenericEngine())
        )
        assert (one.strangers, one.missing) == (other.strangers, other.missing)
