"""The page ``docs/reliability.md``, from what the long checks measured last: ``python -m tests.reliability.page`` (``make docs``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import sqrt
from pathlib import Path

from tests.reliability.measured import read_measured
from tests.reliability.survivors import explained_survivors
from tests.torture import area_cases, person_cases
from tests.torture.test_fuzz import FEW, FEWER

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
        f"`tests/torture/test_fuzz.py`, in `make test`: {FEW.max_examples} random inputs for each reader (registers in CSV,",
        f"Parquet, SAS and Excel, areas, cards, goals, law, boundaries), {FEWER.max_examples} damaged workbooks; each gives an answer or a refusal.",
        "Every finding is kept as an example.",
        "",
    ]


COUNTED = ("mutants", "tried", "killed", "explained")
Counts = dict[str, int]  # each of what is counted


def _mutants() -> list[str]:
    measured: dict[str, Counts] = read_measured("mutants")
    rooms = {"/".join(path.split("/")[:2]) for path in measured}
    sums = {room: _summed(each for path, each in measured.items() if path.startswith(f"{room}/")) for room in rooms}
    total = _summed(measured.values())
    reasons = [
        f"| `{path}`, `{function}` | {_code(change)} | {reason} |"
        for (path, function, change), reason in sorted(explained_survivors().items())
    ]
    return [
        "## Mutants",
        "",
        f"`make mutants` (mutmut's changes): {total['tried']:,} of {total['mutants']:,} tried, {_score(total)} of them killed. Where not all of a",
        "file were tried, they were taken at random, and the 95 % interval of its score is told. *Explained* is a survivor that",
        "no test could tell from the code; *killed of the others* leaves these out. A mutant is tried on the cheapest tests of",
        "its function within some seconds, so that one that survives here may fall to a test that was not run. Not mutated:",
        "docstrings, texts, what a `raise` says, code outside functions.",
        "",
        "| room or file | mutants | tried | killed | explained | killed of those tried | killed of the others |",
        "|---|---|---|---|---|---|---|",
        *(_mutants_row(f"**`{room}`**", sums[room], "") for room in sorted(rooms)),
        *(_mutants_row(f"`{path}`", each, _uncertainty(each)) for path, each in measured.items()),
        "",
        *(
            ("### Survivors explained", "", "| function | change | reason |", "|---|---|---|", *reasons, "")
            if reasons
            else ()
        ),
    ]


def _summed(counts: Iterable[Counts]) -> Counts:
    found = list(counts)
    return {key: sum(each[key] for each in found) for key in COUNTED}


def _mutants_row(name: str, each: Counts, uncertainty: str) -> str:
    scores = (_score(each) + uncertainty, _score(each, without_explained=True))
    return f"| {' | '.join((name, *(f'{each[key]:,}' for key in COUNTED), *scores))} |"


def _score(counts: Counts, without_explained: bool = False) -> str:
    """The share of the tried mutants that were killed."""
    of = counts["tried"] - (counts["explained"] if without_explained else 0)
    return _percent(counts["killed"] / of) if of else "-"


def _uncertainty(counts: Counts) -> str:
    """The interval of a score of which not all mutants were tried."""
    if counts["tried"] == counts["mutants"]:
        return ""
    low, high = interval(counts["killed"], counts["tried"])
    return f" ({_percent(low)} to {_percent(high)})"


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
