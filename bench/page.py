"""docs/benchmarks.md as it grows: one section after the other, whole at any time, so that a run may be stopped."""

from __future__ import annotations

import datetime as dt
import os
import platform
from dataclasses import dataclass, field

from bench.measure import PROJECT, Measurement, differences
from bench.subjects import HEAVIEST, SUBJECTS

PAGE = PROJECT / "docs" / "benchmarks.md"
REFERENCE = "duckdb_by_hand"  # whose answers the others must equal
BY_HAND = ("polars_by_hand", "duckdb_by_hand")
NAMES = SUBJECTS | HEAVIEST
HEAD = "| what | seconds | to | x floor | x best by hand | CPU seconds | peak MiB | same answer |"
RULE = "|---|---:|---:|---:|---:|---:|---:|---|"
HOW = (
    "Each subject runs in a process of its own on the same files, warm in the file cache, all in turn so that other load\n"
    "meets all alike; `seconds` is the fastest of several runs, `to` the slowest, and the peak is the highest. Each does its\n"
    "work on a small country first, so that no import and no first call is counted; the whole command and Spark include all,\n"
    f"their memory that of all their processes together. Answers are compared with those of {SUBJECTS[REFERENCE]}, figure by figure, in all scopes."
)


@dataclass
class Goal:
    """What is to be reached, and how it came out."""

    what: str
    most: float
    found: float | None = None

    @property
    def line(self) -> str:
        """A row of the table of goals."""
        if self.found is None:
            return f"| {self.what} | {self.most:g} | not measured | |"
        return f"| {self.what} | {self.most:g} | {self.found:.2f} | {'yes' if self.found <= self.most else 'no'} |"


@dataclass
class Section:
    """One heading of the page with its table."""

    title: str
    lines: list[str] = field(default_factory=list)
    note: str = ""


@dataclass
class Page:
    """The page: goals first, then the sections measured so far."""

    goals: dict[str, Goal] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def section(self, title: str, note: str = "") -> Section:
        """A new section, last on the page."""
        self.sections.append(Section(title, [], note))
        return self.sections[-1]

    def text(self) -> str:
        """The whole page as Markdown."""
        parts = [
            "# Benchmarks",
            "Rewritten by `python -m bench --write` (`--large` adds 60 million persons); not by hand.\n"
            f"Measured on {dt.date.today()}: {machine()}. Compare the ratios of one run, not seconds between machines.",
            HOW,
            "## Goals",
            "\n".join(
                [
                    "| what | at most | measured | reached |",
                    "|---|---:|---:|---|",
                    *(goal.line for goal in self.goals.values()),
                ]
            ),
        ]
        for each in self.sections:
            parts += [f"## {each.title}", *([each.note] if each.note else []), "\n".join(each.lines)]
        if self.left_out:
            parts.append("Left out for want of time in this run: " + "; ".join(self.left_out) + ".")
        return "\n\n".join(part for part in parts if part) + "\n"

    def write(self) -> None:
        """Replace the page in one step."""
        beside = PAGE.with_suffix(".new")
        beside.write_text(self.text(), encoding="utf-8")
        beside.replace(PAGE)


def table(results: list[Measurement]) -> list[str]:
    """The results as a table: seconds, ratios, memory, and whether answers agree."""
    by_name = {each.subject: each for each in results}
    hand = min((s for name in BY_HAND if name in by_name and (s := by_name[name].seconds)), default=None)
    floor = by_name["floor"].seconds if "floor" in by_name else None
    lines = [HEAD, RULE]
    for each in results:
        if each.seconds is None:
            lines.append(f"| {NAMES[each.subject]} | - | - | - | - | - | - | {each.trouble} |")
            continue
        figures = [
            shown(each.seconds),
            shown(each.slowest),
            ratio(each.seconds, floor),
            ratio(each.seconds, hand),
            shown(each.cpu_seconds),
            shown(each.peak_mib, 0),
        ]
        lines.append(f"| {NAMES[each.subject]} | {' | '.join(figures)} | {agreement(each, by_name.get(REFERENCE))} |")
    return lines


def shown(number: float | None, decimals: int = 2) -> str:
    """The number as text, or that it was not measured."""
    return "-" if number is None else f"{number:.{decimals}f}"


def ratio(one: float | None, other: float | None) -> str:
    """How many times the other, as text."""
    return f"{one / other:.2f}" if one is not None and other else "-"


def agreement(one: Measurement, reference: Measurement | None) -> str:
    """Whether the answers are the reference's; empty for a subject that answers nothing."""
    if not any(one.answers):
        return ""
    if reference is None or reference.seconds is None:
        return "not compared"
    return "differs: " + "; ".join(found) if (found := differences(reference, one)) else "yes"


def machine() -> str:
    """The machine in a line, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
