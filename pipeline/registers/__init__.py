"""The five registers. A sixth is one module with its card, and one line here."""

from pipeline.registers.card import Register
from pipeline.registers.crime import CRIME
from pipeline.registers.education import EDUCATION
from pipeline.registers.employment import EMPLOYMENT
from pipeline.registers.income import INCOME
from pipeline.registers.population import POPULATION

REGISTERS: tuple[Register, ...] = (POPULATION, EMPLOYMENT, EDUCATION, INCOME, CRIME)
BY_NAME: dict[str, Register] = {register.name: register for register in REGISTERS}

__all__ = ["BY_NAME", "REGISTERS", "Register"]
