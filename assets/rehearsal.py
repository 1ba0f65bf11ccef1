"""The list two weeks early: made and validated like the list, and written to ``rehearsal/``, never over a list."""

import dagster as dg

from assets.kept import kept_lists, validation
from assets.lists import category_counts
from assets.partitions import LIST_YEARS
from assets.refusals import refusing
from assets.roots import Roots
from expectations.tasks import demand, rows_task
from pipeline.inputs.sources import refuse_empty
from pipeline.outputs.year_result import Request
from pipeline.outputs.yearly_run import publish, year_result_of

VALIDATED = ("indicators", "designations")


@dg.op
def rehearse(context: dg.OpExecutionContext, roots: Roots) -> None:
    """Make one list year as it would be published today."""
    list_year = int(context.partition_key)
    with refusing(context.retry_number):
        lists = kept_lists(roots, list_year)
        if not roots.allow_empty:
            refuse_empty(lists.sources, lists.law, [list_year])
        made, before = lists.lists_up_to(list_year), lists.history_before(list_year)
        request = Request((list_year,), roots.shown, context.run_id)
        result = year_result_of(lists.sources, lists.law, made, before, request)
        regime, areas = result.list.regime, lists.sources.areas
        asked = validation(roots)
        for suite in VALIDATED:
            asked.ask(f"{suite} {list_year}", rows_task(suite, result.rows[suite], areas, list_year, regime))
        demand(list(asked.answers().items()), context.log.warning)
        where = roots.publish(
            lambda: publish(roots.rehearsal_root, lists.law, lists.sources, [result]), context.log.info
        )
    report = f"{where}/{roots.rehearsal_root.report(list_year).relative_to(roots.out_root.folder).as_posix()}"
    counts = ", ".join(f"{number} {name}" for name, number in category_counts(result.list).items())
    context.log.info(f"Rehearsal of {list_year}: {counts}. Report: {report}")


@dg.job(
    partitions_def=LIST_YEARS,
    executor_def=dg.in_process_executor,
    description="The list of the year as it would be today, into rehearsal/ of the out folder.",
)
def rehearsal() -> None:
    """One list year into the rehearsal folder."""
    rehearse()
