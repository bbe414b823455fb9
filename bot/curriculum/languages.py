"""What the language of a course decides about its questions: how numbers are written, what true and false are called.

Read by `variants` (printing) and by `grading` (reading). A language that is not in the table is written as in English.
"""

from __future__ import annotations

from msgspec import Struct


class Language(Struct, frozen=True):
    """decimal: between whole part and fraction. groups: what may stand between thousands. last: joins the last of a list."""

    decimal: str
    groups: str
    true: str
    false: str
    last: str


_SPACES = " \u00a0\u2009\u202f"

LANGUAGES: dict[str, Language] = {
    "en": Language(".", "," + _SPACES, "True", "False", "and"),
    "es": Language(",", "." + _SPACES, "Verdadero", "Falso", "y"),
    "de": Language(",", "." + _SPACES, "Richtig", "Falsch", "und"),
    "fr": Language(",", "." + _SPACES, "Vrai", "Faux", "et"),
    "it": Language(",", "." + _SPACES, "Vero", "Falso", "e"),
    "pt": Language(",", "." + _SPACES, "Verdadeiro", "Falso", "e"),
}

_REGIONS: dict[str, Language] = {
    # Mexico and Central America write a point
    "es-MX": Language(".", "," + _SPACES, "Verdadero", "Falso", "y"),
}


def language_of(code: str) -> Language:
    """The row for `es`, `es-MX`: a region of its own before its language, English for what is not known."""
    return _REGIONS.get(code) or LANGUAGES.get(code.partition("-")[0], LANGUAGES["en"])
