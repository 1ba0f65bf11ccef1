"""The list of the dependencies' licences is complete, and the project's own licence is stated everywhere alike."""

import re
import tomllib
from collections import Counter

from commands.licences import PAGE, RUN_LOCK, SERVER_LOCK, TEST_LOCK, licence_of, pinned
from tests.docs import ROOT

ROW = re.compile(r"^\| (?!package|---)(\S+) \| (.+) \|$", re.MULTILINE)


def test_every_pinned_package_is_listed_with_its_licence() -> None:
    """If this fails: ``make docs``."""
    listed = dict(ROW.findall(PAGE.read_text(encoding="utf-8")))
    assert set(listed) == pinned(RUN_LOCK) | pinned(SERVER_LOCK) | pinned(TEST_LOCK)
    pins = Counter(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==", RUN_LOCK.read_text(), re.MULTILINE))
    same_everywhere = [name for name in listed if pins[name] < 2]  # others: another version for another Python
    assert {name: listed[name] for name in same_everywhere} == {name: licence_of(name) for name in same_everywhere}


def test_nothing_needed_to_run_is_under_a_licence_that_binds_what_it_is_used_in() -> None:
    strong = [name for name in pinned(RUN_LOCK) if re.search(r"\bA?GPL|General Public|not stated", licence_of(name))]
    assert strong == []


def test_the_project_is_under_the_eupl_wherever_its_licence_is_stated() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "EUPL-1.2"
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (ROOT / "LICENSE").read_text(encoding="utf-8").splitlines()[0]
    assert "license: EUPL-1.2" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert "EUPL" in (ROOT / "README.md").read_text(encoding="utf-8")
