"""A YAML file read strictly: missing, repeated and unknown keys are faults, each with its line.

Plain ``yaml.safe_load`` silently keeps the last of two equal keys. Every YAML file of the project is read by this
module: regimes, delivery cards, goals, the made-up mark. What does not belong here: what a key means.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import yaml

from pipeline.core.errors import Fault

Path = tuple[str | int, ...]
DEEPEST = 20  # levels of nesting; a regime has seven
LARGEST_BYTES = 1_000_000  # a regime has ten thousand
SHARE = re.compile(r"[0-9]{1,9}(?:/[1-9][0-9]{0,8}|\.[0-9]{1,9})?")


class _Loader(yaml.SafeLoader):
    """YAML without anchors: a regime is written out in full and inherits nothing, not even from itself."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next node, refusing a reference to an earlier one and nesting without end."""
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(
                None, None, "a reference (*) to another place; write the text out in full", event.start_mark
            )
        if self.depth >= DEEPEST:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, f"nested more than {DEEPEST} levels deep", mark)
        self.depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


class Document:
    """The content of one file, the line of every place in it, and the faults found so far.

    ``is_list`` says that the file holds a list of mappings (``items``) and not one mapping (``top``).
    """

    def __init__(self, name: str, data: bytes, is_list: bool = False) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self._lines: dict[Path, int] = {}
        self._content: Any = {}
        if len(data) > LARGEST_BYTES:
            self.fault((), f"the file is {len(data):,} bytes long", f"at most {LARGEST_BYTES:,} bytes")
            return
        try:
            loader = _Loader(data)
            node = loader.get_single_node()
            self._content = self._built(loader, node, ()) if node is not None else {}
        except yaml.YAMLError as error:
            self.faults.append(Fault(self._yaml_place(error), f"not readable as YAML: {_yaml_problem(error)}"))
            return
        if is_list:
            if not isinstance(self._content, list) or not all(isinstance(item, dict) for item in self._content):
                self.fault((), "the file does not hold a list of entries", "entries that begin with - and hold keys")
                self._content = []
        elif not isinstance(self._content, dict):
            self.fault((), "the file does not hold keys and values")
            self._content = {}

    @property
    def is_readable(self) -> bool:
        """Whether the file holds a mapping that can be read key by key."""
        return bool(self._content)

    def top(self) -> Entry:
        """The outermost mapping."""
        return Entry(self, (), self._content)

    def items(self) -> tuple[Entry, ...]:
        """The mappings of a file that holds a list of them."""
        return tuple(Entry(self, (place,), item) for place, item in enumerate(self._content))

    def fault(self, path: Path, problem: str, expected: str = "", remedy: str = "") -> None:
        """Record a fault at a place of the file."""
        line = self._lines.get(path)
        where = f"{self.name}: {_dotted(path) or 'the whole file'}" + (f" (line {line})" if line else "")
        self.faults.append(Fault(where, problem, expected, remedy))

    def _built(self, loader: _Loader, node: yaml.Node, path: Path) -> Any:
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._built_mapping(loader, node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._built(loader, item, (*path, place)) for place, item in enumerate(node.value)]
        try:
            return loader.construct_object(node)
        except ValueError:  # 2018-02-30 looks like a timestamp but is not a date: keep it as text
            return node.value

    def _built_mapping(self, loader: _Loader, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.fault(path, f"a key that is no name, on line {key_node.start_mark.line + 1}")
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key in content:
                self.fault(
                    here,
                    f"the key `{key}` stands twice, again on line {key_node.start_mark.line + 1}",
                    remedy="keep one of them; plain YAML would silently take the last",
                )
                continue
            self._lines[here] = key_node.start_mark.line + 1
            content[key] = self._built(loader, value_node, here)
        return content

    def _yaml_place(self, error: yaml.YAMLError) -> str:
        mark = getattr(error, "problem_mark", None)
        return f"{self.name}: line {mark.line + 1}" if mark else f"{self.name}: the whole file"


class Entry:
    """One mapping of the file, read key by key; ``close`` records a fault for every key that was not read.

    A method that finds a fault records it and returns an empty value, so that the rest is still checked.
    """

    def __init__(self, document: Document, path: Path, content: Mapping[str, Any]) -> None:
        self.document = document
        self.path = path
        self._content = content
        self._read: set[str] = set()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the mapping, in the order of the file."""
        return tuple(self._content)

    def has(self, key: str) -> bool:
        """Whether the key, which may be left out, is there."""
        self._read.add(key)
        return key in self._content

    def is_list(self, key: str) -> bool:
        """Whether a list stands at the key."""
        return isinstance(self._content.get(key), list)

    def fault(self, key: str, problem: str, expected: str = "", remedy: str = "") -> None:
        """Record a fault at a key of this mapping, or at the mapping itself for an empty key."""
        self.document.fault((*self.path, key) if key else self.path, problem, expected, remedy)

    def text(self, key: str, expected: str = "a text") -> str:
        """The text at a key; empty, with a fault, if there is none."""
        value = self._value(key, expected)
        if value is None:
            return ""
        if isinstance(value, float):
            self.fault(key, "a YAML float, which is already rounded in binary", expected, "write it as a text")
        elif isinstance(value, int):
            self.fault(key, "a bare YAML number or switch, not a text", expected, "write it in quotes or with its unit")
        elif isinstance(value, dt.date):
            self.fault(key, "a bare YAML date, not a text", expected, "write it in quotes")
        elif not isinstance(value, str):
            self.fault(key, "not a text", expected)
        elif not value.strip():
            self.fault(key, "empty", expected)
        else:
            return value
        return ""

    def whole(self, key: str, expected: str, minimum: int) -> int:
        """The whole number at a key, at least the minimum; the minimum, with a fault, if there is none."""
        value = self._value(key, expected)
        if value is None:
            return minimum
        if not isinstance(value, int) or isinstance(value, bool):
            self.fault(key, "not a whole number", expected)
            return minimum
        if value < minimum:
            self.fault(key, f"{value} is less than {minimum}", expected)
            return minimum
        return value

    def year(self, key: str, expected: str, first: int, last: int) -> int:
        """The year at a key, between two years; the first, with a fault that shows no value, if there is none."""
        value = self._value(key, expected)
        if isinstance(value, int) and not isinstance(value, bool) and first <= value <= last:
            return value
        if value is not None:
            self.fault(key, f"not a year from {first} to {last}", expected, "write it as a whole number")
        return first

    def day(self, key: str, expected: str = "a date such as 2024-05-02") -> dt.date:
        """The date at a key, bare or in quotes; a fault if there is none."""
        value = self._value(key, expected)
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        try:
            if isinstance(value, str):
                return dt.datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            pass
        if value is not None:
            self.fault(key, "not a date", expected)
        return dt.date.min

    def switch(self, key: str, expected: str = "true or false, without quotes") -> bool:
        """The bare ``true`` or ``false`` at a key; ``False``, with a fault, if there is none."""
        value = self._value(key, expected)
        if value is not None and not isinstance(value, bool):
            self.fault(key, "not a switch", expected)
        return value is True

    def share(self, key: str, expected: str) -> Fraction:
        """The share at a key, between 0 and 1: a fraction or decimal number, in quotes or bare; a fault if there is none."""
        value = self._value(key, expected)
        if value is None:
            return Fraction(0)
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        text = repr(value) if is_number else value
        if isinstance(text, str) and SHARE.fullmatch(text) and 0 <= Fraction(text) <= 1:
            return Fraction(text)
        self.fault(key, "not a share from 0 to 1", expected)
        return Fraction(0)

    def texts(self, key: str, expected: str) -> tuple[str, ...]:
        """The list of texts at a key, none of them twice."""
        value = self._value(key, expected)
        if value is None:
            return ()
        if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
            self.fault(key, "not a list of names", expected)
            return ()
        for item in sorted({item for item in value if value.count(item) > 1}):
            self.fault(key, f"`{item}` is named twice")
        return tuple(value)

    def entry(self, key: str, expected: str) -> Entry | None:
        """The mapping at a key; ``None``, with a fault, if there is none."""
        value = self._value(key, expected)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(key, "not a set of keys and values", expected)
            return None
        return Entry(self.document, (*self.path, key), value)

    def entries(self, key: str, expected: str) -> tuple[Entry, ...]:
        """The list of mappings at a key; empty, with a fault, if there is none."""
        value = self._value(key, expected)
        if value is None:
            return ()
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            self.fault(key, "not a list of sets of keys and values", expected)
            return ()
        return tuple(Entry(self.document, (*self.path, key, place), item) for place, item in enumerate(value))

    def close(self) -> None:
        """Record a fault for every key that has not been read: a misspelt key must not pass as an absent one."""
        for key in self._content:
            if key not in self._read:
                self.fault(key, f"unknown key `{key}`", "one of " + ", ".join(sorted(self._read)))

    def _value(self, key: str, expected: str) -> Any:
        """The raw value; ``None`` with a fault if the key is missing or empty."""
        self._read.add(key)
        value = self._content.get(key)
        if key not in self._content:
            self.fault("", f"the key `{key}` is missing", expected)
        elif value is None:
            self.fault(key, f"the key `{key}` is empty", expected)
        return value


def _dotted(path: Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _yaml_problem(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unknown syntax")
