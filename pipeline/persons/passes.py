"""The number of passes over the person files that keeps memory within the limit.

Each pass reads every file but keeps only its own share of the persons; counts of disjoint persons add up exactly, so
that the number of passes changes no count.
"""

from __future__ import annotations

import math
from pathlib import Path

import narwhals as nw

from pipeline.persons.delivery import PersonDelivery
from pipeline.persons.inputs import PERSON_KEY, Options

ENGINE_BYTES = 450 * 2**20  # the process, the engine and its read buffers
LEAST_ROOM = 64 * 2**20
# Measured at six million persons, by the kind of key: rows held of two registers, the residents and the largest join.
BYTES_PER_RESIDENT = {"number": 110, "text": 170}
MEMORY = "/proc/meminfo"
FREE_IF_UNKNOWN = 4 * 2**30  # on a system that has no such file (macOS, Windows); ``--memory-limit`` says it there
CGROUP_FILES = (  # limit and use of the control group that a container or a job runs in, versions 2 and 1
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
)


def passes_needed(delivery: PersonDelivery, options: Options) -> int:
    """One, unless the residents would not fit. Spark divides its own work."""
    if options.engine == "spark":
        return 1
    kind = "number" if delivery.registers["population"].types[PERSON_KEY] == nw.Int64 else "text"
    room = max((options.memory_limit or usual_limit()) - ENGINE_BYTES, LEAST_ROOM)
    return max(1, math.ceil(delivery.sources["population"].rows * BYTES_PER_RESIDENT[kind] / room))


def usual_limit() -> int:
    """Half of the memory that is free now, in bytes: the machine's if it tells, or the control group's if that is less."""
    available = [line.split()[1] for line in _lines(MEMORY) if line.startswith("MemAvailable:")]
    free = [int(kib) * 2**10 for kib in available] or [FREE_IF_UNKNOWN]
    for limit, used in CGROUP_FILES:
        numbers = [_lines(name)[:1] for name in (limit, used)]
        if all(number and number[0].isdigit() for number in numbers):  # "max" is no limit
            free.append(int(numbers[0][0]) - int(numbers[1][0]))
    return max(min(free), 0) // 2


def _lines(name: str) -> list[str]:
    try:
        return Path(name).read_text(encoding="ascii").splitlines()
    except OSError:
        return []
