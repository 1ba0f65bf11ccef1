"""The made-up country: reproducible, the same in both grains, with named areas exactly on their limits."""

from __future__ import annotations

import csv
import hashlib
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from pipeline.core.errors import WrongUsage
from pipeline.inputs.registers import REGISTERS
from pipeline.synthetic import synthesize
from tests import referee

YEARS = range(2019, 2022)


def tiny(root: Path, *, list_years: range = YEARS, seed: int = 7, **options: Any) -> Path:
    synthesize(root, persons=4_000, list_years=list_years, seed=seed, **options)
    return root


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny(tmp_path_factory.mktemp("country") / "persons")


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny(tmp_path_factory.mktemp("country") / "areas", grain="area", file_format="csv")


def digests(root: Path) -> dict[str, str]:
    return {
        str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(root.rglob("*"))
        if p.is_file()
    }


def area_counts(root: Path, list_year: int) -> dict[str, referee.Counts]:
    """The area-grain files as the referee would give them."""
    result: dict[str, referee.Counts] = {}
    for register in REGISTERS:
        with (root / str(list_year) / f"{register}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        measures = [column.name for column in REGISTERS[register].measures]
        result[register] = {
            (row["scope"], row["code"]): dict(zip(measures, (Decimal(row[m]) for m in measures), strict=True))
            for row in rows
        }
    return result


def named(root: Path) -> dict[str, str]:
    with (root / "areas.csv").open(encoding="utf-8", newline="") as file:
        return {row["area"]: row["area_id"] for row in csv.DictReader(file, delimiter=";")}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(country: Path, tmp_path: Path) -> None:
    tiny(tmp_path / "again")
    tiny(tmp_path / "other", seed=8)
    assert digests(country) == digests(tmp_path / "again")
    assert digests(country)["2019/population.parquet"] != digests(tmp_path / "other")["2019/population.parquet"]


@pytest.mark.parametrize("list_year", YEARS)
def test_the_person_grain_adds_up_to_the_area_grain_by_the_referee(
    country: Path, counted: Path, list_year: int
) -> None:
    by_referee = referee.aggregate(referee.Files.of(country, list_year))
    for register, counts in area_counts(counted, list_year).items():
        nobody = dict.fromkeys((column.name for column in REGISTERS[register].measures), 0)
        for place, measures in counts.items():
            assert dict(by_referee[register].get(place, nobody)) == measures, (register, place)
        assert set(by_referee[register]) <= set(counts), register


def test_csv_and_whole_number_keys_hold_the_same_country(counted: Path, tmp_path: Path) -> None:
    tiny(tmp_path / "csv", text_keys=False, file_format="csv")
    by_referee = referee.aggregate(referee.Files.of(tmp_path / "csv", 2020, "csv"))
    for register, counts in area_counts(counted, 2020).items():
        assert {place: dict(by_referee[register][place]) for place in by_referee[register]} == {
            place: counts[place] for place in by_referee[register]
        }


class Shares:
    """Exact shares of one list year, by the area's name, the region's code or DK."""

    def __init__(self, root: Path, list_year: int) -> None:
        self.counts, self.ids = area_counts(root, list_year), named(root)

    def of(self, register: str, part: str, whole: str, place: str, scope: str = "area") -> Fraction:
        row = self.counts[register][scope, self.ids.get(place, place)]
        return Fraction(row[part]) / Fraction(row[whole])

    def attachment(self, area: str) -> Fraction:
        return self.of("employment", "without_link", "residents_18_64", area)

    def non_western(self, area: str) -> Fraction:
        return self.of("population", "residents_non_western", "residents", area)

    def income(self, area: str, region: str) -> Fraction:
        means = ("income", "gross_income_dkk", "taxpayers")
        return self.of(*means, area) / self.of(*means, region, "region")

    def convicted(self, area: str) -> Fraction:
        rates = ("crime", "convicted", "residents_18_plus")
        return self.of(*rates, area) / self.of(*rates, "DK", "country")


@pytest.mark.parametrize("list_year", YEARS)
def test_shares_of_the_named_areas_are_exactly_on_their_limits(counted: Path, list_year: int) -> None:
    shares = Shares(counted, list_year)
    # 20 adults of whom 8.00 full-time persons are without link; then 8.01
    assert shares.attachment("Attachment exactly 40 percent") == Fraction(40, 100)
    assert shares.attachment("Attachment a hundredth of a person above 40 percent") == Fraction(801, 2000)
    assert shares.attachment("Attachment exactly 30 percent") == Fraction(30, 100)
    assert shares.non_western("Non-western exactly half") == Fraction(1, 2)
    assert shares.non_western("Non-western one more than half") == Fraction(21, 40)
    assert shares.non_western("Non-western exactly 30 percent") == Fraction(30, 100)
    basic = ("education", "basic_only", "residents_30_59")
    assert shares.of(*basic, "Basic education exactly 60 percent") == Fraction(60, 100)
    assert shares.of(*basic, "Basic education one above 60 percent") == Fraction(13, 20)
    assert shares.convicted("Convicted exactly three times the average") == 3
    assert shares.convicted("Convicted one fewer than three times the average") == Fraction(3, 2)  # one of two left
    assert shares.convicted("Convicted exactly twice the average") == 2
    assert shares.income("Income exactly 55 percent of the region", "81") == Fraction(55, 100)
    assert shares.income("Income exactly 65 percent of the region", "83") == Fraction(65, 100)
    below = shares.income("Income one øre below 55 percent of the region", "82")
    assert Fraction(54_999_999, 100_000_000) < below < Fraction(55, 100)


def test_areas_may_lack_what_a_share_needs(counted: Path) -> None:
    counts, ids = area_counts(counted, 2020), named(counted)
    assert counts["income"]["area", ids["No taxpayers"]]["taxpayers"] == 0
    assert counts["population"]["area", ids["Nobody lives here"]]["residents"] == 0
    assert counts["crime"]["area", ids["Only children"]]["residents_18_plus"] == 0
    assert counts["population"]["area", ids["Only children"]]["residents"] > 0


def test_named_areas_have_a_thousand_residents_in_a_country_of_a_quarter_million(tmp_path: Path) -> None:
    synthesize(tmp_path / "c", persons=250_000, list_years=[2021], seed=1, grain="area", file_format="csv")
    counts, ids = area_counts(tmp_path / "c", 2021), named(tmp_path / "c")
    residents = {
        area: counts["population"]["area", area_id]["residents"]
        for area, area_id in ids.items()
        if area_id.startswith("B")
    }
    assert residents["Residents exactly the limit"] == 1000
    assert residents["Residents one below the limit"] == 999
    country = {register: counts[register]["country", "DK"] for register in counts}
    people = country["population"]["residents"]
    # DST: 9.1 % non-western (2022), here with the named areas' own (and their many children); 0.7 % of adults
    # convicted (half of the published double).
    assert 249_500 < people < 250_500
    assert Decimal("0.08") < country["population"]["residents_non_western"] / people < Decimal("0.15")
    assert Decimal("0.74") < country["population"]["residents_18_plus"] / people < Decimal("0.83")
    assert Decimal("0.006") < country["crime"]["convicted"] / country["crime"]["residents_18_plus"] < Decimal("0.0085")


def test_people_are_born_die_and_move_between_years(country: Path) -> None:
    years = [pq.read_table(country / str(year) / "population.parquet").to_pylist() for year in (2020, 2021)]
    before, after = ({row["pnr"]: row for row in rows} for rows in years)
    stayed = before.keys() & after.keys()
    moved = sum(before[pnr]["adresse_id"] != after[pnr]["adresse_id"] for pnr in stayed)
    assert 0.95 < len(stayed) / len(before) < 1
    assert 0.01 < moved / len(stayed) < 0.12
    assert all(before[pnr]["foed_dag"] == after[pnr]["foed_dag"] for pnr in stayed)


def test_keys_are_unique_and_do_not_look_like_cpr_numbers(country: Path) -> None:
    keys = pq.read_table(country / "2020" / "population.parquet")["pnr"].to_pylist()
    assert len(keys) == len(set(keys))
    assert all(len(key) == 12 for key in keys)
    assert not any(re.fullmatch(r"\d{10}", key) for key in keys)
    assert "CONVICTED_2X" in keys


def test_every_delivery_says_that_it_is_made_up_and_what_its_files_are(country: Path) -> None:
    for year in YEARS:
        card: Any = yaml.safe_load((country / str(year) / "delivery.yaml").read_text(encoding="utf-8"))
        assert card["made_up"] is True
        for register in REGISTERS.values():
            entry = card["files"][f"{register.name}.parquet"]
            assert entry["register_year"] == register.register_year(year)
            assert entry["sha256"] == digests(country)[f"{year}/{register.name}.parquet"]


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text("real")
    with pytest.raises(WrongUsage, match="something else"):
        tiny(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["areas.csv"]


def test_all_faults_of_a_call_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage) as refusal:
        synthesize(tmp_path / "x", persons=10, list_years=[2018, 2020], seed=-1)
    assert len(refusal.value.faults) == 3


def test_a_second_call_replaces_the_first_made_up_country(country: Path, tmp_path: Path) -> None:
    root = tmp_path / "c"
    tiny(root, list_years=range(2010, 2013), file_format="csv")
    tiny(root)
    assert digests(root) == digests(country)
