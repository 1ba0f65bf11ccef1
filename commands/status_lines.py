"""The answer of ``ghettolist status`` in lines, in data, and in what to run; imported when the command runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.inputs.due_dates import Late
from pipeline.outputs.year_status import State, YearStatus
from pipeline.text.bilingual import Bilingual
from pipeline.text.numbers import counted, date_in_print
from pipeline.text.vocabulary import REGISTER_NAMES

REASONS_SHOWN = 3
STATES = {
    State.CURRENT: Bilingual("opdateret", "up to date"),
    State.STALE: Bilingual("forældet", "stale"),
    State.NOT_MADE: Bilingual("ikke lavet", "not made"),
    State.WAITING: Bilingual("venter", "waiting"),
    State.NOTHING: Bilingual("intet", "nothing there"),
}


def row(each: YearStatus, language: str) -> tuple[str, str, str, str]:
    """One line of the table: list year, inputs, state, reasons."""
    reasons = [reason.in_language(language) for reason in each.reasons[:REASONS_SHOWN]]
    reasons += [_late(late).in_language(language) for late in each.late]
    if (more := len(each.reasons) - REASONS_SHOWN) > 0:
        reasons.append(Bilingual(f"{more} til", f"{more} more").in_language(language))
    return (
        str(each.list_year),
        _inputs(each).in_language(language),
        STATES[each.state].in_language(language),
        "; ".join(reasons),
    )


def _late(late: Late) -> Bilingual:
    days = counted(late.days, Bilingual("dag", "day"), Bilingual("dage", "days")).da
    due = f"skulle være leveret den {date_in_print(late.due).da}: {days} forsinket"
    return Bilingual(f"{REGISTER_NAMES[late.register].da} til listen i {late.list_year} {due}", str(late))


def _inputs(each: YearStatus) -> Bilingual:
    if each.delivered:
        count = Bilingual(f"{len(each.delivered)} registre", f"{len(each.delivered)} registers")
        if each.missing:
            names = ", ".join(REGISTER_NAMES[name].da for name in each.missing)
            count += Bilingual(f", uden {names}", f", without {', '.join(each.missing)}")
        return count
    if not each.is_known:
        return Bilingual("intet", "none")
    return Bilingual("offentliggjort", "published")


def as_dict(each: YearStatus) -> dict[str, object]:
    """One list year for programs."""
    return {
        "list_year": each.list_year,
        "state": each.state.value,
        "reasons": [reason.en for reason in each.reasons],
        "delivered": list(each.delivered),
        "missing": list(each.missing),
        "late": [{"register": late.register, "due": late.due, "days": late.days} for late in each.late],
        "run": next(iter(what_to_run([each])), None),
    }


def what_to_run(statuses: Iterable[YearStatus], folders: str = "") -> Sequence[str]:
    """The commands that bring all up to date, in order: ranges of list years, and the deliveries that are waited for."""
    lines: list[str] = []
    years: list[int] = []

    def flush() -> None:
        if years:
            span = str(years[0]) if years[0] == years[-1] else f"{years[0]}..{years[-1]}"
            lines.append(f"ghettolist backfill {span} {folders}".strip())
            years.clear()

    for each in statuses:
        if each.state in (State.STALE, State.NOT_MADE) and each.is_known:
            if years and each.list_year != years[-1] + 1:
                flush()
            years.append(each.list_year)
        elif each.state is State.WAITING:
            flush()
            lines.append(f"ghettolist receive DIR --list-year {each.list_year}   # {', '.join(each.missing)}")
    flush()
    return lines
