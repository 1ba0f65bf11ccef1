"""The kept lists of the graph's raw root, validated before anything is made from them.

What does not belong here: any calculation, and the rules of a suite.
"""

from functools import lru_cache
from typing import Any

from assets.partitions import LAW
from assets.roots import Roots
from expectations import ValidationResult
from expectations.second_process import ask
from expectations.tasks import ValidationTask, delivery_tasks, demand, published_tasks
from pipeline.core.version import code_version
from pipeline.inputs.content import content_of
from pipeline.inputs.deliveries import Delivery
from pipeline.inputs.sources import open_sources
from pipeline.outputs.kept_lists import KeptLists

VERDICTS = "verdicts"  # a kind of kept values
BEFORE_ANY_DELIVERY = 0


def kept_lists(roots: Roots, last_list_year: int, demanded: bool = True) -> KeptLists:
    """The lists up to a year, opened once for each content. Raises ``Refusal`` for input that cannot be used.

    ``demanded``: the published figures and lists must pass their suites.
    """
    content = content_of(roots.raw_root, LAW, last_list_year, code_version())
    settings = (roots.raw, roots.work, roots.engine, roots.memory_limit, roots.spark_master)
    lists = _opened(settings, content.key, content.code_version)
    if demanded:
        demand(list(published_verdicts(lists, roots).items()), _silent)
    return lists


@lru_cache(maxsize=2)
def _opened(settings: tuple[str, str, str, int, str], _content: str, version: str) -> KeptLists:
    raw, work, engine, memory_limit, spark_master = settings
    named: dict[str, Any] = {"raw": raw, "work": work, "engine": engine}
    roots = Roots(**named, memory_limit=memory_limit, spark_master=spark_master)

    def inspect(delivery: Delivery, before: Delivery | None) -> None:
        verdicts = delivery_verdicts(lists, roots, delivery, before)
        demand(list(verdicts.items()), _silent)  # the warnings are shown by the checks of the delivery's own list year

    sources = open_sources(roots.raw_root, roots.aggregate, inspect)
    lists = KeptLists(sources, LAW, roots.store, version)
    return lists


def _silent(_warning: str) -> None:
    pass


def delivery_verdicts(
    lists: KeptLists, roots: Roots, delivery: Delivery, before: Delivery | None
) -> dict[str, ValidationResult]:
    """The verdict on each register of a delivery, kept under the content of its list year."""
    key = lists.content(delivery.list_year).key
    tasks = delivery_tasks(lists.sources.areas, delivery, before)
    return {where: _verdict(roots, f"{delivery.list_year}-{task.suite}", key, task) for where, task in tasks.items()}


def published_verdicts(lists: KeptLists, roots: Roots) -> dict[str, ValidationResult]:
    """The verdicts on the published figures and lists, kept under the content of the shared files."""
    key = content_of(lists.sources.raw, lists.law, BEFORE_ANY_DELIVERY, lists.code_version).key
    tasks = published_tasks(lists.sources.published, lists.law)
    return {f"published/{suite}": _verdict(roots, suite, key, task) for suite, task in tasks.items()}


def _verdict(roots: Roots, name: str, key: str, task: ValidationTask) -> ValidationResult:
    kept: ValidationResult | None = roots.store.get(VERDICTS, name, key)
    if kept is not None:
        return kept
    verdict = ask(task).result()
    roots.store.put(VERDICTS, name, key, verdict)
    return verdict
