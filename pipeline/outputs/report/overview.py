"""The first page: the headline, the changes in a sentence, the list as a table, and the strip of all lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.criteria import CRITERIA
from pipeline.inputs.areas import Area
from pipeline.law.model import Category
from pipeline.lists.designation import Designation, basis_of_area
from pipeline.lists.indicators import asked_criteria
from pipeline.lists.list_status import ListStatus, least_official
from pipeline.lists.shown import shown_assessments
from pipeline.outputs.report.category_marks import Mark, StatusSign
from pipeline.outputs.report.view import View, first_of_criterion
from pipeline.text import headline as words
from pipeline.text.bilingual import Bilingual, joined, listed, same
from pipeline.text.headline import NAMED, Tally
from pipeline.text.numbers import date_in_print
from pipeline.text.sentences import label, value_in_print
from pipeline.text.vocabulary import BASES, WITHHELD, place_text

MANY = 25  # areas: from here on what is off the list is folded, and areas open when asked for


@dataclass(frozen=True)
class Tile:
    """One category: how many areas, which, and how many came and went."""

    mark: Mark
    meaning: Bilingual
    tally: Tally
    names: Bilingual
    moved: Bilingual

    @property
    def count(self) -> Bilingual:
        """The number, or what is known of it."""
        return words.known_and_undetermined(self.tally)


@dataclass(frozen=True)
class Value:
    """One figure in the list's table. ``sign`` is ● met, ◐ met for another category's lower limit only, or nothing."""

    text: Bilingual
    sign: str
    verdict: Bilingual


@dataclass(frozen=True)
class Line:
    """One area in the list's table."""

    area: Area
    cell: StatusSign
    in_a_row: Bilingual
    values: tuple[Value, ...]
    basis: Bilingual


@dataclass(frozen=True)
class StripRow:
    """One area's signs, list by list."""

    area: Area
    cells: tuple[StatusSign, ...]


def headline(view: View) -> Bilingual:
    """How many of the areas shown are on the list, and of which day it is."""
    on_any = {area.area_id: view.on_any(area, view.list_year) for area in view.official}
    tally = Tally(
        sum(on is True for on in on_any.values()), sum(on is None for on in on_any.values()), len(view.official)
    )
    # What is undetermined asserts nothing; where it leaves out who is not on the list, only the listed areas count.
    told = [area for area in view.official if on_any[area.area_id] or not tally.undetermined]
    status = least_official(view.status(area) for area in told)
    day = date_in_print(view.regime.published_on(view.list_year))
    return words.headline(tally, place_text(view.municipalities), day, max_forecast(view, status))


def max_forecast(view: View, status: ListStatus) -> ListStatus:
    """A list that is not published yet is a forecast, whatever its areas' outcomes are."""
    return ListStatus.FORECAST if view.now.status is ListStatus.FORECAST else status


def what_moved(view: View) -> Bilingual:
    """Which areas entered or left the list altogether since the list before, and which are undetermined."""
    if view.before is None:
        return words.what_moved(None, [], [], 0, view.now.status)
    came, went, unknown = [], [], 0
    year = view.before.list_year
    for area in view.official:
        was, now = view.on_any(area, year), view.on_any(area, view.list_year)
        came += [area.name] if now and was is False else []
        went += [area.name] if was and now is False else []
        unknown += was is None or now is None
    return words.what_moved(year, came, went, unknown, view.now.status)


def unsettled(view: View) -> Bilingual | None:
    """What is undetermined, by category; ``None`` if nothing is."""
    parts = []
    for category in view.regime.categories:
        areas = [area for area in view.official if _in(view, area, category) is None]
        if areas:
            count = f"{len(areas)} "
            parts.append(Bilingual(f"{count}som {category.name}", f"{count}as {category.name}"))
    if not parts:
        return None
    return (
        Bilingual("Uafgjort: ", "Undetermined: ")
        + joined(parts, same(", "))
        + Bilingual(
            ". Uafgjort er ikke det samme som ikke på listen.", ". Undetermined is not the same as not on the list."
        )
    )


def _of(view: View, area: Area, category: Category) -> Designation:
    return next(each for each in view.designations(area) if each.category == category.name)


def _in(view: View, area: Area, category: Category) -> bool | None:
    return _of(view, area, category).designated


def tiles(view: View) -> tuple[Tile, ...]:
    """The categories of the list with their areas."""
    return tuple(_tile(view, category) for category in view.regime.categories)


def _tile(view: View, category: Category) -> Tile:
    outcomes = [(area.name, _in(view, area, category)) for area in view.official]
    names = [name for name, on in outcomes if on]
    tally = Tally(len(names), sum(on is None for _name, on in outcomes), len(outcomes))
    told = listed(names) if len(names) <= NAMED else Bilingual("", "")
    meaning = Bilingual(category.meaning_da, category.meaning_en)
    return Tile(view.marks[category.name], meaning, tally, told, _tile_moves(view, category))


def _tile_moves(view: View, category: Category) -> Bilingual:
    if view.before is None:
        return Bilingual("", "")
    shown = {area.area_id for area in view.official}
    moves = [
        row["change"]
        for row in view.result.rows["delta"]
        if row["category"] == category.name and row["area_id"] in shown
    ]
    came, went, unknown = (moves.count(change) for change in ("entered", "left", "undetermined"))
    earlier = {each.name for each in view.before.regime.categories}
    return words.tile_moves(view.before.list_year, came, went, unknown, not earlier & set(category.continues))


def asked(view: View) -> tuple[str, ...]:
    """The criteria of this list's law, in their usual order."""
    wanted = asked_criteria(view.regime)
    return tuple(criterion for criterion in CRITERIA if criterion in wanted)


def list_lines(view: View) -> tuple[Line, ...]:
    """Every area: those on the list first, the furthest category first, then by name."""
    lines = [(_rank(view, area), area.name, _line(view, area)) for area in view.areas]
    return tuple(line for _, _, line in sorted(lines, key=lambda entry: entry[:2]))


def _rank(view: View, area: Area) -> int:
    ranks = [view.marks[each.category].rank for each in view.designations(area) if each.designated]
    if area.candidate:
        return 1
    if ranks:
        return -10 - max(ranks)
    return -1 if view.on_any(area, view.list_year) is None else 0


def _line(view: View, area: Area) -> Line:
    designations = view.designations(area)
    runs = [each.run for each in designations if each.designated]
    longest = max(runs, key=lambda run: run.lists, default=None)
    in_a_row = Bilingual("", "")
    if longest is not None:
        at_least = Bilingual("", "") if longest.exact else Bilingual("mindst ", "at least ")
        in_a_row = at_least + same(str(longest.lists))
    basis = BASES[basis_of_area(designations)]
    return Line(area, view.cell(area), in_a_row, tuple(_values(view, designations)), basis)


def _values(view: View, designations: Sequence[Designation]) -> list[Value]:
    main = first_of_criterion(designations)
    values = []
    for criterion in asked(view):
        each = main[criterion]
        met_elsewhere = any(
            other.met
            for designation in designations
            for other in shown_assessments(designation)
            if other.criterion == criterion
        )
        sign = "●" if each.met else ("◐" if met_elsewhere else "")
        verdict = {
            "●": Bilingual("opfyldt", "met"),
            "◐": Bilingual("opfyldt efter en anden kategoris grænse", "met by another category's limit"),
            "": Bilingual("", ""),
        }[sign]
        text = value_in_print(each) if each.known else same("–")
        values.append(Value(text if text != WITHHELD else Bilingual("få", "few"), sign, verdict))
    return values


def column_heads(view: View) -> tuple[Bilingual, ...]:
    """The heads of the figures in the list's table."""
    return tuple(label(criterion) for criterion in asked(view))


def strip_rows(view: View) -> tuple[StripRow, ...]:
    """Every area shown, with its sign on each list."""
    lists = view.strip_lists
    return tuple(StripRow(area, tuple(view.cell(area, each.list_year) for each in lists)) for area in view.areas)


@dataclass(frozen=True)
class StripSpan:
    """The lists under one law, side by side."""

    regime: str
    years: tuple[int, ...]


def strip_spans(view: View) -> tuple[StripSpan, ...]:
    """The list years, regime by regime."""
    spans: dict[str, list[int]] = {}
    for each in view.strip_lists:
        spans.setdefault(each.regime.name, []).append(each.list_year)
    return tuple(StripSpan(name, tuple(years)) for name, years in spans.items())


def legend(view: View) -> tuple[Mark, ...]:
    """The signs that can occur in the strip: every category of the laws of its lists."""
    names = dict.fromkeys(category.name for each in view.strip_lists for category in each.regime.categories)
    return tuple(view.marks[name] for name in names)
