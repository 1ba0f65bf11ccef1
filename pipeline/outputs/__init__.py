"""What leaves, in which form?

The tables' declarations and rows, the report, the workbook, GeoParquet, the data dictionary, and publishing. What does
not belong here: deciding anything.
"""

from pipeline.outputs.schema import output_tables
from pipeline.outputs.year_result import Request, YearResult
from pipeline.outputs.yearly_run import make_lists, publish

__all__ = ["Request", "YearResult", "make_lists", "output_tables", "publish"]
