"""Reads one course file: YAML, but strict, so that what an author sees is what is read.

Rules
- Size (256 kB) is bounded before anything is read, nesting (40) before and while it is parsed. Only PyYAML's scanner
  and parser in pure Python are used: its C twin crashes on deep nesting, its composer follows aliases.
- Every scalar is text: `no`, `1:30`, `010`, `2024-01-01` are what they look like. `~` and nothing are None.
- Refused, each with its place: a key given twice, anchors and aliases, merge keys, tags, a second document, keys that
  are not text, characters that cannot be seen, any encoding but UTF-8.
- All faults of a file are found at once, up to 100; only where YAML itself breaks does the reading end.
- Nothing here recurses, so no input can exhaust the stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from bot.curriculum.faults import Fault, Place, fault, quoted
from bot.curriculum.yaml_faults import explain

if TYPE_CHECKING:
    from collections.abc import Mapping

Tree = dict[str, "Tree"] | list["Tree"] | str | None
Path = tuple[str | int, ...]

LARGEST = 256 * 1024
DEEPEST = 40
MOST_FAULTS = 100

_TOO_DEEP = re.compile(rf"(?:[\[{{]\s*){{{DEEPEST + 1}}}|(?:[-?:][ \t]+){{{DEEPEST + 1}}}")
"""More openings in one run than may be nested: seen without parsing."""
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u202a-\u202e\ufeff\ufffe\uffff\ud800-\udfff]")
"""Control characters, marks that turn the direction of writing, and a byte order mark inside a text."""


@dataclass(frozen=True)
class Parsed:
    """A file that was read. places: where each value begins, by its path; keys: where its key stands."""

    file: str
    tree: Tree
    places: Mapping[Path, Place]
    keys: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """Of the value at `path`, or of the nearest thing around it that is in the file."""
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, Place(1, 1))

    def key(self, path: Path) -> Place:
        """Of the key of the value at `path`; of the value where it has none."""
        return self.keys.get(path) or self.place(path)


def read(text: bytes, file: str) -> Parsed | list[Fault]:
    """The tree of one file, or all its faults. file: as the author should see it in a fault. Never raises."""
    decoded = _decoded(text, file)
    if isinstance(decoded, list):
        return decoded
    hidden = [_hidden(decoded, found, file) for found in _HIDDEN.finditer(decoded)]
    if hidden:
        return hidden[:MOST_FAULTS]
    deep = _TOO_DEEP.search(decoded)
    if deep:
        return [_too_deep(file, _place_of(decoded, deep.start()))]
    return _built(decoded, file)


def _decoded(text: bytes, file: str) -> str | list[Fault]:
    start = Place(1, 1)
    if len(text) > LARGEST:
        what = f"the file has more than {LARGEST:,} bytes"
        return [fault(file, start, what, "make two units of it, or keep pictures in media/")]
    if text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in text[:2]:
        return [fault(file, start, "the file is in UTF-16 or UTF-32", "save it as UTF-8")]
    try:
        return text.decode("utf-8-sig")  # the mark that some editors put first says nothing and harms nothing
    except UnicodeDecodeError as error:
        before = text[: error.start].decode("utf-8-sig", errors="replace")
        what = f"the byte 0x{text[error.start]:02x} is not UTF-8"
        return [fault(file, _place_of(before, len(before)), what, "save the file as UTF-8")]


def _place_of(text: str, index: int) -> Place:
    return Place(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _hidden(text: str, found: re.Match[str], file: str) -> Fault:
    what = f"a character that cannot be seen stands here (U+{ord(found.group()):04X})"
    return fault(file, _place_of(text, found.start()), what, "delete it and type the text again")


def _too_deep(file: str, place: Place) -> Fault:
    return fault(
        file, place, f"this is nested more than {DEEPEST} deep", "put a text that begins with [ or { in quotes"
    )


def _built(text: str, file: str) -> Parsed | list[Fault]:
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(event)
            if builder.ended or len(builder.faults) >= MOST_FAULTS:
                break
    except yaml.YAMLError as error:
        builder.faults.append(explain(error, file))
    if builder.faults:
        return sorted(set(builder.faults))
    return Parsed(file, builder.root, builder.places, builder.keys)


@dataclass
class _Open:
    """A mapping or list that is being read. key: the one whose value comes next; ignored: its key was refused."""

    node: dict[str, Tree] | list[Tree]
    path: Path
    key: str | None = None
    ignored: bool = False


@dataclass
class _Builder:
    """Turns events into a tree, keeping a stack of its own."""

    file: str
    root: Tree = None
    faults: list[Fault] = field(default_factory=list)
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    ended: bool = False
    _open: list[_Open] = field(default_factory=list)
    _documents: int = 0

    def take(self, event: Event) -> None:
        """Add one event to the tree; what is refused becomes a fault and the reading goes on."""
        mark = event.start_mark
        place = Place(1, 1) if mark is None else Place(mark.line + 1, mark.column + 1)
        if isinstance(event, DocumentStartEvent):
            self._begin_document(place)
        elif isinstance(event, CollectionEndEvent):
            self._close()
        elif isinstance(event, ScalarEvent | CollectionStartEvent | AliasEvent):
            self._refuse_marks(event, place)
            self._node(event, place)

    def _fault(self, place: Place, what: str, cure: str) -> None:
        self.faults.append(fault(self.file, place, what, cure))

    def _begin_document(self, place: Place) -> None:
        self._documents += 1
        if self._documents > 1:
            self._fault(place, "a second document begins here", "take out the line ---, or quote it within a text")
            self.ended = True

    def _refuse_marks(self, event: ScalarEvent | CollectionStartEvent | AliasEvent, place: Place) -> None:
        if isinstance(event, AliasEvent):
            self._fault(
                place, f"*{event.anchor} points to another place", "write it out; quote a text that begins with *"
            )
            return
        if event.anchor is not None:
            self._fault(place, f"&{event.anchor} names a place", "take it out; quote a text that begins with &")
        if event.tag is not None:
            self._fault(place, f"{quoted(event.tag)} is a tag", "take it out; quote a text that begins with !")

    def _node(self, event: ScalarEvent | CollectionStartEvent | AliasEvent, place: Place) -> None:
        inside = self._open[-1] if self._open else None
        if inside is not None and isinstance(inside.node, dict) and inside.key is None:
            self._key(inside, event, place)
            return
        value: Tree = None
        if isinstance(event, CollectionStartEvent):
            value = {} if isinstance(event, MappingStartEvent) else []
        elif isinstance(event, ScalarEvent):
            value = self._scalar(event, place)
        path = self._place_value(inside, value, place)
        if isinstance(value, dict | list):
            self._push(_Open(value, path), place)

    def _scalar(self, event: ScalarEvent, place: Place) -> str | None:
        plain, value = event.implicit[0], str(event.value)
        if event.style == '"' and (_HIDDEN.search(value) or "\t" in value):
            what = "a backslash in these double quotes makes a character that cannot be seen"
            self._fault(place, what, "use single quotes, or write the backslash twice")
        return None if plain and value in {"", "~"} else value

    def _place_value(self, inside: _Open | None, value: Tree, place: Place) -> Path:
        path: Path = ()
        if inside is None:
            self.root = value
        elif isinstance(inside.node, list):
            path = (*inside.path, len(inside.node))
            inside.node.append(value)
        else:
            key = inside.key or ""
            path = (*inside.path, key)
            if not inside.ignored:
                inside.node[key] = value
            inside.key = None
        self.places.setdefault(path, place)
        return path

    def _key(self, inside: _Open, event: ScalarEvent | CollectionStartEvent | AliasEvent, place: Place) -> None:
        inside.ignored = True
        if isinstance(event, CollectionStartEvent):
            self._fault(
                place, "a list or { } stands where a key is needed", "put a text that begins with { or [ in quotes"
            )
            self._push(_Open({} if isinstance(event, MappingStartEvent) else [], (*inside.path, "?")), place)
            inside.key = "?"
            return
        key = (self._scalar(event, place) or "~") if isinstance(event, ScalarEvent) else "*"
        inside.key = key
        path = (*inside.path, key)
        if key == "<<":
            self._fault(place, "<< merges another place in", "write the keys out")
        elif path in self.keys:
            first = self.keys[path]
            self._fault(
                place, f"the key {quoted(key)} is here twice, first in line {first.line}", "keep one of the two"
            )
        else:
            inside.ignored = False
            self.keys[path] = place

    def _push(self, opened: _Open, place: Place) -> None:
        self._open.append(opened)
        if len(self._open) > DEEPEST:
            self.faults.append(_too_deep(self.file, place))
            self.ended = True

    def _close(self) -> None:
        self._open.pop()
