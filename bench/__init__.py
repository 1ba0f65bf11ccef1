"""Side by side: what aggregating person registers costs here, by hand, naively, and at least.

What belongs here: subjects that give the same answer, and how they are measured. What does not: any code of the
product; the subjects written by hand share only the code lists of ``bench.method``.
"""
