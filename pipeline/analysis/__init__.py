"""What if it had been otherwise?

The causes of a change, the distance to a limit in persons, the areas to watch, another law. What does not belong
here: sentences (``text``).
"""

from pipeline.analysis.causes import Causes, causes_of_all
from pipeline.analysis.distance import minimal_changes
from pipeline.analysis.watch import watch_list
from pipeline.analysis.whatif import what_if

__all__ = ["Causes", "causes_of_all", "minimal_changes", "watch_list", "what_if"]
