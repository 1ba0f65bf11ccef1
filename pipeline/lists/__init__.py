"""Which areas are on which list?

From counts to indicators, from indicators and the law to assessments and designations, from one list to the next.
What does not belong here: why an area moved (``analysis``), sentences (``text``), and files.
"""
