"""The rows of the manifest: which inputs, which law, which program and which choices made a list year.

What does not belong here: comparing a manifest with what is there now (``year_status``, ``verification``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from pipeline.core.version import git_commit, package_versions
from pipeline.inputs.cards import DeliveryCard, read_card
from pipeline.inputs.sources import Sources
from pipeline.law.model import Regime
from pipeline.lists.list_status import list_status
from pipeline.outputs.schema import CONTRACT_VERSION, MANIFEST
from pipeline.outputs.typed_rows import Row, rows_of
from pipeline.outputs.year_result import Request


def manifest_rows(sources: Sources, regime: Regime, code_version: str, list_year: int, request: Request) -> list[Row]:
    """One row per input file of a list year. ``outputs`` is filled in when they are published."""
    cards = {year: read_card(sources.raw, year) for year in sources.raw.delivered_years() if year <= list_year}
    common = {
        "regime": regime.name,
        "law_sha256": regime.sha256,
        "code_version": code_version,
        "run_id": request.run_id,
        "status": list_status(sources.published, regime, list_year).value,
        "options": _options(regime, request),
        "packages": package_versions(),
        "git_commit": git_commit(),
        "outputs": "",
        "contract_version": CONTRACT_VERSION,
    }
    return rows_of(
        MANIFEST,
        (
            {
                "path": file.path,
                "sha256": file.sha256,
                "rows": file.rows,
                "grain": file.grain,
                "accepted": "|".join(sorted(file.accepted)),
                **_provenance(file.path, cards),
                **common,
            }
            for file in sorted(sources.files(list_year), key=lambda file: file.path)
        ),
    )


def _provenance(path: str, cards: Mapping[int, DeliveryCard | None]) -> dict[str, str]:
    """What the card of a file's delivery says of it; empty for a file of no delivery, or of one without a card."""
    folder = path.partition("/")[0]
    card = cards.get(int(folder)) if folder.isdecimal() else None
    if card is None:
        return {"holder": "", "basis": "", "received_on": ""}
    return {"holder": card.holder, "basis": card.basis, "received_on": card.received_on.isoformat()}


def _options(regime: Regime, request: Request) -> str:
    chosen = {
        "municipalities": "all" if request.municipalities is None else sorted(request.municipalities),
        "switches": {name: switch.value for name, switch in sorted(regime.switches.items())},
        "engine": request.engine,
    }
    return json.dumps(chosen, ensure_ascii=False)
