"""Every threshold of the suites that is not a declared bound of a column. Exact numbers, and nothing but data.

What belongs to a column (its minimum, what it is part of) is declared in ``pipeline``; limits of the law are in
``pipeline/law``. These are our own, chosen to find a broken delivery; none of them changes a designation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from expectations.model import Severity
from pipeline.core.messages import Message
from pipeline.core.tables import Kind
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

    In a small register one row is more than a share of it, and no sign of a broken file.
    """

    register: str
    rule: str
    severity: Severity
    permitted: Fraction
    sentence: Message
    few: int = 0


FEW_ROWS = 3


def _in(
    registers: str, rule: str, severity: Severity, permitted: Fraction, sentence: Message, few: int = 0
) -> tuple[Threshold, ...]:
    return tuple(Threshold(register, rule, severity, permitted, sentence, few) for register in registers.split())


def _with(fact: Callable[[Register], object]) -> str:
    """The names of the registers of which something is true, separated by blanks."""
    return " ".join(name for name, register in REGISTERS.items() if fact(register))


ALL = _with(lambda register: True)
BESIDE_POPULATION = _with(lambda register: register.name != "population")
WITH_ONE_ROW_A_KEY = _with(lambda register: register.persons.key)
WITH_NUMBERS = _with(lambda register: register.number_columns)
WITH_AMOUNTS = _with(lambda register: any(column.kind is Kind.AMOUNT for column in register.persons.columns))
WITH_EVERY_RESIDENT = _with(lambda register: register.expected_ages)
WITH_SOME_RESIDENTS = _with(lambda register: not register.expected_ages and register.name != "population")
NAMED_HERE = ("population", "employment", "education", "income", "crime")  # with sentences of their own
OTHERS_WITH_DATES = _with(
    lambda register: (
        register.name not in NAMED_HERE and any(column.kind is Kind.DAY for column in register.persons.columns)
    )
)
OTHERS_WITH_PARTS = _with(
    lambda register: register.name not in NAMED_HERE and any(m.role is Role.PART for m in register.measures)
)
PERSON_THRESHOLDS: tuple[Threshold, ...] = (
    *_in(
        ALL, "looks_like_cpr", "error", NONE_PERMITTED, Message("The person key is DST's pseudonym, never a CPR number")
    ),
    *_in(ALL, "missing_key", "error", NONE_PERMITTED, Message("Every row has a person key (pnr)")),
    *_in(
        WITH_ONE_ROW_A_KEY,
        "duplicate_key",
        "error",
        NONE_PERMITTED,
        Message("No two rows share the register's key"),
    ),
    *_in(
        "population",
        "impossible_date",
        "error",
        NONE_PERMITTED,
        Message("Every birth date (foed_dag) exists and is not in the future"),
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
    ),
    *_in(
        OTHERS_WITH_DATES,
        "impossible_date",
        "error",
        Fraction(1, 100),
        Message("At most 1 % of the rows (or three) have no readable date"),
        FEW_ROWS,
    ),
    *_in("population", "age_over_125", "error", NONE_PERMITTED, Message("Nobody is over 125 years old (foed_dag)")),
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
    ),
    *_in(
        WITH_NUMBERS,
        "impossible_amount",
        "error",
        NONE_PERMITTED,
        Message("Every amount is there and can be one: fuldtid between 0 and 1, perindkialt_13 in kroner"),
    ),
    *_in(
        WITH_AMOUNTS,
        "more_decimals",
        "warning",
        Fraction(1, 100),
        Message("At most 1 % of the amounts carry more decimals than are counted"),
    ),
    *_in(
        "employment",
        "parts_not_one",
        "error",
        Fraction(1, 100),
        Message("For at most 1 % of the persons (or three) the parts of the year do not sum to one"),
        FEW_ROWS,
    ),
    *_in(
        BESIDE_POPULATION,
        "not_in_population",
        "warning",
        Fraction(5, 100),
        Message("At most 5 % of the persons are not among the residents"),
    ),
    *_in(
        WITH_EVERY_RESIDENT,
        "missing_resident",
        "warning",
        Fraction(5, 100),
        Message("At most 5 % of the residents are missing from the register"),
    ),
    *_in(
        WITH_EVERY_RESIDENT,
        "keys_do_not_meet",
        "error",
        Fraction(20, 100),
        Message(
            "At least 80 % of the keys (pnr) are residents'; else they are written differently or of another extract"
        ),
    ),
    *_in(
        WITH_SOME_RESIDENTS,
        "keys_do_not_meet",
        "error",
        Fraction(40, 100),
        Message(
            "At least 60 % of the keys (pnr) are residents'; else they are written differently or of another extract"
        ),
    ),
    *_in(
        WITH_EVERY_RESIDENT,
        "residents_do_not_meet",
        "error",
        Fraction(20, 100),
        Message(
            "At least 80 % of the residents are in the register; else its keys (pnr) are written differently or rows are lost"
        ),
    ),
    *_in(
        "population",
        "lives_in_no_area",
        "error",
        Fraction(999, 1000),
        Message(
            "At least 0.1 % of the residents live at an address in addresses; else adresse_id is written differently in the two"
        ),
    ),
    *_in(
        "population",
        "address_period_turned",
        "error",
        NONE_PERMITTED,
        Message("No address in addresses has a last_list_year before its first_list_year"),
    ),
    *_in(
        "population",
        "address_without_residents",
        "error",
        Fraction(50, 100),
        Message(
            "At least half of the addresses in addresses have residents; else adresse_id is written differently in the two"
        ),
    ),
    *_in(
        "population",
        "area_without_residents",
        "error",
        Fraction(20, 100),
        Message("At least 80 % of the areas in addresses have residents"),
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
)
