"""How do person rows become counts?

The registers as person rows, counted to the area grain and profiled inside an engine; only counts leave this
package. What does not belong here: shares, limits, and the thresholds of a validation (``expectations``). No module may
be named like one of the functions here: importing the module would replace the function.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.persons.inputs import Options, PersonFiles, Progress, Rules, is_person_grain

if TYPE_CHECKING:  # the engines are slow to import, and most commands do without them
    import pandas as pd

__all__ = ["Options", "PersonFiles", "Rules", "aggregate", "aggregate_and_profile", "is_person_grain", "profile"]


def _silent(_sentence: str) -> None:
    """Ignore a progress message: the default where the caller shows no progress."""


def aggregate(files: PersonFiles, options: Options, progress: Progress = _silent) -> dict[str, pd.DataFrame]:
    """The area-grain table of each delivered register: scopes area, region and country, amounts as ``Decimal``.

    Raises ``InputRefused`` with every fault of the files, and never with a value from them.
    """
    from pipeline.persons.reading import read_once

    return read_once(files, options, progress, None)[0]


def profile(
    files: PersonFiles,
    options: Options,
    previous_rows: Mapping[str, int] | None = None,
    progress: Progress = _silent,
) -> pd.DataFrame:
    """The profile of the person files, as counts of rows that break a rule: ``register, rule, rows, failures, rate``.

    ``previous_rows`` is last year's number of rows by register. Keys that look like CPR numbers, and persons in two
    areas, are counted here, not refused. Raises ``InputRefused`` for what cannot be read.
    """
    from pipeline.persons.reading import read_once

    found = read_once(files, options, progress, previous_rows or {}, refuses_persons=False)[1]
    assert found is not None
    return found


def aggregate_and_profile(
    files: PersonFiles,
    options: Options,
    previous_rows: Mapping[str, int] | None = None,
    progress: Progress = _silent,
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Both in one reading of the files. Raises ``InputRefused`` as ``aggregate`` does."""
    from pipeline.persons.reading import read_once

    counts, found = read_once(files, options, progress, previous_rows or {})
    assert found is not None
    return counts, found
