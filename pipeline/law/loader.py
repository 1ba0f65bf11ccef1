"""Read the law files strictly: nothing may be missing, and all faults of a file are reported together.

What a file leaves out is a fault, because a default here would be law that was never enacted. A single category is read
in ``clauses``; here are the regime as a whole and the regimes compared with each other.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from pipeline.core.errors import Fault, LawRefused
from pipeline.core.strict_yaml import Document, Entry
from pipeline.law.admissible import NOT_WORKED_OUT, SWITCHES
from pipeline.law.clauses import closed_evidence, read_category
from pipeline.law.model import Category, Evidence, Law, Limit, Regime, Status, Switch

DEFAULT = Path(__file__).parent / "regimes"

_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
_COMMON_YEAR = 2001  # without 29 February: the day of publication must exist every year
# What a key with a fault leaves; the file is refused.
_NO_DAY = 1, 1
_NO_YEAR = 1
_NO_EVIDENCE = Evidence(Status.OPEN, "")
_DAY_FORM = 'a day of the year in quotes, such as "12-01" for 1 December'


def load_regime(path: str | Path) -> Regime:
    """The regime of one file. Raises ``LawRefused`` with every fault of the file."""
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError:
        raise LawRefused(Fault(f"{path.name}: the whole file", "it cannot be opened")) from None
    document = Document(path.name, data)
    regime = _read_regime(document.top(), hashlib.sha256(data).hexdigest()) if document.is_readable else None
    if not document.faults and regime is None:
        document.fault((), "the file is empty", "one complete regime")
    if regime is not None and regime.name and regime.name != path.stem:
        document.top().fault("regime", f"the regime calls itself `{regime.name}`", f"the file's own name `{path.stem}`")
    if document.faults or regime is None:
        raise LawRefused(document.faults)
    return regime


def load_law(folder: str | Path = DEFAULT) -> Law:
    """All regimes of a folder. Raises ``LawRefused`` with the faults of all files, or between them."""
    regimes: list[Regime] = []
    faults: list[Fault] = []
    for path in sorted(Path(folder).glob("*.yaml")):
        try:
            regimes.append(load_regime(path))
        except LawRefused as refusal:
            faults += refusal.faults
    if not regimes and not faults:
        faults.append(Fault("the law folder", "it holds no regime", "one file for each regime, such as 2018.yaml"))
    regimes.sort(key=lambda regime: regime.first_list_year)
    if not faults:
        faults = [*_years_that_clash(regimes), *_names_that_clash(regimes)]
    if faults:
        raise LawRefused(faults)
    return Law(regimes)


@functools.cache
def default_law() -> Law:
    """The law that comes with the project, read once."""
    return load_law(DEFAULT)


def law_on(list_year: int, law: Law | None = None) -> Regime:
    """The regime of the yearly list of a year, by default under the project's own law. Raises ``WrongUsage``."""
    return (default_law() if law is None else law).on(list_year)


def _read_regime(entry: Entry, sha256: str) -> Regime:
    first, last, published_on, exceptions, lists = _read_lists(entry)
    regime = Regime(
        name=entry.text("regime", 'the file\'s own name in quotes, such as "2018"'),
        title_da=entry.text("title_da"),
        title_en=entry.text("title_en"),
        statutes=tuple(closed_evidence(item) for item in entry.entries("statutes", "the acts, each with its status")),
        first_list_year=first,
        last_list_year=last,
        publication_dates=exceptions,
        publication_month_day=published_on,
        categories=_read_categories(entry),
        switches=_read_switches(entry),
        sha256=sha256,
        lists=lists,
    )
    entry.close()
    return regime


def _read_lists(entry: Entry) -> tuple[int, int | None, tuple[int, int], dict[int, dt.date], Evidence]:
    lists = entry.entry("lists", "first, last, published_on, status and source")
    if lists is None:
        return _NO_YEAR, None, _NO_DAY, {}, _NO_EVIDENCE
    first = lists.whole("first", "the first list year, such as 2018", minimum=1900)
    # A regime in force has no last list year, and the key is left out.
    last = lists.whole("last", "the last list year, such as 2020", minimum=1900) if lists.has("last") else None
    if last is not None and last < first:
        lists.fault("last", f"the last list year {last} lies before the first, {first}")
    month_day = _read_day(lists, "published_on", _COMMON_YEAR)
    exceptions: dict[int, dt.date] = {}
    days = lists.entry("exceptions", "list years with another day") if lists.has("exceptions") else None
    for key in days.keys if days else ():
        assert days is not None
        if not re.fullmatch("[0-9]{4}", key) or int(key) < first or (last is not None and int(key) > last):
            days.text(key)
            days.fault(key, "not a list year of this regime")
            continue
        day = _read_day(days, key, int(key))
        exceptions[int(key)] = dt.date(int(key), *day)
    return first, last, month_day, exceptions, closed_evidence(lists)


def _read_day(entry: Entry, key: str, in_year: int) -> tuple[int, int]:
    text = entry.text(key, _DAY_FORM)
    if not text:
        return _NO_DAY
    found = _MONTH_DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        day = dt.date(in_year, int(found[1]), int(found[2]))
    except ValueError:
        entry.fault(key, f"`{text}` is not a date", _DAY_FORM)
        return _NO_DAY
    return day.month, day.day


def _read_categories(entry: Entry) -> tuple[Category, ...]:
    categories: list[Category] = []
    for item in entry.entries("categories", "the kinds of list, outermost first"):
        category = read_category(item, tuple(earlier.name for earlier in categories if earlier.name))
        for earlier in categories:
            if category.name and category.name == earlier.name:
                item.fault("name", f"two categories are called `{category.name}`")
            if category.column and category.column == earlier.column:
                item.fault("column", f"`{earlier.name}` has the same column `{category.column}`", "one column each")
        categories.append(category)
    _check_one_measure(entry, categories)
    return tuple(categories)


def _check_one_measure(entry: Entry, categories: Sequence[Category]) -> None:
    """A criterion is measured once a list year, so the categories may differ in its limit, not in what is measured."""
    measured: dict[str, Limit] = {}
    for category in categories:
        for criterion, limit in category.limits.items():
            first = measured.setdefault(criterion, limit)
            if (limit.years, limit.yardstick) != (first.years, first.yardstick):
                problem = f"`{category.name}` measures {criterion} over other years or by another yardstick"
                entry.fault("categories", problem, "the same mean_of_years and yardstick as the categories above it")


def _read_switches(entry: Entry) -> dict[str, Switch]:
    switches: dict[str, Switch] = {}
    block = entry.entry("switches", "a position on each of " + ", ".join(SWITCHES))
    if block is None:
        return switches
    for name, positions in SWITCHES.items():
        item = block.entry(name, "point, position, choices, status and source")
        if item is not None:
            switches[name] = _read_switch(item, name, positions)
    block.close()
    return switches


def _read_switch(item: Entry, name: str, positions: tuple[str, ...]) -> Switch:
    block = item.entry("choices", "every position, each with what it means")
    choices = {choice: block.text(choice, "what the position means") for choice in block.keys} if block else {}
    if block is not None and set(choices) != set(positions):
        item.fault("choices", f"not the positions that `{name}` has", ", ".join(positions))
    value = item.text("position", "one of " + ", ".join(positions))
    if value and choices and value not in choices:
        item.fault("position", f"`{value}` is not among the choices", "one of " + ", ".join(choices))
    if (name, value) in NOT_WORKED_OUT:
        item.fault("position", f"`{value}` is a position that this program cannot work out", "another of the choices")
    point = item.text("point", "the open point, such as O2, or `statute`")
    return Switch(name, point, value, choices, closed_evidence(item))


def _years_that_clash(regimes: Sequence[Regime]) -> list[Fault]:
    faults = []
    for earlier, later in pairwise(regimes):
        where = f"{earlier.name}.yaml and {later.name}.yaml: lists"
        last, first = earlier.last_list_year, later.first_list_year
        if last is None:
            remedy = f"give {earlier.name}.yaml its last list year"
            faults.append(Fault(where, f"the earlier regime is still in force in {first}", remedy=remedy))
        elif last >= first:
            faults.append(Fault(where, f"both govern list year {first}", "one regime for each list year"))
        elif last + 1 < first:
            faults.append(Fault(where, f"no regime governs list year {last + 1}", "one regime for each list year"))
    return faults


def _names_that_clash(regimes: Sequence[Regime]) -> list[Fault]:
    faults = []
    column_of: dict[str, str] = {}
    for regime in regimes:
        for place, category in enumerate(regime.categories):
            where = f"{regime.name}.yaml: categories[{place}]"
            column = column_of.setdefault(category.name, category.column)
            if column != category.column:
                faults.append(Fault(f"{where}.column", f"an earlier regime calls it `{column}`", "the same column"))
        for place, category in enumerate(regime.categories):
            for name in sorted(set(category.continues) - set(column_of)):
                where = f"{regime.name}.yaml: categories[{place}].continues"
                faults.append(Fault(where, f"no regime up to this one has a category `{name}`"))
    by_column: dict[str, str] = {}
    for name, column in column_of.items():
        if by_column.setdefault(column, name) != name:
            faults.append(Fault("the law folder", f"`{by_column[column]}` and `{name}` share the column `{column}`"))
    return faults
