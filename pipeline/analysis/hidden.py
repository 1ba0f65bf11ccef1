"""What a decision made again may not tell: figures that rest on few persons, unknown but for what is public of them.

Whoever may move a limit could ask again and again until the withheld share lies between two limits close to each other;
so do the causes of a move, which are tried under two laws and two benchmarks. So under another law or with another
benchmark a withheld figure has no value. Public is only what the real list says of it: which limits it
meets. An outcome that follows from these is told; every other is undetermined. What does not belong here: which
counts are withheld (``pipeline.core.disclosure``), and what is shown of a real list (``pipeline.lists.shown``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.law.model import Regime
from pipeline.lists.bounds import ANYTHING
from pipeline.lists.indicators import Figure, PublicOutcome, same_definition
from pipeline.lists.missing import Missing, MissingKind
from pipeline.lists.yearly_list import YearlyList

WITHHELD = Missing(MissingKind.WITHHELD)


def hidden(figures: Iterable[Figure], regime: Regime, real: YearlyList, is_other_benchmark: bool) -> list[Figure]:
    """The figures under another law, those that are withheld without their values.

    ``real`` is the list of the same year under the real law, whose outcomes are public; of a figure that the two laws
    define differently nothing is. ``is_other_benchmark``: incomes are compared with another mean than the real law's.
    """
    public: dict[tuple[str, str, str], list[PublicOutcome]] = {}
    for designation in real.designations:
        for each in designation.assessments:
            if each.figure.withheld and each.met is not None and each.limit is not None:
                place = (each.area_id, each.criterion, each.figure.grain)
                public.setdefault(place, []).append(PublicOutcome(each.law, each.limit, each.met))
    found = []
    for figure in figures:
        if figure.withheld:
            other = figure.criterion == "income" and is_other_benchmark
            same = not other and same_definition(figure.criterion, real.regime, regime)
            outcomes = public.get((figure.area_id, figure.criterion, figure.grain), []) if same else []
            figure = replace(
                figure,
                value=None,
                benchmark=None if figure.benchmark_withheld else figure.benchmark,
                years=tuple(replace(year, part=None, whole=None, partial=ANYTHING) for year in figure.years),
                missing=(WITHHELD,),
                partial=ANYTHING,
                benchmark_partial=ANYTHING,
                public=tuple(outcomes),
            )
        found.append(figure)
    return found
