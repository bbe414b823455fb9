"""A text with light marks becomes `rich_text` blocks, in which nothing but our own styles means anything.

Rules
- Every word is a literal `text` element: no `mrkdwn`, so what anybody wrote can become no mention, link, broadcast or
  formatting (docs.slack.dev/reference/block-kit/blocks/rich-text-block).
- A line that begins with `- ` is a bullet. An https address is a link that shows where it leads, where `links` says
  that the text is not a card or a post that quotes people.
- What does not fit is cut, and the reader is told how much is missing.
"""

from __future__ import annotations

from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from adapters.pieces import BULLET, Line, Piece, as_much_as_fits, is_seen, lines_of
from adapters.slack.limits import most, weight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Json = dict[str, Any]


def rows_of(text: str, *, links: bool = False) -> list[Line]:
    """The lines of a text with marks, without empty ones at its beginning and end."""
    return lines_of(text, lambda address: links and len(address) <= most("address"))


def rich_text(rows: Sequence[Line], room: int, more: str) -> list[Json]:
    """Blocks that weigh at most `room`; none for what has no visible character. more: tells a reader of `{count}`
    characters that are left out."""
    return as_much_as_fits(rows, _blocks, lambda blocks: weight(blocks) <= room, more) or []


def _blocks(rows: Sequence[Line]) -> list[Json]:
    return [_block(part) for part in _parts(rows) if any(map(is_seen, part))]


def _parts(rows: Sequence[Line]) -> Iterator[list[Line]]:
    """Rows, as many together as one block takes."""
    part: list[Line] = []
    length = 0
    for row in chain.from_iterable(map(_short, rows)):
        of_row = sum(len(piece.text) for piece in row) + 1
        if part and length + of_row > most("text"):
            yield part
            part, length = [], 0
        part.append(row)
        length += of_row
    yield part


def _short(row: Line) -> Iterator[Line]:
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


def _block(rows: Sequence[Line]) -> Json:
    elements: list[Json] = []
    for is_list, run in groupby(rows, _is_item):
        if is_list:
            items = [_section([_without_bullet(row)]) for row in run]
            elements.append({"type": "rich_text_list", "style": "bullet", "elements": items})
        else:
            section = _section(list(run))
            elements += [section] if section["elements"] else []
    return {"type": "rich_text", "elements": elements}


def _is_item(row: Line) -> bool:
    return bool(row) and row[0].text.startswith(BULLET) and is_seen(_without_bullet(row))


def _without_bullet(row: Line) -> Line:
    first = replace(row[0], text=row[0].text.removeprefix(BULLET))
    return (first, *row[1:]) if first.text else row[1:]


def _section(rows: Sequence[Line]) -> Json:
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
