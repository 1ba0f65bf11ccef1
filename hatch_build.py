"""The wheel holds one package: the folders of this repository lie under ``ghettolist`` in it, and so do their imports.

``pipeline``, ``expectations``, ``assets`` and ``commands`` are names that other projects have too; loose in a shared
environment one would hide the other (docs/decisions/wheel-layout.md). An editable install takes the folders as they are.
"""

import ast
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TOP = "ghettolist"
PACKAGES = ("pipeline", "expectations", "assets", "commands")
RAW = "data/raw"
# The published figures, by name: a delivery that lies beside them gets into no wheel.
SHIPPED = ("README.md", "SOURCES.yaml", "areas.csv", "goals.yaml", "published/*.csv")


def moved(source: str, name: str) -> str:
    """A module with its imports of the packages made imports of ``ghettolist.<package>``; no other character changes.

    Raises ``SyntaxError`` for ``import pipeline...``, which binds a name that the moved package does not have.
    """
    lines = source.split("\n")
    for node in ast.walk(ast.parse(source, name)):
        if isinstance(node, ast.Import) and any(each.name.split(".")[0] in PACKAGES for each in node.names):
            raise SyntaxError(f"{name}, line {node.lineno}: write `from ... import ...`, which the wheel can move")
        if isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").split(".")[0] in PACKAGES:
            line, at = lines[node.lineno - 1].encode(), node.col_offset  # ast counts bytes
            assert line[at:].startswith(f"from {node.module}".encode()), f"{name}, line {node.lineno}"
            lines[node.lineno - 1] = (line[:at] + f"from {TOP}.".encode() + line[at + len("from ") :]).decode()
    return "\n".join(lines)


class OnePackage(BuildHookInterface[Any]):
    """Puts every package, moved, under ``ghettolist`` in the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the moved packages to a folder of their own and hand it to the builder."""
        if version == "editable":
            return
        root, self._folder = Path(self.root), Path(tempfile.mkdtemp(prefix="ghettolist-wheel-"))
        for path in sorted(each for package in (*PACKAGES, TOP) for each in (root / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                target = self._folder / path.relative_to(root / TOP if path.is_relative_to(root / TOP) else root)
                target.parent.mkdir(parents=True, exist_ok=True)
                if path.suffix == ".py":
                    name = path.relative_to(root).as_posix()
                    target.write_text(moved(path.read_text(encoding="utf-8"), name), encoding="utf-8", newline="")
                else:
                    shutil.copyfile(path, target)
        place = {
            str(path): path.relative_to(self._folder) for path in sorted(self._folder.rglob("*")) if path.is_file()
        }
        for path in sorted(each for pattern in SHIPPED for each in (root / RAW).glob(pattern)):
            place[str(path)] = path.relative_to(root)
        build_data["force_include"] |= {path: f"{TOP}/{below.as_posix()}" for path, below in place.items()}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the folder."""
        if version != "editable":
            shutil.rmtree(self._folder, ignore_errors=True)
