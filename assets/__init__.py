"""How does Dagster run it?

The graph: assets, checks, jobs, schedules and resources, brought together in ``assets.definitions``. What does not
belong here: what a number means (``pipeline``), what data must satisfy (``expectations``), the command line
(``commands``). Importing this package does not import Dagster.
"""
