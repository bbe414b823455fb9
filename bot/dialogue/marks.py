r"""The light marks of a letter's text, read once here; every adapter renders the spans, nobody parses twice.

Rules
- `**strong**`, `*emphasis*`, `***both***`, `` `code` ``. A backslash before a punctuation mark makes it plain, in code
  as well.
- A pair stands on one line, closes around something that is not a space, and sits at word boundaries: an opening mark
  follows a space, an opening bracket or quote; a closing one comes before a space or closing punctuation. So `3*4*5`
  and `(2)*(3)*(4)` stay as they are. A mark without its partner is plain text.
- Lines are kept: `\n` stays in the spans, and a line that begins with `- ` is an item of a list; `lines` splits them.
- There is no mark for a link, a mention or a picture, so no text can make one.
- What a student or teacher wrote goes through `quote` first and can never become a mark.

It never writes for a platform: how a span looks, and which characters a platform would read as its own marks, is the
adapter's business.
"""

from __future__ import annotations

import unicodedata

from msgspec import Struct

LONGEST_QUOTE = 300
"""Characters kept of what a person wrote; the grader reads no more either."""

_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_BEFORE = frozenset("([{“‘«„\"'—–-:/¿¡")
_AFTER = frozenset(")]}”’»“\"'.,;:!?…—–-/")
_QUOTED = str.maketrans({character: f"\\{character}" for character in "\\*`"})
_JOINERS = frozenset("\u200c\u200d")
"""Format characters that spell words (Persian, Hindi) and join emoji; all others are invisible and are dropped."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class Span(Struct, frozen=True):
    """A piece of text in one style. Line breaks are part of the text."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False


class _Mark(Struct):
    """A run of one to three `*`. turn: 1 where it begins a style, -1 where it ends one, 0 where it found no partner."""

    width: int
    opens: bool
    closes: bool
    turn: int = 0


_Token = str | Span | _Mark


def parse(text: str) -> tuple[Span, ...]:
    """The spans of `text`; neighbours of one style are one span. Total, and linear in the length of the text."""
    tokens: list[_Token] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            tokens.append("\n")
        of_line = _tokens(line)
        _pair(of_line)
        tokens += of_line
    return _spans(tokens)


def lines(spans: tuple[Span, ...]) -> tuple[tuple[Span, ...], ...]:
    """The same spans, cut at line breaks; an empty line is an empty tuple."""
    rows: list[list[Span]] = [[]]
    for span in spans:
        for number, piece in enumerate(span.text.split("\n")):
            if number:
                rows.append([])
            if piece:
                rows[-1].append(Span(piece, span.strong, span.emphasis, span.code))
    return tuple(map(tuple, rows))


def plain(text: str) -> str:
    """`text` without its marks: for a notification, a title, a screen reader."""
    return "".join(span.text for span in parse(text))


def clean(text: str, longest: int = LONGEST_QUOTE) -> str:
    """What a person wrote, on one line: no control, bidi or other unseen characters, at most `longest` characters."""
    seen = text[: longest * 8]
    if not (seen.isascii() and seen.isprintable()):
        seen = "".join(character for character in seen if _is_seen(character))
    line = " ".join(seen.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def quote(text: str, longest: int = LONGEST_QUOTE) -> str:
    """`clean(text)` with every mark escaped: parsing it gives the same text back, as plain as it was."""
    return clean(text, longest).translate(_QUOTED)


def _is_seen(character: str) -> bool:
    if character.isspace() or character in _JOINERS:
        return True
    return unicodedata.category(character) not in _UNSEEN


def _tokens(line: str) -> list[_Token]:
    """Characters, code spans and runs of `*`, in order."""
    tokens: list[_Token] = []
    at, last_tick = 0, line.rfind("`")
    while at < len(line):
        character = line[at]
        if character == "\\" and line[at + 1 : at + 2] in _PUNCTUATION:
            tokens.append(line[at + 1])
            at += 2
        elif character == "`" and at < last_tick and (code := _code(line, at + 1)):
            tokens.append(Span(code[0], code=True))
            at = code[1]
        elif character == "*":
            end = at
            while line[end : end + 1] == "*":
                end += 1
            tokens += _stars(line, at, end - at)
            at = end
        else:
            tokens.append(character)
            at += 1
    return tokens


def _code(line: str, start: int) -> tuple[str, int] | None:
    """The code that begins at `start` and where the line goes on, or None where no tick closes it."""
    characters: list[str] = []
    at = start
    while at < len(line):
        if line[at] == "`":
            return ("".join(characters), at + 1) if characters else None
        if line[at] == "\\" and line[at + 1 : at + 2] in _PUNCTUATION:
            at += 1
        characters.append(line[at])
        at += 1
    return None


def _stars(line: str, at: int, width: int) -> list[_Token]:
    if width > 3:
        return ["*"] * width
    before, after = line[at - 1 : at], line[at + width : at + width + 1]
    opens = bool(after.strip()) and (not before.strip() or before in _BEFORE)
    closes = bool(before.strip()) and (not after.strip() or after in _AFTER)
    return [_Mark(width, opens, closes)] if opens or closes else ["*"] * width


def _pair(tokens: list[_Token]) -> None:
    """Let each closing mark take the nearest open one of its width; marks opened between the two stay text."""
    waiting: list[_Mark] = []
    count = {1: 0, 2: 0, 3: 0}
    for token in tokens:
        if not isinstance(token, _Mark):
            continue
        if token.closes and count[token.width]:
            while (opened := waiting.pop()).width != token.width:
                count[opened.width] -= 1
            count[token.width] -= 1
            opened.turn, token.turn = 1, -1
        elif token.opens:
            waiting.append(token)
            count[token.width] += 1


def _spans(tokens: list[_Token]) -> tuple[Span, ...]:
    pieces: list[tuple[list[str], tuple[bool, bool, bool]]] = []
    strong = emphasis = 0
    for token in tokens:
        if isinstance(token, _Mark) and token.turn:
            strong += token.turn * (token.width >= 2)
            emphasis += token.turn * (token.width != 2)
            continue
        if isinstance(token, _Mark):
            text, code = "*" * token.width, False
        else:
            text, code = (token.text, True) if isinstance(token, Span) else (token, False)
        style = (strong > 0, emphasis > 0, code)
        if pieces and pieces[-1][1] == style:
            pieces[-1][0].append(text)
        else:
            pieces.append(([text], style))
    return tuple(Span("".join(texts), *style) for texts, style in pieces)
