"""Person files into counts per area, once: counted in the engine, validated by the profile's suite, and kept.

The commands and the graph use it as the ``aggregate`` hook of ``read_delivery``. Only the area-grain tables are kept,
under a key of every file and rule they depend on; person rows are never kept.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.core.parquet import write_parquet
from pipeline.core.paths import RawRoot, sha256_of, state_of
from pipeline.core.private import private_file, private_folder
from pipeline.core.version import package_versions, version_of
from pipeline.inputs.areas import AreaTable, read_areas
from pipeline.inputs.cards import read_card
from pipeline.inputs.deliveries import Aggregate
from pipeline.inputs.file_formats import row_count
from pipeline.inputs.folders import addresses_file, register_files
from pipeline.inputs.formats import read_declared
from pipeline.inputs.registers import REGISTERS
from pipeline.law import law_on
from pipeline.persons import Options, PersonFiles, Rules, aggregate_and_profile
from pipeline.persons.temporary import temporary_folder

if TYPE_CHECKING:
    import pandas as pd

Say = Callable[[str], None]
# Profile, its files, and what the delivery's card accepts; raises if an error-level rule fails
ValidateProfile = Callable[["pd.DataFrame", PersonFiles, frozenset[str]], None]
KEPT = "counts"  # a folder of the private work folder


def counting(options: Callable[[Rules], Options], say: Say, validate_profile: ValidateProfile) -> Aggregate:
    """The hook: person files of a list year to count frames. ``options`` completes the engine's options.

    ``validate_profile`` raises if the profile of a list year fails. Raises ``InputRefused`` or ``ValidationFailed``;
    neither carries a value of a person.
    """

    def counted(raw: RawRoot, list_year: int, paths: Mapping[str, Path]) -> Mapping[str, pd.DataFrame]:
        files = person_files(raw, list_year, paths)
        chosen = options(rules_on(list_year))
        states = _states(files)
        folder = chosen.work / KEPT / f"{list_year}-{_key(files, chosen.rules)}"
        if (kept := _kept_frames(folder, files)) is not None:
            say(Message("  {list_year}: counts kept from an earlier run on the same files", list_year=list_year))
            return kept
        before = _rows_before(raw, list_year)
        try:
            frames, profiled = aggregate_and_profile(
                files,
                chosen,
                before,
                lambda sentence: say(Message("  {list_year}: {sentence}", list_year=list_year, sentence=sentence)),
            )
        finally:  # a reader may stumble over a file that changes; then that is the cause to name
            _refuse_changed(raw, files, states)
        card = read_card(raw, list_year)
        accepted = card.accepted if card else frozenset()
        validate_profile(profiled, files, accepted)  # before the counts are kept: kept counts are not validated again
        _keep(frames, chosen.work, folder)
        return frames

    return counted


def person_files(raw: RawRoot, list_year: int, paths: Mapping[str, Path]) -> PersonFiles:
    """The files of one list year with their references. Raises ``InputRefused`` for what cannot be placed."""
    addresses = addresses_file(raw)
    faults = []
    if "population" not in paths:
        faults.append(
            Fault(
                f"{list_year}/",
                Message("holds person rows but no population"),
                Message("population: it places everybody"),
            )
        )
    if addresses is None:
        remedy = Message("put it in the raw root: it says which addresses make an area")
        faults.append(Fault("addresses", Message("is missing"), Message("addresses.csv or .parquet"), remedy))
    if "education" in paths and not raw.hfaudd.is_file():
        remedy = Message("put it in the raw root: it says what level an education is")
        faults.append(Fault("hfaudd.csv", Message("is missing"), Message("{names}", names="hfaudd;level"), remedy))
    if faults or addresses is None:
        raise InputRefused(faults)
    hfaudd = raw.hfaudd if raw.hfaudd.is_file() else None
    return PersonFiles(list_year, paths, addresses, hfaudd, _municipalities(read_areas(raw), list_year))


def _municipalities(table: AreaTable, list_year: int) -> dict[str, frozenset[int]]:
    """Every area, of any list year, with its municipality in this one; without one in it, with those it has had."""
    return {
        area_id: frozenset(
            int(area.municipality_code)
            for area in [period for period in periods if period.valid_in(list_year)] or periods
        )
        for area_id, periods in table.by_id.items()
    }


def rules_on(list_year: int) -> Rules:
    """The positions of the person-grain switches in the law of a list year (O1, O5-O8)."""
    position = law_on(list_year).position
    return Rules(
        "named_only" if position("without_link") == "named_only" else "default_list",
        15 if position("convicted_from_age") == "15" else 18,
        "left_out" if position("dropped_charges") == "left_out" else "counts",
        "left_out" if position("mixed_decisions") == "left_out" else "counts",
        "above_basic" if position("preparatory_education") == "above_basic" else "counts_as_basic",
        "counts_as_non_western" if position("unknown_origin") == "counts_as_non_western" else "not_counted",
    )


def _rows_before(raw: RawRoot, list_year: int) -> dict[str, int]:
    """How many rows each register had the year before, where it was delivered."""
    return {name: row_count(path) for name, path in register_files(raw, list_year - 1).items()}


def _key(files: PersonFiles, rules: Rules) -> str:
    digest = hashlib.sha256(f"{version_of('counts')} {package_versions()} {rules}".encode())
    for path in (*files.delivered.values(), files.addresses, files.hfaudd):
        digest.update(sha256_of(path).encode() if path else b"none")
    for area, municipalities in sorted((files.areas or {}).items()):  # what the addresses were compared with
        digest.update(f"{area} {sorted(municipalities)}\n".encode())
    return digest.hexdigest()[:24]


def _kept_frames(folder: Path, files: PersonFiles) -> Mapping[str, pd.DataFrame] | None:
    """The counts kept in the folder; ``None`` if there are none, or some file is missing or damaged."""
    try:
        return {
            name: read_declared(folder / f"{name}.parquet", REGISTERS[name].counts, f"kept counts of {name}")
            for name in files.delivered
        }
    except (InputRefused, OSError):
        return None


def _states(files: PersonFiles) -> dict[Path, tuple[int, ...]]:
    """What the file system knows of each file's content; the time of the last change cannot be set back."""
    paths = (*files.delivered.values(), files.addresses, *([files.hfaudd] if files.hfaudd else []))
    return {path: state_of(path) for path in paths}


def _refuse_changed(raw: RawRoot, files: PersonFiles, before: Mapping[Path, tuple[int, ...]]) -> None:
    """Refuse counts of a file that changed while it was read: the manifest could not name it by its hash."""
    remedy = Message("start again once nobody writes to the raw root")
    faults = []
    for path, state in before.items():
        try:
            problem = Message("changed while it was read") if state_of(path) != state else Message()
        except OSError as error:
            gone = isinstance(error, FileNotFoundError)
            how = Message("is gone") if gone else Message("cannot be read ({name})", name=type(error).__name__)
            problem = Message("{how} since it was read", how=how)
        if problem:
            faults.append(Fault(raw.relative(path), problem, Message("a file that stays as it is"), remedy))
    if faults:
        raise InputRefused(faults)


def _keep(frames: Mapping[str, pd.DataFrame], work: Path, folder: Path) -> None:
    """Write the count frames to a temporary folder and move it to its place, so that a crash leaves no half.

    Counts of one to four persons are among them: only the owner may read them.
    """
    import pyarrow as pa

    with temporary_folder(work) as beside:
        made = private_folder(beside / folder.name)
        for name, frame in frames.items():
            schema = REGISTERS[name].counts.arrow_schema()
            path = private_file(made / f"{name}.parquet")
            write_parquet(pa.Table.from_pandas(frame, schema=schema, preserve_index=False), path)
        private_folder(folder.parent)
        shutil.rmtree(folder, ignore_errors=True)  # damaged
        with suppress(OSError):  # another run on the same files has kept them meanwhile
            made.rename(folder)
