"""The explanations of mutants that survive speak of code that is still there."""

from __future__ import annotations

from tests.reliability.mutants import ROOT
from tests.reliability.survivors import explained_survivors


def test_every_explained_survivor_is_a_change_of_a_line_that_is_there() -> None:
    explained = explained_survivors()
    files = {path: (ROOT / path).read_text(encoding="utf-8") for path, _, _ in explained}
    gone = [key for key in explained if key[2].split("  ->  ")[0] not in map(str.strip, files[key[0]].splitlines())]
    assert gone == [], "remove or renew: python -m tests.reliability.mutants --only PATH --explain"
    assert [key for key, reason in explained.items() if len(reason) < 15] == []
