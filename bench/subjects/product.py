"""This project: its aggregation, that with the validation profile, and its whole command."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.memory import PeakMemory
from bench.method import MEASURES, REGISTERS, Answer, Country, spelled

MEMORY_LIMIT = 1024**3


class NotThereYet(Exception):
    """The part of the product a subject measures does not exist."""


def persons() -> Any:
    """The product's person engine. Raises ``NotThereYet``."""
    try:
        return importlib.import_module("pipeline.persons")
    except ModuleNotFoundError as error:
        raise NotThereYet(f"{error.name} is missing") from error


def asked(country: Country, work: Path, engine: str = "polars", memory_limit: int | None = None) -> tuple[Any, Any]:
    """The files and options of one list year."""
    module = persons()
    registers = {register: country.file(register) for register in REGISTERS}
    files = module.PersonFiles(country.list_year, registers, country.addresses, country.root / "hfaudd.csv")
    options = module.Options(
        engine=engine,
        memory_limit=memory_limit,
        work=work,
        rules=module.Rules(),
    )
    return files, options


def aggregated(country: Country, engine: str = "polars", memory_limit: int | None = None) -> Answer:
    """The product's counts in the bench's spelling; a scope and code without anybody is left out, as by hand."""
    with tempfile.TemporaryDirectory() as work:
        frames = persons().aggregate(*asked(country, Path(work), engine, memory_limit))
    return {register: in_words(register, frame) for register, frame in frames.items()}


def in_words(register: str, frame: Any) -> list[list[str]]:
    """A count frame in the bench's spelling."""
    rows = [
        [str(row["scope"]), str(row["code"]), *(spelled(row[measure]) for measure in MEASURES[register])]
        for row in frame.to_dict("records")
    ]
    return sorted(row for row in rows if any(Decimal(value) for value in row[2:]))


def profiled(country: Country) -> None:
    """The counts and the validation profile of all five registers, in one reading."""
    with tempfile.TemporaryDirectory() as work:
        files, options = asked(country, Path(work))
        persons().aggregate_and_profile(files, options, None)


def commanded(countries: Sequence[Country]) -> float:
    """``ghettolist run`` or ``backfill`` in a process of its own, from the command line to the last table.

    Nothing is kept from an earlier run. Returns the peak memory of it and its second process, in MiB.
    """
    command = Path(sys.executable).with_name("ghettolist")
    if not command.is_file():
        raise NotThereYet("the command ghettolist is not installed")
    first, last = countries[0].list_year, countries[-1].list_year
    what = ["run", "--list-year", str(first)] if first == last else ["backfill", f"{first}..{last}"]
    with tempfile.TemporaryDirectory() as folder:
        words = [
            str(command),
            *what,
            "--raw",
            str(countries[0].root),
            "--out",
            f"{folder}/out",
            "--work",
            f"{folder}/work",
        ]
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        memory = PeakMemory(process.pid)
        memory.start()
        sentence = process.communicate()[1]
        peak = memory.stop()
    if process.returncode:
        final = (sentence.strip().splitlines() or [""])[-1]
        raise NotThereYet(f"exit code {process.returncode}: {final[:200]}")
    return peak
