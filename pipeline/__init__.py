"""The domain: the law, the shares and the lists, as pure functions over small frozen objects.

What does not belong here: Dagster, Great Expectations, the clock, the environment. Imports run ``commands | assets ->
expectations -> pipeline``; the import contracts in ``pyproject.toml`` hold this.
"""
