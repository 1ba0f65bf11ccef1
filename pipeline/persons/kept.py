"""Person files into counts per area, once: questioned by the profile's suite, counted in the engine, counts kept.

Both ways in use it as the ``aggregate`` hook of ``read_delivery``. What is kept are exactly the area-grain tables,
under a key of every file and rule they depend on; person rows are never kept.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.parquet import write_parquet
from pipeline.core.paths import RawRoot, sha256_of
from pipeline.core.version import version_of
from pipeline.inputs.deliveries import Aggregate
from pipeline.inputs.file_formats import row_count
from pipeline.inputs.folders import addresses_file, register_files
from pipeline.inputs.formats import read_declared
from pipeline.inputs.registers import REGISTERS
from pipeline.law import law_on
from pipeline.persons import Options, PersonFiles, Rules, aggregate_and_profile

if TYPE_CHECKING:
    import pandas as pd

Say = Callable[[str], None]
ValidateProfile = Callable[[int, "pd.DataFrame"], None]  # list year and profile; raises if an error-level rule fails
KEPT = "counts"  # a folder of the private work folder


def counting(options: Callable[[Rules], Options], say: Say, validate_profile: ValidateProfile) -> Aggregate:
    """The hook: person files of a list year to count frames. ``options`` completes the engine's options.

    ``validate_profile`` raises if the profile of a list year fails. Raises ``InputRefused`` or ``ValidationFailed``;
    neither carries a value of a person.
    """

    def counted(raw: RawRoot, list_year: int, paths: Mapping[str, Path]) -> Mapping[str, pd.DataFrame]:
        files = person_files(raw, list_year, paths)
        chosen = options(rules_on(list_year))
        folder = chosen.work / KEPT / f"{list_year}-{_key(files, chosen.rules)}"
        if folder.is_dir():
            say(f"  {list_year}: counts kept from an earlier run on the same files")
            return {name: _read_kept(folder, name) for name in files.delivered}
        before = _rows_before(raw, list_year)
        frames, profiled = aggregate_and_profile(
            files, chosen, before, lambda sentence: say(f"  {list_year}: {sentence}")
        )
        validate_profile(list_year, profiled)  # before the counts are kept, since kept counts are trusted
        _keep(frames, folder)
        return frames

    return counted


def person_files(raw: RawRoot, list_year: int, paths: Mapping[str, Path]) -> PersonFiles:
    """The files of one list year with their references. Raises ``InputRefused`` for what cannot be placed."""
    addresses = addresses_file(raw)
    faults = []
    if "population" not in paths:
        faults.append(Fault(f"{list_year}/", "holds person rows but no population", "population: it places everybody"))
    if addresses is None:
        remedy = "put it in the raw root: it says which addresses make an area"
        faults.append(Fault("addresses", "is missing", "addresses.csv or .parquet", remedy))
    if "education" in paths and not raw.hfaudd.is_file():
        remedy = "put it in the raw root: it says what level an education is"
        faults.append(Fault("hfaudd.csv", "is missing", "hfaudd;level", remedy))
    if faults or addresses is None:
        raise InputRefused(faults)
    return PersonFiles(
        list_year,
        population=paths["population"],
        employment=paths.get("employment"),
        education=paths.get("education"),
        income=paths.get("income"),
        crime=paths.get("crime"),
        addresses=addresses,
        hfaudd=raw.hfaudd if raw.hfaudd.is_file() else None,
    )


def rules_on(list_year: int) -> Rules:
    """The positions of the person-grain switches in the law of a list year (O1, O5)."""
    regime = law_on(list_year)
    position = regime.position("without_link")
    return Rules(
        "named_only" if position == "named_only" else "default_list",
        15 if regime.position("convicted_from_age") == "15" else 18,
    )


def _rows_before(raw: RawRoot, list_year: int) -> dict[str, int]:
    """How many rows each register had the year before, where it was delivered."""
    return {name: row_count(path) for name, path in register_files(raw, list_year - 1).items()}


def _key(files: PersonFiles, rules: Rules) -> str:
    digest = hashlib.sha256(f"{version_of('counts')} {rules}".encode())
    for path in (*files.delivered.values(), files.addresses, files.hfaudd):
        digest.update(sha256_of(path).encode() if path else b"none")
    return digest.hexdigest()[:24]


def _read_kept(folder: Path, register: str) -> pd.DataFrame:
    return read_declared(folder / f"{register}.parquet", REGISTERS[register].counts, f"kept counts of {register}")


def _keep(frames: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write the count frames beside their place and move the folder, so that a crash leaves no half."""
    import pyarrow as pa

    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    beside.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        schema = REGISTERS[name].counts.arrow_schema()
        write_parquet(pa.Table.from_pandas(frame, schema=schema, preserve_index=False), beside / f"{name}.parquet")
    if folder.exists():
        return
    beside.rename(folder)
