"""When are two short texts the same, and when are they close?

Rules
- Same: after compatibility folding (NFKC), lower case, without accents, single spaces, no quotes and stops around it.
  `keep` names what is not folded. `ñ` is an accent here: keep accents where año and ano must differ.
- Close is a hint about spelling, never credit: one slip from four letters on, two from eight on. A slip leaves the
  first letters alone (one for one slip, two for two), for what differs there is mostly another word: affect and effect,
  endothermic and exothermic. Numbers are never close to each other.

Never here: free explanations. Likeness of words accepts too many untrue ones, so nothing is scored by it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from bot.grading.characters import plain_powers

if TYPE_CHECKING:
    from collections.abc import Iterable

_OUTER = " \"'`´.,;:!?¡¿…«»‹›“”„‟‘’‚‛。、，！？：；・「」『』"
_ALIKE = str.maketrans(
    {**dict.fromkeys("‘’‚‛ʼ′´`", "'"), **dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), "⁄": "/"}
)
_ACCENT = re.compile("[\u0300-\u036f]")
_DIGITS = re.compile("[0-9]+")


@lru_cache(maxsize=4096)
def fold(text: str, keep: tuple[str, ...] = ()) -> str:
    """`text` as it is compared. keep: `case`, `accents`. Empty only for text without anything but spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", plain_powers(text)).translate(_ALIKE)
    if "case" not in keep:
        text = text.casefold()
    if "accents" not in keep and not text.isascii():
        text = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", text)))
    text = " ".join(text.split())
    # Punctuation can be the answer itself: then it stays.
    return text.strip(_OUTER) or text


def slips(said: str, meant: str) -> int | None:
    """How many letters were missed, added, changed or swapped, if so few that it may be spelling; both texts folded."""
    length = min(len(said), len(meant))
    most = 0 if length < 4 else 1 if length < 8 else 2
    if not most or _DIGITS.findall(said) != _DIGITS.findall(meant):
        return None
    found = OSA.distance(said, meant, score_cutoff=most)
    return found if found <= most and said[:found] == meant[:found] else None


def nearest(said: str, meant: Iterable[str]) -> int | None:
    """The fewest slips from any of `meant`; None if none is close."""
    return min((found for text in meant if (found := slips(said, text)) is not None), default=None)
