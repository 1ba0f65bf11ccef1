"""The sentence about registers that a list needs and that are not delivered.

What does not belong here: why one area's figure is missing (``sentences``).
"""

from __future__ import annotations

from pipeline.inputs.registers import REGISTERS
from pipeline.lists.missing import MissingKind
from pipeline.lists.shown import missing_reasons
from pipeline.lists.yearly_list import YearlyList


def undelivered_sentence(each: YearlyList) -> str:
    """``2024: income is not delivered; 10 areas undetermined``; empty if no register that a figure needs is missing."""
    missing = {
        (reason.register_year + REGISTERS[reason.register].years_back, reason.register)
        for reason in missing_reasons(each.figures)
        if reason.kind is MissingKind.REGISTER and reason.register_year is not None
    }
    if not missing:
        return ""
    names = [
        name if delivery == each.list_year else f"{name} of list year {delivery}"
        for delivery, name in sorted(missing, key=lambda pair: (-pair[0], pair[1]))
    ]
    undetermined = len({designation.area_id for designation in each.designations if designation.designated is None})
    areas = f"{undetermined} area{'' if undetermined == 1 else 's'} undetermined"
    return f"{each.list_year}: {', '.join(names)} {'is' if len(names) == 1 else 'are'} not delivered; {areas}"
