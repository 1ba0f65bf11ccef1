"""The check that the registers of the running list year are delivered by their due dates."""

import datetime as dt
from collections.abc import Iterator

import dagster as dg

from assets.partitions import today
from assets.raw_files import raw_key
from assets.refusals import refusing
from assets.roots import Roots
from pipeline.inputs.due_dates import due_dates, late_registers
from pipeline.inputs.registers import REGISTERS

ON_TIME, ON_TIME_OP = "delivered_on_time", "due_dates"
URGENT_FROM = (11, 17)  # the day of the rehearsal: what is late then endangers the list


class AsOf(dg.Config):
    """The day to look at, as 2026-11-17; empty: today."""

    day: str = ""


@dg.multi_asset_check(
    name=ON_TIME_OP,
    specs=[
        dg.AssetCheckSpec(
            ON_TIME, asset=raw_key(register), description="The register of the running list year came by its due date."
        )
        for register in REGISTERS
    ],
)
def registers_on_time(config: AsOf, roots: Roots) -> Iterator[dg.AssetCheckResult]:
    """One result for each register, naming the list year, the due date and the days it is late."""
    day = dt.date.fromisoformat(config.day) if config.day else today()
    with refusing():
        due = due_dates(roots.raw_root, day.year)
        late = {each.register: each for each in late_registers(roots.raw_root, day.year, day)}
    urgent = (day.month, day.day) >= URGENT_FROM
    for register in REGISTERS:
        yield dg.AssetCheckResult(
            passed=register not in late,
            asset_key=raw_key(register),
            check_name=ON_TIME,
            severity=dg.AssetCheckSeverity.ERROR if urgent else dg.AssetCheckSeverity.WARN,
            description=str(late[register]) if register in late else f"due {due[register].isoformat()}",
            metadata={"list_year": day.year, "due": due[register].isoformat(), "days_late": _days(late.get(register))},
        )


def _days(late: object) -> int:
    return getattr(late, "days", 0)


lateness = dg.define_asset_job(
    "lateness",
    selection=dg.AssetSelection.checks(registers_on_time),
    executor_def=dg.in_process_executor,
    description="Which registers of the running list year are late.",
)
