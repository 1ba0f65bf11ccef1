"""The raw root as one object: areas, published figures, goals and deliveries; each file is read once, when needed.

What does not belong here: figures and decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.core.errors import Fault, InputRefused
from pipeline.core.messages import Message
from pipeline.core.paths import RawRoot
from pipeline.inputs.areas import AreaTable, read_areas
from pipeline.inputs.cards import is_marked_made_up, read_card
from pipeline.inputs.content import years_up_to
from pipeline.inputs.deliveries import (
    Aggregate,
    Delivery,
    InputFile,
    delivered_files,
    read_delivery,
)
from pipeline.inputs.file_formats import row_count
from pipeline.inputs.folders import addresses_file, check_raw_root, register_files
from pipeline.inputs.goals import Goal, read_goals
from pipeline.inputs.published import Published, published_paths, read_published
from pipeline.inputs.unchanged import HashesAsRead
from pipeline.law.model import Law

READING_AHEAD = "reading ahead"  # begins the name of a thread

Inspect = Callable[[Delivery, Delivery | None], None]


@dataclass
class Sources:
    """The raw root; each file is read once, when it is needed.

    ``inspect`` sees each delivery, and the one before it, before anything is computed from it, and raises if it is not
    valid. ``accepted`` names expectations that the user accepts for every delivery, beside those on its card.
    """

    raw: RawRoot
    areas: AreaTable
    published: Published
    goals: tuple[Goal, ...]
    aggregate: Aggregate | None = None
    inspect: Inspect | None = None
    accepted: frozenset[str] = frozenset()
    as_read: HashesAsRead = field(default_factory=HashesAsRead, repr=False)
    _deliveries: dict[int, Delivery | None] = field(default_factory=dict)
    _ahead: dict[int, Future[Delivery | None]] = field(default_factory=dict, repr=False, compare=False)
    _inspected: set[int] = field(default_factory=set)
    _files: dict[int | None, tuple[InputFile, ...]] = field(default_factory=dict, repr=False, compare=False)

    def delivery(self, list_year: int) -> Delivery | None:
        """The delivery of a list year, read and inspected once; ``None`` if there is none."""
        delivery = self.read(list_year)
        if delivery is not None and self.inspect is not None and list_year not in self._inspected:
            self._inspected.add(list_year)
            self.inspect(delivery, self.read(list_year - 1))
        return delivery

    def read(self, list_year: int) -> Delivery | None:
        """The delivery of a list year, read once and not inspected; ``None`` if there is none."""
        if list_year not in self._deliveries:
            ahead = self._ahead.pop(list_year, None)
            delivery = ahead.result() if ahead else read_delivery(self.raw, list_year, self.aggregate)
            if delivery is not None:
                for label, sha256 in delivery.hashes.items():
                    self.as_read.expect(self.raw.folder / label, label, sha256)
                accepted = delivery.accepted | self.accepted
                sums = self.areas.sums_in(list_year)
                delivery = replace(delivery, region_of=self.areas.region_of, sums=sums, accepted=accepted)
            self._deliveries[list_year] = delivery
        return self._deliveries[list_year]

    def read_ahead(self, last: int) -> None:
        """Begin to read the deliveries up to a list year, one after the other, beside other work.

        A fault of them is raised by ``read``. Nothing is begun where only counts per area can be read: they take no time.
        """
        if self.aggregate is None:
            return
        reader = ThreadPoolExecutor(1, READING_AHEAD)
        for year in self.raw.delivered_years():
            if year <= last and year not in self._deliveries and year not in self._ahead:
                self._ahead[year] = reader.submit(read_delivery, self.raw, year, self.aggregate)
        reader.shutdown(wait=False)  # its thread ends with the last of them

    def stop_reading(self) -> None:
        """Read no delivery that was not begun and has not been asked for."""
        while self._ahead:
            self._ahead.popitem()[1].cancel()

    def is_synthetic(self, list_year: int) -> bool:
        """Whether the raw root or any delivery up to a list year is made up: then every output made from it says so."""
        if is_marked_made_up(self.raw):
            return True
        cards = (read_card(self.raw, year) for year in self.raw.delivered_years() if year <= list_year)
        return any(card is not None and card.is_synthetic for card in cards)

    def files(self, list_year: int) -> tuple[InputFile, ...]:
        """The input files a list year depends on: shared files, deliveries and their cards, as in ``content``.

        Raises ``InputRefused`` for a file that is no longer the one that was read.
        """
        years = years_up_to(self.raw, list_year)
        return (*self._named(None), *(file for year in years for file in self._named(year)))

    def _named(self, year: int | None) -> tuple[InputFile, ...]:
        """The files of one delivery, or those that all list years share, as the manifest names them.

        Each is hashed here once a run, not once for every list year that depends on it.
        """
        if year not in self._files:
            files = self._shared_files() if year is None else _delivery_and_card(self.raw, year)
            accepted = frozenset() if year is None else self._accepted(year)
            self._files[year] = tuple(
                replace(file, sha256=self.as_read.note(self.raw.folder / file.path, file.path), accepted=accepted)
                for file in files
            )
        return self._files[year]

    def _shared_files(self) -> Iterator[InputFile]:
        yield InputFile("areas.csv", "", len(self.areas.areas), "areas")
        yield from (InputFile(self.raw.relative(path), "", row_count(path), "beside") for path in _beside(self.raw))
        yield from self.published.files

    def _accepted(self, year: int) -> frozenset[str]:
        """What is accepted of a delivery, by its card or by the user."""
        card = read_card(self.raw, year)
        return self.accepted | (card.accepted if card else frozenset())

    def list_years(self, law: Law) -> tuple[int, ...]:
        """Every list year with a delivery, or with a list published on the yearly date."""
        years = {year for year in self.raw.delivered_years() if _is_delivered(self.raw, year)}
        for date in self.published.list_dates:
            if law.governs(date.year) and law.on(date.year).published_on(date.year) == date:
                years.add(date.year)
        return tuple(sorted(year for year in years if law.governs(year)))


def _is_delivered(raw: RawRoot, list_year: int) -> bool:
    """Whether a list year's folder holds anything to read; a folder that would be refused counts, since reading it
    reports why."""
    try:
        return bool(register_files(raw, list_year))
    except InputRefused:
        return True


def _delivery_and_card(raw: RawRoot, list_year: int) -> Iterator[InputFile]:
    """The files of a delivery; its card and what it is read by have their grain."""
    files = delivered_files(raw, list_year)
    yield from files
    card = raw.card(list_year)
    for path in (*([card] if card.is_file() else []), *raw.beside(list_year)):
        yield InputFile(raw.relative(path), "", row_count(path), files[0].grain if files else "beside")


def refuse_empty(sources: Sources, law: Law, list_years: Iterable[int]) -> None:
    """Refuse list years of which nothing is known. Raises ``InputRefused`` that names each of them."""
    known = sources.list_years(law)
    faults = [
        Fault(
            Message("list year {list_year}", list_year=list_year),
            Message("has neither a delivery nor published figures or lists"),
            Message(
                "registers in {list_year}/, or published/ with the list of {day}",
                list_year=list_year,
                day=law.on(list_year).published_on(list_year),
            ),
            Message(
                "wait for the delivery, or ask for the empty list on purpose (--allow-empty, in the graph allow_empty): every area is undetermined on it"
            ),
        )
        for list_year in list_years
        if list_year not in known
    ]
    if faults:
        raise InputRefused(faults)


def open_sources(
    raw: RawRoot,
    aggregate: Aggregate | None = None,
    inspect: Inspect | None = None,
    accepted: frozenset[str] = frozenset(),
) -> Sources:
    """Read what all list years share: areas, published figures and lists, goals. Raises ``InputRefused``."""
    if not raw.folder.is_dir():
        raise InputRefused(
            Fault(
                str(raw.folder),
                Message("is not a folder"),
                Message("a raw root with areas.csv"),
                Message("name it with --raw"),
            )
        )
    check_raw_root(raw)
    as_read = HashesAsRead()
    for path in (raw.areas, *_beside(raw), *published_paths(raw)):
        if path.is_file():
            as_read.note(path, raw.relative(path))
    areas = read_areas(raw)
    municipalities = frozenset(area.municipality_code for area in areas.areas)
    goals = read_goals(raw, municipalities)
    return Sources(raw, areas, read_published(raw, areas), goals, aggregate, inspect, accepted, as_read)


def _beside(raw: RawRoot) -> tuple[Path, ...]:
    """The existing files beside the deliveries that a list year may depend on."""
    beside = (
        raw.goals,
        raw.programme,
        raw.boundaries,
        raw.area_names,
        raw.hfaudd,
        raw.made_up_mark,
        addresses_file(raw),
    )
    return tuple(path for path in beside if path is not None and path.is_file())
