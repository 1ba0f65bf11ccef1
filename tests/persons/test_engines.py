"""Both engines, and any number of passes, give exactly the same tables."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.persons import PersonFiles, aggregate, passes, profile
from tests.persons.small import counted, deliver, options

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs java, and there is none")
PERSONS = 400


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> PersonFiles:
    """Some hundred persons, drawn so that every column has odd cells too."""
    draw = random.Random(7)
    keys = [f"K{number:011d}" for number in range(PERSONS)]
    day = [f"{draw.randint(1930, 2023)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}" for _ in keys]
    one = draw.choice
    rows: dict[str, Any] = {
        "population": [
            f"{key};{born};{one(('101', '751', '0851', '999', ''))};{one((1, 2, 3))};{one((5100, 5436, 5750, 0, ''))};"
            f"{one(('home', 'away', 'none', ''))}"
            for key, born in zip(keys, day, strict=True)
        ],
        "employment": [
            f"{key};{status};{draw.randint(0, 10**7) / 10**7}"
            for key in keys for status in draw.sample((131, 200, 318, 411, 999), 2)
        ],
        "education": [f"{key};{one((1000, 1500, 2000, 9000, 7777, ''))};{one((11, 15, 17, ''))}" for key in keys[40:]],
        "income": [
            f"{key};{str(draw.randint(-10**7, 10**8) / 1000).replace('.', ',')};{one((1, 1, 2))};{one((131, 310))}"
            for key in keys[:-60]
        ],
        "crime": [
            f"{one(keys)};2023-{draw.randint(1, 12):02d}-15;{one(('1252', '3210123', '2110', '34'))};{one((111, 514, 518))}"
            for _ in range(200)
        ],
    }  # fmt: skip
    return deliver(tmp_path_factory.mktemp("delivery"), **rows)


def same_bytes(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    assert one.keys() == other.keys()
    for register in one:
        assert one[register].to_csv() == other[register].to_csv(), register


@needs_java
def test_spark_gives_the_bytes_that_polars_gives(files: PersonFiles, tmp_path: Path) -> None:
    same_bytes(aggregate(files, options(tmp_path, engine="spark")), aggregate(files, options(tmp_path)))


@needs_java
def test_the_profile_is_the_same_on_spark(files: PersonFiles, tmp_path: Path) -> None:
    pd.testing.assert_frame_equal(profile(files, options(tmp_path, engine="spark")), profile(files, options(tmp_path)))


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
    from pipeline.persons.delivery import opened

    with opened(files, options(tmp_path), lambda _: None) as delivery:
        nation = replace(delivery, rows={"population": 6_000_000})
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


def test_the_rows_of_a_csv_file_are_counted_so_that_its_memory_is_bounded_too(tmp_path: Path) -> None:
    from pipeline.persons.delivery import opened

    residents = [f"K{number:011d};19{number % 90 + 10}-06-01;101;1;5100;home" for number in range(30_000)]
    with opened(deliver(tmp_path, population=residents), options(tmp_path), lambda _: None) as delivery:
        assert delivery.rows["population"] == 30_000


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
