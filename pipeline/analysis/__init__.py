"""What if it had been otherwise?

The causes of a change, the distance to a limit in persons, the areas to watch, another law. What does not belong
here: sentences (``text``).
"""
