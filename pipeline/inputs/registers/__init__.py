"""The registers by name, in the order in which they are read and shown: each is a module with its card, and a name here."""

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.inputs.registers.card import Register
from pipeline.inputs.registers.crime import CRIME
from pipeline.inputs.registers.education import EDUCATION
from pipeline.inputs.registers.employment import EMPLOYMENT
from pipeline.inputs.registers.income import INCOME
from pipeline.inputs.registers.population import POPULATION

REGISTERS: Mapping[str, Register] = MappingProxyType(
    {register.name: register for register in (POPULATION, EMPLOYMENT, EDUCATION, INCOME, CRIME)}
)

__all__ = ["REGISTERS", "Register"]
