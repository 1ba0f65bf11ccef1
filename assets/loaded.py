"""``Sources`` over what upstream assets kept instead of over the raw root: the functions of ``pipeline`` take either.

What does not belong here: any calculation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assets.partitions import FIRST_LIST_YEAR
from assets.roots import Roots
from expectations.tasks import inspect_delivery
from pipeline.inputs.areas import AreaTable
from pipeline.inputs.deliveries import Delivery, InputFile
from pipeline.inputs.goals import Goal
from pipeline.inputs.published import Published
from pipeline.inputs.sources import Sources


@dataclass(frozen=True)
class Counted:
    """What ``counts`` keeps of a list year: the exact delivery, if there was one, and the files it was read from."""

    delivery: Delivery | None
    files: tuple[InputFile, ...]


@dataclass
class Loaded(Sources):
    """Sources whose deliveries were read by upstream assets.

    Deliveries of list years before the first list have no partition; a first list's means may need them, so they are
    read, and held to their suites, here.
    """

    counted: Mapping[int, Counted] = field(default_factory=dict)

    def _read(self, list_year: int) -> Delivery | None:
        if list_year < FIRST_LIST_YEAR:
            return super()._read(list_year)
        return self.counted[list_year].delivery

    def files(self, list_year: int) -> tuple[InputFile, ...]:
        """The files that were read, not those that lie there now."""
        shared = super().files(FIRST_LIST_YEAR - 1)
        return (*shared, *(file for year in sorted(self.counted) for file in self.counted[year].files))


def loaded(
    roots: Roots,
    areas: AreaTable,
    published: Published | None = None,
    goals: tuple[Goal, ...] = (),
    counted: Mapping[int, Counted] | None = None,
    warn: Callable[[str], None] = lambda _sentence: None,
) -> Loaded:
    """The sources of one asset, with as much of them as it depends on."""

    def inspect(delivery: Delivery, before: Delivery | None) -> None:
        if delivery.list_year < FIRST_LIST_YEAR:
            inspect_delivery(areas, delivery, before, warn)

    return Loaded(
        roots.raw_root, areas, published or Published(), goals, roots.aggregate, inspect, counted=counted or {}
    )
