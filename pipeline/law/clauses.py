"""The clauses of a law file: a category with its limits, each with its operator, its evidence and its nesting.

What a regime as a whole must hold, and how regimes relate to each other, is in ``loader``.
"""

from __future__ import annotations

import keyword
import re
from fractions import Fraction

from pipeline.core.strict_yaml import Entry
from pipeline.law.admissible import LIMITS
from pipeline.law.limits import FORMS, Measure, Unit, UnreadableLimit, read_limit
from pipeline.law.model import Category, ConsecutiveRule, Evidence, Limit, Operator, Status, Yardstick

_STATUSES = ", ".join(f"{status.value} ({status.name.lower().replace('_', ' ')})" for status in Status)
_OPERATORS = tuple(operator.value for operator in Operator)
_NO_MEASURE = Measure(Fraction(1), Unit.SHARE, Yardstick.FIXED)  # of a limit with a fault, whose file is refused


def read_evidence(entry: Entry) -> Evidence:
    """The status and the source that stand beside a value."""
    status = entry.text("status", f"how well the value is known: {_STATUSES}")
    source = entry.text("source", "where the value stands")
    is_known = status in set(Status)
    if status and not is_known:
        entry.fault("status", f"unknown status `{status}`", _STATUSES)
    return Evidence(Status(status) if is_known else Status.OPEN, source)


def closed_evidence(entry: Entry) -> Evidence:
    """The evidence of a mapping that may hold nothing else."""
    evidence = read_evidence(entry)
    entry.close()
    return evidence


def read_category(entry: Entry, earlier: tuple[str, ...]) -> Category:
    """One category; ``earlier`` are the names above it in the file, the only ones it may refer to."""
    name = entry.text("name")
    limits = _read_limits(entry)
    all_of = entry.texts("all_of", "criteria that have a limit") if entry.has("all_of") else ()
    count_required, count_of = _read_count(entry)
    _check_use_of_limits(entry, limits, all_of, count_of)
    within, outside, nesting = _read_nesting(entry, name, earlier)
    run = _read_run(entry, name, earlier)
    if not (limits or within or run):
        entry.fault("", "nothing decides who is in this category", "limits, within or lists_in_a_row")
    continues = entry.texts("continues", "the categories whose lists count as lists of this one, its own first")
    if name and continues and name not in continues:
        entry.fault("continues", f"`{name}` itself is not among them", "the category's own name and its forerunners")
    category = Category(
        name=name,
        column=_read_column(entry),
        name_en=entry.text("name_en"),
        limits=limits,
        all_of=all_of,
        count_required=count_required,
        count_of=count_of,
        within=within,
        outside=outside,
        lists_in_a_row=run,
        continues=continues,
        meaning_da=entry.text("meaning_da", "one Danish sentence"),
        meaning_en=entry.text("meaning_en", "one English sentence"),
        evidence=read_evidence(entry),
        nesting=nesting,
    )
    entry.close()
    return category


def _read_column(entry: Entry) -> str:
    column = entry.text("column", "a name of a-z, 0-9 and _")
    if column and (not re.fullmatch("[a-z][a-z0-9_]*", column) or keyword.iskeyword(column)):
        entry.fault("column", f"`{column}` is not a column name", "a-z, 0-9 and _, such as haardt_ghettoomraade")
    return column


def _read_limits(entry: Entry) -> dict[str, Limit]:
    limits: dict[str, Limit] = {}
    block = entry.entry("limits", "a limit for each criterion") if entry.has("limits") else None
    for criterion in block.keys if block else ():
        assert block is not None
        item = block.entry(criterion, "an operator with its limit, a status and a source")
        if criterion not in LIMITS:
            block.fault(criterion, f"unknown criterion `{criterion}`", "one of " + ", ".join(LIMITS))
        elif item is not None:
            limit = _read_limit(item, criterion)
            if limit is not None:
                limits[criterion] = limit
    return limits


def _read_limit(item: Entry, criterion: str) -> Limit | None:
    used = [operator for operator in _OPERATORS if item.has(operator)]
    years = _read_years(item, criterion)
    evidence = read_evidence(item)
    if not used:
        item.fault("", "no operator", "one of " + ", ".join(_OPERATORS))
    elif len(used) > 1:
        item.fault("", "more than one operator: " + ", ".join(used), "exactly one")
    text = item.text(used[0], FORMS) if len(used) == 1 else ""
    item.close()
    # A limit with a fault is still returned, so that its use in all_of and at_least is checked too.
    operator = Operator(used[0]) if used else Operator.EXCEEDS
    measure = _checked_measure(item, criterion, operator, text) if text else _NO_MEASURE
    return Limit(criterion, operator, measure.amount, measure.yardstick, years, text, evidence)


def _checked_measure(item: Entry, criterion: str, operator: Operator, text: str) -> Measure:
    admissible = LIMITS[criterion]
    try:
        measure = read_limit(text)
    except UnreadableLimit as unreadable:
        item.fault(operator.value, str(unreadable), FORMS, "write it unmistakably, in quotes if it has a comma")
        return _NO_MEASURE
    if measure.unit not in admissible.units:
        units = " or ".join(sorted(unit.value for unit in admissible.units))
        item.fault(operator.value, f"{measure.unit.value} is no measure of {criterion}", units)
    if operator not in admissible.operators:
        words = " or ".join(sorted(word.value for word in admissible.operators))
        item.fault(operator.value, f"the operator `{operator}` makes no sense for {criterion}", words)
    return measure


def _read_years(item: Entry, criterion: str) -> int:
    expected = "how many yearly shares the mean takes, at least 1"
    if LIMITS[criterion].is_mean:
        return item.whole("mean_of_years", expected, minimum=1)
    if not item.has("mean_of_years"):
        return 1
    if Unit.RESIDENTS in LIMITS[criterion].units:
        item.fault("mean_of_years", f"{criterion} is counted on one day", remedy="leave the key out")
    return item.whole("mean_of_years", expected, minimum=1)


def _read_count(entry: Entry) -> tuple[int, tuple[str, ...]]:
    block = entry.entry("at_least", "count and of") if entry.has("at_least") else None
    if block is None:
        return 0, ()
    count = block.whole("count", "how many of the criteria must be met, at least 1", minimum=1)
    of = block.texts("of", "criteria that have a limit")
    if of and count > len(of):
        block.fault("count", f"{count} of {len(of)} criteria can never be met", f"a count from 1 to {len(of)}")
    block.close()
    return count, of


def _check_use_of_limits(
    entry: Entry, limits: dict[str, Limit], all_of: tuple[str, ...], count_of: tuple[str, ...]
) -> None:
    for key, criteria in (("all_of", all_of), ("at_least", count_of)):
        for criterion in criteria:
            if criterion not in LIMITS:
                entry.fault(key, f"unknown criterion `{criterion}`", "one of " + ", ".join(LIMITS))
            elif criterion not in limits:
                entry.fault(key, f"`{criterion}` has no limit in this category")
    for criterion in sorted(set(all_of) & set(count_of)):
        entry.fault("at_least", f"`{criterion}` stands in all_of too, and would count twice")
    for criterion in limits:
        if criterion not in all_of and criterion not in count_of:
            entry.fault("limits", f"the limit of `{criterion}` is never used", "its name in all_of or in at_least")


def _read_nesting(entry: Entry, name: str, earlier: tuple[str, ...]) -> tuple[str | None, str | None, Evidence | None]:
    within = _read_reference(entry, "within", name, earlier) if entry.has("within") else ""
    outside = _read_reference(entry, "outside", name, earlier) if entry.has("outside") else ""
    if within and within == outside:
        entry.fault("outside", f"nobody is both within and outside `{within}`")
    if not (within or outside):
        if not entry.has("nesting"):
            return None, None, None
        entry.fault("nesting", "there is neither within nor outside for it to speak of")
    block = entry.entry("nesting", "the status and source of within and outside")
    return within or None, outside or None, closed_evidence(block) if block is not None else None


def _read_run(entry: Entry, name: str, earlier: tuple[str, ...]) -> ConsecutiveRule | None:
    block = entry.entry("lists_in_a_row", "count, of, status and source") if entry.has("lists_in_a_row") else None
    if block is None:
        return None
    count = block.whole("count", "how many lists, this year's included, at least 1", minimum=1)
    of = _read_reference(block, "of", name, earlier)
    return ConsecutiveRule(count, of, closed_evidence(block))


def _read_reference(entry: Entry, key: str, name: str, earlier: tuple[str, ...]) -> str:
    """The name of a category further up: only names above are allowed, so no category can depend on itself."""
    other = entry.text(key, "a category further up in the file")
    if other and other == name:
        entry.fault(key, f"`{name}` refers to itself")
    elif other and other not in earlier:
        entry.fault(
            key,
            f"`{other}` is no category further up in the file",
            "one of " + ", ".join(earlier) if earlier else "no name in the first category",
        )
    return other
