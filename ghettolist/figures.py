"""A raw root and its lists for Python: frames, explanations, what-if questions, and their HTML for a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pipeline.analysis.whatif import what_if
from pipeline.core.criteria import CRITERIA
from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.paths import SHIPPED_RAW, RawRoot
from pipeline.core.settings import LANGUAGES
from pipeline.core.tables import Table
from pipeline.inputs.area import Area
from pipeline.inputs.area_search import area_meant
from pipeline.inputs.areas import AreaTable
from pipeline.inputs.municipalities import ALL, shown_municipalities
from pipeline.inputs.municipality_names import municipality_names
from pipeline.inputs.sources import Sources, open_sources, refuse_empty
from pipeline.law import load_law
from pipeline.law.amendments import Changes, read_limit_change
from pipeline.law.model import Law
from pipeline.lists.designation import History
from pipeline.lists.yearly_list import YearlyList, make_yearly_list
from pipeline.outputs.publishing import arrow_table
from pipeline.outputs.report.overview import headline
from pipeline.outputs.report.view import View
from pipeline.outputs.schema import MANIFEST, output_tables
from pipeline.outputs.typed_rows import Row
from pipeline.outputs.whatif_rows import WHAT_IF, what_if_rows
from pipeline.outputs.year_result import Request, YearResult
from pipeline.outputs.yearly_run import year_result_of
from pipeline.text.bilingual import Bilingual
from pipeline.text.explanation import explanation_data, explanation_text
from pipeline.text.numbers import figure_in_print
from pipeline.text.sentences import label
from pipeline.text.whatif import question

if TYPE_CHECKING:
    import pandas as pd

MADE_UP = Bilingual("OPDIGTEDE TAL", "MADE-UP DATA")
NONE, UNKNOWN = "·", "–"
SIGNS = {True: "●", False: NONE, None: "?"}


def open(raw: str | Path | None = None, *, language: str = "en") -> Figures:
    """A raw root: the folder of ``areas.csv``, ``published/`` and the deliveries; by default the published figures.

    ``language``, ``da`` or ``en``, is that of sentences and of what a notebook shows. Raises ``Refusal`` with every fault
    of a file that cannot be used.
    """
    if language not in LANGUAGES:
        raise WrongUsage(Fault(f"language {language!r}", "is not known", " or ".join(LANGUAGES)))
    return Figures(open_sources(RawRoot(Path(raw) if raw is not None else SHIPPED_RAW)), load_law(), language)


@dataclass
class Figures:
    """An opened raw root. Each list is made once, when it is first asked for, by the law of its year.

    Deliveries of counts per area are read and their files checked; the rules of validation are not run, as with
    ``ghettolist explain``: a delivery that was filed by ``ghettolist receive`` has passed them. Person rows are refused.
    """

    _sources: Sources
    _law: Law
    language: str = "en"
    _lists: list[YearlyList] = field(default_factory=list, repr=False)

    def __repr__(self) -> str:
        years = self.list_years
        return (
            f"<ghettolist.Figures of {self._sources.raw.folder}, {years[0]}-{years[-1]}>"
            if years
            else super().__repr__()
        )

    @property
    def list_years(self) -> tuple[int, ...]:
        """The list years of which something was delivered or published, in order."""
        return self._sources.list_years(self._law)

    @property
    def areas(self) -> pd.DataFrame:
        """The areas: id, name, municipality, and the first and last list year (missing: still an area)."""
        import pandas as pd

        names = municipality_names()
        rows = [
            {
                "area_id": area.area_id,
                "area": area.name,
                "municipality_code": area.municipality_code,
                "municipality": names.get(area.municipality_code, ""),
                "first_list_year": area.first_list_year,
                "last_list_year": area.last_list_year,
                "candidate": area.candidate,
            }
            for area in self._sources.areas.areas
        ]
        return pd.DataFrame(rows).astype({"first_list_year": "Int64", "last_list_year": "Int64"})

    def list(self, list_year: int, municipality: str | Iterable[str] = ALL) -> List:
        """One list, with the tables of the whole country, or of municipalities given by name or code.

        Raises ``Refusal`` for a year without a law, a year of which nothing is known, an unknown municipality, or input
        that cannot be used.
        """
        lists = self._lists_up_to(list_year)
        refuse_empty(self._sources, self._law, [list_year])
        shown = self._shown(municipality)
        history = History(self._sources.areas, self._law)
        for earlier in lists[:-1]:
            history.record(earlier.list_year, earlier.outcomes)
        request = Request((list_year,), shown, run_id="")
        result = year_result_of(self._sources, self._law, lists, history, request)
        return List(result, self._sources, self._law, shown, self.language)

    def delta(self, list_year: int, municipality: str | Iterable[str] = ALL) -> pd.DataFrame:
        """What changed since the list before: area, category, the change, its causes, a sentence in both languages."""
        return self.list(list_year, municipality).delta

    def explain(self, area: str, list_year: int) -> Explanation:
        """Why an area is, or is not, on a list. ``area`` is an id or a name, also a part of one or without Danish letters.

        Raises ``Refusal`` for an area that is not one, or not in that year.
        """
        found = area_meant(self._sources.areas, area)
        if not found.valid_in(list_year):
            raise WrongUsage(
                Fault(f"area {area!r}", f"is not an area in list year {list_year}", "a year it is valid in")
            )
        made_up = self._sources.is_synthetic(list_year)
        return Explanation(found, list_year, self._sources.areas, self._lists_up_to(list_year), made_up, self.language)

    def what_if(
        self,
        list_year: int,
        *limits: str,
        law: str | None = None,
        switches: Mapping[str, str] | None = None,
        minimum_size: int | None = None,
        lists_in_a_row: int | None = None,
        income_benchmark: str = "region",
        law_for_history: bool = False,
        municipality: str | Iterable[str] = ALL,
    ) -> WhatIf:
        """A list under another rule beside the real one.

        ``limits`` are texts such as ``"attachment=35 %"`` or ``"udsat boligområde:convicted=3 %"``; the rest is as the
        options of ``ghettolist whatif``. Raises ``Refusal`` for a question that cannot be asked of the law of the year.
        """
        changes = Changes(
            law,
            tuple(read_limit_change(text) for text in limits),
            dict(switches or {}),
            minimum_size,
            lists_in_a_row,
            income_benchmark,
            law_for_history,
        )
        found = what_if(self._sources, self._law, list_year, changes, self._shown(municipality))
        rows = what_if_rows(found, self._sources.areas)
        asked = question(changes).in_language(self.language)
        return WhatIf(list_year, asked, rows, self._sources.is_synthetic(list_year), self.language)

    def _shown(self, municipality: str | Iterable[str]) -> frozenset[str] | None:
        typed = [municipality] if isinstance(municipality, str) else municipality
        return shown_municipalities(self._sources.areas, typed, self._sources.raw)

    def _lists_up_to(self, list_year: int) -> tuple[YearlyList, ...]:
        """Every list from the first under the law, made as far as needed. Raises ``WrongUsage`` for a year without a law."""
        self._law.on(list_year)
        history = History(self._sources.areas, self._law)
        for each in self._lists:
            history.record(each.list_year, each.outcomes)
        for year in range(self._law.first_list_year + len(self._lists), list_year + 1):
            self._lists.append(make_yearly_list(self._sources, self._law.on(year), year, history))
        return tuple(self._lists[: list_year - self._law.first_list_year + 1])


@dataclass(frozen=True)
class List:
    """One list as frames: the tables that ``ghettolist run`` publishes, described in ``docs/data-dictionary.md``."""

    _result: YearResult
    _sources: Sources
    _law: Law
    _shown: frozenset[str] | None
    language: str = "en"

    @property
    def list_year(self) -> int:
        """The year the list is published."""
        return self._result.list.list_year

    @property
    def regime(self) -> str:
        """The name of the law that governs the list."""
        return self._result.list.regime.name

    @property
    def made_up(self) -> bool:
        """Whether any input is made up: then the list says nothing of Denmark."""
        return self._result.is_synthetic

    @cached_property
    def headline(self) -> str:
        """How many areas are on the list, in a sentence that denies nothing undetermined."""
        found = View(self._result.lists, self._result, self._sources, self._law)
        return headline(found).in_language(self.language)

    @cached_property
    def areas(self) -> pd.DataFrame:
        """A row per area: each category (missing: undetermined, or not in this law), figures and margins."""
        return self.table("area_list")

    @cached_property
    def designations(self) -> pd.DataFrame:
        """A row per area and category: the decision, its basis, and its reason in both languages."""
        return self.table("designations")

    @cached_property
    def assessments(self) -> pd.DataFrame:
        """A row per area, category and criterion: value, operator, limit, margin, persons to flip."""
        return self.table("assessments")

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """A row per area and figure, with how it was calculated."""
        return self.table("indicators")

    @cached_property
    def delta(self) -> pd.DataFrame:
        """A row per area and category that changed since the list before, with the causes."""
        return self.table("delta")

    def table(self, name: str) -> pd.DataFrame:
        """One published table, numbers of few persons withheld. Raises ``WrongUsage`` for a name that is none.

        Of the municipalities that were asked for, where the table has such a column.
        """
        tables = {table.name: table for table in output_tables(self._law) if table is not MANIFEST}
        if name not in tables:
            raise WrongUsage(Fault(f"table {name!r}", "is not published", ", ".join(tables)))
        table, rows = tables[name], self._result.rows[name]
        if self._shown is not None and "municipality_code" in table.names:
            rows = [row for row in rows if row["municipality_code"] in self._shown]
        return _frame(table, self.list_year, rows, self.made_up)

    def _repr_html_(self) -> str:
        """The headline, and a line per area with its categories and figures."""
        rows, danish = self._result.rows["area_list"], self.language == "da"
        cards = [card for card in CRITERIA.values() if any(row[card.name] is not None for row in rows)]
        head = ["område", "på listen som", "uafgjort"] if danish else ["area", "on the list as", "undetermined"]
        body = [
            [
                row["area"],
                ", ".join(c.name for c in self._result.list.regime.categories if row[c.column]) or NONE,
                row["undetermined"].replace("|", ", ") or NONE,
                *(figure_in_print(row[card.name], card).in_language(self.language) for card in cards),
            ]
            for row in rows
        ]
        named = [label(card.name).in_language(self.language) for card in cards]
        foot = "– ukendt eller oplyses ikke" if danish else "– not known or withheld"
        return _html(self.headline, self.made_up, [*head, *named], body, self.language, foot)


@dataclass(frozen=True)
class Explanation:
    """Why an area is, or is not, on a list; ``str()`` gives the text of ``ghettolist explain``."""

    _area: Area
    list_year: int
    _areas: AreaTable
    _lists: Sequence[YearlyList]
    made_up: bool
    language: str = "en"

    def __str__(self) -> str:
        place = (self._areas, self._area, self._lists, self.list_year)
        return explanation_text(*place, self.language, self.made_up)

    @cached_property
    def data(self) -> dict[str, Any]:
        """The same as plain data: categories with reasons and criteria, and the history."""
        return explanation_data(self._areas, self._area, self._lists, self.list_year, self.made_up)

    @cached_property
    def criteria(self) -> pd.DataFrame:
        """A row per category and criterion: value, operator, limit, whether met, margin, persons to flip."""
        import pandas as pd

        rows = [
            {"category": each["category"], **criterion}
            for each in self.data["categories"]
            for criterion in each["criteria"]
        ]
        return pd.DataFrame(rows)

    def _repr_html_(self) -> str:
        """The text, aligned as it is at the prompt."""
        return Markup("<pre>{}</pre>").format(str(self))


@dataclass(frozen=True)
class WhatIf:
    """A list under another rule beside the real one. It is no list."""

    list_year: int
    question: str
    _rows: Sequence[Row]
    made_up: bool
    language: str = "en"

    @cached_property
    def areas(self) -> pd.DataFrame:
        """A row per area and category: ``real``, ``what_if``, ``moved`` (missing: cannot be told), and why."""
        return _frame(WHAT_IF, self.list_year, self._rows, self.made_up)

    @cached_property
    def moved(self) -> pd.DataFrame:
        """The rows of ``areas`` in which the two differ."""
        found = self.areas
        return found[found["moved"].fillna(False)]

    def _repr_html_(self) -> str:
        """The question, and a line per area and category that is on either list or cannot be told."""
        danish = self.language == "da"
        head = (
            ["område", "kategori", "nu", "hvis", "hvorfor"]
            if danish
            else ["area", "category", "real", "what if", "why"]
        )
        body = [
            [
                row["area"],
                row["category"],
                SIGNS[row["real"]] if row["real_categories"] else UNKNOWN,
                SIGNS[row["what_if"]],
                row[f"explanation_{self.language}"],
            ]
            for row in self._rows
            if row["real"] or row["what_if"] or row["moved"] is None
        ]
        title = f"{'Hvad nu hvis, listen' if danish else 'What if, list'} {self.list_year}: {self.question}"
        foot = "Ikke en liste: hvad en anden regel ville have givet." if danish else WHAT_IF.meaning
        return _html(title, self.made_up, head, body, self.language, foot)


def _frame(table: Table, list_year: int, rows: Sequence[Row], made_up: bool) -> pd.DataFrame:
    """Rows as a frame in which what is not known is missing, never false or zero."""
    import pandas as pd
    import pyarrow as pa

    kinds = {pa.bool_(): pd.BooleanDtype(), pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype()}
    frame: pd.DataFrame = arrow_table(table, list_year, rows, made_up).to_pandas(types_mapper=kinds.get)
    frame.insert(0, "list_year", list_year)
    return frame


def _html(
    title: str, made_up: bool, head: Sequence[str], body: Sequence[Sequence[str]], language: str, foot: str
) -> str:
    """A table; every text in it is escaped."""
    label = f" – {MADE_UP.in_language(language)}" if made_up else ""
    cells = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in body
    )
    heads = Markup("").join(Markup("<th>{}</th>").format(name) for name in head)
    page = Markup(
        '<table lang="{}"><caption>{}{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table><p>{}</p>'
    )
    return str(page.format(language, title, label, heads, cells, foot))
