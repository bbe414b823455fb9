"""A text with light marks becomes `rich_text` blocks, in which nothing but our own styles means anything.

Rules
- Every word is a literal `text` element: no `mrkdwn`, so what anybody wrote can become no mention, link, broadcast or
  formatting (docs.slack.dev/reference/block-kit/blocks/rich-text-block).
- A line that begins with `- ` is a bullet. An https address is a link that shows where it leads, where `links` says
  that the text is not a card or a post that quotes people.
- What does not fit is cut, and the reader is told how much is missing.
"""

from __future__ import annotations

import re
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from adapters.slack.limits import most, weight
from bot.dialogue.marks import Span, lines, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Json = dict[str, Any]

BULLET = "- "
_ADDRESS = re.compile(
    r"(https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:/(?:[^\s<>\"]*[^\s<>\".,;:!?'”)\]])?)?)"
)


class Piece(Struct, frozen=True):
    """A span, or an address that is to be a link."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    is_link: bool = False


Row = tuple[Piece, ...]
"""One line; an empty one is empty."""


def rows_of(text: str, *, links: bool = False) -> list[Row]:
    """The lines of a text with marks, without empty ones at its beginning and end."""
    rows = [tuple(piece for span in line for piece in _pieces(span, links=links)) for line in lines(parse(text))]
    while rows and not _is_seen(rows[-1]):
        rows.pop()
    while rows and not _is_seen(rows[0]):
        rows.pop(0)
    return rows


def strong(rows: Iterable[Row]) -> list[Row]:
    """The same, all of it strong: a title."""
    return [tuple(replace(piece, strong=True) for piece in row) for row in rows]


def plain_of(rows: Iterable[Row]) -> str:
    """The same without any style."""
    return "\n".join("".join(piece.text for piece in row) for row in rows)


def rich_text(rows: Sequence[Row], room: int, more: str) -> list[Json]:
    """Blocks that weigh at most `room`; none for what has no visible character. more: tells a reader of `{count}`
    characters that are left out."""
    whole = _blocks(rows)
    if weight(whole) <= room:
        return whole
    length = sum(len(piece.text) for row in rows for piece in row)
    fits: list[Json] = []
    low, high = 0, length
    while low < high:  # the longest beginning that fits
        middle = (low + high) // 2
        tried = _blocks(_beginning(rows, middle, more.format(count=f"{length - middle:,}")))
        if weight(tried) <= room:
            fits, low = tried, middle + 1
        else:
            high = middle
    return fits


def _pieces(span: Span, *, links: bool) -> Iterator[Piece]:
    parts = _ADDRESS.split(span.text) if links and not span.code else [span.text]
    for number, part in enumerate(parts):
        if part:
            is_link = number % 2 == 1 and len(part) <= most("address")
            yield Piece(part, span.strong, span.emphasis, span.code, is_link)


def _is_seen(row: Row) -> bool:
    return any(piece.text.strip() for piece in row)


def _beginning(rows: Sequence[Row], length: int, ending: str) -> list[Row]:
    """The first `length` characters and the ending. A link is never cut: it would lead elsewhere."""
    kept: list[Row] = []
    for row in rows:
        pieces: list[Piece] = []
        for piece in row:
            part = piece.text[:length]
            length -= len(part)
            if part and (part == piece.text or not piece.is_link):
                pieces.append(replace(piece, text=part))
        kept.append(tuple(pieces))
        if length == 0:
            break
    return [*kept[:-1], (*(kept[-1] if kept else ()), Piece(ending))]


def _blocks(rows: Sequence[Row]) -> list[Json]:
    return [_block(part) for part in _parts(rows) if any(map(_is_seen, part))]


def _parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows, as many together as one block takes."""
    part: list[Row] = []
    length = 0
    for row in chain.from_iterable(map(_short, rows)):
        of_row = sum(len(piece.text) for piece in row) + 1
        if part and length + of_row > most("text"):
            yield part
            part, length = [], 0
        part.append(row)
        length += of_row
    yield part


def _short(row: Row) -> Iterator[Row]:
    """A row that is longer than a block is several."""
    longest = most("text") - 1
    if sum(len(piece.text) for piece in row) <= longest:
        yield row
        return
    pieces: list[Piece] = []
    room = longest
    for piece in row:
        text = piece.text
        if piece.is_link and len(text) > room:
            yield tuple(pieces)
            pieces, room = [], longest
        while len(text) > room:
            yield (*pieces, replace(piece, text=text[:room]))
            text, pieces, room = text[room:], [], longest
        if text:
            pieces.append(replace(piece, text=text))
            room -= len(text)
    yield tuple(pieces)


def _block(rows: Sequence[Row]) -> Json:
    elements: list[Json] = []
    for is_list, run in groupby(rows, _is_item):
        if is_list:
            items = [_section([_without_bullet(row)]) for row in run]
            elements.append({"type": "rich_text_list", "style": "bullet", "elements": items})
        else:
            section = _section(list(run))
            elements += [section] if section["elements"] else []
    return {"type": "rich_text", "elements": elements}


def _is_item(row: Row) -> bool:
    return bool(row) and row[0].text.startswith(BULLET) and _is_seen(_without_bullet(row))


def _without_bullet(row: Row) -> Row:
    first = replace(row[0], text=row[0].text.removeprefix(BULLET))
    return (first, *row[1:]) if first.text else row[1:]


def _section(rows: Sequence[Row]) -> Json:
    """Lines of text, as one section: Slack puts no line between two sections by itself."""
    pieces: list[Piece] = []
    for number, row in enumerate(rows):
        for piece in (*([Piece("\n")] if number else []), *row):
            if pieces and _alike(pieces[-1], piece):
                pieces[-1] = replace(piece, text=pieces[-1].text + piece.text)
            else:
                pieces.append(piece)
    return {"type": "rich_text_section", "elements": [_element(piece) for piece in pieces]}


def _alike(one: Piece, other: Piece) -> bool:
    return not one.is_link and replace(one, text="") == replace(other, text="")


def _element(piece: Piece) -> Json:
    element: Json = {"type": "link", "url": piece.text} if piece.is_link else {"type": "text", "text": piece.text}
    style = {"bold": piece.strong, "italic": piece.emphasis, "code": piece.code}
    if any(style.values()):
        element["style"] = {name: True for name, is_on in style.items() if is_on}
    return element
