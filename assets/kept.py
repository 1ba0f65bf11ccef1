"""The kept lists of the graph's raw root, validated before anything is made from them.

What does not belong here: any calculation, and the rules of a suite.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from assets.partitions import LAW
from assets.roots import Roots
from expectations import ValidationResult
from expectations.kept_verdicts import KeptVerdicts
from expectations.second_process import ValidationQueue
from expectations.tasks import ValidationTask, delivery_tasks, demand, published_tasks
from pipeline.core.version import code_version
from pipeline.inputs.content import content_of
from pipeline.inputs.deliveries import Delivery
from pipeline.inputs.sources import open_sources
from pipeline.outputs.kept_lists import KeptLists

Opened = tuple[str, str, str, int, str]  # the settings that opened lists depend on


def kept_lists(roots: Roots, last_list_year: int, demanded: bool = True) -> KeptLists:
    """The lists up to a year, opened once for each content. Raises ``Refusal`` for input that cannot be used.

    ``demanded``: the published figures and lists must pass their suites.
    """
    content = content_of(roots.raw_root, LAW, last_list_year, code_version())
    settings = (roots.raw, roots.work, roots.engine, roots.memory_limit, roots.spark_master)
    opened = (settings, content.key, content.code_version)
    if demanded:
        _demand_published(*opened)
    return _opened(*opened)


@lru_cache(maxsize=2)
def _demand_published(settings: Opened, content: str, version: str) -> None:
    demand(list(published_verdicts(_opened(settings, content, version), _roots(settings)).items()), _silent)


def _roots(settings: Opened) -> Roots:
    raw, work, engine, memory_limit, spark_master = settings
    named: dict[str, Any] = {"raw": raw, "work": work, "engine": engine}
    return Roots(**named, memory_limit=memory_limit, spark_master=spark_master)


@lru_cache(maxsize=2)
def _opened(settings: Opened, _content: str, version: str) -> KeptLists:
    roots = _roots(settings)

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
    """The verdict on each register of a delivery."""
    return _answers(roots, delivery_tasks(lists.sources.areas, delivery, before))


def published_verdicts(lists: KeptLists, roots: Roots) -> dict[str, ValidationResult]:
    """The verdicts on the published figures and lists."""
    tasks = published_tasks(lists.sources.published, lists.law)
    return _answers(roots, {f"published/{suite}": task for suite, task in tasks.items()})


def validation(roots: Roots) -> ValidationQueue:
    """Validation tasks to be asked; what passed is kept with the other values, where the commands find it too."""
    return ValidationQueue(_silent, KeptVerdicts(roots.store))


def _answers(roots: Roots, tasks: Mapping[str, ValidationTask]) -> dict[str, ValidationResult]:
    asked = validation(roots)
    for where, task in tasks.items():
        asked.ask(where, task)
    return asked.answers()
