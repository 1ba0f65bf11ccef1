"""The list years that should be made now, as ranges in order, and the reasons why others wait.

A list year is wanted if its inputs or its law are not those it was published from, or if it was delivered whole and
never made. It is wanted once for each content: a request that failed is not repeated until anything changes. What does
not belong here: Dagster, and the clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.content_store import content_key
from pipeline.outputs.year_status import State, YearStatus


@dataclass(frozen=True)
class WantedRun:
    """List years in a row to be made in one run, each with the key of the content it depends on."""

    keys: Mapping[int, str]

    @property
    def first(self) -> int:
        """The first list year."""
        return min(self.keys)

    @property
    def last(self) -> int:
        """The last list year."""
        return max(self.keys)

    @property
    def key(self) -> str:
        """The identity of the request: the list years and everything they depend on."""
        return content_key(text for year, key in sorted(self.keys.items()) for text in (str(year), key))


def wanted_runs(
    statuses: Sequence[YearStatus], asked: Mapping[int, str]
) -> tuple[tuple[WantedRun, ...], tuple[str, ...]]:
    """The runs to ask for, in order, and a sentence for each list year that waits.

    ``asked`` has the content that was last asked for, by list year. A list year that waits holds up all later ones:
    they rest on its delivery. Other code alone is no reason: those list years are made again with their next run.
    """
    waits = next((status for status in statuses if status.state is State.WAITING), None)
    before = [status for status in statuses if waits is None or status.list_year < waits.list_year]
    first_made = min((each.list_year for each in statuses if each.state in (State.CURRENT, State.STALE)), default=None)
    wanted = [status for status in before if _is_wanted(status, first_made)]
    runs = [run for run in _in_a_row(wanted) if any(asked.get(year) != key for year, key in run.keys.items())]
    if waits is None:
        return tuple(runs), ()
    held_up = [status.list_year for status in statuses if status.list_year > waits.list_year]
    later = [f"{year} waits for {waits.list_year}" for year in held_up if _is_wanted_among(statuses, year)]
    return tuple(runs), (f"{waits.list_year} {waits.reasons[0].en}", *later)


def _is_wanted(status: YearStatus, first_made: int | None) -> bool:
    """Stale for more than its code; or never made though delivered, or published by the ministry after the first made.

    Not one whose delivery was taken away: there is nothing to make it from.
    """
    if status.state is State.STALE:
        return status.is_known and not status.only_code
    if status.state is State.NOT_MADE:
        return bool(status.delivered) or (first_made is not None and status.list_year > first_made)
    return False


def _is_wanted_among(statuses: Sequence[YearStatus], list_year: int) -> bool:
    return any(each.list_year == list_year and each.state in (State.STALE, State.NOT_MADE) for each in statuses)


def _in_a_row(statuses: Sequence[YearStatus]) -> list[WantedRun]:
    """Neighbouring list years in one run, but for a new delivery beside lists that are to be corrected: if it is refused,
    they must not wait for it.
    """
    runs: list[list[YearStatus]] = []
    for status in statuses:
        is_new = status.own_change or status.state is State.NOT_MADE
        corrects = bool(runs) and any(each.state is State.STALE for each in runs[-1])
        if runs and runs[-1][-1].list_year == status.list_year - 1 and not (is_new and corrects):
            runs[-1].append(status)
        else:
            runs.append([status])
    return [WantedRun({each.list_year: each.key for each in run}) for run in runs]
