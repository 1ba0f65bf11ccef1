"""Measure one subject once, in its own process: ``python -m bench.measure SUBJECT ROOT LIST_YEAR[..LIST_YEAR]``.

Prints one line of JSON. Time is of the work alone, once it has been done on a small country (not for Spark and the whole
command); memory is the process's peak (for the whole command: of all its processes together).
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench.memory import PeakMemory, own_peak_mib
from bench.method import REGISTERS, Country

PROJECT = Path(__file__).parent.parent
LONGEST_SECONDS = 300


@dataclass(frozen=True)
class Measurement:
    """What one run cost and gave; ``trouble`` says why it failed."""

    subject: str
    seconds: float | None = None
    slowest: float | None = None
    cpu_seconds: float | None = None
    peak_mib: float | None = None
    answers: list[Any] = field(default_factory=list)
    trouble: str = ""


def work_of(subject: str) -> Callable[[Country], Any]:
    """The function of a subject, called with a country."""
    from bench.subjects import HEAVIEST, product

    if subject in HEAVIEST:
        from bench.subjects import heaviest

        library, _, engine = subject.partition("_")
        return partial(getattr(heaviest, library), engine=engine)
    products: dict[str, Callable[[Country], Any]] = {
        "ours": product.aggregated,
        "ours_1gib": partial(product.aggregated, memory_limit=product.MEMORY_LIMIT),
        "ours_spark": partial(product.aggregated, engine="spark"),
        "count_and_profile": product.profiled,
    }
    if subject in products:
        return products[subject]
    work: Callable[[Country], Any] = importlib.import_module(f"bench.subjects.{subject}").answer
    return work


def warm_up(subject: str, work: Callable[[Country], Any], country: Country) -> None:
    """Let a subject do its work on a small country first, so that neither imports nor first calls are counted.

    Not Spark, which is measured with its start: for it modules are imported.
    """
    if subject.endswith("_spark"):
        of_ibis = ("ibis", "ibis.backends.pyspark") if subject.startswith("ibis") else ()
        for module in ("pandas", "polars", "pyarrow.parquet", "pipeline.persons.reading", *of_ibis):
            importlib.import_module(module)
        return
    from bench.made_up import small_one

    work(Country(small_one("csv" if country.file("population").suffix == ".csv" else "parquet"), country.list_year))


def run(subject: str, root: Path, list_years: range) -> Measurement:
    """Measure in this process."""
    from bench.subjects import product

    countries = [Country(root, list_year) for list_year in list_years]
    is_command = subject == "command"
    who = resource.RUSAGE_CHILDREN if is_command else resource.RUSAGE_SELF
    work = None if is_command else work_of(subject)
    if work is not None:
        warm_up(subject, work, countries[0])
    watch = PeakMemory(os.getpid()) if subject.endswith("_spark") else None
    if watch is not None:
        watch.start()
    started, cpu_before = time.perf_counter(), cpu_seconds(who)
    peak, answers = None, [None]
    try:
        if work is None:
            peak = product.commanded(countries)
        else:
            answers = [work(country) for country in countries]
    except product.NotThereYet as reason:
        return Measurement(subject, trouble=str(reason))
    seconds, cpu = time.perf_counter() - started, cpu_seconds(who) - cpu_before
    if watch is not None:  # the work is done by a Java process: memory of both, and no processor time of it
        return Measurement(subject, seconds, seconds, None, watch.stop(), answers)
    return Measurement(subject, seconds, seconds, cpu, peak or own_peak_mib(), answers)


def cpu_seconds(who: int) -> float:
    """Processor time so far, over all cores."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def apart(subject: str, root: Path, list_years: range) -> Measurement:
    """Measure in its own process; a subject that fails gives a line in the table and does not end the bench."""
    span = f"{list_years.start}..{list_years.stop - 1}"
    words = [sys.executable, "-m", "bench.measure", subject, str(root), span]
    process = subprocess.Popen(
        words, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        answer, said = process.communicate(timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        return Measurement(subject, trouble=f"more than {LONGEST_SECONDS} s")
    finally:
        with suppress(ProcessLookupError):  # what it has started must not run on beside the next measurement
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.returncode:
        last = (said.strip().splitlines() or ["no message"])[-1]
        return Measurement(subject, trouble=f"failed: {last[:200]}")
    return Measurement(**json.loads(answer.splitlines()[-1]))


def best(runs: list[Measurement]) -> Measurement:
    """The fastest of some runs of one subject, with the least processor time and the highest peak of them."""
    if trouble := next((each for each in runs if each.trouble), None):
        return trouble
    fastest = min(runs, key=lambda each: each.seconds or 0.0)
    slowest, peak = max(each.seconds or 0.0 for each in runs), max(each.peak_mib or 0.0 for each in runs)
    cpu = None if fastest.cpu_seconds is None else min(each.cpu_seconds or 0.0 for each in runs)
    return Measurement(fastest.subject, fastest.seconds, slowest, cpu, peak, fastest.answers)


def differences(reference: Measurement, other: Measurement) -> list[str]:
    """Where two subjects' answers are not equal, as a text without figures; empty if they agree or one has no answer."""
    from bench.subjects import HEAVIEST

    expected = ("employment",) if other.subject in HEAVIEST else REGISTERS
    found = []
    for place, (ours, theirs) in enumerate(zip(reference.answers, other.answers, strict=False)):
        if ours is None or theirs is None:
            continue
        for register in expected:
            if register not in ours or register not in theirs:
                found.append(f"{register} of year {place}: missing")
            elif [row for row in ours[register] if row not in theirs[register]] or ours[register] != theirs[register]:
                found.append(f"{register} of year {place}")
    return found


def main(words: list[str]) -> None:
    """Print one measurement."""
    subject, root, span = words
    first, _, last = span.partition("..")
    measurement = run(subject, Path(root), range(int(first), int(last or first) + 1))
    print(json.dumps(measurement.__dict__))


if __name__ == "__main__":
    main(sys.argv[1:])
