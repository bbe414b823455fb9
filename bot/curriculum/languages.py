"""What the language of a course decides about how its questions are printed.

Rules
- The decimal sign is the one that `grading` reads by: there is one table of them.
- What true and false are called here is understood by `grading` when it is typed back.
- A language without a row of its own is printed as English.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from bot.grading.separators import decimal_sign


class Language(Struct, frozen=True):
    """decimal: between whole part and fraction. true, false: the two options. last: joins the last of a list."""

    decimal: str
    true: str
    false: str
    last: str


_WORDS: dict[str, tuple[str, str, str]] = {
    "en": ("True", "False", "and"),
    "es": ("Verdadero", "Falso", "y"),
    "de": ("Richtig", "Falsch", "und"),
    "fr": ("Vrai", "Faux", "et"),
    "it": ("Vero", "Falso", "e"),
    "pt": ("Verdadeiro", "Falso", "e"),
}


def has_words(code: str) -> bool:
    """Whether true and false are called by words of this language."""
    return code.partition("-")[0] in _WORDS


@lru_cache(64)
def language_of(code: str) -> Language:
    """How `es` or `es-MX` is printed; a point stands in numbers of a language that has no sign in the table."""
    return Language(decimal_sign(code) or ".", *_WORDS.get(code.partition("-")[0], _WORDS["en"]))
