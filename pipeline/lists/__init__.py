"""Which areas are on which list?

From counts to indicators, from indicators and the law to assessments and designations, from one list to the next.
What does not belong here: why an area moved (``analysis``), sentences (``text``), and files.
"""

from pipeline.lists.assessment import Assessment
from pipeline.lists.comparison import compare_list
from pipeline.lists.delta import Change, Move
from pipeline.lists.designation import Basis, Designation, History
from pipeline.lists.indicators import Figure
from pipeline.lists.yearly_list import YearlyList, recompute, yearly_lists_up_to

__all__ = [
    "Assessment",
    "Basis",
    "Change",
    "Designation",
    "Figure",
    "History",
    "Move",
    "YearlyList",
    "compare_list",
    "recompute",
    "yearly_lists_up_to",
]
