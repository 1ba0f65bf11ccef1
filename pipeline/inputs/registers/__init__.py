"""The five registers. A sixth is one module with its card, and one line here."""

from pipeline.inputs.registers.card import Register
from pipeline.inputs.registers.crime import CRIME
from pipeline.inputs.registers.education import EDUCATION
from pipeline.inputs.registers.employment import EMPLOYMENT
from pipeline.inputs.registers.income import INCOME
from pipeline.inputs.registers.population import POPULATION

REGISTERS: tuple[Register, ...] = (POPULATION, EMPLOYMENT, EDUCATION, INCOME, CRIME)
BY_NAME: dict[str, Register] = {register.name: register for register in REGISTERS}

__all__ = ["BY_NAME", "REGISTERS", "Register"]
