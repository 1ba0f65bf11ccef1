"""Results of ``analysis`` as lines of text, every field and every number exact: for files that tests compare with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from pipeline.analysis.causes import Causes, CauseSets
from pipeline.analysis.counterfactual import Factor, Recomputed
from pipeline.analysis.distance import MinimalChange, MinimalChanges, ShownChange, Step
from pipeline.analysis.nearest import Near
from pipeline.analysis.watch import Watched
from pipeline.analysis.whatif import Answer, CategorySummary
from pipeline.lists.assessment import Assessment
from pipeline.lists.bounds import ANYTHING
from pipeline.lists.delta import Move
from pipeline.lists.designation import Designation
from pipeline.lists.indicators import Figure
from pipeline.lists.missing import Missing
from pipeline.lists.shown import ShownAssessment

Factors = frozenset[Factor]


def number(value: Fraction | None) -> str:
    """``?`` if unknown; a whole or decimal number where there is one, else a fraction."""
    if value is None:
        return "?"
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return f"{float(value):.12g}" if rest == 1 and value.denominator <= 10**9 else str(value)


def outcome(value: bool | None) -> str:
    """``+`` for met or on the list, ``-`` for not, ``?`` for undetermined."""
    return {True: "+", False: "-", None: "?"}[value]


def outcomes(met: Mapping[str, bool | None]) -> str:
    """Each criterion or category with its outcome."""
    return " ".join(f"{outcome(value)}{name}" for name, value in met.items()) or "nothing"


def together(factors: Factors) -> str:
    """A set of factors in the order in which they are declared."""
    return "+".join(factor.name.lower() for factor in Factor if factor in factors) or "none"


def cause_sets(found: CauseSets) -> str:
    """The sets that suffice, then those of which it is unknown."""
    sufficing = " or ".join(map(together, found.sets)) or "none"
    unknown = f"; unknown: {', '.join(map(together, found.unsettled))}" if found.unsettled else ""
    return f"{sufficing}{unknown}"


def _reasons(missing: Iterable[Missing]) -> str:
    return ", ".join(" ".join(map(str, filter(None, (m.kind, m.scope, m.register, m.register_year)))) for m in missing)


def assessment(each: Assessment) -> str:
    """``+income 0.5/0.55``: outcome, value, limit; then the benchmark, the reasons why it is unknown, what is public."""
    figure = each.figure
    parts = [f"{outcome(each.met)}{each.criterion} {number(figure.value)}/{number(each.limit)}"]
    parts += [f"of {number(figure.benchmark)}"] if figure.benchmark is not None else []
    parts += [f"({_reasons(figure.missing)})"] if figure.missing else []
    parts += ["withheld"] if figure.withheld else []
    parts += ["benchmark withheld"] if figure.benchmark_withheld else []
    if figure.public is not None:
        parts.append(f"public: {[f'{outcome(one.met)}{one.law.text}={number(one.limit)}' for one in figure.public]}")
    if {(bounds.low, bounds.high) for bounds in (figure.partial, figure.benchmark_partial)} != {(None, None)}:
        bounds = (figure.partial.low, figure.partial.high, figure.benchmark_partial.low, figure.benchmark_partial.high)
        parts.append(f"within {[number(bound) for bound in bounds]}")
    known = [
        f"{number(year.part)}/{number(year.whole)}"
        + ("" if year.partial == ANYTHING else f" [{number(year.partial.low)}, {number(year.partial.high)}]")
        for year in figure.years
    ]
    parts += [f"years {' '.join(known)}"] if known else []
    return " ".join(parts)


def designation(each: Designation) -> Iterator[str]:
    """One line for the decision, one for each assessment."""
    run = f"run {each.run.lists}-{each.run.most}"
    earlier = f", earlier {each.earlier_lists.lists}-{each.earlier_lists.most}" if each.earlier_lists else ""
    yield (
        f"{outcome(each.designated)} {each.area_id}/{each.category} {each.list_year} by {each.grain!r}, "
        f"law {each.regime}, {each.criteria_met} of {each.criteria_required}, {run}{earlier}, "
        f"within {outcome(each.within)} outside {outcome(each.outside)}"
    )
    for one in each.assessments:
        yield f"  {assessment(one)}"


def recomputed(found: Recomputed | None) -> str:
    """The outcome, the criteria, and which decisions it is of."""
    if found is None:
        return "none"
    of = ", ".join(f"{each.area_id}/{each.category}" for each in found.designations) or "nothing"
    return f"{outcome(found.designated)} of {of}; met: {outcomes(found.met)}"


def causes(move: Move, why: Causes) -> Iterator[str]:
    """What explains one move."""
    yield f"{move.area.area_id} {move.category}: {move.change} ({why.note.name})"
    if why.sets or why.move.unsettled:
        yield f"  by {cause_sets(why.move)}; column: {' '.join(why.words)}"
    for criterion, found in why.per_criterion.items():
        yield f"  {criterion} by {cause_sets(found)}"
    for name, criteria in (("new", why.new_criteria), ("dropped", why.dropped_criteria)):
        if criteria:
            yield f"  {name} in the law: {' '.join(criteria)}"
    if why.law_alone is not None:
        yield f"  law alone: {recomputed(why.law_alone)}"
    if why.law_and_benchmark != why.law_alone:
        yield f"  law and benchmark alone: {recomputed(why.law_and_benchmark)}"


def step(each: Step) -> str:
    """``income -3001 kr`` or ``attachment 12``."""
    kroner = "" if each.kroner is None else f" and {number(each.kroner)} kr"
    return f"{each.criterion} {each.persons}{kroner}"


def change(found: MinimalChange | None) -> str:
    """The steps of a change, and the persons in all."""
    if found is None:
        return "none"
    steps = " + ".join(map(step, found.steps))
    return f"{outcome(found.to)}{found.category} {steps} = {found.persons} persons"


def changes(found: MinimalChanges, shown: Iterable[ShownChange]) -> str:
    """The least change, the least with income, and what of them may be shown."""
    told = ["withheld" if each.steps is None else " + ".join(map(step, each.steps)) for each in shown]
    return f"{change(found.by_persons)} | {change(found.with_income)} | {' or '.join(told) or 'nothing'}"


def shown(each: ShownAssessment) -> str:
    """``udsat boligområde:income 0.5/0.55``."""
    return f"{each.category}:{each.criterion} {number(each.value)}/{number(each.limit)}"


def watched(each: Watched) -> str:
    """One line of the watch list."""
    projected = f" to {', '.join(f'{n} {number(v)}' for n, v in each.projected.items())}" if each.projected else ""
    if each.projected_limits:
        projected += f", limit {', '.join(f'{n} {number(v)}' for n, v in each.projected_limits.items())}"
    by = f" by {', '.join(map(shown, each.assessments))}" if each.assessments else ""
    persons = "" if each.persons is None else f", {each.persons} persons"
    in_a_row = "" if each.list_number is None else f", list {each.list_number} in a row"
    return f"{each.area_id} {outcome(each.to)}{each.category}, {each.why}{by}{projected}{persons}{in_a_row}"


def near(each: Near) -> str:
    """One of the near ones, in short: the watch list has the numbers."""
    it = each.watched
    criteria = ", ".join(f"{one.category}:{one.criterion}" for one in it.assessments)
    return f"  {each.area_id} {outcome(it.to)} {' and '.join(each.categories)}, {it.why} {criteria}"


def answer(each: Answer, real: Mapping[tuple[str, str], Figure]) -> Iterator[str]:
    """One area and category under the two laws; the decision under the changed one, with the figures that are new.

    ``real`` are the figures under the real law by criterion and source.
    """
    abolished = " (abolished)" if each.abolished else ""
    decision, *figures = designation(each.designation)
    yield (
        f"  {each.area_id} {each.category}{abolished}: {outcome(each.real)} in {' '.join(each.real_categories) or 'no'}"
        f" -> {outcome(each.what_if)}, moved {outcome(each.moved)}; turned: {outcomes(each.turned)}"
    )
    yield f"    {decision}"
    for one, line in zip(each.designation.assessments, figures, strict=True):
        if one.criterion in each.turned or real.get((one.criterion, one.figure.grain)) != one.figure:
            yield f"    {line}"


def summary(each: CategorySummary) -> str:
    """One category in numbers."""
    return (
        f"  {each.category}: {each.really_on} on, {each.would_leave} would leave, {each.would_enter} enter, "
        f"{each.undetermined} undetermined"
    )
