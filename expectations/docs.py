"""Data Docs: the results of every suite as static pages, holding counts only.

The pages are rendered by Great Expectations; their style sheets are linked from public addresses, so on a closed server
the pages are complete but unstyled.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.model import ValidationContext
from expectations.suites import suite
from expectations.validator import ValidationRun, validate_suite

if TYPE_CHECKING:
    import pandas as pd

Judged = tuple[str, "pd.DataFrame", ValidationContext]


def build_data_docs(results_folder_out: Path, judged: Iterable[Judged]) -> Path:
    """Write one page per (suite, frame, validation context), and an index. Returns the index's path."""
    results_folder_out.mkdir(parents=True, exist_ok=True)
    rows: list[str] = []
    for suite_name, frame, around in judged:
        validation_run = validate_suite(suite(suite_name), frame, around)
        name = f"{around.list_year}_{suite_name}"
        for part, text in zip(("cells", "counts"), _pages(validation_run), strict=True):
            (results_folder_out / f"{name}_{part}.html").write_text(text, encoding="utf-8")
        rows.append(_section(name, validation_run))
    index = results_folder_out / "index.html"
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Data Docs</title><h1>What the data satisfy</h1>'
    index.write_text(head + "".join(rows) + "</html>\n", encoding="utf-8")
    return index


def _pages(validation_run: ValidationRun) -> list[str]:
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
    from great_expectations.render.view.view import DefaultJinjaPageView

    view, renderer = DefaultJinjaPageView(), ValidationResultsPageRenderer(run_info_at_end=True)
    return [str(view.render(renderer.render(result))) for result in validation_run.results]  # type: ignore[no-untyped-call]


def _section(name: str, validation_run: ValidationRun) -> str:
    """Every finding of a suite, including rules that could not be judged, with links to the pages."""
    verdict = validation_run.verdict
    lines = "".join(
        f"<tr><td>{'met' if found.success else found.severity}</td><td>{html.escape(found.expectation)}</td>"
        f"<td>{found.unexpected_count} of {found.element_count}</td><td>{html.escape(found.sentence)}</td></tr>"
        for found in verdict.findings
    )
    links = " ".join(f'<a href="{name}_{part}.html">{part}</a>' for part in ("cells", "counts"))
    title = f"{verdict.suite} {verdict.list_year}: {'passed' if verdict.passed else 'failed'}"
    head = "<tr><th>outcome</th><th>expectation</th><th>unexpected</th><th>sentence</th></tr>"
    return f"<h2>{html.escape(title)}</h2><p>{links}</p><table>{head}{lines}</table>"
