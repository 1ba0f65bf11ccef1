"""The graph and the ways in: Dagster's definitions (``assets.definitions``) and ``ghettolist`` (``commands.ghettolist``).

Thin: what a number means lives in ``pipeline``, what data must satisfy in ``expectations``. Importing this package
imports neither Dagster nor Great Expectations.
"""
