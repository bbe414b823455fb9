"""The characters of a reply before anything is read into it: what is dropped, what is refused, what is translated.

Rules
- Characters that cannot be seen are dropped at the ends, where chats and keyboards leave them. Inside, they are
  refused: two replies that look the same must be graded the same.
- Joiners inside Persian, Indic and emoji sequences belong to the spelling there; they are dropped, not refused.
- Superscripts and vulgar fractions are translated BEFORE compatibility folding (Unicode NFKC), which would make
  `10³` 103, `x²` x2 and `2½` 21⁄2.

Never here: what a reply means.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 300
"""Characters of a reply that are read; what a student writes for the kinds here is far shorter."""

_SPACES = str.maketrans(dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029", " "))
_BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Drawn as nothing, although Unicode calls them letters or marks."""
_BLANK = re.compile(f"[{_BLANK_LETTERS}]")
_JOINER = re.compile("(?<=[\u0600-\u1fff\u2070-\U0010ffff])[\u200c\u200d]")
_HIDDEN_KINDS = frozenset({"Cc", "Cf", "Cs"})

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_RAISED = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_BUILT_FRACTION = re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹]+)[⁄/]([₀₁₂₃₄₅₆₇₈₉]+)")
_VULGAR = re.compile("[¼½¾⅐-⅞↉]")


def visible(text: str) -> str | None:
    """`text` without what cannot be seen at its ends, line breaks and tabs as spaces; None if such is left inside.

    Lone surrogates, control and bidirectional characters count as unseen; so do blank letters (Hangul filler).
    """
    if text.isprintable() and not _BLANK.search(text):
        return text.strip()
    spaced = text.translate(_SPACES)
    first, last = 0, len(spaced)
    while first < last and _is_droppable(spaced[first]):
        first += 1
    while last > first and _is_droppable(spaced[last - 1]):
        last -= 1
    kept = _JOINER.sub("", spaced[first:last])
    return None if any(_is_hidden(character) for character in kept) else kept


def plain_powers(text: str) -> str:
    """`text` with `10³` as `10^3`, `2½` as `2 1/2` and `¹⁄₂` as ` 1/2`; the space keeps a mixed number mixed."""
    if text.isascii():
        return text
    text = _BUILT_FRACTION.sub(
        lambda found: f" {found[1].translate(_SUPERSCRIPTS)}/{found[2].translate(_SUBSCRIPTS)}", text
    )
    text = _VULGAR.sub(lambda found: " " + unicodedata.normalize("NFKC", found[0]).replace("⁄", "/"), text)
    return _RAISED.sub(lambda found: "^" + found[0].translate(_SUPERSCRIPTS), text)


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN_KINDS or character in _BLANK_LETTERS


def _is_droppable(character: str) -> bool:
    """Space, format character or blank letter; a control character such as NUL is never dropped in silence."""
    return character.isspace() or unicodedata.category(character) == "Cf" or (character in _BLANK_LETTERS)
