"""What counts as another programme: for kept counts, for the tables, and for the pages."""

import shutil
from pathlib import Path

import grimp
import pytest

from pipeline.core.version import DEPENDS_ON, SOURCE, VERSION, version_of

PURPOSES = tuple(DEPENDS_ON)
CHANGED = {
    "expectations/thresholds.py": {"counts", "tables", "report"},
    "pipeline/persons/kept.py": {"counts", "tables", "report"},
    "pipeline/persons/expressions.py": {"counts", "tables", "report"},
    "pipeline/core/codes/municipalities.csv": {"counts", "tables", "report"},
    "pipeline/inputs/registers/crime.py": {"counts", "tables", "report"},
    "pipeline/law/regimes/2018.yaml": {"tables", "report"},
    "pipeline/lists/assessment.py": {"tables", "report"},
    "pipeline/text/sentences.py": {"tables", "report"},
    "pipeline/outputs/rows.py": {"tables", "report"},
    "pipeline/outputs/report/templates/style.css": {"report"},
    "pipeline/outputs/report/templates/page.html.jinja": {"report"},
    "pipeline/synthetic/people.py": set(),
    "pipeline/core/codes/README.md": set(),
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copied = tmp_path_factory.mktemp("source")
    for package in ("pipeline", "expectations"):
        shutil.copytree(SOURCE / package, copied / package, ignore=shutil.ignore_patterns("__pycache__"))
    return copied


@pytest.mark.parametrize(("path", "changes"), CHANGED.items(), ids=CHANGED)
def test_a_version_changes_with_what_can_change_its_result_and_nothing_else(
    source: Path, path: str, changes: set[str]
) -> None:
    before = {purpose: version_of.__wrapped__(purpose, source) for purpose in PURPOSES}
    content = (source / path).read_bytes()
    (source / path).write_bytes(content + b"\n")
    after = {purpose: version_of.__wrapped__(purpose, source) for purpose in PURPOSES}
    (source / path).write_bytes(content)
    assert {purpose for purpose in PURPOSES if before[purpose] != after[purpose]} == changes


ENTRY_POINTS = {
    "counts": ("pipeline.persons.kept", "expectations.profile"),
    "tables": ("pipeline.outputs.yearly_run", "expectations.tasks"),
    "report": ("pipeline.outputs.report",),
}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_everything_imported_on_the_way_to_a_result_is_in_its_version(purpose: str) -> None:
    """The one exception: the law's say in counting is in the key of kept counts by itself."""
    graph = grimp.build_graph("pipeline", "expectations")
    used = {module for entry in ENTRY_POINTS[purpose] for module in graph.find_upstream_modules(entry)}
    covered = tuple(folder.replace("/", ".") for folder in DEPENDS_ON[purpose].folders)
    left_out = {module for module in used if not module.startswith(covered) and module != "pipeline"}
    assert {module for module in left_out if not (purpose == "counts" and module.startswith("pipeline.law"))} == set()


def test_a_version_starts_with_the_number_of_the_package(tmp_path: Path) -> None:
    assert all(version_of(purpose).startswith(f"{VERSION}+") for purpose in PURPOSES)
    with pytest.raises(FileNotFoundError):
        version_of("counts", tmp_path)
    with pytest.raises(KeyError):
        version_of("weather")
