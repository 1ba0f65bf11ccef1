"""What was handed over?

The registers' cards, the areas, deliveries in any format, the ministry's published pages, goals and boundaries, each
read strictly and refused in full. What does not belong here: whether numbers are plausible (``expectations``), person
rows (``persons``), and what the law makes of it (``lists``).
"""
