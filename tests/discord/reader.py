r"""Discord's markdown, read as its clients read it, by rules written here anew: what a text means, piece by piece.

It reads generously: what one client only might take for a mark is one. Sources: Discord's help page "Markdown Text
101", Reference (Message Formatting) of its developer documents, and the patterns of simple-markdown, from which the
clients' came: the longest of several styles at one place wins, a style's inside is read as a text of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Read(NamedTuple):
    """A piece as it is shown, and the styles and meanings that it has."""

    text: str
    meanings: frozenset[str]


_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_AT_START = {
    "small": re.compile(r"-# *()"),
    "heading": re.compile(r"\s*#{1,3} +()"),
    "quote": re.compile(r"\s*>{1,3}\s*()"),
    "bullet": re.compile(r"(\s*[-*+] +)(?=\S)"),
    "numbered": re.compile(r"(\s*[0-9]+\. +)"),
}
_CODE = re.compile(r"(?P<fence>`{1,2})(?!`)(?P<code>.*?[^`])(?P=fence)(?!`)", re.DOTALL)
_BLOCK = re.compile(r"```(.+?)```", re.DOTALL)
_STYLES = {
    "strong": re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"),
    "underlined": re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"),
    "emphasis": re.compile(
        r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)|_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)"
    ),
    "gone": re.compile(r"~~(.+?)~~", re.DOTALL),
    "spoiler": re.compile(r"\|\|(.+?)\|\|", re.DOTALL),
}
_TOKENS = {
    "masked link": re.compile(r"(\[[^\]]*\]\(\s*<?[^)]+\))"),
    "link": re.compile(r"<(https?://[^\s>]+)>"),
    "bare link": re.compile(r"(https?://[^\s<]+[^<.,:;\"')\]\s])"),
    "mention": re.compile(r"(<(?:@[!&]?|#)[0-9]+>|</[^>\n]+:[0-9]+>|<id:\w+>|<[^: >]+:/[^ >]+>)"),
    "everyone": re.compile(r"(@(?:everyone|here))"),
    "time": re.compile(r"(<t:-?[0-9]+(?::\w)?>)"),
    "emoji": re.compile(r"(<a?:\w+:[0-9]+>|:[A-Za-z0-9_+-]+(?:::skin-tone-[0-9])?:)"),
    "invitation": re.compile(r"((?:discord\.gg|discord(?:app)?\.com/invite)/\w+)", re.IGNORECASE),
}


def pieces(text: str) -> list[Read]:
    """What is read, neighbours of one meaning as one. Line breaks are part of the text."""
    merged: list[Read] = []
    for piece in _pieces(text, frozenset()):
        if merged and merged[-1].meanings == piece.meanings:
            merged[-1] = Read(merged[-1].text + piece.text, piece.meanings)
        elif piece.text:
            merged.append(piece)
    return merged


def shown(text: str) -> str:
    """Without its styles."""
    return "".join(piece.text for piece in _pieces(text, frozenset()))


def meanings(text: str) -> set[str]:
    """Every style and meaning that is in it somewhere."""
    return {meaning for piece in _pieces(text, frozenset()) for meaning in piece.meanings}


def _pieces(text: str, above: frozenset[str]) -> Iterator[Read]:
    at, is_start, of_line = 0, True, above
    while at < len(text):
        rest = text[at:]
        if is_start and (block := _block(rest)):
            name, mark = block
            of_line = of_line | {name}
            yield Read(mark[1] or "", of_line)
            at += mark.end()
            continue
        is_start = False
        if text[at] == "\n":
            yield Read("\n", above)
            at, is_start, of_line = at + 1, True, above
        elif escaped := _ESCAPED.match(rest):
            yield Read(escaped[1], of_line)
            at += 2
        elif fenced := _BLOCK.match(rest) or _CODE.match(rest):
            is_block = fenced.re is _BLOCK
            yield Read(
                fenced[1] if is_block else _unpadded(fenced["code"]), of_line | {"block" if is_block else "code"}
            )
            at += fenced.end()
        elif token := _first(_TOKENS, rest):
            yield Read(token[1][1], of_line | {token[0]})
            at += token[1].end()
        elif styled := _longest(rest):
            yield from _pieces(styled[1][1] or styled[1][styled[1].lastindex or 1], of_line | {styled[0]})
            at += styled[1].end()
        else:
            yield Read(text[at], of_line)
            at += 1


def _block(rest: str) -> tuple[str, re.Match[str]] | None:
    found = _first(_AT_START, rest)
    return found if found and found[1].end() < len(rest) else None


def _first(rules: dict[str, re.Pattern[str]], rest: str) -> tuple[str, re.Match[str]] | None:
    found = ((name, rule.match(rest)) for name, rule in rules.items())
    return next(((name, match) for name, match in found if match is not None), None)


def _longest(rest: str) -> tuple[str, re.Match[str]] | None:
    found = [(name, match) for name, rule in _STYLES.items() if (match := rule.match(rest)) is not None]
    return max(found, key=lambda one: one[1].end(), default=None)


def _unpadded(code: str) -> str:
    """A space beside a backtick only keeps it from its fence."""
    return code[1:-1] if code.startswith(" ") and code.endswith(" ") and "`" in code else code
