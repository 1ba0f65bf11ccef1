"""``python -m bench``: the table on this machine, now. ``--write`` also measures growth and rewrites the page."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
from pathlib import Path

from bench.made_up import FIRST_LIST_YEAR, country
from bench.measure import PROJECT, Measurement, apart, best, differences
from bench.subjects import HEAVIEST, SUBJECTS
from pipeline.synthetic import FileFormat

PAGE = PROJECT / "docs" / "benchmarks.md"
ONE_YEAR = range(FIRST_LIST_YEAR, FIRST_LIST_YEAR + 1)
REFERENCE = "duckdb_by_hand"  # whose answers the others must equal
SLOW = ("pandas_naive", "ours_spark", "command", "narwhals_spark", "ibis_spark")  # measured once, however many repeats
NAMES = SUBJECTS | HEAVIEST
GROWING = ("floor", "ours", "count_and_profile", "polars_by_hand", "duckdb_by_hand", "command")
MILLION = 1_000_000
HEAD = "| what | seconds | x floor | x ours | CPU seconds | peak MiB | same answer |"
HOW = (
    "Each subject runs in a process of its own on the same files, warm in the file cache; the fastest of several runs\n"
    "counts, and the highest peak. Seconds are of the work, not of starting Python; the whole command includes that,\n"
    "and its memory is that of all its processes together.\n"
    f"The answers are compared with those of {SUBJECTS[REFERENCE]}, figure by figure, in all scopes."
)


def measured(root: Path, subjects: list[str], repeats: int, list_years: range = ONE_YEAR) -> list[Measurement]:
    """Each subject on the same files in turn, so that other load of the machine affects all alike."""
    runs: dict[str, list[Measurement]] = {subject: [] for subject in subjects}
    for turn in range(repeats):
        for subject in subjects:
            if turn == 0 or (subject not in SLOW and not runs[subject][0].trouble):
                print(f"measuring {subject} ...", file=sys.stderr)
                runs[subject].append(apart(subject, root, list_years))
    return [best(runs[subject]) for subject in subjects]


def table(results: list[Measurement]) -> list[str]:
    """The table in Markdown: seconds, ratio to the floor and to our aggregation, peak memory, whether answers agree."""
    by_name = {each.subject: each for each in results}
    lines = [HEAD, "|---|---:|---:|---:|---:|---:|---|"]
    for each in results:
        what = NAMES[each.subject]
        if each.seconds is None:
            lines.append(f"| {what} | - | - | - | - | - | {each.trouble} |")
            continue
        ratios = [ratio(each, by_name.get(name)) for name in ("floor", "ours")]
        figures = [f"{each.seconds:.2f}", *ratios, shown(each.cpu_seconds, 2), shown(each.peak_mib, 0)]
        lines.append(f"| {what} | {' | '.join(figures)} | {agreement(each, by_name.get(REFERENCE))} |")
    return lines


def shown(number: float | None, decimals: int) -> str:
    """The number as text, or that it was not measured."""
    return "-" if number is None else f"{number:.{decimals}f}"


def ratio(one: Measurement, other: Measurement | None) -> str:
    """How many times the other's time, as text."""
    if one.seconds is None or other is None or not other.seconds:
        return "-"
    return f"{one.seconds / other.seconds:.2f}"


def agreement(one: Measurement, reference: Measurement | None) -> str:
    """Whether the answers are the reference's; empty for a subject that answers nothing."""
    if not any(one.answers):
        return ""
    if reference is None or reference.seconds is None:
        return "not compared"
    return "differs: " + "; ".join(found) if (found := differences(reference, one)) else "yes"


def sizes(large: bool) -> list[tuple[float, int, bool, FileFormat]]:
    """Million persons, list years, text keys or not, file format."""
    small: list[tuple[float, int]] = [(0.6, 1), (0.6, 4), (0.6, 16), (6.0, 1)]
    heavy: list[tuple[float, int]] = [(6.0, 4), (6.0, 16), (60.0, 1)] if large else []
    formats: tuple[FileFormat, ...] = ("parquet", "csv")
    return [(6.0, 1, False, "parquet"), *((*size, True, each) for each in formats for size in small + heavy)]


def growth(large: bool) -> list[str]:
    """How cost grows with persons, list years, file format and keys: one row a size, one column a subject, one run."""
    head = " | ".join(SUBJECTS[name] for name in GROWING)
    lines = [f"| persons | list years | keys | files | {head} |", "|---|---:|---|---|" + "---:|" * len(GROWING)]
    for millions, years, text_keys, file_format in sizes(large):
        root = country(int(millions * MILLION), years, text_keys, file_format)
        list_years = range(FIRST_LIST_YEAR, FIRST_LIST_YEAR + years)
        results = measured(root, list(GROWING), 1, list_years)
        cells = [f"{r.seconds:.2f} s, {r.peak_mib:.0f} MiB" if r.seconds is not None else r.trouble for r in results]
        keys = "text" if text_keys else "64-bit"
        lines.append(f"| {millions:g} million | {years} | {keys} | {file_format} | {' | '.join(cells)} |")
        print(lines[-1], file=sys.stderr)
    return lines


def machine() -> str:
    """The machine in a line, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def page(country_in_words: str, lines: list[str], grown: list[str]) -> str:
    """docs/benchmarks.md."""
    parts = [
        "# Benchmarks",
        "Rewritten by `python -m bench --write` (`--large` adds 60 million persons and 16 full years); not by hand.\n"
        f"Measured on {dt.date.today()}: {machine()}. Compare the ratios of one run, not seconds between machines.",
        f"## {country_in_words}",
        "\n".join(lines),
        HOW,
        "## How cost grows",
        "One run each, so the seconds are rougher than those above. The whole command is `run` for one list year and\n"
        "`backfill` for several; its memory is that of all its processes together.",
        "\n".join(grown),
    ]
    return "\n\n".join(parts) + "\n"


def arguments() -> argparse.Namespace:
    """The arguments of the command."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--persons", type=int, default=6 * MILLION)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="measure growth too and rewrite docs/benchmarks.md")
    parser.add_argument("--large", action="store_true", help="with --write: 60 million persons, 16 years of 6 million")
    parser.add_argument("--spark", action="store_true", help="measure Spark in local mode too")
    parser.add_argument("--int-keys", action="store_true", help="64-bit keys in place of text")
    parser.add_argument("--csv", action="store_true", help="CSV files in place of Parquet")
    parser.add_argument("--only", nargs="+", choices=tuple(NAMES), help="these subjects alone")
    parser.add_argument(
        "--heaviest", action="store_true", help="employment alone, in each candidate library and engine"
    )
    return parser.parse_args()


def main() -> int:
    """Measure, print, and write if asked. Returns 1 if any answers differ, 0 otherwise."""
    asked = arguments()
    root = country(asked.persons, text_keys=not asked.int_keys, file_format="csv" if asked.csv else "parquet")
    candidates = [*HEAVIEST, REFERENCE] if asked.heaviest else SUBJECTS
    subjects = asked.only or [name for name in candidates if asked.spark or not name.endswith("_spark")]
    results = measured(root, subjects, asked.repeats)
    keys, files = "64-bit" if asked.int_keys else "12-character text", "CSV" if asked.csv else "Parquet"
    in_words = f"{asked.persons / MILLION:g} million persons, one list year, five {files} files, {keys} keys"
    print(f"{in_words}; {machine()}\n")
    print("\n".join(lines := table(results)))
    if asked.write:
        PAGE.write_text(page(in_words, lines, growth(asked.large)), encoding="utf-8")
        print(f"written: {PAGE.relative_to(PROJECT)}", file=sys.stderr)
    reference = next((each for each in results if each.subject == REFERENCE), None)
    return int(reference is not None and any(differences(reference, each) for each in results))


if __name__ == "__main__":
    sys.exit(main())
