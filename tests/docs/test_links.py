"""Every link in a Markdown file leads to a file, and to a heading, that is there."""

import re
from pathlib import Path

import pytest

from tests.docs import ROOT, tracked

CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
LINK = re.compile(
    r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|^\[[^\]]+\]:\s*(\S+)|(?:src|href)=\"([^\"]+)\"", re.MULTILINE
)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def links(text: str) -> list[str]:
    """The targets of a page's links and pictures; code is left out."""
    return [next(filter(None, found)) for found in LINK.findall(CODE.sub("", text))]


def anchors(text: str) -> set[str]:
    """The anchors GitHub gives a page's headings: lower case, punctuation dropped, blanks as hyphens, repeats numbered."""
    given: list[str] = []
    for heading in HEADING.findall(FENCED.sub("", text)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        repeats = sum(each == anchor or re.fullmatch(re.escape(anchor) + r"-\d+", each) is not None for each in given)
        given.append(f"{anchor}-{repeats}" if repeats else anchor)
    return set(given)


def faults(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    broken = []
    for link in links(page.read_text(encoding="utf-8")):
        if ELSEWHERE.match(link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (not target.is_relative_to(ROOT.resolve()) and target != page):
            broken.append(f"{link}: no such file")
        elif anchor and (target.suffix != ".md" or anchor not in anchors(target.read_text(encoding="utf-8"))):
            broken.append(f"{link}: no such heading")
    return broken


def test_every_link_leads_to_a_file_and_a_heading() -> None:
    pages = tracked("*.md")
    assert ROOT / "README.md" in pages
    assert {page.relative_to(ROOT).as_posix(): found for page in pages if (found := faults(page))} == {}


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("[a](other.md)", []),
        ("[a](other.md#two-words)", []),
        ("[a](other.md#two-words-1)", []),
        ("[a](#own)\n\n# Own", []),
        ("[a](https://example.org/nothing)", []),
        ("`[a](gone.md)`", []),
        ("[a](gone.md)", ["gone.md: no such file"]),
        ("![a](gone.png)", ["gone.png: no such file"]),
        ("[a](other.md#three)", ["other.md#three: no such heading"]),
        ("[a](#nowhere)", ["#nowhere: no such heading"]),
        ("[a][b]\n\n[b]: gone.md", ["gone.md: no such file"]),
        ('<img src="gone.svg">', ["gone.svg: no such file"]),
    ],
)
def test_a_link_that_leads_nowhere_is_found(
    text: str, broken: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.docs.test_links.ROOT", tmp_path)
    (tmp_path / "other.md").write_text(
        "# Other\n\n## Two `words`\n\n## Two words\n\n```\n# three\n```\n", encoding="utf-8"
    )
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    assert faults(page) == broken
