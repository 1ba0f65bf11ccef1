"""A benchmark of nothing is refused: every area would be at least three times it."""

from __future__ import annotations

import pandas as pd
import pytest

from expectations.model import ValidationContext
from expectations.tasks import ValidationTask

COUNTRY = {"scope": "country", "code": "DK", "register_year": 2023, "residents_18_plus": 4_000_000}
AREA = {"scope": "area", "code": "a", "register_year": 2023, "residents_18_plus": 1000, "convicted": 5}


@pytest.mark.parametrize(("convicted", "whole", "refused"), [(30_000, 4_000_000, False), (0, 4_000_000, True)])
def test_a_country_with_nobody_convicted_is_refused(convicted: int, whole: int, refused: bool) -> None:
    frame = pd.DataFrame([AREA, COUNTRY | {"convicted": convicted, "residents_18_plus": whole}], dtype=object)
    context = ValidationContext(list_year=2024, register_year=2023, known_areas=frozenset({"a"}))
    faults = ValidationTask("crime", frame, context).answer().faults("crime")
    assert any("are above 0" in str(fault) for fault in faults) is refused
