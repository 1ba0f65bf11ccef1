"""The types of validation: suite, rule, finding, result. What does not belong here: rules and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pipeline.core.errors import Fault
from pipeline.core.messages import Message, together
from pipeline.core.tables import Table
from pipeline.inputs.registers.card import COUNTRY, REGIONS

if TYPE_CHECKING:
    import pandas as pd

    from expectations.cells import Cells

Row = Mapping[str, Any]
Severity = Literal["error", "warning"]
SHOWN = 5  # names or rows in a message
CORRECT = Message("correct the delivery and receive it again")


@dataclass(frozen=True)
class Place:
    """Where a rule fails, as far as it is public: never a delivered cell.

    ``column`` is a declared name, ``code`` that of an area of areas.csv, of a region, or the country's; ``area`` the
    area's name there. ``row`` is the number of the row in the delivered file, of counts per area only.
    """

    column: str = ""
    code: str = ""
    area: str = ""
    row: int | None = None

    @property
    def words(self) -> Message:
        """``taxpayers, Mjølnerparken (101-mjoelnerparken), row 7``."""
        where = _name(self.code)
        if self.area:
            where = Message("{area} ({code})", area=self.area, code=self.code)
        elif self.code in REGIONS:
            where = Message("region {code}", code=self.code)
        elif self.code == COUNTRY:
            where = Message("the country")
        row = Message("row {row}", row=self.row) if self.row is not None else Message()
        return together([each for each in (_name(self.column), where, row) if each], ", ")


def _name(text: str) -> Message:
    return Message("{name}", name=text)


@dataclass(frozen=True)
class Finding:
    """What one rule found: counts only, never a value of the frame."""

    suite: str
    expectation: str
    column: str
    severity: Severity
    success: bool
    element_count: int
    unexpected_count: int
    sentence: Message
    places: tuple[Place, ...] = ()
    remedy: Message = CORRECT
    acceptable: bool = False  # a surprise: ``--accept`` with the expectation's name turns it into a note
    file: str = ""  # which of them the finding is about, where a suite judges several files

    def at(self, where: str) -> str:
        """Where the suite was held against something, with the file and the column that this finding is about."""
        at = Message("{where}, {file}", where=where, file=self.file) if self.file else where
        return Message("{where}, column {column}", where=at, column=self.column) if self.column else at

    @property
    def count_words(self) -> Message:
        """``1 of 4 (Nordvang (nordvang), row 7)``: how many fail, and which, a few of them by name and row."""
        text = Message("{failing:,} of {all:,}", failing=self.unexpected_count, all=self.element_count)
        if not self.places:
            return text
        shown = together([place.words for place in self.places[:SHOWN]], "; ")
        if len(self.places) > SHOWN:
            shown = Message("{some} and {more:,} more", some=shown, more=len(self.places) - SHOWN)
        return Message("{count} ({places})", count=text, places=shown)


@dataclass(frozen=True)
class ValidationResult:
    """All findings of one suite on one frame of one list year."""

    suite: str
    list_year: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The failed rules that stop a run."""
        return tuple(f for f in self.findings if not f.success and f.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The failed rules that are reported but do not stop a run."""
        return tuple(f for f in self.findings if not f.success and f.severity == "warning")

    @property
    def passed(self) -> bool:
        """Whether no error-level rule failed."""
        return not self.errors

    def faults(self, where: str) -> tuple[Fault, ...]:
        """The errors as faults that name ``where``, for ``ValidationFailed``."""
        return tuple(
            Fault(
                finding.at(where),
                Message("{name} fails for {count}", name=finding.expectation, count=finding.count_words),
                finding.sentence,
                Message(
                    "{remedy}, or if it is right run with --accept {name}, or name it under accepted in delivery.yaml",
                    remedy=finding.remedy,
                    name=finding.expectation,
                )
                if finding.acceptable
                else finding.remedy,
            )
            for finding in self.errors
        )


@dataclass(frozen=True)
class ValidationContext:
    """What a frame is compared with besides itself.

    ``known_areas`` are the areas of that list year; ``other_areas`` those of other years, which a delivery may count
    too (a coming area, for its later mean). ``previous`` is the same table of the list year before, ``within`` each
    category of the law that year with the category it lies inside (or ``None``), ``categories_on`` the law's categories
    by list date in ISO form. ``accepted`` names what whoever received the delivery has accepted. ``area_names`` are the
    names of all areas by id. ``row_numbers`` are those that the frame's rows have in their files; ``None`` where they
    were counted from person rows. ``extracts`` are the files of StatBank that a delivery takes benchmarks from. ``files``
    are what messages call the files that a profile counts rows of, by register or reference.
    """

    list_year: int
    register_year: int | None = None
    known_areas: frozenset[str] = frozenset()
    other_areas: frozenset[str] = frozenset()
    region_of: Mapping[str, str] = field(default_factory=dict)
    previous: pd.DataFrame | None = None
    within: Mapping[str, str | None] = field(default_factory=dict)
    categories_on: Mapping[str, frozenset[str]] = field(default_factory=dict)
    municipality_of: Mapping[str, str] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    area_names: Mapping[str, str] = field(default_factory=dict)
    row_numbers: tuple[int, ...] | None = None
    extracts: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    def place(self, column: str = "", code: str | None = "", number: int | None = None) -> Place:
        """Where a rule fails; ``number`` is the frame's row, from 0. A code that is not public is left out."""
        rows = self.row_numbers
        row = rows[number] if number is not None and rows is not None and number < len(rows) else None
        areas = self.known_areas | self.other_areas
        if code not in areas and code not in (*self.region_of.values(), COUNTRY):
            return Place(column, row=row)
        return Place(column, str(code), self.area_names.get(str(code), "") if code in areas else "", row)


@dataclass(frozen=True)
class RuleCount:
    """The counts of one rule: how many rows (or cells, codes, sums) there are, how many fail, how many may fail.

    ``places`` say where it fails; of ``failed_rows`` (rows of the frame, from 0) the validator makes such places.
    """

    rows: int
    failures: int
    permitted: int = 0
    places: tuple[Place, ...] = ()
    failed_rows: tuple[int, ...] = ()


def counted_rows(rows: Iterable[Row], fails: Callable[[Row], bool], among: Callable[[Row], bool] = bool) -> RuleCount:
    """The count of a rule on single rows: how many of those it is about fail, and which."""
    about = [(number, row) for number, row in enumerate(rows) if among(row)]
    failed = tuple(number for number, row in about if fails(row))
    return RuleCount(len(about), len(failed), failed_rows=failed)


Counting = Callable[["Cells", ValidationContext], RuleCount | None]


@dataclass(frozen=True)
class Native:
    """A rule within one row or one column, evaluated by Great Expectations on the frame itself."""

    expectation: str
    settings: Mapping[str, object]


@dataclass(frozen=True)
class Rule:
    """One thing the data must satisfy, with the sentence that is shown for it.

    ``how`` is an expectation of Great Expectations, or, for a rule across rows, tables or years, a function that
    counts; Great Expectations then evaluates the count. A count of ``None`` means that the rule cannot be evaluated.
    """

    name: str
    column: str
    severity: Severity
    sentence: Message
    reads: tuple[str, ...]
    how: Native | Counting
    acceptable: bool = False
    remedy: Message = CORRECT
    file: str = ""  # a key of ``ValidationContext.files``


@dataclass(frozen=True)
class Suite:
    """The rules of one table."""

    table: Table
    rules: tuple[Rule, ...]

    @property
    def name(self) -> str:
        """The suite has the name of its table."""
        return self.table.name
