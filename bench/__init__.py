"""What does it cost to aggregate person registers, compared with hand-written and naive programs and a lower bound?

What belongs here: subjects that give the same answer, and how they are measured. What does not belong here: any code of
the product; the hand-written subjects share only the code lists of ``bench.method``.
"""
