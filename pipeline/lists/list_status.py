"""Whether an outcome is the ministry's own, calculated here, or a forecast of a list that is not published yet.

Known from the published lists that the raw root holds, never from a clock: a list later than the latest of them is a
forecast. In a raw root without any published list, all outcomes are own calculations.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pipeline.inputs.areas import Area
from pipeline.inputs.published import Published
from pipeline.law.model import Regime


class ListStatus(StrEnum):
    """How official an outcome is."""

    OFFICIAL = "official"  # as on the ministry's published list
    OWN_CALCULATION = "own calculation"  # calculated here; the published list is not known, or says otherwise
    FORECAST = "forecast"  # the ministry has not published the list yet


LEAST_OFFICIAL_FIRST = (ListStatus.FORECAST, ListStatus.OWN_CALCULATION, ListStatus.OFFICIAL)


def list_status(published: Published, regime: Regime, list_year: int) -> ListStatus:
    """A forecast, or an own calculation: what holds for a whole list before any published outcome is looked up."""
    latest = max(published.list_dates, default=None)
    later = latest is not None and regime.published_on(list_year) > latest
    return ListStatus.FORECAST if later else ListStatus.OWN_CALCULATION


def outcome_status(
    published: Published, regime: Regime, list_year: int, area: Area, category: str, designated: bool | None
) -> ListStatus:
    """The status of one area's outcome in one category: official if the published list is known to say the same."""
    day = regime.published_on(list_year)
    says_nothing = area.candidate and not designated  # no list names an area that is not official
    if (
        designated is not None
        and not says_nothing
        and designated is published.on_list(day, area.area_id, area.municipality_code, category)
    ):
        return ListStatus.OFFICIAL
    return list_status(published, regime, list_year)


def least_official(statuses: Iterable[ListStatus]) -> ListStatus:
    """The status of a statement made of several outcomes; an own calculation if it is made of none."""
    return min(statuses, key=LEAST_OFFICIAL_FIRST.index, default=ListStatus.OWN_CALCULATION)
