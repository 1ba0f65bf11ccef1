"""How is it said, in Danish and in English?

Every sentence that more than one output contains, made from the law and the figures. What does not belong here:
deciding anything, and layout (``outputs``).
"""

from pipeline.text.bilingual import Bilingual
from pipeline.text.explanation import explanation_data, explanation_text
from pipeline.text.sentences import reason

__all__ = ["Bilingual", "explanation_data", "explanation_text", "reason"]
