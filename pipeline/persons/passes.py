"""The number of passes over the person files that keeps memory within the limit.

Each pass reads every file but keeps only its own share of the persons; counts of disjoint persons add up exactly.
"""

from __future__ import annotations

import math

import narwhals as nw

from pipeline.persons.delivery import PersonDelivery
from pipeline.persons.inputs import PERSON_KEY, Options

USUAL_LIMIT = int(3.5 * 2**30)
ENGINE_BYTES = 450 * 2**20  # the process, the engine and its read buffers
# Measured at six million persons, by the kind of key: rows held of two registers, the residents and the largest join.
BYTES_PER_RESIDENT = {"number": 140, "text": 260}


def passes_needed(delivery: PersonDelivery, options: Options) -> int:
    """One, unless the residents would not fit. Spark divides its own work."""
    if options.engine == "spark":
        return 1
    kind = "number" if delivery.registers["population"].types[PERSON_KEY] == nw.Int64 else "text"
    room = max((options.memory_limit or USUAL_LIMIT) - ENGINE_BYTES, 64 * 2**20)
    return max(1, math.ceil(delivery.rows["population"] * BYTES_PER_RESIDENT[kind] / room))
