"""The architecture page names rooms, modules and files that exist, and asks each room's own question."""

import ast
import re

import pytest

from tests.docs import ROOT
from tests.house.overcrowded_dwellings.declarations import ONE_CRITERION, ONE_EXPRESSION, ONE_REGISTER

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
DRAWING = (ROOT / "docs" / "pictures" / "one-delivery.svg").read_text(encoding="utf-8")
PATH = re.compile(r"`((?:pipeline|assets|commands|expectations|tests)/[\w./]*)`")


def test_every_file_the_page_names_exists() -> None:
    named = set(PATH.findall(PAGE))
    assert len(named) > 30
    assert {path for path in named if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize("task", ["regime", "criterion", "register", "table", "input format", "sentence"])
def test_each_task_has_a_list_of_files(task: str) -> None:
    section = re.search(rf"^### An? {task}\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section is not None
    assert PATH.findall(section[1])


@pytest.mark.parametrize(
    ("task", "changes"), [("register", (*ONE_REGISTER, *ONE_EXPRESSION)), ("criterion", ONE_CRITERION)]
)
def test_the_lists_name_what_the_made_up_register_and_criterion_touch(
    task: str, changes: tuple[tuple[str, str, str], ...]
) -> None:
    """``tests/house/test_new_register.py`` adds both to a copy of the project by these changes, and a law file."""
    section = re.search(rf"^### An? {task}\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section is not None
    assert {path for path, _, _ in changes} - set(PATH.findall(section[1])) == set()


def test_every_module_in_the_drawing_exists() -> None:
    named = re.findall(r'class="name"[^>]*>([a-z_]+\.[a-z_]+)<', DRAWING)
    assert len(named) > 12
    for name in named:
        path = ROOT.joinpath(*([] if name.startswith("expectations") else ["pipeline"]), *name.split("."))
        assert path.with_suffix(".py").is_file() or (path / "__init__.py").is_file(), name


def test_the_table_of_rooms_asks_each_rooms_own_question_and_leaves_none_out() -> None:
    asked = dict(re.findall(r"^\| `([\w/]+)/` \| (.+\?) \|$", PAGE, re.MULTILINE))
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("pipeline/*/__init__.py")}
    assert set(asked) == rooms | {"commands", "assets", "expectations", "ghettolist"}
    for room, question in asked.items():
        said = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))) or ""
        assert said.splitlines()[0] == question, room
