"""The wheel: one name in a shared environment, and the same tables from any folder as from the repository."""

import importlib.util
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def load_hook() -> Any:
    described = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert described is not None and described.loader is not None
    module = importlib.util.module_from_spec(described)
    described.loader.exec_module(module)
    return module


HOOK = load_hook()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    return next(made.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the content of the wheel and nothing else: what an installer makes of a pure wheel."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command of the wheel, from a folder that has nothing of the repository; its packages cannot be imported."""
    lost = f"import sys; sys.path = [p for p in sys.path if not p or p != {str(ROOT)!r}]"
    code = f"{lost}; from ghettolist.__main__ import main; main(prog_name='ghettolist')"
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-c", code, *words], cwd=place, env=environment, capture_output=True, text=True, check=False
    )


def test_a_moved_module_differs_in_its_imports_only() -> None:
    for path in (each for package in HOOK.PACKAGES for each in (ROOT / package).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        moved = HOOK.moved(source, path.name)
        assert moved.replace("from ghettolist.", "from ") == source
        assert not re.search(rf"^\s*(from|import) ({'|'.join(HOOK.PACKAGES)})\b", moved, re.MULTILINE), path


def test_an_import_that_cannot_be_moved_is_refused() -> None:
    with pytest.raises(SyntaxError, match=r"x.py, line 2"):
        HOOK.moved("import os\nimport pipeline.core\n", "x.py")


def test_the_wheel_adds_one_name_and_no_delivery(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        points = archive.read(next(name for name in names if name.endswith("entry_points.txt"))).decode()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"ghettolist"}
    shipped = {name.removeprefix("ghettolist/data/raw/") for name in names if name.startswith("ghettolist/data/")}
    assert {"areas.csv", "published/lists.csv", "published/values.csv"} <= shipped
    assert not any(re.match(r"\d{4}/", name) for name in shipped)
    assert "ghettolist = ghettolist.__main__:main" in points


def test_the_wheel_answers_from_another_folder_with_the_shipped_figures(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "explain", "Blaagaarden", "--list-year", "2012", "--language", "en")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Blågården (101-blaagaarden), list 2012")
    assert "No data/raw here: reading the published figures that come with ghettolist." in done.stderr


def test_a_delivery_is_not_filed_among_the_shipped_figures(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "receive", ".", "--list-year", "2026")
    assert done.returncode == 2 and "--raw" in done.stderr


def test_the_wheel_and_the_repository_name_the_same_version(installed: Path, tmp_path: Path) -> None:
    place = "pipeline.core.version import code_version; print(code_version())"
    found = [
        subprocess.run(
            [sys.executable, "-c", f"from {package}{place}"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for package, folder in (("ghettolist.", installed), ("", ROOT))
    ]
    assert found[0] == found[1]
