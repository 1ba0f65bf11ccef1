"""What the long checks measured, one JSON file for each; ``docs/reliability.md`` is written from them alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def read_measured(name: str) -> dict[str, Any]:
    """What a check measured when it was run last; empty if it never was."""
    place = FOLDER / f"{name}.json"
    return dict(json.loads(place.read_text(encoding="utf-8"))) if place.is_file() else {}


def write_measured(name: str, measured: dict[str, Any]) -> None:
    """Keep what a check measured: one entry a line, in the order of their names."""
    entries = ",\n".join(
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(measured[key], ensure_ascii=False)}"
        for key in sorted(measured)
    )
    place = FOLDER / f"{name}.json"
    new = place.with_suffix(".new")
    new.write_text(f"{{\n{entries}\n}}\n", encoding="utf-8")
    new.replace(place)
