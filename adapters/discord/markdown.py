r"""A text with light marks becomes Discord's markdown, in which nothing but our own styles means anything.

    Not *yet*, **look** at `3/4`      the same          1. I can, @here, _x_       1\. I can, \@here, \_x\_

Rules
- Every character that Discord would read is escaped: styles, spoilers, links, mentions, channels, emoji, times; at the
  beginning of a line headings, small print, quotes, lists. A nested text has such a beginning too.
- A line that begins with `- ` is a bullet. An https address stands between angle brackets, which bound it and are not
  shown, where `links` says that the text is not a card or a post that quotes people; elsewhere it is no link.
- Code that Discord has no fence for is written without its style.
- What does not fit is cut, and the reader is told how much is missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from adapters.discord.limits import length, most
from adapters.pieces import BULLET, Line, Piece, as_much_as_fits, is_seen, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

JOINER = "\u2060"
"""Between two marks of one kind that would be read as one: invisible, and no place for a line break."""
_UNSEEN = "\u200b"

_UNSAFE = re.compile(r"[\\*`|]|@(?=everyone|here)")
"""In an address: what would end a style that it stands in, or call people."""
_EVERYONE = re.compile(r"@(?=everyone|here)")
_ANYWHERE = re.compile(
    r"[\\*_~|`<\[@]|:(?=\S)|(?<=discord\.gg)/|(?<=discord(?:app)\.com)/|(?<=discord\.com)/", re.IGNORECASE
)
_AT_START = re.compile(r"^(\s*)(?:([#>+-])|([0-9]+)(?=\.))")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def lines(text: str, *, links: bool = False) -> list[Line]:
    """The lines of a text with marks, without empty ones at its beginning and end."""
    return [_seen(line) for line in lines_of(text, lambda address: links and _is_link(address))]


def _seen(line: Line) -> Line:
    """Without what no reader sees, and Discord does not take."""
    pieces = (replace(piece, text=_CONTROL.sub("", piece.text)) for piece in line)
    return tuple(piece for piece in pieces if piece.text)


def _is_link(address: str) -> bool:
    return len(address) <= most("address") and not _UNSAFE.search(address)


def markdown(text: Iterable[Line]) -> str:
    """As Discord reads it."""
    return "\n".join(map(_line, text))


def fitted(text: Sequence[Line], room: int, more: str) -> str:
    """`markdown` in at most `room` characters; empty where nothing fits. more: tells a reader of `{count}` characters
    that are left out."""
    if not any(map(_has_words, text)):
        return ""  # characters that nobody sees are an empty message to Discord
    return as_much_as_fits(text, markdown, lambda written: length(written) <= room, more) or ""


def _has_words(line: Line) -> bool:
    return any(character.isprintable() and not character.isspace() for piece in line for character in piece.text)


def shortened(written: str, room: int) -> str:
    """Markdown of ours within `room` characters, cut between two words, where nothing is escaped."""
    if length(written) <= room:
        return written
    kept = written[: room - 1]
    while length(kept) > room - 1:
        kept = kept[:-1]
    between = max(kept.rfind(" "), kept.rfind("\n"))
    return (kept[:between] if between > 0 else kept.rstrip("\\")).rstrip() + "…"


def _line(line: Line) -> str:
    bullet = ""
    if line and line[0].text.startswith(BULLET) and not line[0].code:
        rest = (replace(line[0], text=line[0].text.removeprefix(BULLET)), *line[1:])
        if is_seen(rest):
            bullet, line = BULLET, rest
    written = bullet
    for piece in _joined(line):
        part = _styled(piece)
        apart = JOINER if written[-1:] == part[:1] and part[:1] in ("*", "`") else ""
        written += apart + part
    return written.rstrip()


def _joined(line: Line) -> Iterator[Piece]:
    """Neighbours of one style as one: marks that close and open again would be seen."""
    before: Piece | None = None
    for piece in line:
        if before is not None and not piece.is_link and replace(before, text="") == replace(piece, text=""):
            before = replace(before, text=before.text + piece.text)
            continue
        if before is not None:
            yield before
        before = piece
    if before is not None:
        yield before


def _styled(piece: Piece) -> str:
    """Marks stand around what is seen: `*` before a space would be no mark."""
    core = piece.text.strip()
    if not core:
        return piece.text
    before, after = piece.text.split(core[0], 1)[0], piece.text[len(piece.text.rstrip()) :]
    body = f"<{core}>" if piece.is_link else _code(core) if piece.code else ""
    if piece.code and not body:
        return before + _escaped(core) + after
    has_star = piece.code and ("*" in core or "\\" in core)
    stars = "" if has_star else "**" * piece.strong + "*" * piece.emphasis
    return before + stars + (body or _escaped(core)) + stars + after


def _code(text: str) -> str:
    """Empty where Discord has no fence for it."""
    if "`" not in text:
        return f"`{text}`"
    return f"`` {text} ``" if "``" not in text else ""


def _escaped(text: str) -> str:
    def start(found: re.Match[str]) -> str:
        return found[1] + (f"\\{found[2]}" if found[2] else f"{found[3]}\\")

    everyone = _EVERYONE.sub(f"@{_UNSEEN}", text)
    return _AT_START.sub(start, _ANYWHERE.sub(r"\\\g<0>", everyone), count=1)
