"""What was handed over?

The registers' cards, the areas, deliveries in any format, the ministry's published figures and lists, goals and
boundaries; each is read strictly, and all its faults are reported together. What does not belong here: whether numbers
are plausible (``expectations``), person rows (``persons``), and applying the law (``lists``).
"""

from pipeline.inputs.area import Area
from pipeline.inputs.areas import AreaTable, read_areas
from pipeline.inputs.deliveries import Delivery, read_delivery
from pipeline.inputs.goals import Goal, read_goals
from pipeline.inputs.published import Published, read_published
from pipeline.inputs.registers import REGISTERS
from pipeline.inputs.sources import Sources, open_sources

__all__ = [
    "REGISTERS",
    "Area",
    "AreaTable",
    "Delivery",
    "Goal",
    "Published",
    "Sources",
    "open_sources",
    "read_areas",
    "read_delivery",
    "read_goals",
    "read_published",
]
