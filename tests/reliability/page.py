"""The page ``docs/reliability.md``, from what the long checks measured last: ``python -m tests.reliability.page`` (``make docs``)."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from pathlib import Path
from typing import Any

from tests.reliability.measured import read_measured
from tests.reliability.survivors import explained_survivors
from tests.torture import area_cases, person_cases
from tests.torture.test_fuzz import FEW

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
CORPUS = (*area_cases.CASES, *person_cases.CASES)
Z = 1.96  # of a 95 % interval


def reliability_page() -> str:
    """The whole page as Markdown."""
    return "\n".join([*HEAD, *_corpus(), *_faults(), *_fuzzing(), *_mutants(), *ELSEWHERE, ""])


HEAD = (
    "# Reliability",
    "",
    "What was done to the program on purpose, and what came of it. Written by `python -m tests.reliability.page` from what the",
    "commands named below measured when they were run last; do not edit.",
    "",
)
ELSEWHERE = (
    "## Elsewhere",
    "",
    "- No connection to another machine: `tests/house/test_no_network.py`, and every test (`tests/conftest.py`).",
    "- Every outcome of a kill between two operations on files, one by one: `tests/core/test_staging.py`.",
    "- Disclosure attacked over several years, tables and what-if questions: `tests/outputs/test_attack.py`.",
    "- Known vulnerabilities of the pinned packages: `make audit`, which asks a public database and is therefore no test.",
)


def _corpus() -> list[str]:
    measured = read_measured("corpus")
    known = {case.id for case in CORPUS}
    tried = {name: each for name, each in measured.items() if name in known}
    rows = []
    for kind in dict.fromkeys(case.kind for case in CORPUS):
        cases = [each for each in tried.values() if each["kind"] == kind]
        by = Counter(each["expected"] for each in cases)
        short = sum(bool(each["faults"]) for each in cases)
        rows.append(f"| {kind} | {len(cases)} | {by['refused']} | {by['same']} | {by['noted']} | {short} |")
    searched = max((each["searched for"] for each in tried.values()), default=0)
    return [
        "## Bad input",
        "",
        f"`make torture`: {len(tried)} of {len(CORPUS)} cases tried. After each: no traceback, no earlier output changed by a",
        f"refused run, and none of the planted values (up to {searched:,} keys, addresses, names and incomes) on the terminal or",
        "in any file outside the raw root, compressed or not.",
        "",
        "| kind | tried | refused by name | same answer as good data | answered with a note | fell short |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
    ]


def _faults() -> list[str]:
    rows = [
        f"| {name} | {each['tried']} | {each['struck']} | {each['wrong']} |"
        for name, each in sorted(read_measured("faults").items())
    ]
    return [
        "## Faults of a whole run",
        "",
        "`make reliability`. After each: every file in its place is wholly of the earlier or wholly of the new publication, the",
        "next run completes, and its bytes are those of an undisturbed run, manifests apart. *Struck*: before the command ended.",
        "",
        "| command and fault | tried | struck | went wrong |",
        "|---|---|---|---|",
        *rows,
        "",
    ]


def _fuzzing() -> list[str]:
    return [
        "## Random input",
        "",
        f"`tests/torture/test_fuzz.py`, in `make test`: {FEW.max_examples} random inputs for each reader (registers in CSV and",
        "Parquet, areas, cards, goals, law, boundaries); each gives an answer or a refusal. Every finding is kept as an example.",
        "",
    ]


def _mutants() -> list[str]:
    measured: dict[str, Any] = read_measured("mutants")
    total = {key: sum(each[key] for each in measured.values()) for key in ("mutants", "tried", "killed", "explained")}
    rows = [_mutants_row(f"`{path}`", each) for path, each in measured.items()]
    reasons = [
        f"| `{path}`, `{function}` | {_code(change)} | {reason} |"
        for (path, function, change), reason in sorted(explained_survivors().items())
    ]
    return [
        "## Mutants",
        "",
        f"`make mutants` (mutmut's changes): {total['tried']:,} of {total['mutants']:,} tried, taken at random; {total['killed']:,} were",
        f"killed: {_score(total)}.",
        f"{total['explained']:,} survivors are explained below: no test could tell them from the code. Of the others"
        f" {_score(total, other=True)}",
        "were killed. A mutant is tried on the cheapest tests of its function within some seconds, so that one that survives",
        "here may fall to a test that was not run. Not mutated: docstrings, texts, what a `raise` says, code outside functions.",
        "",
        "| file | mutants | tried | killed | of those tried | explained | killed of the others |",
        "|---|---|---|---|---|---|---|",
        *rows,
        "",
        *(
            ("### Survivors explained", "", "| function | change | reason |", "|---|---|---|", *reasons, "")
            if reasons
            else ()
        ),
    ]


def _mutants_row(name: str, each: dict[str, int]) -> str:
    cells = (
        name,
        each["mutants"],
        each["tried"],
        each["killed"],
        _score(each),
        each["explained"],
        _score(each, other=True),
    )
    return f"| {' | '.join(map(str, cells))} |"


def _score(counts: dict[str, int], other: bool = False) -> str:
    """The share of the tried mutants that were killed, of those without an explanation if ``other``; with its interval
    where not all were tried."""
    killed, of = counts["killed"], counts["tried"] - (counts["explained"] if other else 0)
    if not of:
        return "-"
    low, high = interval(killed, of)
    sampled = f" ({_percent(low)} to {_percent(high)})" if counts["tried"] < counts["mutants"] else ""
    return _percent(killed / of) + sampled


def _code(text: str) -> str:
    return f"`` {text} ``".replace("|", "\\|")


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    share, spread = hits / of, Z * Z / of
    middle, half = share + spread / 2, Z * sqrt(share * (1 - share) / of + spread / (4 * of))
    return (middle - half) / (1 + spread), (middle + half) / (1 + spread)


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


if __name__ == "__main__":
    PAGE.write_text(reliability_page(), encoding="utf-8")
