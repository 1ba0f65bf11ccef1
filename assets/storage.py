"""The IO manager: what assets keep for each other, by list year, under a hash of everything it depends on.

Kept values hold exact counts: they lie in the private work folder and nowhere else. Publishing is an asset's work
(``assets.publication``), not this module's.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg
from pydantic import PrivateAttr

from assets.kept import kept_lists
from assets.partitions import LAW
from assets.raw_files import last_list_year, observe
from assets.refusals import refusing
from assets.roots import Roots
from assets.tables import made_by
from expectations.kept_verdicts import KeptVerdicts
from expectations.second_process import start
from pipeline.core.content_store import content_key
from pipeline.inputs.content import content_of
from pipeline.inputs.deliveries import Delivery
from pipeline.inputs.registers import REGISTERS
from pipeline.outputs.kept_lists import KeptLists
from pipeline.outputs.report import report_html
from pipeline.outputs.typed_rows import Row
from pipeline.outputs.year_result import Request
from pipeline.outputs.yearly_run import year_result_of

ASSETS = "assets"  # the folder of the store's kinds: assets/designations and so on


@dataclass(frozen=True)
class TableValue:
    """What a table asset keeps of a list year: the rows to publish, and the exact objects that later assets take."""

    rows: Sequence[Row]
    exact: Any = None


class KeptValues(dg.ConfigurableIOManager):
    """Keeps a dict of values by list year; what is not kept of the present content is made when it is asked for."""

    roots: dg.ResourceDependency[Roots]
    _of_this_run: dict[tuple[str, int, str], Any] = PrivateAttr(default_factory=dict)  # also read back from memory

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["KeptValues"]:
        """Fetch the raw root for the length of the run, and report its files as they are before the first step, so that
        what is made is bound to them.
        """
        last = last_list_year(context.run) if context.run else None
        if last is not None:
            start(KeptVerdicts(self.roots.store))  # what validates imports for seconds: meanwhile the run begins
        with ExitStack() as held:
            with refusing():
                held.enter_context(self.roots.fetched(dg.get_dagster_logger().info))
                if last is not None and context.instance is not None:
                    observe(context.instance, self.roots, last)
            yield self

    def handle_output(self, context: dg.OutputContext, obj: Mapping[int, Any]) -> None:
        """Keep the value of each list year of the run."""
        asset = context.asset_key.to_user_string()
        with refusing():
            for list_year, value in obj.items():
                key = self._key(asset, list_year)
                self.roots.store.put(f"{ASSETS}/{asset}", str(list_year), key, value)
                self._of_this_run[asset, list_year, key] = value

    def load_input(self, context: dg.InputContext) -> dict[int, Any]:
        """What the upstream asset kept of each list year, in order."""
        asset = context.asset_key.to_user_string()
        with refusing():
            return {year: self._value(asset, year) for year in sorted(map(int, context.asset_partition_keys))}

    def _value(self, asset: str, list_year: int) -> Any:
        key = self._key(asset, list_year)
        if (asset, list_year, key) in self._of_this_run:
            return self._of_this_run[asset, list_year, key]
        kept = self.roots.store.get(f"{ASSETS}/{asset}", str(list_year), key)
        return made(kept_lists(self.roots, list_year), self.roots, asset, list_year) if kept is None else kept

    def _key(self, asset: str, list_year: int) -> str:
        content = content_of(self.roots.raw_root, LAW, list_year, made_by(asset))
        chosen = [*sorted(self.roots.shown or ()), *([self.roots.engine] if asset == "manifest" else [])]
        return content_key([content.key, *chosen])


def made(lists: KeptLists, roots: Roots, asset: str, list_year: int) -> Any:
    """The value of an asset, made as the command line makes it."""
    if asset in REGISTERS:
        return only(lists.sources.delivery(list_year), asset)
    request = Request((list_year,), roots.shown, run_id="")
    result = year_result_of(
        lists.sources, lists.law, lists.lists_up_to(list_year), lists.history_before(list_year), request
    )
    if asset == "report":
        return report_html(result.lists, result, lists.sources, lists.law)
    beside = {
        "indicators": replace(result.list, designations=()),
        "designations": result.list,
        "delta": (result.moves, result.causes),
    }
    return TableValue(result.rows[asset], beside.get(asset))


def only(delivery: Delivery | None, register: str) -> Delivery | None:
    """One register of a delivery, so that each is an asset of its own."""
    if delivery is None or register not in delivery.frames:
        return None
    return replace(delivery, frames={register: delivery.frames[register]}, _cells={})
