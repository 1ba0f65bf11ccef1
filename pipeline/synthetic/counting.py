"""The area grain, counted from the made-up arrays; no code is shared with ``pipeline.persons``.

Whole numbers throughout: full-time persons in hundredths, income in hundredths of a krone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.core.tables import Kind
from pipeline.inputs.registers import REGISTERS
from pipeline.synthetic import declared
from pipeline.synthetic.country import REGION_CODES, Country
from pipeline.synthetic.people import EDUCATION_CODES, NON_WESTERN, age_on_1_january, day
from pipeline.synthetic.registers import COUNTED_OFFENCES, GUILTY, STUDENT, WITHOUT_LINK, Batch

MEASURES = {name: tuple(measure.name for measure in register.measures) for name, register in REGISTERS.items()}
HUNDREDTHS = {
    (name, measure.name)
    for name, register in REGISTERS.items()
    for measure in register.measures
    if measure.kind is Kind.AMOUNT
}
CROATIA, CROATIA_WESTERN_FROM_LIST_YEAR = 5750, 2014  # a member of the EU since 1 July 2013
BROUGHT = (3, 9, 10, 17, 18)
BASIC_LEVEL, UNKNOWN_LEVEL = 10, 90
Flags = npt.NDArray[np.bool_]


class Counts:
    """The counts of one list year: for every measure one number per area, then one per region, then the country's."""

    def __init__(self, country: Country, list_year: int) -> None:
        self.country = country
        self.list_year = list_year
        self.area_of_address = country.rows.area_of_address(country.addresses, list_year)
        width = len(country.areas) + len(REGION_CODES) + 1
        self.values = {(r, m): np.zeros(width, np.int64) for r, measures in MEASURES.items() for m in measures}

    def of_region(self, register: str, measure: str, region: int) -> int:
        """One number of a region."""
        return int(self.values[register, measure][len(self.country.areas) + REGION_CODES.index(region)])

    def of_country(self, register: str, measure: str) -> int:
        """One number of the whole country."""
        return int(self.values[register, measure][-1])

    def add(self, batch: Batch) -> None:
        """Count a batch."""
        people = batch.people
        resident = np.arange(len(people)) < batch.residents
        age = age_on_1_january(people.birth, self.list_year)
        area = self.area_of_address[people.address]
        region = self.country.region_of_municipality[people.municipality]
        self._area, self._region = area, region
        western_codes = set() if self.list_year >= CROATIA_WESTERN_FROM_LIST_YEAR else {CROATIA}
        non_western = (people.ie_type > 1) & np.isin(
            people.origin, [*(code for code, _ in NON_WESTERN), *western_codes]
        )
        adult, working_age = resident & (age >= 18), resident & (age >= 18) & (age <= 64)
        self._tally("population", "residents", resident)
        self._tally("population", "residents_non_western", resident & non_western)
        self._tally("population", "residents_18_plus", adult)
        self._tally("employment", "residents_18_64", working_age)
        rows = np.flatnonzero(np.isin(batch.status, list(WITHOUT_LINK)) & working_age[batch.employment])
        self._tally_rows("employment", "without_link", batch.employment[rows], batch.hundredths[rows].astype(np.int64))
        self._educations(batch, resident & (age >= 30) & (age <= 59))
        taxable = (
            (batch.omfang == 1) & (batch.socio13 != STUDENT) & (resident & (age >= 15) & (age <= 64))[batch.income]
        )
        self._tally_rows("income", "taxpayers", batch.income[taxable], None)
        self._tally_rows("income", "gross_income_dkk", batch.income[taxable], batch.ore[taxable])
        guilty = (batch.offence < COUNTED_OFFENCES) & np.isin(batch.decision, [code for code, _ in GUILTY])
        guilty &= (batch.decided >= day(self.list_year - 1)) & (batch.decided < day(self.list_year))
        convicted = np.zeros(len(people), np.bool_)
        convicted[batch.crime[guilty]] = True
        self._tally("crime", "residents_18_plus", adult)
        self._tally("crime", "convicted", convicted & adult)
        for name, register in declared.DECLARED.items():
            found = declared.counted(people, batch.residents, self.list_year, register)
            for measure, amount in found.items():
                self._tally_rows(name, measure, np.flatnonzero(amount), amount[amount != 0])

    def _educations(self, batch: Batch, of_age: Flags) -> None:
        level_of_person = np.full(len(of_age), UNKNOWN_LEVEL, np.int16)
        level_of_person[batch.education] = np.array([level for _, level in EDUCATION_CODES], np.int16)[batch.hfaudd]
        brought = np.zeros(len(of_age), np.bool_)
        brought[batch.education] = np.isin(batch.hf_kilde, BROUGHT)
        basic, unknown = level_of_person == BASIC_LEVEL, level_of_person == UNKNOWN_LEVEL
        self._tally("education", "residents_30_59", of_age)
        self._tally("education", "basic_only", of_age & basic)
        self._tally("education", "brought_only", of_age & brought & ~basic & ~unknown)
        self._tally("education", "unknown", of_age & unknown)

    def _tally(self, register: str, measure: str, which: Flags) -> None:
        self._tally_rows(register, measure, np.flatnonzero(which), None)

    def _tally_rows(
        self, register: str, measure: str, persons: npt.NDArray[Any], amount: npt.NDArray[np.int64] | None
    ) -> None:
        """Add a row of each of these persons (or its amount) to the person's area, region and country."""
        values, areas = self.values[register, measure], len(self.country.areas)
        if amount is None:
            amount = np.ones(len(persons), np.int64)
        area = self._area[persons]
        inside = area >= 0
        np.add.at(values, area[inside], amount[inside])  # not bincount: it would sum in floats
        for number in range(len(REGION_CODES)):
            values[areas + number] += amount[self._region[persons] == number].sum()
        values[-1] += amount.sum()
