"""What does one type? ``ghettolist`` and its commands.

Thin: each command names what to do; the doing is in ``pipeline``. What does not belong here: the Dagster graph
(``assets``). Importing this package imports nothing heavy.
"""
