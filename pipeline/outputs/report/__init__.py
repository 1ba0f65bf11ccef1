"""The report people read: one self-contained HTML file per list year, Danish and English in the same page.

What belongs here: choosing, ordering and laying out what the lists already say, and the report's own sentences
(``words``). What does not: deciding anything, or what ``ghettolist explain`` says too (``pipeline.text.sentences``).
"""

from pipeline.outputs.report.page import report_html

__all__ = ["report_html"]
