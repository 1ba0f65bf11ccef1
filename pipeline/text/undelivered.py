"""The sentence about registers that a list needs and that are not delivered.

What does not belong here: why one area's figure is missing (``sentences``).
"""

from __future__ import annotations

from pipeline.inputs.registers import REGISTERS
from pipeline.lists.missing import MissingKind
from pipeline.lists.shown import missing_reasons
from pipeline.lists.yearly_list import YearlyList
from pipeline.text.bilingual import Bilingual
from pipeline.text.numbers import counted
from pipeline.text.vocabulary import REGISTER_NAMES


def undelivered_sentence(each: YearlyList) -> Bilingual | None:
    """``2024: income is not delivered; 10 areas undetermined``; ``None`` if no register that a figure needs is missing."""
    missing = {
        (reason.register_year + REGISTERS[reason.register].years_back, reason.register)
        for reason in missing_reasons(each.figures)
        if reason.kind is MissingKind.REGISTER and reason.register_year is not None
    }
    if not missing:
        return None
    in_order = sorted(missing, key=lambda pair: (-pair[0], pair[1]))
    english = [name if year == each.list_year else f"{name} of list year {year}" for year, name in in_order]
    danish = [
        REGISTER_NAMES[name].da + ("" if year == each.list_year else f" til listen i {year}") for year, name in in_order
    ]
    unknown = len({designation.area_id for designation in each.designations if designation.designated is None})
    areas = counted(
        unknown, Bilingual("område uafgjort", "area undetermined"), Bilingual("områder uafgjorte", "areas undetermined")
    )
    return Bilingual(
        f"{each.list_year}: {', '.join(danish)} er ikke leveret; {areas.da}",
        f"{each.list_year}: {', '.join(english)} {'is' if len(english) == 1 else 'are'} not delivered; {areas.en}",
    )
