"""The notebooks under docs/examples run, and show what they say they show. ``python -m tests.docs.test_notebooks`` runs
them anew and keeps their outputs."""

import ast
import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.docs import ROOT

NOTEBOOKS = sorted((ROOT / "docs" / "examples").glob("*.ipynb"))
MOST_CHARACTERS = 6_000  # of one output


def executed(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with the outputs that its cells give when they are run one after the other, as in Jupyter."""
    names: dict[str, Any] = {"__name__": "__main__"}
    cells = [
        cell | {"outputs": outputs(cell, names)} if cell["cell_type"] == "code" else cell for cell in notebook["cells"]
    ]
    return notebook | {"cells": cells}


def outputs(cell: dict[str, Any], names: dict[str, Any]) -> list[dict[str, Any]]:
    """What is printed, and the value of the last line if it is an expression."""
    module, printed, found = ast.parse("".join(cell["source"])), io.StringIO(), []
    last = ast.Expression(module.body.pop().value) if isinstance(module.body[-1], ast.Expr) else None  # type: ignore[attr-defined]
    with contextlib.redirect_stdout(printed):
        exec(compile(module, "cell", "exec"), names)
        value = eval(compile(last, "cell", "eval"), names) if last else None
    if printed.getvalue():
        found.append({"name": "stdout", "output_type": "stream", "text": lines(printed.getvalue())})
    if value is not None:
        data = {"text/plain": [f"<{type(value).__name__}>"], "text/html": lines(value._repr_html_())}
        found.append({"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"})
    return found


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_and_its_kept_outputs_are_small_and_those_it_gives(path: Path) -> None:
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert executed(kept)["cells"] == kept["cells"], "run: python -m tests.docs.test_notebooks"
    assert all(len(json.dumps(each)) <= MOST_CHARACTERS for cell in kept["cells"] for each in cell.get("outputs", []))


if __name__ == "__main__":
    for each in NOTEBOOKS:
        made = executed(json.loads(each.read_text(encoding="utf-8")))
        each.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
