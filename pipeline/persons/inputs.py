"""The parameters of a person run: the files, the engine, the positions of the method. Cheap to import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipeline.inputs.registers import REGISTERS

PERSON_KEY = "pnr"

Progress = Callable[[str], None]  # is called with one sentence per step

Engine = Literal["polars", "spark"]
StatusPosition = Literal["default_list", "named_only"]


def is_person_grain(columns: Iterable[str]) -> bool:
    """Whether a file with these columns holds person rows: it has DST's person key, in any case."""
    return PERSON_KEY in {name.strip().lower() for name in columns}


def label_of(name: str, path: Path) -> str:
    """What a file is called in messages: ``income (income.parquet)``."""
    return f"{name} ({path.name})"


@dataclass(frozen=True)
class PersonFiles:
    """The person files of one list year: ``registers`` holds those delivered, the population always among them.

    ``addresses`` and ``hfaudd`` are reference inputs; ``hfaudd`` is needed as soon as there is ``education``. ``areas``
    has every area of areas.csv, of any list year, with the code of its municipality (of each, where its periods differ);
    ``None`` where the addresses are not to be compared with it.
    """

    list_year: int
    registers: Mapping[str, Path]
    addresses: Path
    hfaudd: Path | None = None
    areas: Mapping[str, frozenset[int]] | None = None

    @property
    def delivered(self) -> dict[str, Path]:
        """The person files in the order of the registers, population first."""
        return {register: self.registers[register] for register in REGISTERS if register in self.registers}

    @property
    def labels(self) -> dict[str, str]:
        """What each file is called in messages."""
        files = {**self.delivered, "addresses": self.addresses, **({"hfaudd": self.hfaudd} if self.hfaudd else {})}
        return {name: label_of(name, path) for name, path in files.items()}


@dataclass(frozen=True)
class Rules:
    """The positions of the method's open points that change a count of persons.

    ``without_link``: ``default_list`` takes every status marked in the code table, ``named_only`` those of them that
    the authority has named (O1). ``convicted_from_age`` is the age of the numerator only: the whole stays residents of
    18 and over (O5). ``dropped_charges`` (types of decision 3 and 4) and ``mixed_decisions`` (5, 515-518) count as
    convictions or are left out (O6). ``preparatory_education``: whether level 15 is above grundskole (O7).
    ``unknown_origin``: whether an origin that is not stated counts as non-western (O8).
    """

    without_link: StatusPosition = "default_list"
    convicted_from_age: Literal[15, 18] = 18
    dropped_charges: Literal["counts", "left_out"] = "counts"
    mixed_decisions: Literal["counts", "left_out"] = "counts"
    preparatory_education: Literal["counts_as_basic", "above_basic"] = "counts_as_basic"
    unknown_origin: Literal["not_counted", "counts_as_non_western"] = "not_counted"


@dataclass(frozen=True)
class Options:
    """How to run. ``work`` holds temporary files only; on a cluster all machines must see it.

    ``memory_limit`` (bytes) splits the persons into as many passes as it takes; Spark has its own settings.
    ``spark_master`` is a cluster's URL, ``None`` means this machine.
    """

    work: Path
    engine: Engine = "polars"
    memory_limit: int | None = None
    spark_master: str | None = None
    rules: Rules = field(default_factory=Rules)
