"""``python -m bench``: one country, printed. ``--write`` measures everything and writes docs/benchmarks.md as it goes."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import time
from pathlib import Path

from bench.made_up import FIRST_LIST_YEAR, MILLION, Made, areas, country
from bench.measure import PROJECT, Measurement, apart, best, differences
from bench.page import BY_HAND, NAMES, PAGE, REFERENCE, Goal, Page, machine, shown, table
from bench.subjects import HEAVIEST, SUBJECTS
from pipeline.synthetic import FileFormat

ONCE = ("pandas_naive", "ours_spark", "narwhals_spark", "ibis_spark")  # slow: measured once, however many repeats
BESIDE = ("floor", "ours", "count_and_profile", *BY_HAND)
GROWING = ("ours", "count_and_profile", "polars_by_hand", "command")
SIX = 6 * MILLION
FORMATS: tuple[FileFormat, ...] = ("parquet", "csv")
AREAS = (100, 1_000, 10_000)
GOAL_OF = {  # Parquet, by whether keys are text and whether they are in order
    (True, False): "count",
    (True, True): "sorted",
    (False, False): "number",
    (False, True): "number, sorted",
}
KEPT_YEARS = 4  # list years: larger countries do not stay on the disk


def measured(root: Path, subjects: list[str], repeats: int, years: int = 1) -> list[Measurement]:
    """Each subject on the same files in turn, so that other load of the machine affects all alike."""
    runs: dict[str, list[Measurement]] = {subject: [] for subject in subjects}
    list_years = range(FIRST_LIST_YEAR, FIRST_LIST_YEAR + years)
    for turn in range(repeats):
        for subject in subjects:
            if turn == 0 or (subject not in ONCE and not runs[subject][0].trouble):
                print(f"measuring {subject} ...", file=sys.stderr)
                runs[subject].append(apart(subject, root, list_years))
    return [best(runs[subject]) for subject in subjects]


def kinds(persons: int) -> list[Made]:
    """One list year in each kind of file, key and order; the first one is measured with all subjects."""
    return [
        Made(persons),
        Made(persons, in_order=True),
        Made(persons, file_format="csv"),
        Made(persons, text_keys=False),
        Made(persons, text_keys=False, in_order=True),
        Made(persons, file_format="csv", in_order=True),
    ]


class Bench:
    """One run that writes the page after each measured line, and stops to begin new ones when its time is over."""

    def __init__(self, persons: int, repeats: int, minutes: float) -> None:
        self.persons, self.repeats = persons, repeats
        self.ends = time.monotonic() + minutes * 60
        self.differ = False
        self.page = Page(
            {
                "count": Goal("count, Parquet, text keys, shuffled: x best by hand", 0.85),
                "sorted": Goal("count, Parquet, text keys, sorted: x best by hand", 0.85),
                "number": Goal("count, Parquet, 64-bit keys, shuffled: x best by hand", 0.85),
                "number, sorted": Goal("count, Parquet, 64-bit keys, sorted: x best by hand", 0.85),
                "csv": Goal("count, CSV, text keys, shuffled: x best by hand", 1.0),
                "profile": Goal("count and profile: x count", 1.25),
                "command": Goal("the whole command less count and profile, seconds", 2.5),
                "years": Goal("16 list years of 6 million, the whole command: x one list year", 10),
                "areas": Goal("10,000 areas, the whole command: x 1,000 areas", 30),
                "spark": Goal("count on local Spark, cold, seconds", 25),
            }
        )

    def has_time(self, what: str) -> bool:
        """Whether to begin with something; if not, the page says what was left out."""
        if time.monotonic() < self.ends:
            return True
        self.page.left_out.append(what)
        self.page.write()
        return False

    def one_year(self) -> None:
        """All subjects side by side on one list year, in each kind of file, key and order."""
        for place, made in enumerate(kinds(self.persons)):
            if not self.has_time(made.in_words):
                continue
            subjects = [name for name in SUBJECTS if place == 0 or name in BESIDE]
            results = measured(country(made), subjects, self.repeats)
            self.page.section(made.in_words).lines = table(results)
            self._judge(made, results, place == 0)
            self.page.write()

    def _judge(self, made: Made, results: list[Measurement], first: bool) -> None:
        seconds = {each.subject: each.seconds for each in results if each.seconds}
        goals, hand = self.page.goals, min((seconds[name] for name in BY_HAND if name in seconds), default=None)
        reference = next((each for each in results if each.subject == REFERENCE), None)
        self.differ |= reference is not None and any(differences(reference, each) for each in results)
        ours, both, command = (seconds.get(name) for name in ("ours", "count_and_profile", "command"))
        name = "csv" if made.file_format == "csv" else GOAL_OF[made.text_keys, made.in_order]
        if ours and hand and goals[name].found is None:
            goals[name].found = ours / hand
        if first and ours and both:
            goals["profile"].found = both / ours
            goals["command"].found = command - both if command else None
            goals["spark"].found = seconds.get("ours_spark")

    def growing(self, title: str, sizes: list[Made], subjects: tuple[str, ...] = GROWING) -> dict[Made, float]:
        """One row a size, one run each; returns the seconds of the whole command."""
        head = " | ".join(SUBJECTS[name] for name in subjects)
        section = self.page.section(
            title,
            "One run each, so the seconds are rougher than those above. The whole command is `run` for one list year and\n"
            "`backfill` for several; its memory is that of all its processes together.",
        )
        section.lines = [f"| country | {head} |", "|---|" + "---:|" * len(subjects)]
        seconds: dict[Made, float] = {}
        for made in sizes:
            if not self.has_time(made.in_words):
                continue
            root = country(made)
            results = measured(root, list(subjects), 1, made.years)
            section.lines.append(f"| {made.in_words} | {' | '.join(map(_cell, results))} |")
            if command := next((each.seconds for each in results if each.subject == "command"), None):
                seconds[made] = command
            self.page.write()
            if made.years > KEPT_YEARS:
                shutil.rmtree(root)
        return seconds

    def years(self) -> None:
        """16 list years against one, at full size."""
        one, many = Made(self.persons), Made(self.persons, 16)
        seconds = self.growing("16 list years beside one", [one, many], ("count_and_profile", "command"))
        if one in seconds and many in seconds:
            self.page.goals["years"].found = seconds[many] / seconds[one]
            self.page.write()

    def small(self) -> None:
        """A tenth of the persons, 1 to 16 list years, Parquet and CSV."""
        few = self.persons // 10
        self.growing("How cost grows", [Made(few, years, file_format=each) for each in FORMATS for years in (1, 4, 16)])

    def large(self) -> None:
        """Ten times the persons."""
        many = self.persons * 10
        self.growing("Ten times the persons", [Made(many), Made(many, file_format="csv")], (*BESIDE, "command"))

    def areas(self) -> None:
        """The whole command on counts per area, two list years."""
        section = self.page.section(
            "Areas", "`backfill` of two list years from counts per area, report and workbook included; one run each."
        )
        section.lines = ["| areas | seconds | CPU seconds | peak MiB of all processes |", "|---:|---:|---:|---:|"]
        seconds: dict[int, float] = {}
        for count in AREAS:
            if not self.has_time(f"{count:,} areas"):
                continue
            (found,) = measured(areas(count), ["command"], 1, 2)
            if found.seconds is None:
                section.lines.append(f"| {count:,} | {found.trouble} | - | - |")
            else:
                seconds[count] = found.seconds
                figures = f"{shown(found.seconds)} | {shown(found.cpu_seconds)} | {shown(found.peak_mib, 0)}"
                section.lines.append(f"| {count:,} | {figures} |")
            if 1_000 in seconds and 10_000 in seconds:
                self.page.goals["areas"].found = seconds[10_000] / seconds[1_000]
            self.page.write()


def _cell(found: Measurement) -> str:
    return found.trouble if found.seconds is None else f"{found.seconds:.2f} s, {shown(found.peak_mib, 0)} MiB"


def arguments() -> argparse.Namespace:
    """The arguments of the command."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--persons", type=int, default=SIX)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--write", action="store_true", help="measure everything and write docs/benchmarks.md as it goes"
    )
    parser.add_argument("--minutes", type=float, default=25, help="with --write: begin nothing new after so many")
    parser.add_argument("--large", action="store_true", help="with --write: 60 million persons too, without end")
    parser.add_argument("--spark", action="store_true", help="measure Spark in local mode too; --write always does")
    parser.add_argument("--int-keys", action="store_true", help="64-bit keys in place of text")
    parser.add_argument("--sorted", action="store_true", help="rows in the order of their keys")
    parser.add_argument("--csv", action="store_true", help="CSV files in place of Parquet")
    parser.add_argument("--only", nargs="+", choices=tuple(NAMES), help="these subjects alone")
    parser.add_argument(
        "--heaviest", action="store_true", help="employment alone, in each candidate library and engine"
    )
    return parser.parse_args()


def main() -> int:
    """Measure, print, and write if asked. Returns 1 if any answers differ, 0 otherwise."""
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that what is being measured ends too
    if asked.write:
        bench = Bench(asked.persons, asked.repeats, float("inf") if asked.large else asked.minutes)
        bench.one_year()
        bench.areas()
        bench.years()
        bench.small()
        if asked.large:
            bench.large()
        print(f"written: {PAGE.relative_to(PROJECT)}", file=sys.stderr)
        return int(bench.differ)
    made = Made(asked.persons, 1, not asked.int_keys, "csv" if asked.csv else "parquet", asked.sorted)
    candidates = [*HEAVIEST, REFERENCE] if asked.heaviest else SUBJECTS
    subjects = asked.only or [name for name in candidates if asked.spark or not name.endswith("_spark")]
    results = measured(country(made), subjects, asked.repeats)
    print(f"{made.in_words}; {machine()}\n")
    print("\n".join(table(results)))
    reference = next((each for each in results if each.subject == REFERENCE), None)
    return int(reference is not None and any(differences(reference, each) for each in results))


if __name__ == "__main__":
    sys.exit(main())
