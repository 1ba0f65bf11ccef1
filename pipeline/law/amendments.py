"""A regime changed for a what-if question, with changes that make no sense refused.

What the changed law does to a list is in ``pipeline.analysis.whatif``. The law files are never changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.core.errors import Fault, WrongUsage
from pipeline.core.messages import Message
from pipeline.law.admissible import LIMITS, NOT_WORKED_OUT, SWITCHES
from pipeline.law.limits import FORMS, UnreadableLimit, read_limit
from pipeline.law.model import Category, Evidence, Limit, Operator, Regime, Status, Yardstick
from pipeline.law.typed import criterion_name, limit_in_english

REGION, CITY = "region", "city"
# Switches that apply to counts per area; the others already took effect when persons were counted.
ASKED_OF_COUNTS = ("unknown_education", "brought_education", "conviction_limit", "merged_areas")
LONGEST_TYPED = 200
CHANGED = Evidence(Status.OPEN, "what if: not the law")


@dataclass(frozen=True)
class LimitChange:
    """``attachment=35 %`` for every category that has it, or ``udsat boligområde:attachment=35 %`` for one.

    ``text`` is a limit as the law files write it, with its operator before it if that changes too.
    """

    criterion: str
    text: str
    category: str | None = None


@dataclass(frozen=True)
class Changes:
    """Everything that one what-if question changes; empty, the list stays as it is."""

    law: str | None = None
    limits: tuple[LimitChange, ...] = ()
    switches: Mapping[str, str] = field(default_factory=dict)
    minimum_size: int | None = None
    lists_in_a_row: int | None = None
    income_benchmark: str = REGION
    law_for_history: bool = False

    @property
    def words(self) -> str:
        """The question in short, as the heading of the answer."""
        parts = [f"law of {self.law}"] if self.law else []
        for change in self.limits:
            parts.append(f"{change.category + ': ' if change.category else ''}{change.criterion} {change.text}")
        parts += [f"{name} = {position}" for name, position in self.switches.items()]
        parts += [f"at least {self.minimum_size} residents"] if self.minimum_size is not None else []
        parts += [f"{self.lists_in_a_row} lists in a row"] if self.lists_in_a_row is not None else []
        parts += ["income of the city's mean"] if self.income_benchmark == CITY else []
        parts += ["earlier lists by the same law"] if self.law_for_history else []
        return "; ".join(parts) or "nothing changed"


CHANGE_FORM = Message("criterion=limit or category:criterion=limit")


def read_limit_change(text: str) -> LimitChange:
    """``criterion=limit`` or ``category:criterion=limit``, in Danish or English. Raises ``WrongUsage``."""
    if len(text) > LONGEST_TYPED:
        raise WrongUsage(Fault("--set", Message("is longer than {most} characters", most=LONGEST_TYPED), CHANGE_FORM))
    left, equals, limit = text.partition("=")
    category, colon, criterion = left.rpartition(":")
    if not equals or not criterion.strip() or not limit.strip() or (colon and not category.strip()):
        raise WrongUsage(Fault(f"--set {text!r}", Message("is no change"), CHANGE_FORM))
    return LimitChange(criterion_name(criterion.strip()), limit_in_english(limit.strip()), category.strip() or None)


def changed_regime(regime: Regime, changes: Changes) -> Regime:
    """The regime with limits, switches, size or lists in a row replaced. Raises ``WrongUsage`` with every fault."""
    faults = _switch_faults(regime, changes)
    limits = list(changes.limits)
    if changes.minimum_size is not None:
        limits.append(LimitChange("size", f"{changes.minimum_size} residents"))
    categories = list(regime.categories)
    stated = Counter((change.criterion, change.category) for change in limits)
    faults += [
        Fault(
            f"{category + ':' if category else ''}{criterion}",
            Message("is given two limits"),
            Message("one limit"),
            Message("leave one out"),
        )
        for (criterion, category), times in stated.items()
        if times > 1
    ]
    for change in limits:
        concerned = [
            position
            for position, category in enumerate(categories)
            if change.criterion in category.limits and change.category in (None, category.name)
        ]
        if not concerned:
            faults.append(_nowhere(regime, change))
        for position in concerned:
            try:
                categories[position] = _with_limit(categories[position], change)
            except WrongUsage as refusal:
                faults.extend(fault for fault in refusal.faults if fault not in faults)
    if changes.lists_in_a_row is not None:
        categories, fault = _with_run(regime, categories, changes.lists_in_a_row)
        faults += fault
    if faults:
        raise WrongUsage(faults)
    switches = {
        name: replace(switch, value=changes.switches.get(name, switch.value))
        for name, switch in regime.switches.items()
    }
    name = regime.name if replace(changes, law=None, law_for_history=False) == Changes() else f"{regime.name}, changed"
    return replace(regime, name=name, categories=tuple(categories), switches=switches)


def _switch_faults(regime: Regime, changes: Changes) -> list[Fault]:
    faults = []
    for name, position in changes.switches.items():
        where = f"switch {name}={position}"
        if name not in regime.switches:
            faults.append(
                Fault(
                    where, Message("is no switch of the law"), Message("{names}", names=tuple(sorted(regime.switches)))
                )
            )
        elif position not in SWITCHES[name]:
            faults.append(
                Fault(
                    where,
                    Message("is no position of the switch"),
                    Message("one of {names}", names=tuple(SWITCHES[name])),
                )
            )
        elif (name, position) in NOT_WORKED_OUT:
            problem, expected = Message("is a position that this program cannot work out"), Message("another position")
            faults.append(Fault(where, problem, expected))
        elif name not in ASKED_OF_COUNTS and position != regime.position(name):
            remedy = Message(
                "change the position in the law file regimes/{name}.yaml and run on person registers", name=regime.name
            )
            faults.append(
                Fault(
                    where,
                    Message("was settled when the counts were made"),
                    Message("{names}", names=tuple(ASKED_OF_COUNTS)),
                    remedy,
                )
            )
    if changes.income_benchmark not in (REGION, CITY):
        faults.append(
            Fault(
                f"income benchmark {changes.income_benchmark}",
                Message("is not known"),
                Message("{region} or {city}", region=REGION, city=CITY),
            )
        )
    return faults


def _nowhere(regime: Regime, change: LimitChange) -> Fault:
    limited = [category for category in regime.categories if category.limits]
    places = Message("{names}", names=tuple(f"{each.name}: {' '.join(each.limits)}" for each in limited))
    where = f"{change.category + ':' if change.category else ''}{change.criterion}"
    return Fault(where, Message("has no limit in the law of {name}", name=regime.name), places)


def _with_limit(category: Category, change: LimitChange) -> Category:
    old = category.limits[change.criterion]
    operator, text = old.operator, change.text
    first, _, rest = text.partition(" ")
    if first in tuple(Operator):
        operator, text = Operator(first), rest.strip()
    where = f"{change.criterion}={change.text}"
    if old.yardstick is Yardstick.REGION and text.endswith("%"):
        text += " of the region"  # an income limit is always a percentage of the region's mean
    try:
        measure = read_limit(text)
    except UnreadableLimit as unreadable:
        raise WrongUsage(
            Fault(where, unreadable.args[0], Message("{forms}, an operator before it if it changes", forms=FORMS))
        ) from None
    admissible = LIMITS[change.criterion]
    faults = []
    if measure.unit not in admissible.units:
        units = " or ".join(sorted(unit.value for unit in admissible.units))
        faults.append(Fault(where, f"{measure.unit.value} is no measure of {change.criterion}", units))
    if operator not in admissible.operators:
        words = " or ".join(sorted(word.value for word in admissible.operators))
        faults.append(Fault(where, f"the operator {operator.value} makes no sense for {change.criterion}", words))
    if faults:
        raise WrongUsage(faults)
    limit = Limit(change.criterion, operator, measure.amount, measure.yardstick, old.years, text, CHANGED)
    return replace(category, limits={**category.limits, change.criterion: limit})


def _with_run(regime: Regime, categories: Sequence[Category], count: int) -> tuple[list[Category], list[Fault]]:
    if count < 1:
        return list(categories), [
            Fault(
                Message("lists in a row {count}", count=count), Message("is no number of lists"), Message("1 or more")
            )
        ]
    if not any(category.lists_in_a_row for category in categories):
        return list(categories), [
            Fault(
                Message("lists in a row"),
                Message("are no condition in the law of {name}", name=regime.name),
                Message("a law with such a condition, by --law"),
            )
        ]
    return [
        replace(category, lists_in_a_row=replace(category.lists_in_a_row, count=count, evidence=CHANGED))
        if category.lists_in_a_row
        else category
        for category in categories
    ], []


def applicable(regime: Regime, changes: Changes) -> Changes:
    """The part of a question that applies to an earlier law: limits it has, and lists in a row if it has that rule."""
    runs = any(category.lists_in_a_row for category in regime.categories)
    limits = tuple(
        change
        for change in changes.limits
        if any(
            change.criterion in category.limits and change.category in (None, category.name)
            for category in regime.categories
        )
    )
    return replace(changes, limits=limits, lists_in_a_row=changes.lists_in_a_row if runs else None)
