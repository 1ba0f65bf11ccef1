"""How do person rows become counts?

The five registers as person rows, counted to the area grain and profiled inside an engine; only counts leave this
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


def _unheard(_sentence: str) -> None:
    """Ignore a progress message: the default where the caller shows no progress."""


def aggregate(files: PersonFiles, options: Options, progress: Progress = _unheard) -> dict[str, pd.DataFrame]:
    """The area-grain table of each delivered register: scopes area, region and country, amounts as ``Decimal``.

    Raises ``InputRefused`` with every fault of the files, and never with a value from them.
    """
    from pipeline.persons.counting import aggregate_registers
    from pipeline.persons.delivery import opened

    with opened(files, options, progress) as delivery:
        return aggregate_registers(delivery, options, progress)


def profile(
    files: PersonFiles,
    options: Options,
    previous_rows: Mapping[str, int] | None = None,
    progress: Progress = _unheard,
) -> pd.DataFrame:
    """What is questionable in the person files, as counts: ``register, rule, rows, failures, rate``.

    ``previous_rows`` is last year's number of rows by register. Raises ``InputRefused`` as ``aggregate`` does.
    """
    from pipeline.persons.delivery import opened
    from pipeline.persons.quality_checks import profile_registers

    with opened(files, options, progress) as delivery:
        return profile_registers(delivery, options, previous_rows or {}, progress)


def aggregate_and_profile(
    files: PersonFiles,
    options: Options,
    previous_rows: Mapping[str, int] | None = None,
    progress: Progress = _unheard,
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Both, with the files opened once: what an engine cannot read as it is (SAS) is copied only once."""
    from pipeline.persons.counting import aggregate_registers
    from pipeline.persons.delivery import opened
    from pipeline.persons.quality_checks import profile_registers

    with opened(files, options, progress) as delivery:
        counts = aggregate_registers(delivery, options, progress)
        return counts, profile_registers(delivery, options, previous_rows or {}, progress)
