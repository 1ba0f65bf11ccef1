"""A page parsed with the standard library: elements with their ancestors, texts, and the text of one language."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr", "path", "rect", "circle"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None
    children: list[Element | str] = field(default_factory=list)

    @property
    def elements(self) -> list[Element]:
        return [each for each in self.children if isinstance(each, Element)]

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def all(self, *tags: str) -> list[Element]:
        found = []
        for each in self.elements:
            found += [each] if not tags or each.tag in tags else []
            found += each.all(*tags)
        return found

    def text(self, language: str = "da") -> str:
        """What a reader of one language is shown; script and style are not shown."""
        other = {"da": "en", "en": "da"}[language]
        if self.tag in ("script", "style") or other in self.classes:
            return ""
        return "".join(each if isinstance(each, str) else each.text(language) for each in self.children)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, None)
        self.place = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.place)
        self.place.children.append(element)
        if tag not in VOID:
            self.place = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.place.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.place))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.place.tag == tag, f"<{self.place.tag}> is closed by </{tag}>"
        assert self.place.parent is not None
        self.place = self.place.parent

    def handle_data(self, data: str) -> None:
        self.place.children.append(data)


def read(html: str) -> Element:
    """The page as a tree; a page whose tags do not match fails here."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.place is reader.root, f"<{reader.place.tag}> is never closed"
    return reader.root


def by_id(page: Element, wanted: str) -> Element:
    return next(each for each in page.all() if each.attributes.get("id") == wanted)


def rows(table: Element, language: str = "da") -> list[list[str]]:
    """The cells of a table's rows as shown."""
    return [
        [" ".join(cell.text(language).split()) for cell in row.elements if cell.tag in ("th", "td")]
        for row in table.all("tr")
    ]
