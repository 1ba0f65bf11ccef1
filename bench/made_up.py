"""The bench's made-up countries, kept under data/work/bench until the generator changes."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from bench.measure import PROJECT
from pipeline.synthetic import FileFormat, synthesize

CACHE = PROJECT / "data" / "work" / "bench"
FIRST_LIST_YEAR = 2020
SEED = 1
WHOLE = "whole"  # the file that says a country was written to the end


def generator_version() -> str:
    """A digest of the generator's code: another one writes other files."""
    digest = hashlib.sha256()
    for path in sorted((PROJECT / "pipeline" / "synthetic").glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def country(persons: int, years: int = 1, text_keys: bool = True, file_format: FileFormat = "parquet") -> Path:
    """The raw root of such a country, made up now if it is not there."""
    name = f"{persons}-{years}-{'text' if text_keys else 'int'}-{file_format}"
    root = CACHE / f"{name}-{generator_version()}"
    if (root / WHOLE).is_file():
        return root
    for stale in CACHE.glob(f"{name}-*"):
        shutil.rmtree(stale)
    list_years = range(FIRST_LIST_YEAR, FIRST_LIST_YEAR + years)
    print(f"making up {persons:,} persons, {years} list years, {file_format} ...", file=sys.stderr)
    synthesize(root, persons=persons, list_years=list_years, seed=SEED, text_keys=text_keys, file_format=file_format)
    (root / WHOLE).touch()
    return root
