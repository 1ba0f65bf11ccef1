"""The first page: the headline, what moved in a sentence, the list as a table, and the strip of all lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.criteria import CRITERIA
from pipeline.inputs.areas import Area
from pipeline.law.model import Category
from pipeline.lists.designation import Basis, Designation, weakest
from pipeline.lists.indicators import asked_criteria
from pipeline.lists.yearly_list import ListOfYear
from pipeline.outputs.report.category_marks import Cell, Mark
from pipeline.outputs.report.view import Story, first_of_criterion
from pipeline.text.sentences import WITHHELD, Said, date_in_print, joined, label, value_in_print
from pipeline.text.vocabulary import listed, place_said, same

MANY = 25  # areas: from here on what is off the list is folded, and areas open when asked for
NAMED = 12  # areas in a sentence


@dataclass(frozen=True)
class Tile:
    """One category: how many areas, which, and how many came and went."""

    mark: Mark
    meaning: Said
    count: int
    names: Said
    moved: Said


@dataclass(frozen=True)
class Value:
    """One figure in the list's table. ``sign`` is ● met, ◐ met for another category's lower limit only, or nothing."""

    text: Said
    sign: str
    verdict: Said


@dataclass(frozen=True)
class Line:
    """One area in the list's table."""

    area: Area
    cell: Cell
    in_a_row: Said
    values: tuple[Value, ...]
    basis: Said


@dataclass(frozen=True)
class StripRow:
    """One area's signs, list by list."""

    area: Area
    cells: tuple[Cell, ...]


def headline(story: Story) -> Said:
    """How many of the areas told of are on the list, and when it was published."""
    on = [area for area in story.areas if story.on_any(area, story.list_year)]
    day = date_in_print(story.regime.published_on(story.list_year))
    place = place_said(story.municipalities)
    return Said(
        f"{len(on) or 'Ingen'} af {len(story.areas)} områder i {place.da} er på listen af {day.da}",
        f"{len(on) or 'None'} of {len(story.areas)} areas in {place.en} {'is' if len(on) == 1 else 'are'} "
        f"on the list of {day.en}",
    )


def what_moved(story: Story) -> Said:
    """Which areas came on or went off altogether since the list before, and what cannot be told."""
    if story.before is None:
        return Said("Der er ingen tidligere liste at sammenligne med.", "There is no earlier list to compare with.")
    year = story.before.list_year
    came, went = [], []
    for area in story.areas:
        was, now = story.on_any(area, year), story.on_any(area, story.list_year)
        came += [area.name] if now and was is False else []
        went += [area.name] if was and now is False else []
    parts = [_names(came, Said("kom på", "entered")), _names(went, Said("forlod listen", "left"))]
    found = [part for part in parts if part is not None]
    since = Said(f"Siden listen {year}: ", f"Since the list of {year}: ")
    if not found:
        return since + Said("intet område kom på eller forlod listen helt.", "no area entered or left altogether.")
    return since + joined(found, Said("; ", "; ")) + same(".")


def _names(names: Sequence[str], verb: Said) -> Said | None:
    if not names:
        return None
    if len(names) > NAMED:
        return Said(f"{len(names)} {verb.da}", f"{len(names)} {verb.en}")
    who = listed(names)
    return who + same(" ") + verb


def unsettled(story: Story) -> Said | None:
    """What is undetermined, by category; ``None`` if nothing is."""
    parts = []
    for category in story.regime.categories:
        areas = [area for area in story.areas if _in(story, area, category) is None]
        if areas:
            count = f"{len(areas)} "
            parts.append(Said(f"{count}som {category.name}", f"{count}as {category.name}"))
    if not parts:
        return None
    return (
        Said("Uafklaret: ", "Undetermined: ")
        + joined(parts, same(", "))
        + Said(
            ". Uafklaret er ikke det samme som ikke på listen.", ". Undetermined is not the same as not on the list."
        )
    )


def _of(story: Story, area: Area, category: Category) -> Designation:
    return next(each for each in story.designations(area) if each.category == category.name)


def _in(story: Story, area: Area, category: Category) -> bool | None:
    return _of(story, area, category).designated


def tiles(story: Story) -> tuple[Tile, ...]:
    """The categories of the list with their areas."""
    shown = {area.area_id for area in story.areas}
    found = []
    for category in story.regime.categories:
        names = [area.name for area in story.areas if _in(story, area, category)]
        moves = [
            row for row in story.made.rows["delta"] if row["category"] == category.name and row["area_id"] in shown
        ]
        came, went = (sum(row["change"] == change for row in moves) for change in ("entered", "left"))
        moved = Said("", "")
        if story.before is not None:
            moved = Said(
                f"+{came} / −{went} siden {story.before.list_year}", f"+{came} / −{went} since {story.before.list_year}"
            )
        told = listed(names) if len(names) <= NAMED else Said("", "")
        meaning = Said(category.meaning_da, category.meaning_en)
        found.append(Tile(story.marks[category.name], meaning, len(names), told, moved))
    return tuple(found)


def asked(story: Story) -> tuple[str, ...]:
    """The criteria this list's law asks about, in their usual order."""
    wanted = asked_criteria(story.regime)
    return tuple(criterion.name for criterion in CRITERIA if criterion.name in wanted)


def list_lines(story: Story) -> tuple[Line, ...]:
    """Every area: those on the list first, the furthest category first, then by name."""
    lines = [(_rank(story, area), area.name, _line(story, area)) for area in story.areas]
    return tuple(line for _, _, line in sorted(lines, key=lambda entry: entry[:2]))


def _rank(story: Story, area: Area) -> int:
    ranks = [story.marks[each.category].rank for each in story.designations(area) if each.designated]
    if ranks:
        return -10 - max(ranks)
    return -1 if story.on_any(area, story.list_year) is None else 0


def _line(story: Story, area: Area) -> Line:
    designations = story.designations(area)
    runs = [each.run for each in designations if each.designated]
    longest = max(runs, key=lambda run: run.lists, default=None)
    in_a_row = Said("", "")
    if longest is not None:
        at_least = Said("", "") if longest.exact else Said("mindst ", "at least ")
        in_a_row = at_least + same(str(longest.lists))
    basis = weakest(each.basis for each in designations)
    return Line(area, story.cell(area), in_a_row, tuple(_values(story, designations)), BASES[basis])


BASES = {
    Basis.RECOMPUTED: Said("efterregnet", "recomputed"),
    Basis.PUBLISHED: Said("trykt liste", "printed list"),
    Basis.UNDETERMINED: Said("uafklaret", "undetermined"),
}


def _values(story: Story, designations: Sequence[Designation]) -> list[Value]:
    main = first_of_criterion(designations)
    values = []
    for criterion in asked(story):
        each = main[criterion]
        met_elsewhere = any(
            other.met
            for designation in designations
            for other in designation.assessments
            if other.criterion == criterion
        )
        sign = "●" if each.met else ("◐" if met_elsewhere else "")
        verdict = {
            "●": Said("opfyldt", "met"),
            "◐": Said("opfyldt efter en anden kategoris grænse", "met by another category's limit"),
            "": Said("", ""),
        }[sign]
        text = value_in_print(each) if each.value is not None else same("–")
        values.append(Value(text if text != WITHHELD else Said("få", "few"), sign, verdict))
    return values


def column_heads(story: Story) -> tuple[Said, ...]:
    """The heads of the figures in the list's table."""
    return tuple(label(criterion) for criterion in asked(story))


def strip_lists(story: Story) -> tuple[ListOfYear, ...]:
    """The lists of the strip: from the first of which anything is known."""
    for position, each in enumerate(story.lists):
        if any(story.on_any(area, each.list_year) is not None for area in story.areas if story.existed(area, each)):
            return story.lists[position:]
    return story.lists[-1:]


def strip_rows(story: Story) -> tuple[StripRow, ...]:
    """Every area told of, with its sign on each list."""
    lists = strip_lists(story)
    return tuple(StripRow(area, tuple(story.cell(area, each.list_year) for each in lists)) for area in story.areas)


@dataclass(frozen=True)
class StripSpan:
    """The lists under one law, side by side."""

    regime: str
    years: tuple[int, ...]


def strip_spans(story: Story) -> tuple[StripSpan, ...]:
    """The list years, regime by regime."""
    spans: dict[str, list[int]] = {}
    for each in strip_lists(story):
        spans.setdefault(each.regime.name, []).append(each.list_year)
    return tuple(StripSpan(name, tuple(years)) for name, years in spans.items())


def legend(story: Story) -> tuple[Mark, ...]:
    """The signs that a reader can meet in the strip: every category of the laws of its lists."""
    names = dict.fromkeys(category.name for each in strip_lists(story) for category in each.regime.categories)
    return tuple(story.marks[name] for name in names)
