"""The report: one self-contained HTML file per list year (and municipality, where several are shown), Danish and English in the same page.

Here what the lists hold is selected, ordered and laid out. What does not belong here: deciding anything, and sentences
that ``ghettolist explain`` uses too (``pipeline.text``).
"""

from pipeline.outputs.report.page import overview_pages, prepare, report_html, town_pages, year_pages

__all__ = ["overview_pages", "prepare", "report_html", "town_pages", "year_pages"]
