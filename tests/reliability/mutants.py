"""Mutation testing: one operator, number, name or argument of the code is changed, and a test must fail.

``python -m tests.reliability.mutants [--seconds N]``, or ``make mutants``. The changes are those of mutmut 3.8, which must be
importable; they are applied here because mutmut starts the tests anew for each of them and leaves every decorated function
(properties, cached functions) alone. Here the tests are collected once, and each mutant is a fork of that process in
which one function has other code. Mutants are tried in a random order that is the same every time: whatever number of
them has been tried is a random sample of all. What was tried is kept, by the code of the function, and not tried again;
with ``--again`` survivors are, once for each state of tests and program. Of each file an unchanged function is tried
too, which must survive.

A survivor that no test can tell from the code is explained in ``survivors/`` (``--explain`` prints the entries to fill
in). The summary, ``measured/mutants.json``, is renewed for the files of ``--only`` alone.

Not mutated: docstrings, annotations, decorators, defaults of arguments, code outside functions, texts (string literals
with a blank) and what a ``raise`` says. Of a string without a blank one change is tried, not mutmut's three.
"""

from __future__ import annotations

import argparse
import ast
import functools
import gc
import hashlib
import importlib
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest

from tests.reliability.measured import read_measured, write_measured
from tests.reliability.survivors import explained_survivors

ROOT = Path(__file__).parents[2]
KEPT = (
    ROOT / "data" / "work" / "mutants.json"
)  # every mutant tried, survivors with their change; the summary is committed
TARGETS = (
    "pipeline/law",
    "pipeline/lists",
    "pipeline/core/disclosure.py",
    "pipeline/core/exact.py",
    "pipeline/core/strict_yaml.py",
    "pipeline/inputs/registers/groupings.py",
    "pipeline/analysis",
)
TESTS = (
    "tests/law",
    "tests/lists",
    "tests/core/test_disclosure.py",
    "tests/core/test_exact.py",
    "tests/core/test_strict_yaml.py",
    "tests/inputs/test_groupings.py",
    "tests/analysis",
    "tests/text",
    "tests/outputs/test_gate.py",
)
SLOW = (  # tried on survivors only, with a larger --budget
    "test_causes_suffice_and_are_the_smallest",
    "test_all_categories_are_decided_as_by_trying_every_world",
    "test_the_pipeline_agrees_with_the_referee",
    "test_the_tables_pass_their_validation",
    "test_the_published_delta_holds_the_causes",
    "test_the_cheapest_way_against_trying_every_number_of_persons",
    "test_a_certain_outcome_of_the_referee_survives_filling_every_hole",
    "test_persons_against_trying_each_number",
)
SECONDS_OF_SLOW = 10
SEED = 2010
KILLED, SURVIVED, TIMED_OUT, UNTESTED = "killed", "survived", "timed out", "untested"
IMPOSSIBLE = "impossible"  # the other code closes over other names and cannot take the place of the first


@dataclass(frozen=True)
class Mutant:
    """One change of one function. ``id`` is of the function's code and the number of the change within it."""

    id: str
    path: str
    function: str
    line: int
    start: int
    end: int
    text: str

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def source(self) -> str:
        """The module with the change."""
        before = (ROOT / self.path).read_bytes()
        return (before[: self.start] + self.text.encode() + before[self.end :]).decode()

    def shown(self) -> str:
        """The changed lines, before and after."""
        before, after = (ROOT / self.path).read_text(encoding="utf-8").splitlines(), self.source.splitlines()
        first = next((n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
        extra = len(before) - len(after)
        return f"{before[first].strip()}  ->  {after[first].strip()}" + (f"  ({extra} lines fewer)" if extra else "")


# --- which changes ------------------------------------------------------------------------------------------------------


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every change of a file's functions."""
    import libcst as cst
    from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper, PositionProvider
    from mutmut.mutation.mutators import mutation_operators

    source = path.read_bytes()
    wrapper = MetadataWrapper(cst.parse_module(source))
    spans, lines = wrapper.resolve(ByteSpanPositionProvider), wrapper.resolve(PositionProvider)
    module = wrapper.module
    name = path.relative_to(ROOT).as_posix()

    def visible(node: cst.CSTNode) -> bool:
        if isinstance(node, (cst.Annotation, cst.Decorator, cst.Param, cst.Raise)):
            return False
        if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
            return not isinstance(node, cst.ConcatenatedString) and " " not in node.value
        called = node.func if isinstance(node, cst.Call) else None
        return not (isinstance(called, cst.Name) and called.value in ("len", "isinstance", "cast"))

    def changes(node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
        if not visible(node):
            return
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                made = list(operator(node))
                for changed in made[:1] if isinstance(node, cst.BaseString) else made:
                    yield node, changed
        for child in node.children:
            yield from changes(child)

    def functions(node: cst.CSTNode, outer: str) -> Iterator[tuple[str, cst.FunctionDef]]:
        for child in node.children:
            if isinstance(child, cst.FunctionDef):
                yield outer + child.name.value, child
            elif isinstance(child, cst.ClassDef):
                yield from functions(child, f"{outer}{child.name.value}.")
            else:
                yield from functions(child, outer)

    for function, node in functions(module, ""):
        code = module.code_for_node(node)
        for number, (original, changed) in enumerate(changes(node.body)):
            span = spans[original]
            start, end = span.start, span.start + span.length
            before, after = module.code_for_node(original), module.code_for_node(changed)
            if source[start:end].decode() != before:  # blanks or parentheses around it belong to the node
                at = source.find(before.encode(), max(0, start - len(before.encode())), end + len(before.encode()))
                if at < 0:
                    before, after = before.strip(), after.strip()
                    at = source.find(before.encode(), max(0, start - 80), end + 80)
                start, end = at, at + len(before.encode())
            text = after.strip() if before == before.strip() else after
            key = hashlib.sha256(f"{name}\n{function}\n{code}\n{number}".encode()).hexdigest()[:12]
            yield Mutant(key, name, function, lines[original].start.line, start, end, text)


def all_mutants(only: str = "") -> list[Mutant]:
    """Every mutant of the targets whose path holds a text that compiles to other code than the original, in file order."""
    found: dict[str, Mutant] = {}
    seen: set[tuple[str, str]] = set()
    for target in TARGETS:
        for path in sorted(_python(ROOT / target)):
            if only not in path.relative_to(ROOT).as_posix():
                continue
            whole = ast.dump(ast.parse(path.read_text(encoding="utf-8")))
            for mutant in mutants_of(path):
                try:
                    tree = ast.dump(ast.parse(mutant.source))
                except SyntaxError:
                    continue
                key = (mutant.path, hashlib.sha256(tree.encode()).hexdigest())
                if tree != whole and key not in seen:
                    seen.add(key)
                    found[mutant.id] = mutant
    return list(found.values())


# --- other code in a living function -----------------------------------------------------------------------------------


def code_of(module: CodeType, function: str, line: int) -> CodeType | None:
    """The code of a function in a compiled module, of several of that name (overloads) the one that holds a line."""
    found, rest = [], [module]
    while rest:
        for constant in rest.pop().co_consts:
            if isinstance(constant, CodeType):
                rest.append(constant)
                if constant.co_qualname == function:
                    found.append(constant)
    before = [code for code in found if code.co_firstlineno <= line]
    return max(before, key=lambda code: code.co_firstlineno, default=None)


def living_functions() -> dict[tuple[str, str], list[FunctionType]]:
    """Every function object of the targets by module and qualified name."""
    found = defaultdict(list)
    for each in gc.get_objects():
        if not isinstance(each, FunctionType) or not (each.__module__ or "").startswith("pipeline."):
            continue
        if each.__code__.co_qualname == each.__qualname__:
            found[each.__module__, each.__qualname__].append(each)
    return found


def living_caches() -> list[functools._lru_cache_wrapper[Any]]:
    """What keeps results of calls in this project."""
    return [
        each
        for each in gc.get_objects()
        if isinstance(each, functools._lru_cache_wrapper) and str(each.__module__).startswith(("pipeline", "tests"))
    ]


def put_in_place(
    mutant: Mutant,
    living: dict[tuple[str, str], list[FunctionType]],
    caches: Iterable[functools._lru_cache_wrapper[Any]],
) -> bool:
    """Give the function its other code and forget what was kept of calls; whether that could be done."""
    code = code_of(compile(mutant.source, str(ROOT / mutant.path), "exec"), mutant.function, mutant.line)
    functions = living.get((mutant.module, mutant.function), [])
    if code is None or not functions:
        return False
    try:
        for function in functions:
            function.__code__ = code
    except ValueError:  # it closes over other names
        return False
    for cache in caches:
        cache.cache_clear()
    return True


# --- the tests ----------------------------------------------------------------------------------------------------------


def in_a_fork(work: Callable[[], Any], seconds: float) -> Any:
    """What the work returns, made in a fork of this process; ``None`` if it ended otherwise or took too long."""
    reader, writer = os.pipe()
    folder = tempfile.mkdtemp(prefix="mutants-")
    child = os.fork()
    if child == 0:
        os.close(reader)
        limit = int(seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        resource.setrlimit(resource.RLIMIT_AS, (12 << 30, 12 << 30))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        tempfile.tempdir = folder
        answer = b""
        try:
            answer = json.dumps(work()).encode()
        finally:
            with os.fdopen(writer, "wb") as stream:
                stream.write(answer)
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        answer = stream.read()
    os.waitpid(child, 0)
    shutil.rmtree(folder, ignore_errors=True)
    return json.loads(answer) if answer else None


class Trials:
    """A plugin of pytest: collects the tests, and instead of running them once tries mutants on them."""

    def __init__(self, seconds: float, budget: float, only: str, again: bool, tests: Iterable[str]) -> None:
        self.seconds, self.budget, self.only, self.again, self.tests = seconds, budget, only, again, tests
        self.killers: dict[str, Counter[str]] = defaultdict(Counter)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        session.config._tmp_path_factory._basetemp = None  # type: ignore[attr-defined]
        self.items = {item.nodeid: item for item in session.items}
        living, self.caches = living_functions(), living_caches()
        self.state = self._state()
        self._look(living)
        everything = all_mutants(self.only)
        mutants = sorted(everything, key=lambda mutant: hashlib.sha256(f"{SEED} {mutant.id}".encode()).digest())
        gc.freeze()  # what is there is not walked again in each fork
        kept = read_kept()
        print(f"{len(mutants)} mutants, {sum(mutant.id in kept for mutant in mutants)} tried before", flush=True)
        for each in kept.values():
            if each["outcome"] == KILLED:
                self.killers[f"{each['path'].removesuffix('.py').replace('/', '.')}:{each['function']}"][
                    each["by"]
                ] += 1
        for control in {mutant.path: replace(mutant, start=0, end=0, text="") for mutant in mutants}.values():
            outcome, by = self._tried(control, living)
            if outcome not in (SURVIVED, UNTESTED):
                raise SystemExit(f"{control.path} {control.function} is {outcome} by {by} without any change")
        end, tried = time.monotonic() + self.seconds, 0
        for mutant in mutants:
            before = kept.get(mutant.id)
            if before and not (self.again and before["outcome"] not in (KILLED, TIMED_OUT)):
                continue
            if before and (before.get("state"), before.get("budget")) == (self.state, self.budget):
                continue
            if time.monotonic() > end:
                break
            outcome, by = self._tried(mutant, living)
            kept[mutant.id] = {"path": mutant.path, "function": mutant.function, "outcome": outcome, "by": by}
            if outcome not in (KILLED, TIMED_OUT):
                kept[mutant.id] |= {"change": mutant.shown(), "state": self.state, "budget": self.budget}
                print(
                    f"{outcome}: {mutant.id} {mutant.path}:{mutant.line} {mutant.function}: {mutant.shown()}",
                    flush=True,
                )
            tried += 1
            if tried % 20 == 0:
                write_kept(kept)
        write_kept(kept)
        report(everything, kept)
        return True

    def _state(self) -> str:
        """What the tests and the program are: the same for the same files."""
        digest = hashlib.sha256(repr(self.tests).encode())
        for path in sorted({each for place in ("tests", "pipeline") for each in _python(ROOT / place)}):
            if path.parent != Path(__file__).parent:
                digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    def _run(self, names: Iterable[str], stop: bool) -> list[tuple[str, str, float, bool]]:
        """Run tests in their order: of each its name, phase, seconds and whether it passed."""
        from _pytest.runner import runtestprotocol

        items = [self.items[name] for name in names]
        said = []
        for item, following in zip(items, [*items[1:], None], strict=True):
            self.running = item.nodeid
            for outcome in runtestprotocol(item, log=False, nextitem=following):
                said.append((item.nodeid, outcome.when, outcome.duration, outcome.outcome != "failed"))
                if outcome.failed and stop:
                    return said
        return said

    def _look(self, living: dict[tuple[str, str], list[FunctionType]]) -> None:
        """Learn which tests call which function, in themselves or in their fixtures, and what each test costs."""
        codes = {function.__code__: f"{module}:{name}" for (module, name), them in living.items() for function in them}
        called: dict[str, set[str]] = defaultdict(set)

        def measured() -> list[Any]:
            def watch(frame: FrameType, _event: str, _argument: Any) -> None:
                name = codes.get(frame.f_code)
                if name is not None:
                    called[name].add(self.running)

            for cache in self.caches:
                cache.cache_clear()
            sys.settrace(watch)
            said = self._run([name for name in self.items if not _is_slow(name)], stop=False)
            sys.settrace(None)
            return [said, {name: sorted(tests) for name, tests in called.items()}]

        place = Path(tempfile.gettempdir()) / f"ghettolist-calls-{self.state}.json"
        if not place.is_file():
            place.write_text(json.dumps(in_a_fork(measured, 1800)), encoding="utf-8")
        said, self.callers = json.loads(place.read_text(encoding="utf-8"))
        failed = sorted({name for name, _, _, passed in said if not passed})
        if failed:
            print(f"left out, they fail here without any mutant: {failed}", flush=True)
        self.cost: dict[str, float] = defaultdict(float)
        self.fixtures: dict[str, float] = defaultdict(float)  # by file, the dearest
        for name, when, seconds, _ in said:
            if when == "setup":
                self.fixtures[_file(name)] = max(self.fixtures[_file(name)], seconds)
            else:
                self.cost[name] += seconds
        self.cost.update((name, SECONDS_OF_SLOW) for name in self.items if _is_slow(name))
        self.order = [name for name in sorted(self.items, key=self.cost.__getitem__) if name not in failed]
        print(f"{len(self.order)} tests, {sum(self.cost.values()) + sum(self.fixtures.values()):.0f} s", flush=True)

    def _chosen(self, function: str) -> tuple[list[str], float]:
        """The tests to try on a mutant of a function within the budget: those that have killed one of its mutants, those
        that call it, those that share a file and so perhaps a fixture with one that does; and what they cost."""
        callers = set(self.callers.get(function, ()))
        files = {_file(name) for name in callers}
        killers = [name for name, _ in self.killers[function].most_common() if name in self.items]
        wanted = [*killers, *(name for name in self.order if name in callers)]
        wanted += [name for name in self.order if _file(name) in files]
        chosen: list[str] = []
        opened: set[str] = set()
        total = 0.0
        for name in dict.fromkeys(wanted):
            price = self.cost[name] + (0 if _file(name) in opened else self.fixtures[_file(name)])
            if chosen and total + price > self.budget:
                continue
            chosen.append(name)
            opened.add(_file(name))
            total += price
        return chosen, total

    def _tried(self, mutant: Mutant, living: dict[tuple[str, str], list[FunctionType]]) -> tuple[str, str]:
        function = f"{mutant.module}:{mutant.function}"
        tests, seconds = self._chosen(function)
        if not tests:
            return UNTESTED, ""

        def trial() -> list[Any]:
            if not put_in_place(mutant, living, self.caches):
                return [IMPOSSIBLE]
            return [name for name, _, _, passed in self._run(tests, stop=True) if not passed]

        killers = in_a_fork(trial, 10 + 3 * seconds)
        if killers is None:
            return TIMED_OUT, ""
        if killers == [IMPOSSIBLE]:
            return IMPOSSIBLE, ""
        if killers:
            self.killers[function][killers[0]] += 1
        return (KILLED, killers[0]) if killers else (SURVIVED, "")


def _is_slow(test: str) -> bool:
    return test.split("::")[-1].split("[")[0] in SLOW


def _python(place: Path) -> list[Path]:
    return list(place.rglob("*.py")) if place.is_dir() else [place]


def _file(test: str) -> str:
    return test.split("::")[0]


# --- what was measured --------------------------------------------------------------------------------------------------


def read_kept() -> dict[str, dict[str, str]]:
    """What was tried before, by mutant."""
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}


def write_kept(kept: dict[str, dict[str, str]]) -> None:
    """Keep what was tried."""
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    new = KEPT.with_suffix(".new")
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(kept[key], ensure_ascii=False)}" for key in sorted(kept))
    new.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
    new.replace(KEPT)


def report(mutants: list[Mutant], kept: dict[str, dict[str, str]]) -> None:
    """Print the score by file, and keep it for the page. Says which explanations explain no survivor any more."""
    summary = read_measured("mutants")
    explained = explained_survivors()
    by_path = defaultdict(list)
    for mutant in mutants:
        by_path[mutant.path].append(mutant)
    for path, them in by_path.items():
        tried = [each for each in them if each.id in kept]
        survivors = [each for each in tried if kept[each.id]["outcome"] not in (KILLED, TIMED_OUT)]
        changes = [(path, each.function, each.shown()) for each in survivors]
        known = sum(change in explained for change in changes)
        dead = len(tried) - len(survivors)
        print(f"{path:45} {len(them):5} mutants {len(tried):5} tried {dead:5} killed {known:5} explained", flush=True)
        summary[path] = {"mutants": len(them), "tried": len(tried), "killed": dead, "explained": known}
        for change in explained:
            if change[0] == path and change not in changes:
                print(f"explained, but no survivor: {change}", flush=True)
    write_measured("mutants", summary)


def explain(mutants: list[Mutant], kept: dict[str, dict[str, str]]) -> None:
    """Print an entry for ``survivors/`` of each survivor that has none, its reason to be filled in."""
    explained = explained_survivors()
    for mutant in mutants:
        outcome = kept.get(mutant.id, {}).get("outcome", KILLED)
        if outcome in (KILLED, TIMED_OUT) or (mutant.path, mutant.function, mutant.shown()) in explained:
            continue
        print(f"# line {mutant.line}, {outcome}\n[[survivor]]\npath = {mutant.path!r}\nfunction = {mutant.function!r}")
        print(f"change = '''{mutant.shown()}'''\nreason = \"\"\n")


def main() -> int:
    """Try mutants for a number of seconds; those that were tried before are not tried again."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--budget", type=float, default=4, help="seconds of tests for one mutant, cheapest first")
    parser.add_argument("--only", default="", help="only files whose path holds this")
    parser.add_argument("--again", action="store_true", help="try those again that survived")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="only these folders and files of tests")
    parser.add_argument("--count", action="store_true", help="only count the mutants and renew the summary")
    parser.add_argument("--explain", action="store_true", help="only print the survivors that have no explanation")
    chosen = parser.parse_args()
    os.chdir(ROOT)
    if chosen.count or chosen.explain:
        (report if chosen.count else explain)(all_mutants(chosen.only), read_kept())
        return 0
    os.environ.update(POLARS_MAX_THREADS="1", OMP_NUM_THREADS="1")
    from hypothesis import Phase, settings

    settings.register_profile(
        "mutants", phases=[Phase.explicit, Phase.generate], derandomize=True, database=None, deadline=None
    )
    settings.load_profile("mutants")
    for target in TARGETS:
        for path in sorted(_python(ROOT / target)):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    plugins = Trials(chosen.seconds, chosen.budget, chosen.only, chosen.again, tuple(chosen.tests))
    return int(
        pytest.main(
            ["-o", "addopts=", "-q", "-s", "-p", "no:cacheprovider", "-p", "no:faulthandler", *chosen.tests], [plugins]
        )
    )


if __name__ == "__main__":
    sys.exit(main())
