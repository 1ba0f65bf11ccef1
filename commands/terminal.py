"""Results for a person or a program, on stdout: tables, lines and JSON. Messages are said by ``streams``."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from commands import streams
from pipeline.core.criteria import CRITERIA
from pipeline.lists.delta import Change
from pipeline.text.bilingual import Bilingual, uncapitalised
from pipeline.text.numbers import date_in_print, figure_in_print
from pipeline.text.sentences import label
from pipeline.text.vocabulary import BASES
from pipeline.text.vocabulary import CHANGES as CHANGE_WORDS

if TYPE_CHECKING:
    from pipeline.lists.comparison import Agreement, ListComparison
    from pipeline.outputs.year_result import YearResult

# Characters that json leaves as they are and a terminal may act upon; inside a text of JSON an escape means the same.
INVISIBLE_IN_JSON = re.compile("[\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
GAP = 2  # blanks between two columns
FULL_WIDTH = 10_000  # of a table that goes to a file or another program: nothing is wrapped
WIDEST_TEXT = 28  # of a column of texts on a terminal: a longer name is wrapped
NARROW = ("area", "basis", "change", "list", "område", "grundlag", "ændring", "liste")
SIGNS = {True: "●", False: "·", None: "?"}
CHANGES = {Change.ENTERED: "+", Change.LEFT: "−", Change.STAYED: "=", Change.UNDETERMINED: "?"}


def telling(language: str) -> Callable[[str, str], str]:
    """The function that chooses of a text in Danish and the same in English the one to show."""
    return lambda da, en: da if language == "da" else en


def show(text: object) -> None:
    """A result for a person, on stdout: line by line as it is, on a terminal wrapped between words."""
    print(streams.wrapped(streams.harmless(str(text)), streams.terminal_width()))


def print_json(content: Any) -> None:
    """Print a result as JSON on stdout."""
    in_unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    text = json.dumps(content, ensure_ascii=not in_unicode, indent=2, default=str)
    print(INVISIBLE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], language: str = "en") -> None:
    """Print a table on stdout: as wide as the terminal, or as wide as it is where there is none.

    No figure is ever cut: columns that do not fit are left out, from the right, and named below the table.
    """
    from rich.console import Console
    from rich.table import Table as RichTable

    body = [[streams.fitted(streams.harmless(cell, frozenset()), sys.stdout.encoding) for cell in row] for row in rows]
    least = [_least_width(name, [row[place] for row in body]) for place, name in enumerate(columns)]
    width = None if sys.stdout.isatty() else FULL_WIDTH
    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False, width=width)
    shown = _fitting(least, console.width)
    table = RichTable(
        title=streams.fitted(streams.harmless(title), sys.stdout.encoding),
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
    )
    room = console.width - sum(least[place] + GAP for place in shown) + GAP
    for place in shown:
        whole = max(len(cell) for cell in (columns[place], *(row[place] for row in body)))
        more = max(0, min(room, whole - least[place]))
        room -= more
        table.add_column(columns[place], overflow="fold", width=least[place] + more)
    for row in body:
        table.add_row(*(row[place] for place in shown))
    console.print(table)
    if left_out := [name for place, name in enumerate(columns) if place not in shown]:
        told = Bilingual(
            f"Ikke vist, da terminalen er {console.width} tegn bred: {', '.join(left_out)}. I en fil er tabellen hel.",
            f"Not shown, as the terminal is {console.width} wide: {', '.join(left_out)}. Piped, the table is whole.",
        )
        show(told.in_language(language))


def _least_width(name: str, cells: Sequence[str]) -> int:
    """The least width of a column: the longest cell if none is a text of several words, else its longest word."""
    parts = [name.split(), *([cell] if name in NARROW or _is_figure(cell) else cell.split() for cell in cells)]
    longest = max((len(word) for words in parts for word in words), default=1)
    return longest if all(_is_figure(cell) for cell in cells) else min(longest, WIDEST_TEXT)


def _is_figure(cell: str) -> bool:
    return not any(character.isalpha() for character in cell)


def _fitting(least: Sequence[int], width: int) -> list[int]:
    """The columns that fit beside each other: the last ones are left out first."""
    shown = list(range(len(least)))
    while len(shown) > 1 and sum(least[place] + GAP for place in shown) - GAP > width:
        shown.pop()
    return shown


def print_list(each: YearResult, language: str = "en") -> None:
    """A list year's wide table: one line per area; only the figures that any area has."""
    t = telling(language)
    regime, rows = each.list.regime, each.rows["area_list"]
    figures = [card for card in CRITERIA.values() if any(row[card.name] is not None for row in rows)]
    unknown = any(row["undetermined"] for row in rows)
    columns = [
        t("område", "area"),
        t("på listen som", "on the list as"),
        *([t("uafgjort", "undetermined")] if unknown else []),
        *(t(uncapitalised(label(card.name)).da, card.heading) for card in figures),
        t("grundlag", "basis"),
    ]
    body = [
        [
            row["area"],
            ", ".join(category.name for category in regime.categories if row[category.column]) or "·",
            *([row["undetermined"].replace("|", ", ") or "·"] if unknown else []),
            *(figure_in_print(row[card.name], card).in_language(language) for card in figures),
            t(BASES[row["basis"]].da, row["basis"]),
        ]
        for row in rows
    ]
    day = regime.published_on(each.list.list_year)
    title = t(f"Listen af {date_in_print(day).da} (lov {regime.name})", f"List of {day} (regime {regime.name})")
    made_up = t("  OPDIGTEDE TAL", "  MADE-UP DATA") if each.is_synthetic else ""
    print_table(title + made_up, columns, body, language)
    show(t("· ingen   – ukendt eller oplyses ikke\n", "· none   – not known or withheld\n"))


def print_moves(each: YearResult, municipalities: frozenset[str] | None, language: str = "en") -> None:
    """What moved since the list before."""
    t = telling(language)
    moves = [move for move in each.moves if municipalities is None or move.area.municipality_code in municipalities]
    told = [move for move in moves if move.change is not Change.UNDETERMINED]
    if not each.lists[1:]:
        show(t("Der er ingen tidligere liste at sammenligne med.", "No list before this one to compare with."))
        return
    before = each.lists[-2].list_year
    title = t(f"Ændringer siden listen i {before}", f"Delta since the list of {before}")
    if not moves:
        nothing = t(
            "Ingen ændringer: intet vist område er på nogen af de to lister.",
            "Nothing moved: no area shown is on either list.",
        )
        show(f"{title}\n{nothing}")
        return
    rows = [
        [
            CHANGES[move.change],
            move.area.name,
            move.category,
            t(uncapitalised(CHANGE_WORDS[move.change]).da, move.change.value),
            row[f"explanation_{language}"],
        ]
        for move, row in zip(each.moves, each.rows["delta"], strict=True)
        if move in told
    ]
    if rows:
        columns = ["", t("område", "area"), t("kategori", "category"), t("ændring", "change"), ""]
        print_table(title, columns, rows, language)
    else:
        show(title)
    if unknown := len(moves) - len(told):
        show(
            t(
                f"{unknown} kan ikke afgøres: uafgjort på en af de to lister.\n",
                f"{unknown} cannot be told: undetermined on one of the two lists.\n",
            )
        )
    else:
        show("")


def print_comparison(
    summary: Sequence[Agreement], compared: Sequence[ListComparison], as_format: str, language: str = "en"
) -> None:
    """Agreement list by list, and every disagreement."""
    t = telling(language)
    wrong = [each for each in compared if each.agrees is False]
    if as_format == "json":
        names = ("list_date", "category", "recomputed", "published")
        told = [{"area": each.area.name, **{name: getattr(each, name) for name in names}} for each in wrong]
        lists = [
            {name.replace("not_published", "not_printed"): value for name, value in vars(each).items()}
            for each in summary
        ]
        print_json({"lists": lists, "disagreements": told})
        return
    head = [
        t("liste", "list"),
        t("stemmer", "agree"),
        t("stemmer ikke", "disagree"),
        t("uden tal", "no figures"),
        t("liste ikke kendt", "print not known"),
    ]
    rows = [
        [
            str(each.list_date) + ("" if each.yearly else t(" (ekstra)", " (extra)")),
            *map(str, (each.agree, each.disagree, each.not_recomputable, each.not_published)),
        ]
        for each in summary
    ]
    title = t(
        "Efterregnet mod offentliggjort (områder × kategorier)", "Recomputed against published (areas × categories)"
    )
    print_table(title, head, rows, language)
    hung = sum(each.rounding_matters for each in compared if each.recomputed is not None)
    agree = sum(each.agree for each in summary)
    show(
        t(
            f"{agree} afgørelser stemmer, {len(wrong)} gør ikke; {hung} afhænger af afrunding.",
            f"{agree} decisions agree, {len(wrong)} disagree; {hung} hang on rounding.",
        )
    )
    if wrong:
        body = [
            [str(each.list_date), each.area.name, each.category, SIGNS[each.recomputed], SIGNS[each.published]]
            for each in wrong
        ]
        columns = [t("liste", "list"), t("område", "area"), t("kategori", "category"), t("efterregnet", "recomputed")]
        print_table(
            t("Uoverensstemmelser", "Disagreements"), [*columns, t("offentliggjort", "published")], body, language
        )
