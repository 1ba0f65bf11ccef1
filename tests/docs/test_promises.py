"""The documents name tests as proof; each of those tests exists."""

import re

from tests.docs import ROOT, tracked

TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_test_that_a_document_names_exists() -> None:
    named = [found for page in tracked("*.md") for found in TEST.findall(page.read_text(encoding="utf-8"))]
    assert len(named) >= 8
    gone = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).is_file() or f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert gone == []
