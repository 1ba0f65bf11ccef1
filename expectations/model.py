"""The types of validation: suite, rule, finding, result. What does not belong here: rules and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pipeline.core.errors import Fault
from pipeline.core.tables import Table

if TYPE_CHECKING:
    import pandas as pd

    from expectations.cells import Cells

Row = Mapping[str, Any]
Severity = Literal["error", "warning"]
SHOWN = 5  # names or rows in a message
REMEDY = "correct the delivery and receive it again"


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
    sentence: str
    places: tuple[str, ...] = ()  # public names of what fails: areas, regions, columns; never a delivered cell
    acceptable: bool = False  # a surprise: ``--accept`` with the expectation's name turns it into a note

    @property
    def count_words(self) -> str:
        """``1 of 4 (area north)``: how many fail, and which, a few of them by name or row."""
        text = f"{self.unexpected_count:,} of {self.element_count:,}"
        if not self.places:
            return text
        more = f" and {len(self.places) - SHOWN:,} more" if len(self.places) > SHOWN else ""
        return f"{text} ({', '.join(self.places[:SHOWN])}{more})"


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
                where=f"{where}, {finding.column}" if finding.column else where,
                problem=f"{finding.expectation} fails for {finding.count_words}",
                expected=finding.sentence.rstrip("."),
                remedy=REMEDY + (f", or if it is right run with --accept {finding.expectation}" * finding.acceptable),
            )
            for finding in self.errors
        )


@dataclass(frozen=True)
class ValidationContext:
    """What a frame is compared with besides itself.

    ``known_areas`` are the areas of that list year; ``other_areas`` those of other years, which a delivery may count
    too (a coming area, for its later mean). ``previous`` is the same table of the list year before, ``within`` each
    category of the law that year with the category it lies inside (or ``None``), ``categories_on`` the law's categories
    by list date in ISO form. ``accepted`` names what whoever received the delivery has accepted.
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


@dataclass(frozen=True)
class RuleCount:
    """The counts of one rule: how many rows (or cells, codes, sums) there are, how many fail, how many may fail.

    ``places`` are public names of what fails; of ``failed_rows`` (data rows from 1) the validator makes such names.
    """

    rows: int
    failures: int
    permitted: int = 0
    places: tuple[str, ...] = ()
    failed_rows: tuple[int, ...] = ()


def counted_rows(rows: Iterable[Row], fails: Callable[[Row], bool], among: Callable[[Row], bool] = bool) -> RuleCount:
    """The count of a rule on single rows: how many of those it is about fail, and which."""
    about = [(number, row) for number, row in enumerate(rows, start=1) if among(row)]
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
    sentence: str
    reads: tuple[str, ...]
    how: Native | Counting
    acceptable: bool = False


@dataclass(frozen=True)
class Suite:
    """The rules of one table."""

    table: Table
    rules: tuple[Rule, ...]

    @property
    def name(self) -> str:
        """The suite has the name of its table."""
        return self.table.name
