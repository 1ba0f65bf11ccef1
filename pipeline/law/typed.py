"""A criterion and a limit as typed in Danish or English, translated to the words of the law files.

The law files themselves are read strictly: this module is used for what-if questions only.
"""

from __future__ import annotations

import re

from pipeline.core.criteria import CRITERIA

_THOUSANDS = re.compile(r"(?<![0-9.,])([0-9]{1,3}(?:\.[0-9]{3})+)(?=\s*(?:residents|per\b|$))")
_THOUSANDS_OF_DIVISOR = re.compile(r"(?<=per )([0-9]{1,3}(?:\.[0-9]{3})+)(?![0-9.,])")
# A comma before three digits may be a thousands mark: it stays, and the limit is refused as ambiguous.
_DECIMAL_COMMA = re.compile(r"(?<![0-9.,])([0-9]+),([0-9]{1,2}|[0-9]{4,})(?=\s*(?:%|x\b))")
_WITHOUT_DANISH_LETTERS = str.maketrans({"ø": "o", "å": "a", "æ": "ae"})
_WORDS = (
    (r"\bpct\.?(?=\s|$)|\bprocent\b", "%"),
    (r"\bbeboere?\b|\bpersoner\b", "residents"),
    (r"\bpr\.?(?=\s)", "per"),
    (r"\bgange\b|×", "x"),
    (r"\blandsgennemsnittet?\b|\blandsgennemsnit\b", "national average"),
    (r"\baf regionens?(?: gennemsnit)?\b", "of the region"),
    (r"^overstiger\b|^over\b|^mere end\b|^>(?!=)", "exceeds"),
    (r"^mindst\b|^>=|^≥", "at_least"),
    (r"^mindre end\b|^under\b|^<(?!=)", "is_below"),
)


def limit_in_english(text: str) -> str:
    """``35,5 pct.`` as ``35.5 %``, ``1.200 beboere`` as ``1200 residents``; what is not known stays as it is."""
    for pattern, word in _WORDS:
        text = re.sub(pattern, word, text, flags=re.IGNORECASE)
    text = _DECIMAL_COMMA.sub(r"\1.\2", text)
    for thousands in (_THOUSANDS, _THOUSANDS_OF_DIVISOR):
        text = thousands.sub(lambda found: found[1].replace(".", ""), text)
    text = re.sub(r"(?<=[0-9%])(?=x |residents|per )", " ", text)
    text = re.sub(r"^(exceeds|at_least|is_below)(?=[0-9])", r"\1 ", text)
    return re.sub(r"(?<=[0-9])x(?= )", " x", re.sub(r"\s+", " ", text)).strip()


def criterion_name(text: str) -> str:
    """The name of a criterion typed as it is named in an output, in Danish or English; an unknown one stays."""
    wanted = _plain(text)
    for name, card in CRITERIA.items():
        if wanted in {_plain(each) for each in (name, card.label_da, card.label_en, card.heading)}:
            return name
    return text


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.casefold().translate(_WITHOUT_DANISH_LETTERS))
