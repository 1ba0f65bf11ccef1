"""The engines that count person rows: Polars on this machine, or Spark on one machine or many.

What does not belong here: anything a register means. The expressions are written once, in ``expressions``.
"""
