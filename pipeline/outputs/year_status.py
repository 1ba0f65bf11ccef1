"""The status of each list year: what was delivered, whether the published list was made from it, and why not.

Derived from the manifests of the out root and the content of the raw root; nothing is computed. A list year depends on
a file if its manifest names the file. What does not belong here: the terminal, and Dagster.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.core.paths import OutRoot, RawRoot
from pipeline.core.version import code_version
from pipeline.inputs.content import Content, content_of, delivered_registers
from pipeline.inputs.due_dates import Late, late_registers
from pipeline.inputs.registers import REGISTERS
from pipeline.law.model import Law
from pipeline.text.bilingual import Bilingual, joined, same
from pipeline.text.vocabulary import REGISTER_NAMES

MANIFEST = "manifest"
CODE, CODE_DA = "code ", "programmet "


class State(StrEnum):
    """The state of a list year."""

    CURRENT = "up to date"
    STALE = "stale"  # published, but from other inputs, another law or other code
    NOT_MADE = "not made"
    WAITING = "waiting"  # for the rest of its delivery
    NOTHING = "nothing there"  # neither delivered nor published: nothing to make


@dataclass(frozen=True)
class Manifest:
    """What a published list year was made from, by its manifest."""

    files: Mapping[str, str]
    law_sha256: str
    code_version: str


@dataclass(frozen=True)
class YearStatus:
    """One list year: the state, why, and the registers that are there, missing and late."""

    list_year: int
    state: State
    reasons: tuple[Bilingual, ...]
    delivered: tuple[str, ...]
    missing: tuple[str, ...]
    late: tuple[Late, ...]
    key: str  # of the content the list year would rest on now
    only_code: bool  # stale for no other reason than another version of the program
    is_known: bool = True  # delivered or published by the ministry: there is something to make it from
    own_change: bool = False  # files of its own delivery are others than those it was made from

    @property
    def is_current(self) -> bool:
        """Whether there is nothing to do: what is published rests on what is there, or there is nothing to make."""
        return self.state in (State.CURRENT, State.NOTHING)


def year_statuses(raw: RawRoot, out: OutRoot, law: Law, known: Iterable[int], today: dt.date) -> tuple[YearStatus, ...]:
    """Every list year from the first of which anything is known or published to the last, or the running one, in order.

    A year of which nothing came is among them, so that it is not forgotten once it is over.

    ``known`` are the list years that were delivered or published (``Sources.list_years``).
    """
    published = out.list_years(MANIFEST)
    given = set(known)
    years = {*given, *published, today.year}
    return tuple(
        year_status(raw, out, law, year, year in given, today)
        for year in range(min(years), max(years) + 1)
        if law.governs(year)
    )


def year_status(raw: RawRoot, out: OutRoot, law: Law, list_year: int, is_known: bool, today: dt.date) -> YearStatus:
    """One list year. Only the running one can be late: for earlier ones nothing is expected any more."""
    content = content_of(raw, law, list_year, code_version())
    manifest = read_manifest(out, list_year)
    delivered = delivered_registers(raw, list_year)
    missing = tuple(register for register in REGISTERS if register not in delivered) if delivered else ()
    late = late_registers(raw, list_year, today) if list_year == today.year else ()
    reasons = differences(manifest, content, law.on(list_year).name) if manifest else ()
    only_code = bool(reasons) and all(reason.en.startswith(CODE) for reason in reasons)
    if manifest is not None and not reasons:
        state = State.CURRENT
    elif missing and not _accepted(manifest, list_year, delivered):
        state, reasons = State.WAITING, (_waits_for(missing),)
    elif manifest is not None:
        state = State.STALE
    else:
        state = State.NOT_MADE if is_known else State.NOTHING
    own_change = manifest is not None and _own(manifest.files, list_year) != _own(content.files, list_year)
    return YearStatus(list_year, state, reasons, delivered, missing, late, content.key, only_code, is_known, own_change)


def _own(files: Mapping[str, str], list_year: int) -> Mapping[str, str]:
    """The files of the list year's own delivery."""
    return {path: sha256 for path, sha256 in files.items() if path.startswith(f"{list_year}/")}


def read_manifest(out: OutRoot, list_year: int) -> Manifest | None:
    """The published manifest of a list year, or ``None``."""
    path = out.partition(MANIFEST, list_year)
    if not path.is_file():
        return None
    import pyarrow.parquet as pq

    rows = pq.read_table(path, columns=["path", "sha256", "law_sha256", "code_version"], partitioning=None).to_pylist()
    if not rows:
        return None
    files = {row["path"]: row["sha256"] for row in rows}
    return Manifest(files, rows[0]["law_sha256"], rows[0]["code_version"])


def differences(manifest: Manifest, content: Content, regime: str) -> tuple[Bilingual, ...]:
    """The differences between what a published list year was made from and what is there: files, law, code."""
    found = []
    for name in sorted({*manifest.files, *content.files}):
        if name not in content.files:
            found.append(Bilingual(f"{name} er væk", f"{name} is gone"))
        elif name not in manifest.files:
            found.append(Bilingual(f"{name} er ny", f"{name} is new"))
        elif manifest.files[name] != content.files[name]:
            found.append(Bilingual(f"{name} er ændret", f"{name} changed"))
    if manifest.law_sha256 != content.law[regime]:
        found.append(Bilingual(f"lovfilen {regime} er ændret", f"law file {regime} changed"))
    if manifest.code_version != content.code_version:
        then, now = manifest.code_version, content.code_version
        found.append(Bilingual(f"{CODE_DA}{then} blev til {now}", f"{CODE}{then} became {now}"))
    return tuple(found)


def _waits_for(registers: Sequence[str]) -> Bilingual:
    names = joined([REGISTER_NAMES[register] for register in registers], same(", "))
    return Bilingual(f"venter på {names.da}", f"waits for {', '.join(registers)}")


def _accepted(manifest: Manifest | None, list_year: int, delivered: Sequence[str]) -> bool:
    """Whether the list year was published from a delivery of these very registers: what is missing has been accepted."""
    if manifest is None:
        return False
    stems = {name.split("/")[1].split(".")[0].lower() for name in manifest.files if name.startswith(f"{list_year}/")}
    return stems & set(REGISTERS) == set(delivered)
