"""A verdict is kept under all it rests on: an unchanged task is not judged again, whatever else changed is."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.machinery import ModuleSpec
from multiprocessing import spawn
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from expectations import kept_verdicts
from expectations.kept_verdicts import VERDICTS, KeptVerdicts, task_key
from expectations.model import Finding, ValidationContext, ValidationResult
from expectations.second_process import ValidationQueue, _no_main_module
from expectations.tasks import ValidationTask
from pipeline.core.content_store import ContentStore
from pipeline.core.errors import ValidationFailed

FRAME = pd.DataFrame({"code": ["A1", "A2"], "residents": [1000, None]}, dtype=object)
AROUND = ValidationContext(2024, known_areas=frozenset({"A1", "A2"}), region_of={"A1": "R1"}, previous=FRAME)
TASK = ValidationTask("population", FRAME, AROUND)
NOTE = Finding("population", "moved", "residents", "warning", False, 2, 1, "A note.")
PASSED = ValidationResult("population", 2024, (NOTE,))
FAILED = ValidationResult("population", 2024, (replace(NOTE, severity="error"),))


def with_cell(value: object) -> ValidationTask:
    frame = FRAME.copy()
    frame.loc[1, "residents"] = value
    return replace(TASK, frame=frame)


def around(**changed: object) -> ValidationTask:
    return replace(TASK, validation_context=replace(AROUND, **changed))  # type: ignore[arg-type]


CHANGED: dict[str, ValidationTask] = {
    "a cell": with_cell(5),
    "a cell's type": with_cell("None"),
    "the order of rows": replace(TASK, frame=FRAME.iloc[::-1]),
    "a column's name": replace(TASK, frame=FRAME.rename(columns={"residents": "persons"})),
    "a column's type": replace(TASK, frame=FRAME.astype({"code": "string"})),
    "the suite": replace(TASK, suite="income"),
    "the list year": around(list_year=2025),
    "what is accepted": around(accepted=frozenset({"columns_moved"})),
    "a known area": around(known_areas=frozenset({"A1"})),
    "an area's region": around(region_of={"A1": "R2"}),
    "the year before": around(previous=with_cell(5).frame),
    "no year before": around(previous=None),
}


@pytest.fixture
def kept(tmp_path: Path) -> KeptVerdicts:
    return KeptVerdicts(ContentStore(tmp_path / "kept"))


@pytest.mark.parametrize("task", CHANGED.values(), ids=CHANGED)
def test_whatever_changes_is_judged_again(kept: KeptVerdicts, task: ValidationTask) -> None:
    kept.keep("2024/population", TASK, PASSED)
    assert kept.get("2024/population", TASK) == PASSED
    assert kept.get("2024/population", task) is None


@pytest.mark.parametrize("what", ["code_version", "version", "package_versions"])
def test_other_code_thresholds_or_libraries_judge_again(
    kept: KeptVerdicts, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The code version is a hash over the source, the thresholds in it; ``version``: of Great Expectations."""
    kept.keep("2024/population", TASK, PASSED)
    monkeypatch.setattr(kept_verdicts, what, lambda *_: "another")
    kept_verdicts.judged_by.cache_clear()
    assert kept.get("2024/population", TASK) is None
    monkeypatch.undo()
    kept_verdicts.judged_by.cache_clear()
    assert kept.get("2024/population", TASK) == PASSED


def test_the_key_does_not_hang_on_the_order_of_sets_and_mappings() -> None:
    turned = around(known_areas=frozenset(["A2", "A1"]), region_of=dict(reversed([*AROUND.region_of.items()])))
    assert task_key(turned) == task_key(TASK)


def test_a_verdict_that_failed_is_not_kept(kept: KeptVerdicts) -> None:
    kept.keep("2024/population", TASK, FAILED)
    assert kept.get("2024/population", TASK) is None


@pytest.mark.parametrize(
    "damage", [lambda content: content[:-5], lambda content: b"", lambda content: b"x" + content[1:]]
)
def test_a_damaged_verdict_is_none(kept: KeptVerdicts, damage: Callable[[bytes], bytes]) -> None:
    kept.keep("2024/population", TASK, PASSED)
    (place,) = (kept.store.folder / VERDICTS).iterdir()
    place.write_bytes(damage(place.read_bytes()))
    assert kept.get("2024/population", TASK) is None


def test_where_nothing_can_be_kept_a_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    kept = KeptVerdicts(ContentStore(tmp_path / "file" / "kept"))
    kept.keep("2024/population", TASK, PASSED)
    assert kept.get("2024/population", TASK) is None


class Answer:
    """A judge in place of the second process, which counts what it is asked."""

    def __init__(self, verdict: ValidationResult) -> None:
        self.verdict, self.asked = verdict, 0

    def submit(self, _task: ValidationTask) -> "Answer":
        self.asked += 1
        return self

    def result(self) -> ValidationResult:
        return self.verdict


def ask(kept: KeptVerdicts, monkeypatch: pytest.MonkeyPatch, verdict: ValidationResult) -> tuple[int, list[str]]:
    judge, told = Answer(verdict), []
    monkeypatch.setattr("expectations.second_process._second_process", lambda: judge)
    queue = ValidationQueue(told.append, kept)
    queue.ask("2024/population", TASK)
    try:
        queue.demand()
    except ValidationFailed:
        told.append("failed")
    return judge.asked, told


def test_the_notes_of_a_kept_verdict_are_told_again_without_a_second_process(
    kept: KeptVerdicts, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, told = ask(kept, monkeypatch, PASSED)
    assert asked == 1 and "A note" in " ".join(told)
    assert ask(kept, monkeypatch, PASSED) == (0, told)


def test_what_failed_is_judged_and_fails_at_every_run(kept: KeptVerdicts, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(kept, monkeypatch, FAILED) == ask(kept, monkeypatch, FAILED) == (1, ["failed"])


def test_the_process_that_validates_does_not_import_the_program_it_was_started_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = ModuleType("__main__")
    program.__spec__ = ModuleSpec("dagster.__main__", None)
    monkeypatch.setitem(sys.modules, "__main__", program)
    with _no_main_module():
        assert "init_main_from_name" not in spawn.get_preparation_data("validation")
    assert spawn.get_preparation_data("validation")["init_main_from_name"] == "dagster.__main__"


def test_a_process_that_was_killed_fails_what_it_was_asked_and_the_next_run_has_another() -> None:
    code = """
from expectations import second_process as second
from pipeline.core.errors import ValidationFailed
killed = second._second_process()
killed.process.kill()
try:
    killed.submit(None).result()
except ValidationFailed:
    assert second._second_process() is not killed
    assert second._second_process() is second._second_process()
    print("another")
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, timeout=60, capture_output=True, text=True)
    assert done.stdout == "another\n"


def test_the_process_that_validates_ends_with_the_command_where_the_signal_to_end_is_ignored() -> None:
    command = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    command += "from expectations.second_process import start; start()"
    subprocess.run([sys.executable, "-c", command], check=True, timeout=60)


def test_the_process_that_validates_loads_nothing_that_no_suite_needs() -> None:
    command = "import sys; from expectations.worker import warm_up; warm_up(); "
    command += "print([name for name in ('pyspark', 'sqlalchemy', 'scipy.stats._stats_py', 'altair.vegalite') "
    command += "if sys.modules.get(name)], 'great_expectations' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", command], check=True, timeout=60, capture_output=True, text=True)
    assert answer.stdout.split("\n")[-2] == "[] True"
