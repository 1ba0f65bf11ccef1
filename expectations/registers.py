"""The suites of the registers in area grain: the declared columns, and rules across rows, scopes and years."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial

from expectations.cells import Cells, ExactRow, exact_cells
from expectations.declared import declared_rules, missing_rules
from expectations.model import Counting, Place, Row, Rule, RuleCount, Suite, ValidationContext, counted_rows
from expectations.thresholds import JUMP_FLOOR, PART_JUMP, WHOLE_JUMP
from pipeline.core.criteria import CRITERIA
from pipeline.core.messages import Message
from pipeline.core.tables import Column
from pipeline.inputs.registers.card import COUNTRY, REGIONS, Register

KEY = ("scope", "code")
WHICH_IS_WRONG = Message("ask the supplier which row is wrong, and hand the corrected file over")


def register_suite(register: Register) -> Suite:
    """The suite of a register's counts."""
    measures = register.measures
    names = tuple(measure.name for measure in measures)
    # A sum that may be negative (income) can exceed the sum it is part of
    summed = tuple(measure.name for measure in measures if measure.minimum is not None and measure.minimum >= 0)
    wholes = tuple(measure for measure in measures if not measure.part_of)
    parts = tuple(measure for measure in measures if measure.part_of)
    everything = (*KEY, *names)
    rules = [
        *declared_rules(register.counts),
        *missing_rules(measures),
        Rule(
            "register_year_expected",
            "register_year",
            "error",
            Message("register_year is the list year less {years}", years=register.years_back),
            ("register_year",),
            _register_year(register),
            remedy=Message("file it under the list year it belongs to"),
        ),
        Rule(
            "region_codes",
            "code",
            "error",
            Message("A region is one of {codes}", codes=REGIONS),
            KEY,
            _codes("region", REGIONS),
        ),
        Rule(
            "country_code",
            "code",
            "error",
            Message("The country is {code}", code=COUNTRY),
            KEY,
            _codes("country", (COUNTRY,)),
        ),
        Rule(
            "scopes_complete",
            "scope",
            "error",
            Message(
                "The scopes needed ({scopes}) are there, regions for every region that a delivered area lies in",
                scopes=register.scopes_needed,
            ),
            KEY,
            _scopes_complete(register),
            remedy=Message("add the rows of the area, region or country that are missing"),
        ),
        Rule(
            "areas_known",
            "code",
            "error",
            Message("Every area is in the table of areas that list year"),
            KEY,
            _areas_known,
            remedy=Message("correct the code of the row, or add the area to areas.csv"),
        ),
        Rule(
            "areas_delivered",
            "code",
            "warning",
            Message("Every area of that list year is delivered"),
            KEY,
            _areas_delivered,
        ),
        Rule(
            "region_totals",
            "",
            "error",
            Message("The areas of a region are together not above the region"),
            (*KEY, *summed),
            _region_totals(summed),
            remedy=WHICH_IS_WRONG,
        ),
        Rule(
            "country_totals",
            "",
            "error",
            Message("The areas, and the regions, are together not above the country"),
            (*KEY, *summed),
            _country_totals(summed),
            remedy=WHICH_IS_WRONG,
        ),
        _jump_rule("whole", wholes, register, WHOLE_JUMP),
        *_benchmark_rules(register),
    ]
    if parts:
        rules.append(_jump_rule("part", parts, register, PART_JUMP))
    if register.exclusive_parts:  # their sum may not exceed the whole either
        whole, exclusive = register.whole.name, register.exclusive_parts
        sentence = Message("{parts} are together not above {whole}", parts=exclusive, whole=whole)
        rules.append(Rule("parts_together", whole, "error", sentence, everything, _parts_together(whole, exclusive)))
    return Suite(register.counts, tuple(rules))


def _benchmark_rules(register: Register) -> list[Rule]:
    """A benchmark of nothing is no limit: every figure would be at least so many times it."""
    rules = []
    for card in CRITERIA.values():
        if card.register == register.name and card.benchmark:
            measures = (*(term.measure for term in card.part), card.whole)
            sentence = Message(
                "{columns} of scope {scope} are above 0: they are what areas are held against",
                columns=measures,
                scope=card.benchmark,
            )
            count = _above_zero(card.benchmark, measures)
            rules.append(Rule(f"{card.name}_benchmark", card.whole, "error", sentence, (*KEY, *measures), count))
    return rules


def _above_zero(scope: str, measures: tuple[str, ...]) -> Counting:
    def count(cells: Cells, around: ValidationContext) -> RuleCount:
        known = [
            (number, name, row)
            for number, row in enumerate(cells.rows)
            for name in measures
            if _is_of(scope, row) and row[name] is not None
        ]
        zero = [around.place(name, row["code"], number) for number, name, row in known if row[name] <= 0]
        return RuleCount(len(known), len(zero), places=tuple(zero))

    return count


def _of_scope(rows: Iterable[ExactRow], scope: str) -> list[ExactRow]:
    return [row for row in rows if _is_of(scope, row)]


def _is_of(scope: str, row: Row) -> bool:
    return row["scope"] == scope and row["code"] is not None


def _register_year(register: Register) -> Counting:
    def count(cells: Cells, around: ValidationContext) -> RuleCount:
        given = around.register_year
        expected = register.register_year(around.list_year) if given is None else given
        return counted_rows(
            cells.rows, lambda row: row["register_year"] != expected, lambda row: row["register_year"] is not None
        )

    return count


def _codes(scope: str, allowed: tuple[str, ...]) -> Counting:
    def count(cells: Cells, _: ValidationContext) -> RuleCount:
        return counted_rows(cells.rows, lambda row: row["code"] not in allowed, partial(_is_of, scope))

    return count


def _scopes_complete(register: Register) -> Counting:
    def count(cells: Cells, around: ValidationContext) -> RuleCount:
        areas = _of_scope(cells.rows, "area")
        needed: set[tuple[str, str]] = set()
        if "country" in register.scopes_needed:
            needed.add(("country", COUNTRY))
        if "region" in register.scopes_needed:
            codes = {around.region_of[row["code"]] for row in areas if row["code"] in around.region_of}
            needed |= {("region", code) for code in codes}
        # An empty file is no delivery: one area at least
        missing = sorted(needed - set(cells.by_key))
        places = tuple(Place(code=code) for _scope, code in missing)
        return RuleCount(len(needed) + 1, len(missing) + (not areas), places=places)

    return count


def _areas_known(cells: Cells, around: ValidationContext) -> RuleCount:
    known = around.known_areas | around.other_areas
    return counted_rows(cells.rows, lambda row: row["code"] not in known, partial(_is_of, "area"))


def _areas_delivered(cells: Cells, around: ValidationContext) -> RuleCount:
    delivered = {row["code"] for row in _of_scope(cells.rows, "area")}
    missing = sorted(around.known_areas - delivered)
    return RuleCount(len(around.known_areas), len(missing), places=tuple(around.place(code=code) for code in missing))


def _parts_together(whole: str, parts: tuple[str, ...]) -> Counting:
    def fails(row: Row) -> bool:
        known = [row[part] for part in parts if row[part] is not None]
        # A single part above the whole fails its own rule; this one is for parts whose sum alone is too large
        return row[whole] is not None and sum(known) > row[whole] and all(part <= row[whole] for part in known)

    def count(cells: Cells, _: ValidationContext) -> RuleCount:
        return counted_rows(cells.rows, fails)

    return count


def _known_sum(rows: Iterable[ExactRow], measure: str) -> Fraction:
    """The sum of the known values: at most the full sum, as no number in it is negative."""
    return sum((Fraction(row[measure]) for row in rows if row[measure] is not None), Fraction(0))


def _region_totals(measures: tuple[str, ...]) -> Counting:
    def count(cells: Cells, around: ValidationContext) -> RuleCount:
        unique = list(cells.by_key.values())
        compared, above = 0, []
        for region in _of_scope(unique, "region"):
            inside = [row for row in _of_scope(unique, "area") if around.region_of.get(row["code"]) == region["code"]]
            for measure in measures:
                if region[measure] is not None:
                    compared += 1
                    if _known_sum(inside, measure) > region[measure]:
                        above.append(around.place(measure, region["code"], cells.number_of["region", region["code"]]))
        return RuleCount(compared, len(above), places=tuple(above))

    return count


def _country_totals(measures: tuple[str, ...]) -> Counting:
    def count(cells: Cells, around: ValidationContext) -> RuleCount:
        country = cells.by_key.get(("country", COUNTRY))
        compared, above = 0, []
        for scope in ("area", "region") if country else ():
            inside = _of_scope(cells.by_key.values(), scope)
            for measure in measures:
                if country and inside and country[measure] is not None:
                    compared += 1
                    if _known_sum(inside, measure) > country[measure]:
                        above.append(around.place(measure, COUNTRY, cells.number_of["country", COUNTRY]))
        return RuleCount(compared, len(above), places=tuple(above))

    return count


def _jump_rule(what: str, columns: tuple[Column, ...], register: Register, permitted: Fraction) -> Rule:
    names = tuple(column.name for column in columns)
    sentence = Message(
        "{columns} of an area move by at most {percentage} % from the list year before (numbers from {floor} up)",
        columns=names,
        percentage=int(permitted * 100),
        floor=JUMP_FLOOR,
    )

    def count(cells: Cells, around: ValidationContext) -> RuleCount:
        if around.previous is None:
            return RuleCount(0, 0)  # the first list year: there is nothing to compare with
        before = exact_cells(around.previous, register.counts).by_key
        pairs = [
            (around.place(name, key[1], cells.number_of[key]), Fraction(before[key][name]), Fraction(row[name]))
            for key, row in cells.by_key.items()
            for name in names
            if key[0] == "area" and key in before and row[name] is not None and before[key].get(name) is not None
        ]
        judged = [(place, then, now) for place, then, now in pairs if abs(then) >= JUMP_FLOOR]
        moved = [place for place, then, now in judged if abs(now - then) > permitted * abs(then)]
        return RuleCount(len(judged), len(moved), places=tuple(moved))

    return Rule(f"{what}_jump", ", ".join(names), "warning", sentence, (*KEY, *names), count)
