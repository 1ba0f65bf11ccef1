"""Three deliveries of a few areas, and a made-up law of 2027 beside the real one: for tests of a law to come.

The law of ``tests/law/future/2027.yaml`` has one category, udsat boligområde; the other three of 2021 are abolished, and
with them the criterion of non-western origin.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.law import Law, load_law
from tests.law.patches import HERE, copy_enacted_law

NEW_CATEGORY = """
  - name: belastet boligområde
    column: belastet_boligomraade
    name_en: strained housing area
    meaning_da: Et udsat boligområde med lave indkomster.
    meaning_en: A vulnerable housing area with low incomes.
    status: O
    source: "Invented act of 2027"
    continues: [belastet boligområde]
    within: udsat boligområde
    nesting: {status: O, source: "Invented act of 2027"}
    all_of: [income]
    limits:
      income: {is_below: 55 % of the region, status: O, source: "Invented act of 2027"}

switches:"""


def law_to_come(folder: Path, new_category: bool = False) -> Law:
    """The project's law until 2026 and the made-up regime from 2027, read from law files in a folder of their own."""
    folder.mkdir()
    copy_enacted_law(folder, last_of_2021=2026)
    text = (HERE / "future" / "2027.yaml").read_text(encoding="utf-8")
    assert text.count("\nswitches:") == 1
    text = text.replace("\nswitches:", NEW_CATEGORY) if new_category else text
    (folder / "2027.yaml").write_text(text, encoding="utf-8")
    return load_law(folder)


@dataclass(frozen=True)
class Shares:
    """One area in one delivery, in per cent of its groups; ``None`` is an empty cell. 2,000 residents."""

    non_western: int | None
    attachment: int
    convicted: int
    basic_education: int
    income: int  # of the region's mean


LISTED = Shares(non_western=60, attachment=45, convicted=1, basic_education=50, income=50)
# area_id -> its counts in the deliveries of 2025 and 2026, and in that of 2027
AREAS: dict[str, tuple[Shares, Shares]] = {
    "stays": (LISTED, LISTED),
    "leaves": (LISTED, replace(LISTED, attachment=30)),  # mean of 45 % and 30 %: 37.5 %
    "prevention": (
        replace(LISTED, attachment=35),
        replace(LISTED, attachment=35),
    ),  # 1 of 4, and 2 of 4 by lower limits
    "unknown": (replace(LISTED, non_western=None), LISTED),
    "off": (Shares(10, 10, 0, 10, 100), Shares(10, 10, 0, 10, 100)),
}
GOAL = """
- municipality_code: "101"
  category: forebyggelsesområde
  baseline_list_year: 2026
  goal_year: 2030
  share_of_baseline: "1/2"
  source: invented
"""


def write_raw_root(folder: Path) -> Path:
    """Three deliveries of counts per area, all made up: 2,000 residents, 1,000 of 18-64, 1,500 adults, 500, 800 taxpayers."""
    folder.mkdir()
    header = "area_id;area;municipality_code;region_code;first_list_year;last_list_year;predecessors\n"
    rows = "".join(f"{area};Area {area};101;84;2010;;\n" for area in AREAS)
    (folder / "areas.csv").write_text(header + rows, encoding="utf-8")
    (folder / "goals.yaml").write_text(GOAL, encoding="utf-8")
    (folder / "made_up.yaml").write_text("made_up: true\n", encoding="utf-8")
    for list_year in (2025, 2026, 2027):
        year = folder / str(list_year)
        year.mkdir()
        for register, lines in _registers(list_year).items():
            (year / f"{register}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _registers(list_year: int) -> dict[str, list[str]]:
    before = list_year - 1
    found = {
        "population": ["scope;code;register_year;residents;residents_non_western;residents_18_plus"],
        "employment": ["scope;code;register_year;residents_18_64;without_link"],
        "education": ["scope;code;register_year;residents_30_59;basic_only;brought_only;unknown"],
        "income": ["scope;code;register_year;taxpayers;gross_income_dkk", f"region;84;{before};100000;30000000000"],
        "crime": ["scope;code;register_year;residents_18_plus;convicted", f"country;DK;{before};4000000;28000"],
    }
    for area, (until_2026, in_2027) in AREAS.items():
        shares = in_2027 if list_year == 2027 else until_2026
        non_western = "" if shares.non_western is None else str(20 * shares.non_western)
        place = f"area;{area};"
        found["population"].append(f"{place}{list_year};2000;{non_western};1500")
        found["employment"].append(f"{place}{before};1000;{10 * shares.attachment}")
        found["education"].append(f"{place}{before};500;{5 * shares.basic_education};0;0")
        found["income"].append(f"{place}{before};800;{800 * 3000 * shares.income}")
        found["crime"].append(f"{place}{before};1500;{15 * shares.convicted}")
    return found
