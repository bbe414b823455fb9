"""A text with light marks as lines of pieces, for whoever lays it out: what is strong, what is a link, what has room.

Rules
- A piece is text in one style, or an address that is to be a link. Which addresses are links says whoever lays out.
- Empty lines at the beginning and the end are left out.
- What has no room is cut from the end, and the reader is told how many characters are missing. A link is never cut: it
  would lead elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.marks import Span, lines, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

T = TypeVar("T")
BULLET = "- "
"""At the beginning of a line: an item of a list."""
_ADDRESS = re.compile(
    r"(https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?"
    r"(?:/(?:[^\s<>\"]*[^\s<>\".,;:!?'”’)\]])?)?)"
)


class Piece(Struct, frozen=True):
    """A span, or an address that is to be a link."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    is_link: bool = False


Line = tuple[Piece, ...]
"""An empty one is empty."""


def lines_of(text: str, is_link: Callable[[str], bool] = lambda _: False) -> list[Line]:
    """The lines of a text with marks. is_link: of an https address that stands in it, whether it is to be one."""
    found = [tuple(piece for span in line for piece in _pieces(span, is_link)) for line in lines(parse(text))]
    while found and not is_seen(found[-1]):
        found.pop()
    while found and not is_seen(found[0]):
        found.pop(0)
    return found


def strong(text: Iterable[Line]) -> list[Line]:
    """The same, all of it strong: a title."""
    return [tuple(replace(piece, strong=True) for piece in line) for line in text]


def plain_of(text: Iterable[Line]) -> str:
    """The same without any style."""
    return "\n".join("".join(piece.text for piece in line) for line in text)


def is_seen(line: Line) -> bool:
    """Whether a reader sees anything of it."""
    return any(piece.text.strip() for piece in line)


def as_much_as_fits(
    text: Sequence[Line], shown: Callable[[Sequence[Line]], T], has_room: Callable[[T], bool], more: str
) -> T | None:
    """What `shown` makes of the text, or of its longest beginning that has room; None where nothing has. more: tells a
    reader of `{count}` characters that are left out."""
    whole = shown(text)
    if has_room(whole):
        return whole
    total = sum(len(piece.text) for line in text for piece in line)
    fits: T | None = None
    low, high = 0, total
    while low < high:
        middle = (low + high) // 2
        tried = shown(_beginning(text, middle, more.format(count=f"{total - middle:,}")))
        if has_room(tried):
            fits, low = tried, middle + 1
        else:
            high = middle
    return fits


def _pieces(span: Span, is_link: Callable[[str], bool]) -> Iterator[Piece]:
    parts = [span.text] if span.code else _ADDRESS.split(span.text)
    for number, part in enumerate(parts):
        if part:
            linked = number % 2 == 1 and is_link(part)
            yield Piece(part, span.strong, span.emphasis, span.code, linked)


def _beginning(text: Sequence[Line], longest: int, ending: str) -> list[Line]:
    """The first `longest` characters and the ending."""
    kept: list[Line] = []
    for line in text:
        pieces: list[Piece] = []
        for piece in line:
            part = piece.text[:longest]
            longest -= len(part)
            if part and (part == piece.text or not piece.is_link):
                pieces.append(replace(piece, text=part))
        kept.append(tuple(pieces))
        if longest == 0:
            break
    return [*kept[:-1], (*(kept[-1] if kept else ()), Piece(ending))]
