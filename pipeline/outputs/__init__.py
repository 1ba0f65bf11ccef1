"""What leaves, in which form?

The tables' declarations and rows, the report, the workbook, GeoParquet, the data dictionary, and the one way a run is
published. What does not belong here: deciding anything.
"""
