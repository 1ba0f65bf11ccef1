"""What can be typed at the command line?

``ghettolist`` and its commands: each names what to do and calls ``pipeline`` to do it. What does not belong here: the
Dagster graph (``assets``). Importing this package imports nothing heavy.
"""
