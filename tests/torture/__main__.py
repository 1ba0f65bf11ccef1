"""Run the whole corpus and print what fell short: ``python -m tests.torture [word ...]`` (only cases with such a word).

What was measured of the cases that were tried is kept for ``docs/reliability.md``, by case.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.reliability.measured import read_measured, write_measured
from tests.torture import area_cases, person_cases
from tests.torture.harness import make_good, try_case


def main(words: list[str]) -> int:
    """Print each case that fell short and a line of totals; how many did."""
    cases = [*area_cases.CASES, *person_cases.CASES]
    chosen = [case for case in cases if not words or any(word in case.id for word in words)]
    fell_short: Counter[str] = Counter()
    measured = read_measured("corpus")
    with tempfile.TemporaryDirectory() as folder:
        good = {grain: make_good(Path(folder) / grain, grain) for grain in {case.grain for case in chosen}}
        for number, case in enumerate(chosen):
            outcome = try_case(case, good[case.grain], _made(Path(folder) / f"case-{number}"))
            shutil.rmtree(Path(folder) / f"case-{number}")
            measured[case.id] = {
                "kind": case.kind, "expected": case.expect, "exit": outcome.exit_code, "faults": list(outcome.faults),
                "searched for": len(good[case.grain].planted.keys) + len(good[case.grain].planted.values) + len(case.secrets),
            }  # fmt: skip
            if number % 10 == 9:
                write_measured("corpus", measured)
            if outcome.faults:
                fell_short[case.kind] += 1
                print(f"{case.id}\n    {'; '.join(outcome.faults)}", flush=True)
    known = {case.id for case in cases}
    write_measured("corpus", {name: each for name, each in measured.items() if name in known})
    print(f"{len(chosen)} cases, {sum(fell_short.values())} fell short: {dict(fell_short)}")
    return sum(fell_short.values())


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
