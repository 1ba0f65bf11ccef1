"""The five registers as person rows: counted to the area grain, and questioned, inside an engine.

What leaves this package is counts. No module may be called as a function here is: importing it would take its place. What does not belong here: shares, limits, thresholds of a validation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from pipeline.persons.inputs import Options, PersonFiles, Rules, is_person_grain

if TYPE_CHECKING:  # the engines are slow to import, and most commands do without them
    import pandas as pd

__all__ = ["Options", "PersonFiles", "Rules", "aggregate", "is_person_grain", "profile"]


def aggregate(
    files: PersonFiles, options: Options, progress: Callable[[str], None] | None = None
) -> dict[str, pd.DataFrame]:
    """The area-grain table of each delivered register: scopes area, region and country, amounts as ``Decimal``.

    Raises ``InputRefused`` with every fault of the files, and never with a value from them.
    """
    from pipeline.persons.counting import aggregate_registers

    return aggregate_registers(files, options, progress or (lambda _sentence: None))


def profile(
    files: PersonFiles,
    options: Options,
    previous_rows: Mapping[str, int] | None = None,
    progress: Callable[[str], None] | None = None,
) -> pd.DataFrame:
    """What is questionable in the person files, as counts: ``register, rule, rows, failures, rate``.

    ``previous_rows`` is last year's number of rows by register. Raises ``InputRefused`` as ``aggregate`` does.
    """
    from pipeline.persons.questions import profile_registers

    return profile_registers(files, options, previous_rows or {}, progress or (lambda _sentence: None))
