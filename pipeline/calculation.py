"""The calculation as a table of contents: inputs, figures, the law, the list; one list year after the other.

``ghettolist`` runs it straight; the Dagster graph runs the same functions asset by asset, and a test holds the two to
the same bytes. What does not belong here: reading files, writing files, validation, the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.areas import AreaTable, read_areas
from pipeline.assessment import Assessment
from pipeline.deliveries import Aggregate, Delivery, InputFile, delivered_files, read_card, read_delivery, row_count
from pipeline.designation import Designation, History, apply_law
from pipeline.errors import Fault, InputRefused
from pipeline.figures import Figure, measured_figures, printed_figures
from pipeline.files import RawRoot, sha256_of
from pipeline.goals import Goal, read_goals
from pipeline.law import load_law
from pipeline.law.model import Regime
from pipeline.printed import Printed, read_printed

Inspect = Callable[[Delivery, Delivery | None], None]


@dataclass(frozen=True)
class ListOfYear:
    """One list: the figures, the designations of every area and category, and the inputs behind them."""

    list_year: int
    regime: Regime
    figures: tuple[Figure, ...]
    designations: tuple[Designation, ...]

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """Every criterion of every category, as the designations rest on them."""
        return tuple(each for designation in self.designations for each in designation.assessments)

    @property
    def outcomes(self) -> tuple[tuple[str, str, bool | None], ...]:
        """(area_id, category, designated) of each designation: what later lists ask of this one."""
        return tuple((each.area_id, each.category, each.designated) for each in self.designations)

    def designation(self, area_id: str, category: str) -> Designation:
        """One area's designation in one category. Raises ``KeyError``."""
        for designation in self.designations:
            if designation.area_id == area_id and designation.category == category:
                return designation
        raise KeyError((area_id, category))


@dataclass
class Sources:
    """The raw root, read as it is needed and each file once.

    ``inspect`` sees each delivery, and the one before it, before anything is computed from it, and stops the run if
    it does not hold what it must.
    """

    raw: RawRoot
    areas: AreaTable
    printed: Printed
    goals: tuple[Goal, ...]
    aggregate: Aggregate | None = None
    inspect: Inspect | None = None
    _deliveries: dict[int, Delivery | None] = field(default_factory=dict)
    _inspected: set[int] = field(default_factory=set)

    def delivery(self, list_year: int) -> Delivery | None:
        """The delivery of a list year, read and inspected once; ``None`` if there is none."""
        delivery = self._read(list_year)
        if delivery is not None and self.inspect is not None and list_year not in self._inspected:
            self._inspected.add(list_year)
            self.inspect(delivery, self._read(list_year - 1))
        return delivery

    def _read(self, list_year: int) -> Delivery | None:
        if list_year not in self._deliveries:
            delivery = read_delivery(self.raw, list_year, self.aggregate)
            self._deliveries[list_year] = delivery and replace(delivery, region_of=self.areas.region_of)
        return self._deliveries[list_year]

    def made_up(self, list_year: int) -> bool:
        """Whether the raw root or any delivery up to a list year is made up: then every output made from it says so."""
        if self.raw.made_up_mark.is_file():
            return True
        cards = (read_card(self.raw, year) for year in self.raw.delivered_years() if year <= list_year)
        return any(card is not None and card.made_up for card in cards)

    def files(self, list_year: int) -> tuple[InputFile, ...]:
        """The input files a list year rests on: areas, printed pages, and the deliveries up to that year."""
        areas = InputFile("areas.csv", sha256_of(self.raw.areas), len(self.areas.areas), "areas")
        beside = (self.raw.goals, self.raw.programme, self.raw.boundaries, self.raw.area_names)
        told = (
            InputFile(self.raw.relative(path), sha256_of(path), row_count(path), "beside")
            for path in beside
            if path.is_file()
        )
        delivered = (year for year in self.raw.delivered_years() if year <= list_year)
        return (
            areas,
            *told,
            *self.printed.files,
            *(file for year in delivered for file in delivered_files(self.raw, year)),
        )

    def list_years(self, law: Sequence[Regime]) -> tuple[int, ...]:
        """Every list year the raw root can say anything about: delivered, or printed on its yearly date."""
        years = set(self.raw.delivered_years())
        for date in self.printed.list_dates:
            for regime in law:
                if regime.governs(date.year) and regime.published_on(date.year) == date:
                    years.add(date.year)
        return tuple(sorted(year for year in years if any(regime.governs(year) for regime in law)))


def open_sources(raw: RawRoot, aggregate: Aggregate | None = None, inspect: Inspect | None = None) -> Sources:
    """Read what every list year shares: areas, printed pages, goals. Raises ``InputRefused``."""
    if not raw.folder.is_dir():
        raise InputRefused(Fault(str(raw.folder), "is not a folder", "a raw root with areas.csv", "name it with --raw"))
    areas = read_areas(raw)
    return Sources(raw, areas, read_printed(raw, areas), read_goals(raw), aggregate, inspect)


def figures_of(sources: Sources, regime: Regime, list_year: int) -> tuple[Figure, ...]:
    """All figures of a list year, from every source there is."""
    return (
        *measured_figures(sources.areas, regime, list_year, sources.delivery),
        *printed_figures(sources.areas, regime, list_year, sources.printed),
    )


def list_of_year(sources: Sources, regime: Regime, list_year: int, history: History) -> ListOfYear:
    """One list from its figures, the law and the earlier lists; recorded in the history for the lists to come."""
    figures = figures_of(sources, regime, list_year)
    designations = apply_law(regime, list_year, sources.areas, figures, sources.printed, history)
    made = ListOfYear(list_year, regime, figures, designations)
    history.record(list_year, made.outcomes)
    return made


def lists_up_to(sources: Sources, law: Sequence[Regime], last: int) -> Iterable[ListOfYear]:
    """Every list from the first under the law to the last asked for, in order, as the five-list rule needs them."""
    history = History(sources.areas, law)
    for list_year in range(min(regime.first_list_year for regime in law), last + 1):
        for regime in law:
            if regime.governs(list_year):
                yield list_of_year(sources, regime, list_year, history)


def recompute(raw_root: Path, list_years: Iterable[int], law: Sequence[Regime] | None = None) -> dict[int, ListOfYear]:
    """The lists of some years from a raw root, nothing written. Raises ``Refusal`` for bad input."""
    wanted = set(list_years)
    sources = open_sources(RawRoot(raw_root))
    lists = lists_up_to(sources, law or load_law(), max(wanted))
    return {each.list_year: each for each in lists if each.list_year in wanted}
