"""Faults around a whole run: the process is killed, the disk is full, the clock is wrong. ``make reliability``.

A trial starts ``ghettolist run`` or ``receive`` in a fork of this process, into a folder that holds an earlier
publication, and does it harm. Afterwards every file in its place is one of the earlier or of the new publication, whole;
the next run completes; and its bytes are those of a run that nobody disturbed. The manifests are compared without
who made them, when and under which id. The second process, which validates, is forked as well, so that Great
Expectations is imported once and not once a trial; a few trials start it as users do.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import io
import locale
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from tests.reliability.measured import read_measured, write_measured

ROOT = Path(__file__).parents[2]
SEED = 2010
YEAR = "2010"  # real figures; the year that takes least
RECEIVED = 2017
REFUSED = (3, 4)
WRITING = ("open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree")
LONGEST_S = 120

Content = dict[str, bytes]
Harm = Callable[[], object]


@dataclass
class Tally:
    """How often a fault was caused, how often it struck before the command had ended, and what went wrong."""

    tried: int = 0
    struck: int = 0
    wrong: list[str] = field(default_factory=list)


# --- commands in forks --------------------------------------------------------------------------------------------------


def warm_up() -> None:
    """Import what a run imports, once, and let the second process be a fork of this one."""
    import commands.ghettolist  # noqa: F401
    import expectations.second_process as second
    import expectations.tasks  # noqa: F401
    import expectations.worker as worker
    import pipeline.inputs.receiving
    import pipeline.outputs.yearly_run  # noqa: F401
    from expectations.validator import warm_up as import_great_expectations

    import_great_expectations()
    forking = functools.partial(multiprocessing.get_context, "fork")
    second.multiprocessing = _Forking(forking())  # type: ignore[attr-defined]
    worker.warm_up = lambda: None


class _Forking:
    """The module ``multiprocessing`` as ``second_process`` sees it, with ``fork`` for ``spawn``."""

    def __init__(self, context: object) -> None:
        self.get_context = lambda _: context


def started(words: list[str], harm: Harm = lambda: None) -> int:
    """Start a command in a fork, and its process group; the harm is done in it before it begins. Its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setpgid(0, 0)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        from commands.ghettolist import main

        harm()
        try:
            main(words)
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
    finally:
        for each in multiprocessing.active_children():
            each.kill()
        os._exit(code)


def ended(child: int, after: float | None = None) -> int | None:
    """The exit code of a command, which is killed with its group once it has computed so many seconds; ``None`` then.

    The seconds are of the processor, so that a kill strikes as often on a machine that others use as well.
    """
    until = time.monotonic() + LONGEST_S
    while time.monotonic() < until and (after is None or _computed(child) < after):
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            _kill_group(child)
            return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else None
        time.sleep(0.002)
    _kill_group(child)
    os.waitpid(child, 0)
    if after is None:
        raise TimeoutError("a command did not end")
    return None


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _computed(child: int) -> float:
    fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _kill_group(child: int) -> None:
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        return


def content(root: Path) -> Content:
    """Every file of a folder, without what says who made it and when, and without the writer's lock."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink() and path.name != ".ghettolist.lock"
    }


def compared(files: Content) -> Content:
    """The part of a publication that is the same each time it is made."""
    return {name: data for name, data in files.items() if not name.startswith("manifest/")}


# --- the scenes ---------------------------------------------------------------------------------------------------------


class Scene:
    """A command, the folder it reads, the folder it writes, and the earlier and the new content of that folder."""

    inputs: Path
    changed: str  # the file of the inputs that a fault changes
    change: tuple[str, str]  # what stands in it, and what then
    opened = 40  # how often files of the inputs are opened, about

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0
        self.old_root = folder / "old"
        self.prepare()
        self.old = compared(content(self.old_root))
        place = self.place()
        began = _of_children()
        assert self.run(place) == 0, f"{type(self).__name__} fails undisturbed"
        self.seconds = _of_children() - began  # of the processor, with the second process
        self.new = compared(content(place))
        assert self.old != self.new
        shutil.rmtree(place.parent)

    def prepare(self) -> None:
        """Make the earlier content."""
        raise NotImplementedError

    def words(self, place: Path) -> list[str]:
        """The command that writes ``place``."""
        raise NotImplementedError

    def place(self) -> Path:
        """A folder of its own with the earlier content."""
        self.number += 1
        place = self.folder / str(self.number) / "root"
        shutil.copytree(self.old_root, place)
        return place

    def start(self, place: Path, harm: Harm = lambda: None) -> int:
        return started(self.words(place), harm)

    def run(self, place: Path, harm: Harm = lambda: None) -> int | None:
        return ended(self.start(place, harm))

    def half(self, place: Path) -> list[str]:
        """Files in their places that are neither of the earlier nor of the new content: none may be."""
        found = []
        for name, data in content(place).items():
            if name.startswith((".staging-", ".ghettolist")):
                continue
            if name.startswith("manifest/"):
                if name.endswith(".parquet"):
                    pq.read_table(io.BytesIO(data))  # raises if it is cut off
            elif data not in (self.old.get(name), self.new.get(name)):
                found.append(f"{name} is neither old nor new")
        return found

    def whole(self, place: Path) -> list[str]:
        """What the next run leaves wrong: nothing may be."""
        code = self.run(place)
        if code not in self.next_codes(place):
            return [f"the next run ends with {code}"]
        after = content(place)
        left = [name for name in after if name.startswith((".staging-", ".ghettolist"))]
        differ = sorted(
            name
            for name in {**self.new, **compared(after)}
            if self.new.get(name) != after.get(name) and name not in left
        )
        return [f"left behind: {name}" for name in left] + [f"other bytes: {name}" for name in differ]

    def next_codes(self, place: Path) -> tuple[int, ...]:
        """The exit codes that the next run may have."""
        return (0,)


class Run(Scene):
    """``ghettolist run`` on the real figures; earlier, the list of one municipality was published."""

    inputs = ROOT / "data" / "raw"
    changed, change = "published/values.csv", ("Akacieparken,1160,70.1", "Akacieparken,1161,70.2")

    def prepare(self) -> None:
        self.municipality = "101"
        assert self.run(self.old_root) == 0
        self.municipality = "all"

    def words(self, place: Path) -> list[str]:
        roots = ["--raw", str(self.inputs), "--out", str(place), "--work", str(place.parent / "work")]
        return ["run", "--list-year", YEAR, *roots, "--municipality", self.municipality]


class Receive(Scene):
    """``ghettolist receive`` of a delivery of counts; earlier, the delivery of the year before was filed."""

    opened = 12
    changed, change = "crime.csv", ("area,quiet,2016,900,4", "area,quiet,2016,900,5")

    def prepare(self) -> None:
        source = ROOT / "data" / "made_up"
        self.old_root.mkdir(parents=True)
        shutil.copyfile(source / "areas.csv", self.old_root / "areas.csv")
        shutil.copytree(source / str(RECEIVED - 1), self.old_root / str(RECEIVED - 1))
        self.inputs = self.folder / "inbox"
        shutil.copytree(source / str(RECEIVED), self.inputs)
        (self.inputs / "delivery.yaml").unlink()  # its hashes would refuse any change

    def words(self, place: Path) -> list[str]:
        return [
            "receive",
            str(self.inputs),
            "--list-year",
            str(RECEIVED),
            "--raw",
            str(place),
            "--received-on",
            "2017-09-01",
            *("--accept", "registers_repeat", "--accept", "sizes_alike"),  # as the card of the made-up country does
        ]

    def next_codes(self, place: Path) -> tuple[int, ...]:
        return (0, 3) if (place / str(RECEIVED)).exists() else (0,)  # "is filed already" says that it was completed


# --- faults -------------------------------------------------------------------------------------------------------------


def judged(scene: Scene, place: Path, tally: Tally, name: str, struck: bool) -> None:
    """Look at what a fault left, and at what the next run makes of it."""
    tally.tried += 1
    tally.struck += struck
    try:
        wrong = scene.half(place) + scene.whole(place)
    except Exception as error:
        wrong = [f"{type(error).__name__}: {error}"]
    tally.wrong += [f"{name}: {each}" for each in wrong]
    shutil.rmtree(place.parent)


def killed_at_a_random_time(scene: Scene, chance: random.Random) -> Tally:
    """Every process of the command is killed at once after a random time."""
    tally = Tally()
    after = chance.uniform(0, scene.seconds)
    place = scene.place()
    code = ended(scene.start(place), after)
    judged(scene, place, tally, f"killed after {after:.2f} s", code is None)
    return tally


def killed_before_a_random_operation(scene: Scene, chance: random.Random) -> Tally:
    """The command kills itself before a random one of its operations on the folder that it writes."""
    tally = Tally()
    place = scene.place()
    at = chance.randrange(1, max(2, operations(scene)))
    code = scene.run(place, lambda: _kill_before(place, at))
    judged(scene, place, tally, f"killed before operation {at}", code is None)
    return tally


def _on_operation(place: Path, act: Callable[[int], None]) -> None:
    seen, inside = 0, os.fspath(place)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event in WRITING and arguments and str(arguments[0]).startswith(inside):
            seen += 1
            act(seen)

    sys.addaudithook(hook)


def _kill_before(place: Path, at: int) -> None:
    _on_operation(place, lambda seen: os.killpg(0, signal.SIGKILL) if seen == at else None)


def operations(scene: Scene) -> int:
    """How many operations on files the command has undisturbed; counted once."""
    known = getattr(scene, "_operations", None)
    if known is None:
        place = scene.place()
        counted = place.parent / "operations"
        counted.touch()

        def count() -> None:
            descriptor = os.open(counted, os.O_WRONLY | os.O_APPEND)
            _on_operation(place, lambda _: os.write(descriptor, b".") and None)

        scene.run(place, count)
        known = scene._operations = counted.stat().st_size  # type: ignore[attr-defined]
        shutil.rmtree(place.parent)
    return known


def file_size_limit(scene: Scene, chance: random.Random) -> Tally:
    """No file may become larger than a random number of bytes."""
    tally, place, limit = Tally(), scene.place(), chance.randrange(100, max(map(len, scene.new.values())))
    code = scene.run(place, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    if code not in (0, *REFUSED):
        tally.wrong.append(f"file-size limit {limit}: exit {code}")
    if code in REFUSED and compared(content(place)) != scene.old:
        tally.wrong.append(f"file-size limit {limit}: refused, but something changed")
    judged(scene, place, tally, f"file-size limit {limit}", code != 0)
    return tally


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[bool]:
    """A file system of so many bytes with the content of ``place`` in its place; whether that can be had here."""
    kept = place.with_name("kept")
    place.rename(kept)
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(place)]
    mounted = os.geteuid() == 0 and subprocess.run(words, capture_output=True).returncode == 0
    if not mounted:
        place.rmdir()
        kept.rename(place)
        yield False
        return
    try:
        shutil.copytree(kept, place, dirs_exist_ok=True)
        yield True
    finally:
        shutil.rmtree(kept)
        shutil.copytree(place, kept)
        subprocess.run(["umount", str(place)], check=True)
        place.rmdir()
        kept.rename(place)


def _bytes_on_disk(files: Content) -> int:
    return sum(-(-len(data) // 4096) * 4096 for data in files.values())


def disk_full(scene: Scene, chance: random.Random) -> Tally:
    """The disk has room for the earlier content and a random part of what the command writes."""
    tally, place = Tally(), scene.place()
    room = _bytes_on_disk(content(place)) + chance.randrange(4096, 4096 + _bytes_on_disk(scene.new) * 3 // 4)
    with small_disk(place, room) as possible:
        if possible:
            code = scene.run(place)
            if code not in (0, *REFUSED):
                tally.wrong.append(f"disk of {room} bytes: exit {code}")
            if code in REFUSED and compared(content(place)) != scene.old:
                tally.wrong.append(f"disk of {room} bytes: refused, but something changed")
    if possible:
        judged(scene, place, tally, f"disk of {room} bytes", code != 0)
    return tally


def read_only(scene: Scene, chance: random.Random) -> Tally:
    """The disk may only be read."""
    tally, place = Tally(), scene.place()
    with small_disk(place, 64 << 20) as possible:
        if possible:
            subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
            code = scene.run(place)
            subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
            if code not in REFUSED:
                tally.wrong.append(f"read-only: exit {code}")
            if compared(content(place)) != scene.old:
                tally.wrong.append("read-only: something changed")
    if possible:
        judged(scene, place, tally, "read-only", code != 0)
    return tally


def clock(scene: Scene, chance: random.Random) -> Tally:
    """The clock goes back or forward by up to sixty years in the middle of the command, and files come from the future."""
    tally, place = Tally(), scene.place()
    leap = chance.choice([-1, 1]) * chance.uniform(1, 60 * 365 * 86400)
    for path in place.rglob("*"):
        os.utime(path, (time.time() + leap,) * 2)
    code = scene.run(place, lambda: _leap(place, leap, chance.randrange(1, 30)))
    if code != 0:
        tally.wrong.append(f"clock: exit {code}")
    judged(scene, place, tally, f"clock moved by {leap / 86400:.0f} days", True)
    return tally


def _leap(place: Path, seconds: float, at: int) -> None:
    real = time.time
    moved = [0.0]
    day = dt.datetime

    class Like(type):
        def __instancecheck__(cls, each: object) -> bool:
            return isinstance(each, day)

    class Leaping(day, metaclass=Like):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return day.fromtimestamp(real() + moved[0], tz)

    time.time = lambda: real() + moved[0]
    dt.datetime = Leaping  # type: ignore[misc]

    def act(seen: int) -> None:
        if seen == at:
            moved[0] = seconds

    _on_operation(place, act)


ZONES = (
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
    "Europe/Copenhagen",
    "UTC",
    "XXX-14",
    "no such zone",
)
LOCALES = ("C", "POSIX", "C.UTF-8", "da_DK.ISO-8859-1", "tr_TR.UTF-8", "no such locale")


def place_and_language(scene: Scene, chance: random.Random) -> Tally:
    """Another time zone, locale and umask."""
    tally, place = Tally(), scene.place()
    zone, language, mask = chance.choice(ZONES), chance.choice(LOCALES), chance.choice([0o077, 0o022, 0])

    def elsewhere() -> None:
        os.environ.update(TZ=zone, LC_ALL=language, LANG=language)
        time.tzset()
        os.umask(mask)
        try:
            locale.setlocale(locale.LC_ALL, "")
        except locale.Error:
            return

    code = scene.run(place, elsewhere)
    if code != 0:
        tally.wrong.append(f"TZ={zone} LC_ALL={language}: exit {code}")
    elif differ := [name for name, data in compared(content(place)).items() if scene.new.get(name) != data]:
        tally.wrong.append(f"TZ={zone} LC_ALL={language}: other bytes: {differ[:3]}")
    judged(scene, place, tally, f"TZ={zone} LC_ALL={language}", True)
    return tally


def changed_while_read(scene: Scene, chance: random.Random) -> Tally:
    """One file of the inputs is another one from the moment at which a random one of them is opened."""
    tally, place = Tally(), scene.place()
    undisturbed, scene.inputs = scene.inputs, place.parent / "inputs"
    try:
        shutil.copytree(undisturbed, scene.inputs)
        other, at = of_changed_inputs(scene), chance.randrange(1, scene.opened)
        code = scene.run(place, lambda: _change_before_opening(scene, at))
        after, struck = compared(content(place)), not (place.parent / "other").exists()
    finally:
        scene.inputs = undisturbed
    if code not in (0, *REFUSED):
        tally.wrong.append(f"changed at opening {at}: exit {code}")
    if code in REFUSED and after != scene.old:
        tally.wrong.append(f"changed at opening {at}: refused, but something changed")
    if code == 0 and after not in (scene.new, other):
        tally.wrong.append(f"changed at opening {at}: what was published is of neither file")
    if after == other:  # the file was changed before it was read
        tally.tried, tally.struck = 1, struck
        shutil.rmtree(place.parent)
    else:
        judged(scene, place, tally, f"changed at opening {at}", struck)
    return tally


def _with_change(scene: Scene, target: Path) -> None:
    before = (scene.inputs / scene.changed).read_text(encoding="utf-8")
    assert scene.change[0] in before
    target.write_text(before.replace(*scene.change), encoding="utf-8")


def of_changed_inputs(scene: Scene) -> Content:
    """What the command makes of the changed file, undisturbed; made once."""
    known: Content | None = getattr(scene, "_of_changed_inputs", None)
    if known is None:
        undisturbed, place = scene.inputs, scene.place()
        scene.inputs = place.parent / "inputs"
        shutil.copytree(undisturbed, scene.inputs)
        _with_change(scene, scene.inputs / scene.changed)
        assert scene.run(place) == 0
        known = scene._of_changed_inputs = compared(content(place))  # type: ignore[attr-defined]
        assert known != scene.new
        scene.inputs = undisturbed
        shutil.rmtree(place.parent)
    return known


def _change_before_opening(scene: Scene, at: int) -> None:
    prepared, target, inside = scene.inputs.with_name("other"), scene.inputs / scene.changed, os.fspath(scene.inputs)
    _with_change(scene, prepared)
    seen = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event == "open" and str(arguments[0]).startswith(f"{inside}/"):
            seen += 1
            if seen == at:
                prepared.replace(target)

    sys.addaudithook(hook)


def two_at_once(scene: Scene, chance: random.Random) -> Tally:
    """Two of the same command at once, the second a moment later, and one of them killed every third time."""
    tally, place = Tally(), scene.place()
    first = scene.start(place)
    time.sleep(chance.uniform(0, scene.seconds))
    second = scene.start(place)
    is_killed = chance.random() < 1 / 3
    codes = [ended(first, chance.uniform(0, scene.seconds) if is_killed else None), ended(second)]
    allowed = (0, None) if is_killed else (0,)
    if isinstance(scene, Receive):
        allowed = (*allowed, 3)
    if any(code not in allowed for code in codes) or all(code in (3, None) for code in codes):
        tally.wrong.append(f"two at once: exit {codes}")
    judged(scene, place, tally, "two at once", True)
    return tally


def as_users_start_it(scene: Scene, chance: random.Random) -> Tally:
    """The command in an interpreter of its own, under LC_ALL=C and an ASCII console, killed alone: its second process ends."""
    tally, place = Tally(), scene.place()
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen(
        [sys.executable, "-m", "commands.ghettolist", *scene.words(place)], env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        run.wait(chance.uniform(1, 8))
    except subprocess.TimeoutExpired:
        run.kill()
        run.wait()
    until = time.monotonic() + 30
    while _is_group(run.pid) and time.monotonic() < until:
        time.sleep(0.05)
    if _is_group(run.pid):
        tally.wrong.append("the process that validates goes on after the run was killed")
        _kill_group(run.pid)
    judged(scene, place, tally, "killed alone", run.returncode != 0)
    return tally


def _is_group(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


FAULTS: dict[str, tuple[Callable[[Scene, random.Random], Tally], dict[str, int]]] = {
    "killed at a random time": (killed_at_a_random_time, {"run": 60, "receive": 40}),
    "killed before a random operation on files": (killed_before_a_random_operation, {"run": 60, "receive": 40}),
    "disk full": (disk_full, {"run": 6, "receive": 6}),
    "file-size limit": (file_size_limit, {"run": 6, "receive": 6}),
    "read-only disk": (read_only, {"run": 1, "receive": 1}),
    "clock set back or forward meanwhile": (clock, {"run": 4, "receive": 4}),
    "an input changed while it is read": (changed_while_read, {"run": 12, "receive": 12}),
    "another time zone, locale and umask": (place_and_language, {"run": 6, "receive": 4}),
    "two at once, or one killed meanwhile": (two_at_once, {"run": 6, "receive": 6}),
    "killed as users start it, its second process not": (as_users_start_it, {"run": 2, "receive": 1}),
}
SCENES: dict[str, type[Scene]] = {"run": Run, "receive": Receive}


def attempted(scene: Scene, fault: str, times: int) -> Tally:
    """A fault caused several times; stops after ten that went wrong."""
    cause, chance, total = FAULTS[fault][0], random.Random(f"{SEED} {type(scene).__name__} {fault}"), Tally()
    for _ in range(times):
        one = cause(scene, chance)
        total.tried += one.tried
        total.struck += one.struck
        total.wrong += one.wrong
        if len(total.wrong) >= 10:
            break
    return total


def main() -> int:
    """Cause every fault and keep what was measured. Arguments: only faults with such a word; ``--share`` of the usual number."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--share", type=float, default=1.0)
    chosen = parser.parse_args()
    warm_up()
    measured = read_measured("faults")
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="reliability-") as folder:
        for command, kind in SCENES.items():
            names = [
                fault for fault in FAULTS if not chosen.words or any(w in f"{command}: {fault}" for w in chosen.words)
            ]
            if not names:
                continue
            scene = kind(Path(folder) / command)
            print(
                f"{command}: {scene.seconds:.2f} s of the processor, {operations(scene)} operations on files",
                flush=True,
            )
            for fault in names:
                began = time.monotonic()
                tally = attempted(scene, fault, max(1, round(FAULTS[fault][1][command] * chosen.share)))
                print(
                    f"{command}: {fault}: {tally.tried} tried, {tally.struck} struck, {time.monotonic() - began:.0f} s",
                    flush=True,
                )
                for each in tally.wrong:
                    print(f"    {each}", flush=True)
                wrong += len(tally.wrong)
                measured[f"{command}: {fault}"] = {
                    "tried": tally.tried,
                    "struck": tally.struck,
                    "wrong": len(tally.wrong),
                }
                if chosen.share == 1:
                    write_measured("faults", measured)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
