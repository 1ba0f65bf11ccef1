"""Everything a list year depends on, as hashes: every input file up to that year, the law files and the code.

A list year depends on its own delivery, on earlier ones (the means, the lists in a row) and on the files that all list
years share. Two list years with equal content give equal outputs. Nothing is parsed here, so that a broken file has its
content too. What does not belong here: which file says what, and where anything is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.core.content_store import content_key
from pipeline.core.paths import RawRoot, sha256_of
from pipeline.inputs.folders import is_addresses, register_of
from pipeline.inputs.registers import REGISTERS
from pipeline.law.model import Law


@dataclass(frozen=True)
class Content:
    """The files of the raw root (relative path to SHA-256), the law files (regime to SHA-256) and the code version."""

    files: Mapping[str, str]
    law: Mapping[str, str]
    code_version: str

    @cached_property
    def key(self) -> str:
        """The same for the same content, whatever the place, the time and the engine."""
        pairs = (*sorted(self.files.items()), *sorted(self.law.items()))
        return content_key([*(text for pair in pairs for text in pair), self.code_version])


def content_of(raw: RawRoot, law: Law, list_year: int, code_version: str) -> Content:
    """What a list year rests on. Raises ``OSError`` if a file goes while it is read.

    All law files count, those of later years too: they decide which columns the wide table has.
    """
    paths = [*shared_files(raw), *(path for year in years_up_to(raw, list_year) for path in delivery_files(raw, year))]
    files = {raw.relative(path): sha256_of(path) for path in paths}
    return Content(files, {regime.name: regime.sha256 for regime in law}, code_version)


def years_up_to(raw: RawRoot, list_year: int) -> tuple[int, ...]:
    """The list years up to one that have a delivery folder, in order."""
    return tuple(year for year in raw.delivered_years() if year <= list_year)


def shared_files(raw: RawRoot) -> tuple[Path, ...]:
    """The files that every list year rests on, those there are, in order."""
    named = (
        raw.areas,
        raw.area_names,
        raw.goals,
        raw.boundaries,
        raw.made_up_mark,
        raw.hfaudd,
        raw.programme,
        raw.published_values,
        raw.published_lists,
        raw.published_coverage,
        raw.published_limits,
        raw.published_counts,
    )
    addresses = (entry for entry in _entries(raw.folder) if is_addresses(entry))
    return (*(path for path in named if path.is_file()), *addresses)


def delivery_files(raw: RawRoot, list_year: int) -> tuple[Path, ...]:
    """The register files of a delivery, its card and what it is read by, those there are, in order."""
    beside = (raw.card(list_year), *raw.beside(list_year))
    found = [entry for entry in _entries(raw.delivery(list_year)) if entry in beside or register_of(entry)]
    return tuple(found)


def delivered_registers(raw: RawRoot, list_year: int) -> tuple[str, ...]:
    """The registers of which a delivery holds a file, in the registers' own order."""
    found = {register_of(path) for path in delivery_files(raw, list_year)}
    return tuple(name for name in REGISTERS if name in found)


def _entries(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if entry.is_file()) if folder.is_dir() else []
