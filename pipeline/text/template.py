"""What stands in the workbook to order or to fill in, beside the headings and meanings that the registers' cards state."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.tables import Column
from pipeline.inputs.registers.card import Register
from pipeline.text.bilingual import Bilingual

FILL_IN = Bilingual(
    "Udfyld de gule felter. En tom celle betyder, at tallet ikke kendes, og aldrig nul. De grå felter skal stå, som de er.",
    "Fill in the yellow cells. An empty cell means that the figure is not known, and never zero. Leave the grey cells as "
    "they are.",
)
HOW: Sequence[Bilingual] = (
    Bilingual(
        "Hvert ark er et register. Hver række er et område, en region eller hele landet.",
        "Each sheet is a register. Each row is an area, a region or the whole country.",
    ),
    FILL_IN,
    Bilingual(
        "Skriv antal personer med cifre alene, ikke andele eller procenter: dem beregner programmet. Indkomst skrives i "
        "kroner, ikke i tusinder.",
        "Write numbers of persons in digits only, no shares or percentages: the program computes them. Write income in "
        "kroner, not in thousands.",
    ),
    Bilingual(
        "Et tal, der er tilbageholdt, skrives som <5 eller '1-4, med en apostrof foran, så regnearket ikke gør det til en dato, "
        "og som .. , hvis det kan være hvad som helst.",
        "Write a number that is withheld as <5 or '1-4, with an apostrophe so that the spreadsheet makes no date of it, and as "
        ".. if it may be any number.",
    ),
    Bilingual(
        "Programmet læser rækken med kolonnernes navne (scope, code …); den må ikke ændres. Skjul og flet ingen celler. Noter "
        "kan stå under tabellen, med en tom række imellem.",
        "The program reads the row of column names (scope, code …); it may not be changed. Hide and merge no cells. Notes may "
        "stand below the table, with an empty row between.",
    ),
    Bilingual(
        "Et ark uden tal er et register, der leveres senere.",
        "A sheet without any figure is a register that is delivered later.",
    ),
)
FIELDS: Sequence[Bilingual] = (
    Bilingual("Ark", "Sheet"),
    Bilingual("Overskrift", "Heading"),
    Bilingual("Kolonne", "Column"),
    Bilingual("Betydning", "Meaning (Danish)"),
    Bilingual("Betydning (engelsk)", "Meaning"),
    Bilingual("Enhed", "Unit"),
)
UNITS = {
    "persons": Bilingual("personer", "persons"),
    "full-time persons": Bilingual("fuldtidspersoner", "full-time persons"),
    "DKK": Bilingual("kroner", "kroner"),
    "year": Bilingual("år", "year"),
}
COUNTRY_NAME = Bilingual("Hele landet", "The whole country")
CANDIDATE = Bilingual("kandidat", "candidate")


def order_title(list_year: int) -> Bilingual:
    """The title of the guide."""
    return Bilingual(f"Tal til listen {list_year}", f"Figures for the list of {list_year}")


def sheet_title(register: Register, list_year: int) -> Bilingual:
    """The title of a register's sheet: its names, the list it is for, and the day or year it describes."""
    year = register.register_year(list_year)
    return Bilingual(
        f"{register.name_da.capitalize()} ({register.official}) til listen {list_year}: {register.reference_da}, "
        f"registerår {year}",
        f"{register.name_en.capitalize()} for the list of {list_year}: register year {year}",
    )


def unit(column: Column) -> Bilingual:
    """The unit of a column; empty for a name or a code."""
    return UNITS.get(column.unit, Bilingual(column.unit, column.unit))


def allowed_number(column: Column, is_whole: bool) -> Bilingual:
    """What a cell of the column takes."""
    kind = Bilingual("Et helt tal", "A whole number") if is_whole else Bilingual("Et tal", "A number")
    least = Bilingual(", 0 eller derover", ", 0 or more") if column.minimum == 0 else Bilingual("", "")
    return kind + least
