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

__all__ = ["GROUPINGS", "REGISTERS", "Register"]
