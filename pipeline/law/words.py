"""The words of the operators, once per language: what the statute writes, and what a limit is called in a sentence.

``overstiger 40 %`` quotes the statute. In a sentence that gives a figure and its limit, ``2,52 pct. (overstiger
2,7 pct.)`` would say that the figure is above the limit, so there the limit is ``mere end 2,7 pct.``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.law.model import Operator


@dataclass(frozen=True)
class OperatorWord:
    """One operator: the statute's own word, and the words before a limit in Danish and English."""

    statute: str
    da: str
    en: str


OPERATOR_WORDS: Mapping[Operator, OperatorWord] = {
    Operator.EXCEEDS: OperatorWord("overstiger", "mere end", "more than"),
    Operator.AT_LEAST: OperatorWord("mindst", "mindst", "at least"),
    Operator.IS_BELOW: OperatorWord("mindre end", "mindre end", "less than"),
}
