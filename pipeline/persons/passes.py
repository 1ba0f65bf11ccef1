"""How many passes over the person files keep the memory within its limit.

Each pass reads every file but keeps only its own share of the persons; counts of disjoint persons add up exactly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import narwhals as nw

from pipeline.persons.delivery import PersonDelivery
from pipeline.persons.inputs import PERSON_KEY, Options

USUAL_LIMIT = int(3.5 * 2**30)
ENGINE_BYTES = 450 * 2**20  # the process, the engine and its read buffers
# Measured at six million persons, by the kind of key: held rows and the largest join; held rows and sorted keys.
BYTES_PER_RESIDENT_COUNTED = {"number": 55, "text": 105}
BYTES_PER_RESIDENT_QUESTIONED = {"number": 60, "text": 60}


def passes_needed(delivery: PersonDelivery, options: Options, bytes_per_resident: Mapping[str, int]) -> int:
    """One, unless the residents would not fit. Spark divides its own work."""
    if options.engine == "spark":
        return 1
    kind = "number" if delivery.registers["population"].types[PERSON_KEY] == nw.Int64 else "text"
    room = max((options.memory_limit or USUAL_LIMIT) - ENGINE_BYTES, 64 * 2**20)
    return max(1, math.ceil(delivery.population_rows * bytes_per_resident[kind] / room))
