"""What differs between two vintages of a list year, in which areas, and why: the data, the law or the program.

What changed for the list as a whole is in the two manifests. For one decision the causes are the smallest sets of these
changes that suffice (``pipeline.analysis.causes.smallest``), judged by the figures and limits that each vintage shows,
and, where more than one thing changed, by making the earlier inputs again by the later law and program. What stays
unknown is said to be. What does not belong here: keeping vintages (``vintages``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from pipeline.analysis.causes import smallest
from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.core.messages import Message
from pipeline.outputs.vintages import MANIFEST_MEMBER, Row, Vintage
from pipeline.text.bilingual import Bilingual, enumerated, joined, same
from pipeline.text.numbers import number, percent
from pipeline.text.sentences import label

Key = tuple[str, str]  # area, category
Outcomes = Mapping[Key, bool | None]
Remake = Callable[[Vintage, Vintage], Outcomes | None]


class Cause(StrEnum):
    """What can differ between two vintages of the same list year and change a decision."""

    DATA = "data"
    LAW = "law"
    CODE = "code"


WORDS = {
    Cause.DATA: Bilingual("tallene", "the data"),
    Cause.LAW: Bilingual("lovfilen", "the law file"),
    Cause.CODE: Bilingual("programmet", "the program"),
}
OUTCOMES = {
    True: Bilingual("på listen", "on the list"),
    False: Bilingual("ikke på listen", "not on it"),
    None: Bilingual("uafgjort", "undetermined"),
}
UNKNOWN = Bilingual("ukendt", "unknown")


@dataclass(frozen=True)
class Criterion:
    """One criterion of a decision as both vintages show it: figure, limit and whether it is met."""

    name: str
    before: Row
    after: Row

    @property
    def turned(self) -> bool:
        """Whether one vintage says that it is met and the other does not."""
        return bool(self.before.get("met") != self.after.get("met"))

    @property
    def sentence(self) -> Bilingual:
        """``Residents 2,406 -> 900 (at least 1,000)``."""
        before, after = (self._figure(row, "value") for row in (self.before, self.after))
        figures = before if before == after else joined([before, after], same(" -> "))
        limits = [self._figure(row, "limit") for row in (self.before, self.after)]
        limit = limits[0] if limits[0] == limits[1] else joined(limits, same(" -> "))
        word = Bilingual("grænse ", "limit ")
        return label(self.name) + same(" ") + figures + same(" (") + word + limit + same(")")

    def _figure(self, row: Row, column: str) -> Bilingual:
        value = row.get(column)
        if value is None:
            return UNKNOWN
        exact = Fraction(Decimal(str(value)))
        return number(exact, 0) if CRITERIA[self.name].kind is CriterionKind.SIZE else percent(exact, 2)


@dataclass(frozen=True)
class Decision:
    """One area and category with another outcome: the causes that suffice, and those of which that is not known."""

    area: str
    category: str
    before: bool | None
    after: bool | None
    causes: tuple[tuple[Cause, ...], ...]
    unsettled: tuple[tuple[Cause, ...], ...]
    criteria: tuple[Criterion, ...]  # that turned

    @property
    def outcome(self) -> str:
        """``Bispeparken: ghettoområde on the list -> not on it``."""
        return f"{self.area}: {self.category} {OUTCOMES[self.before].en} -> {OUTCOMES[self.after].en}"

    @property
    def sentence(self) -> Bilingual:
        """The outcome, why, and the criteria that turned."""
        outcomes = joined([OUTCOMES[self.before], OUTCOMES[self.after]], same(" -> "))
        parts = [same(f"{self.area}: {self.category} ") + outcomes]
        if self.causes:
            alone = [_together(each) for each in self.causes]
            parts.append(Bilingual("på grund af ", "because of ") + joined(alone, Bilingual(" eller ", " or ")))
        if self.unsettled:
            unknown = joined([_together(each) for each in self.unsettled], Bilingual(" eller ", " or "))
            parts[-1] += Bilingual(
                f" (om {unknown.da} alene er nok, vides ikke)", f" (whether {unknown.en} alone would do is not known)"
            )
        parts += [each.sentence for each in self.criteria]
        return joined(parts, same("; "))


def _together(causes: Sequence[Cause]) -> Bilingual:
    return enumerated([WORDS[cause] for cause in causes])


@dataclass(frozen=True)
class Difference:
    """What differs between two vintages of a list year.

    ``inputs`` are the files, law, code and choices that are not the same; ``decisions`` the areas with another outcome;
    ``figures`` the areas with the same outcomes on other figures or limits.
    """

    inputs: tuple[Message, ...]
    decisions: tuple[Decision, ...]
    figures: tuple[str, ...]

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas with another outcome, in plain words."""
        return tuple(each.outcome for each in self.decisions)


def outcomes_of(rows: Iterable[Row]) -> dict[Key, bool | None]:
    """The outcome of each area and category, of rows of the table ``designations``."""
    return {(row["area"], row["category"]): row["designated"] for row in rows}


def difference(before: Vintage, after: Vintage, remake: Remake | None = None) -> Difference:
    """What differs, in which areas, and why.

    ``remake`` gives the outcomes of the earlier vintage's inputs by the law and the program of the later one, or
    ``None`` where these cannot be had; it is asked only if the inputs are not all that changed.
    """
    changed = changed_causes(before, after)
    was, now = (outcomes_of(each.rows("designations")) for each in (before, after))
    moved = [key for key in sorted({*was, *now}) if was.get(key) != now.get(key)]
    between = remake(before, after) if remake and moved and Cause.DATA in changed and len(changed) > 1 else None
    shown = [_criteria(each) for each in (before, after)]
    rules = [{(row["area"], row["category"]): row for row in each.rows("designations")} for each in (before, after)]
    decisions = []
    for key in moved:
        criteria = tuple(_paired(shown[0].get(key, {}), shown[1].get(key, {})))
        evidence = _evidence(criteria, rules[0].get(key, {}), rules[1].get(key, {}))
        possible = _possible(changed, was.get(key), now.get(key), between, key)
        found = smallest(possible, _suffices(possible, evidence))  # type: ignore[arg-type]
        turned = tuple(each for each in criteria if each.turned)
        sets, unsettled = (tuple(map(_in_order, some)) for some in (found.sets, found.unsettled))
        decisions.append(Decision(*key, was.get(key), now.get(key), sets, unsettled, turned))
    areas_moved = {area for area, _ in moved}
    other = {area for area, category in {*shown[0], *shown[1]} if _differ(shown, (area, category))}
    return Difference(tuple(_inputs(before, after)), tuple(decisions), tuple(sorted(other - areas_moved)))


def _in_order(causes: Iterable[str]) -> tuple[Cause, ...]:
    chosen = set(causes)
    return tuple(cause for cause in Cause if cause in chosen)


def _criteria(vintage: Vintage) -> dict[Key, dict[str, Row]]:
    """Of each area and category the assessments by criterion, with the exact figure and its register years."""
    figures = {(row["area_id"], row["indicator"]): row for row in vintage.rows("indicators")}
    found: dict[Key, dict[str, Row]] = {}
    for row in vintage.rows("assessments"):
        figure = figures.get((row["area_id"], row["criterion"]), {})
        exact = {name: figure.get(name) for name in ("value_exact", "register_years", "calculation")}
        found.setdefault((row["area"], row["category"]), {})[row["criterion"]] = {**row, **exact}
    return found


def _paired(before: Mapping[str, Row], after: Mapping[str, Row]) -> Iterator[Criterion]:
    for name in dict.fromkeys([*before, *after]):
        yield Criterion(name, before.get(name, {}), after.get(name, {}))


FIGURE = ("value", "value_exact", "calculation", "grain")
RULE = ("operator", "limit_text", "register_years")


def _differ(shown: Sequence[Mapping[Key, Mapping[str, Row]]], key: Key) -> bool:
    return any(
        each.before.get(name) != each.after.get(name)
        for each in _paired(shown[0].get(key, {}), shown[1].get(key, {}))
        for name in (*FIGURE, *RULE, "limit")
    )


def _evidence(criteria: Sequence[Criterion], before: Row, after: Row) -> dict[Cause, bool]:
    """Whether the decision's own figures differ, and its rules: limits, operators, criteria asked, how many required."""

    def differ(names: Iterable[str]) -> bool:
        return any(each.before.get(name) != each.after.get(name) for each in criteria for name in names)

    law = differ(RULE) or any(not each.before or not each.after for each in criteria)
    law = law or any(before.get(name) != after.get(name) for name in ("criteria_required", "regime"))
    data = differ((*FIGURE, "limit")) or any(
        before.get(name) != after.get(name) for name in ("basis", "grain", "consecutive_lists")
    )
    return {Cause.DATA: data, Cause.LAW: law}


def _possible(
    changed: Sequence[Cause], was: bool | None, now: bool | None, between: Outcomes | None, key: Key
) -> tuple[Cause, ...]:
    """The changes that can be behind a decision. ``between``: the earlier inputs by the later law and program."""
    if between is None or key not in between:
        return tuple(changed)
    if between[key] == now:
        return tuple(each for each in changed if each is not Cause.DATA)
    return (Cause.DATA,) if between[key] == was else tuple(changed)


def _suffices(possible: Sequence[Cause], evidence: Mapping[Cause, bool]) -> Callable[[frozenset[Cause]], bool | None]:
    """Whether some of the changes alone give the later outcome; ``None`` where that is not known.

    A change that leaves the decision's figures or rules as they were does nothing to it. What the program does beside
    them is not seen.
    """

    def suffices(new: frozenset[Cause]) -> bool | None:
        left_out = set(possible) - new
        if not any(evidence.get(each, True) for each in left_out):
            return True
        if not any(evidence.get(each, True) for each in new):
            return False
        return None

    return suffices


def changed_causes(before: Vintage, after: Vintage) -> tuple[Cause, ...]:
    """What the two manifests say differs: input files, the law file, the program."""
    rows = [each.rows(MANIFEST_MEMBER) for each in (before, after)]

    def differ(*columns: str) -> bool:
        found = [{tuple(row.get(column) for column in columns) for row in each} for each in rows]
        return found[0] != found[1]

    found: Mapping[Cause, bool] = {
        Cause.DATA: differ("path", "sha256"),
        Cause.LAW: differ("law_sha256"),
        Cause.CODE: differ("code_version"),
    }
    return tuple(cause for cause, it_did in found.items() if it_did)


def _inputs(before: Vintage, after: Vintage) -> Iterable[Message]:
    rows = [each.rows(MANIFEST_MEMBER) for each in (before, after)]
    hashes = [{row["path"]: row["sha256"] for row in each} for each in rows]
    changed = [path for path in sorted(hashes[0].keys() & hashes[1]) if hashes[0][path] != hashes[1][path]]
    if changed:
        yield Message("data changed: {names}", names=tuple(changed))
    if new := sorted(hashes[1].keys() - hashes[0]):
        yield Message("data new: {names}", names=tuple(new))
    if gone := sorted(hashes[0].keys() - hashes[1]):
        yield Message("data gone: {names}", names=tuple(gone))
    told = (Message("law"), "law_sha256"), (Message("code"), "code_version"), (Message("choices"), "options")
    for name, column in told:
        if {row.get(column) for row in rows[0]} != {row.get(column) for row in rows[1]}:
            yield name


def as_data(found: Difference) -> list[dict[str, Any]]:
    """The decisions for programs."""
    return [
        {
            "area": each.area,
            "category": each.category,
            "before": each.before,
            "after": each.after,
            "causes": [list(causes) for causes in each.causes],
            "unsettled": [list(causes) for causes in each.unsettled],
            "criteria": [
                {
                    "criterion": criterion.name,
                    **{f"{name}_before": criterion.before.get(name) for name in ("value", "limit", "met")},
                    **{f"{name}_after": criterion.after.get(name) for name in ("value", "limit", "met")},
                }
                for criterion in each.criteria
            ],
        }
        for each in found.decisions
    ]
