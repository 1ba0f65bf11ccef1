"""The registers by name, in the order in which they are read and shown.

A register is a module with its card here, and its name in ``REGISTERS``. Files of counts per area need nothing more;
to count files of person rows it also needs an expression in ``pipeline.persons.expressions``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.inputs.registers.card import Register
from pipeline.inputs.registers.crime import CRIME
from pipeline.inputs.registers.education import EDUCATION
from pipeline.inputs.registers.employment import EMPLOYMENT
from pipeline.inputs.registers.groupings import groupings
from pipeline.inputs.registers.income import INCOME
from pipeline.inputs.registers.population import POPULATION

REGISTERS: Mapping[str, Register] = MappingProxyType(
    {register.name: register for register in (POPULATION, EMPLOYMENT, EDUCATION, INCOME, CRIME)}
)
GROUPINGS = groupings(REGISTERS)
_NAMES: Mapping[str, str] = {
    said.strip().lower(): name
    for name, register in REGISTERS.items()
    for said in (name, register.name_da, register.name_en, *register.official.split(","))
}


def register_named(text: str) -> str | None:
    """The register that a text names in English, in Danish or as DST does, in any case; ``None`` if it names none."""
    return _NAMES.get(text.strip().lower())


__all__ = ["GROUPINGS", "REGISTERS", "Register", "register_named"]
