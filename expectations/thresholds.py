"""Every threshold of the suites that is not a declared bound of a column. Exact numbers, and nothing but data.

What belongs to a column (its minimum, what it is part of) is declared in ``pipeline``; limits of the law are in
``pipeline/law``. These are our own, chosen to find a broken delivery; none of them changes a designation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from expectations.model import Severity
from pipeline.core.messages import Message
from pipeline.core.tables import Column, Kind
from pipeline.inputs.registers import REGISTERS, Register
from pipeline.inputs.registers.card import Role

# Against the same area last year. A number under JUMP_FLOOR often changes by more than this, so it is not compared.
WHOLE_JUMP = Fraction(20, 100)
PART_JUMP = Fraction(50, 100)
JUMP_FLOOR = 20

NONE_PERMITTED = Fraction(0)


@dataclass(frozen=True)
class Threshold:
    """One rule of the person profile: of the rows counted, at most the share ``permitted`` may fail, or ``few`` rows.

    In a small register one row is more than a share of it, and no sign of a broken file. ``column`` is the one that the
    rule is about, if it is one, and ``file`` the reference that it is about, if it is not the register. ``acceptable`` is
    whether a person may look at the failure and accept it by name.
    """

    register: str
    rule: str
    severity: Severity
    permitted: Fraction
    sentence: Message
    few: int = 0
    column: str = ""
    file: str = ""
    acceptable: bool = False

    @property
    def name(self) -> str:
        """What messages and ``--accept`` call it."""
        return f"{self.register}_{self.rule}"


FEW_ROWS = 3
# Of a hundred persons about one was born in the year before: among so many nobody is not by chance.
BIRTHS_CERTAIN = 2_000
# In a register of fewer rows, two years may well have as many.
AS_MANY_ROWS_UNLIKELY = 10_000
ONE_CODE_UNLIKELY = 1_000  # rows
KEY = "pnr"


def _in(
    registers: str,
    rule: str,
    severity: Severity,
    permitted: Fraction,
    sentence: Message,
    few: int = 0,
    column: str | Callable[[Register], str] = "",
    file: str = "",
    acceptable: bool = False,
) -> tuple[Threshold, ...]:
    return tuple(
        Threshold(
            register,
            rule,
            severity,
            permitted,
            sentence,
            few,
            column if isinstance(column, str) else column(REGISTERS[register]),
            file,
            acceptable,
        )
        for register in registers.split()
    )


def _only(columns: Callable[[Register], Iterable[Column]]) -> Callable[[Register], str]:
    """The name of the only such column of a register; nothing where there are several."""

    def name(register: Register) -> str:
        names = [column.name for column in columns(register)]
        return names[0] if len(names) == 1 else ""

    return name


def _days(register: Register) -> list[Column]:
    return [column for column in register.persons.columns if column.kind is Kind.DAY]


def _amounts(register: Register) -> list[Column]:
    return [column for column in register.persons.columns if column.kind is Kind.AMOUNT]


def _possible(register: Register) -> Message:
    """What the numbers of a register may be, by the bounds of its columns."""
    names = tuple(column.name for column in register.number_columns)
    bounds = {(column.minimum, column.maximum) for column in register.number_columns}
    if len(bounds) == 1 and None not in (ends := bounds.pop()):
        return Message(
            "Every cell of {names} is filled, with a number from {low} to {high}",
            names=names,
            low=ends[0],
            high=ends[1],
        )
    return Message("Every cell of {names} is filled, with a number that can be one", names=names)


def _with(fact: Callable[[Register], object]) -> str:
    """The names of the registers of which something is true, separated by blanks."""
    return " ".join(name for name, register in REGISTERS.items() if fact(register))


ALL = _with(lambda register: True)
BESIDE_POPULATION = _with(lambda register: register.name != "population")
WITH_ONE_ROW_A_KEY = _with(lambda register: register.persons.key)
WITH_NUMBERS = _with(lambda register: register.number_columns)
WITH_AMOUNTS = _with(_amounts)
WITHOUT_DATES = _with(lambda register: not _days(register))  # dates tell the year of the others
WITH_EVERY_RESIDENT = _with(lambda register: register.expected_ages)
WITH_SOME_RESIDENTS = _with(lambda register: not register.expected_ages and register.name != "population")
NAMED_HERE = ("population", "employment", "education", "income", "crime")  # with sentences of their own
OTHERS_WITH_DATES = _with(lambda register: register.name not in NAMED_HERE and _days(register))
OTHERS_WITH_PARTS = _with(
    lambda register: register.name not in NAMED_HERE and any(m.role is Role.PART for m in register.measures)
)
PERSON_THRESHOLDS: tuple[Threshold, ...] = (
    *_in(
        ALL,
        "looks_like_cpr",
        "error",
        NONE_PERMITTED,
        Message("The person key is DST's pseudonym, never a CPR number"),
        column=KEY,
    ),
    *_in(ALL, "missing_key", "error", NONE_PERMITTED, Message("Every row has a person key (pnr)"), column=KEY),
    *_in(
        WITH_ONE_ROW_A_KEY,
        "duplicate_key",
        "error",
        NONE_PERMITTED,
        Message("No two rows share the register's key"),
        column=lambda register: register.persons.key[0] if len(register.persons.key) == 1 else "",
    ),
    *_in(
        "population",
        "impossible_date",
        "error",
        NONE_PERMITTED,
        Message("Every birth date (foed_dag) exists and is not in the future"),
        column="foed_dag",
    ),
    *_in(
        "population",
        "nobody_born_last_year",
        "error",
        NONE_PERMITTED,
        Message(
            "Of {count:,} persons or more somebody was born in the year before the list year; else it is the population of an earlier 1 January",
            count=BIRTHS_CERTAIN,
        ),
        BIRTHS_CERTAIN - 1,
        column="foed_dag",
        acceptable=True,
    ),
    *_in(
        "crime",
        "impossible_date",
        "error",
        Fraction(1, 100),
        Message(
            "At most 1 % of the decisions (or three) have no readable date (afg_afgoedto) in the register's year; they are not counted"
        ),
        FEW_ROWS,
        column="afg_afgoedto",
    ),
    *_in(
        OTHERS_WITH_DATES,
        "impossible_date",
        "error",
        Fraction(1, 100),
        Message("At most 1 % of the rows (or three) have no readable date"),
        FEW_ROWS,
        column=_only(_days),
    ),
    *_in(
        "population",
        "age_over_125",
        "error",
        NONE_PERMITTED,
        Message("Nobody is over 125 years old (foed_dag)"),
        column="foed_dag",
    ),
    *(
        Threshold(
            register,
            f"unknown_{column.name}",
            "error",
            Fraction(1, 100),
            Message(
                "At most 1 % of the rows (or three) have a code in {column} that is in no code list, or none",
                column=column.name,
            ),
            FEW_ROWS,
            column.name,
        )
        for register, card in REGISTERS.items()
        for column in card.code_columns
    ),
    *_in(
        "population",
        "missing_address",
        "warning",
        Fraction(2, 100),
        Message("At most 2 % of the residents lack an address"),
        column="adresse_id",
    ),
    *(
        Threshold(
            register,
            "impossible_amount",
            "error",
            NONE_PERMITTED,
            _possible(REGISTERS[register]),
            column=_only(lambda card: card.number_columns)(REGISTERS[register]),
        )
        for register in WITH_NUMBERS.split()
    ),
    *_in(
        WITH_AMOUNTS,
        "more_decimals",
        "warning",
        Fraction(1, 100),
        Message("At most 1 % of the amounts carry more decimals than are counted"),
        column=_only(_amounts),
    ),
    *_in(
        "employment",
        "parts_not_one",
        "error",
        Fraction(1, 100),
        Message("For at most 1 % of the persons (or three) the parts of the year do not sum to one"),
        FEW_ROWS,
        column="fuldtid",
    ),
    *_in(
        BESIDE_POPULATION,
        "not_in_population",
        "warning",
        Fraction(5, 100),
        Message("At most 5 % of the persons are not among the residents"),
        column=KEY,
    ),
    *_in(
        WITH_EVERY_RESIDENT,
        "missing_resident",
        "warning",
        Fraction(5, 100),
        Message("At most 5 % of the residents are missing from the register"),
        column=KEY,
    ),
    *_in(
        WITH_EVERY_RESIDENT,
        "keys_do_not_meet",
        "error",
        Fraction(20, 100),
        Message(
            "At least 80 % of the keys (pnr) are residents'; else they are written differently or of another extract"
        ),
        column=KEY,
    ),
    *_in(
        WITH_SOME_RESIDENTS,
        "keys_do_not_meet",
        "error",
        Fraction(40, 100),
        Message(
            "At least 60 % of the keys (pnr) are residents'; else they are written differently or of another extract"
        ),
        column=KEY,
    ),
    *_in(
        WITH_EVERY_RESIDENT,
        "residents_do_not_meet",
        "error",
        Fraction(20, 100),
        Message(
            "At least 80 % of the residents are in the register; else its keys (pnr) are written differently or rows are lost"
        ),
        column=KEY,
    ),
    *_in(
        "population",
        "lives_in_no_area",
        "error",
        Fraction(999, 1000),
        Message(
            "At least 0.1 % of the residents live at an address in addresses; else adresse_id is written differently in the two"
        ),
        column="adresse_id",
    ),
    *_in(
        "population",
        "address_period_turned",
        "error",
        NONE_PERMITTED,
        Message("No address in addresses has a last_list_year before its first_list_year"),
        column="last_list_year",
        file="addresses",
    ),
    *_in(
        "population",
        "address_without_residents",
        "error",
        Fraction(50, 100),
        Message(
            "At least half of the addresses in addresses have residents; else adresse_id is written differently in the two"
        ),
        column="adresse_id",
        file="addresses",
    ),
    *_in(
        "population",
        "area_without_residents",
        "error",
        Fraction(20, 100),
        Message("At least 80 % of the areas in addresses have residents"),
        column="area_id",
        file="addresses",
    ),
    *_in(
        "population",
        "another_municipality",
        "warning",
        NONE_PERMITTED,
        Message("Every resident of an area lives in the municipality (kom) that areas.csv gives the area"),
        column="area_id",
        file="addresses",
    ),
    *_in(
        "population",
        "nobody_or_everybody",
        "error",
        NONE_PERMITTED,
        Message("Of the country's residents some are of non-western origin, and not all"),
    ),
    *_in(
        "employment",
        "nobody_or_everybody",
        "error",
        NONE_PERMITTED,
        Message("Of the country's residents of 18 to 64 some are without link, and not all"),
    ),
    *_in(
        "education",
        "nobody_or_everybody",
        "error",
        NONE_PERMITTED,
        Message(
            "Of the country's residents with a known education some have only grundskole, and not all (see levels in hfaudd)"
        ),
    ),
    *_in(
        "income",
        "nobody_or_everybody",
        "error",
        NONE_PERMITTED,
        Message("Every region with residents has taxpayers: their mean income is a benchmark"),
    ),
    *_in(
        "crime",
        "nobody_or_everybody",
        "error",
        NONE_PERMITTED,
        Message(
            "Of the country's residents of 18 and over some are convicted, and not all: their share is a benchmark"
        ),
    ),
    *_in(
        OTHERS_WITH_PARTS,
        "nobody_or_everybody",
        "error",
        NONE_PERMITTED,
        Message("Of the country's residents in the register some are in its first part, and not all"),
    ),
    *_in(
        ALL,
        "row_count_change",
        "warning",
        Fraction(10, 100),
        Message("The number of rows moves by at most 10 % from the year before (rows: then; failures: the difference)"),
    ),
    *_in(
        WITHOUT_DATES,
        "row_count_repeats",
        "error",
        NONE_PERMITTED,
        Message(
            "Of {count:,} rows or more there are not exactly as many as the year before; else it is last year's register, saved again",
            count=AS_MANY_ROWS_UNLIKELY,
        ),
        AS_MANY_ROWS_UNLIKELY - 1,
        acceptable=True,
    ),
    *(
        Threshold(
            register,
            f"one_code_{column.name}",
            "warning",
            NONE_PERMITTED,
            Message("Of {count:,} rows or more not every one has the same code", count=ONE_CODE_UNLIKELY),
            ONE_CODE_UNLIKELY - 1,
            column.name,
        )
        for register, card in REGISTERS.items()
        for column in card.code_columns
    ),
)
