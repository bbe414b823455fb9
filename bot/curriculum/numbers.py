"""The numbers that an author writes, read and printed exactly.

Rules
- A number is a `Fraction` or an `int`, never a `float`.
- A number that was written in a certain way (`0.50`, `2/4`) keeps that way when it is printed: `Written`. What is
  computed from it is printed in lowest terms.
- This reads authors, who are asked to write clearly. What students write is read by `grading`, which is more patient.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Self

from bot.curriculum.languages import language_of

_INTEGER = re.compile(r"[-−]?(?:0|[1-9][0-9]{0,29})")
_DECIMAL = re.compile(r"[-−]?[0-9]{1,30}[.,][0-9]{1,30}")
_RATIO = re.compile(r"([-−]?[0-9]{1,30})\s*/\s*([0-9]{1,30})")
_MIXED = re.compile(r"([-−]?)([0-9]{1,30})\s+([0-9]{1,30})\s*/\s*([0-9]{1,30})")


class Written(Fraction):
    """A number together with the way it was written."""

    __slots__ = ("text",)
    text: str

    @classmethod
    def of(cls, value: Fraction | int, text: str) -> Self:
        made = cls(value)
        made.text = text
        return made


def read_number(text: str, language: str = "en") -> Fraction | None:
    """`8`, `-3`, `0.5`, `3/4`, `1 1/2`; in languages with a decimal comma also `0,5`. None: not a number.

    Thousands are not grouped: `1,500` is None in English, where a comma is no decimal mark.
    """
    text = text.strip()
    if _INTEGER.fullmatch(text):
        return Fraction(_plain(text))
    if _DECIMAL.fullmatch(text):
        if "," in text and language_of(language).decimal != ",":
            return None
        return Fraction(_plain(text).replace(",", "."))
    if (ratio := _RATIO.fullmatch(text)) is not None:
        return _over(_plain(ratio[1]), ratio[2])
    if (mixed := _MIXED.fullmatch(text)) is not None:
        part = _over(mixed[3], mixed[4])
        return None if part is None else (-1 if mixed[1] else 1) * (int(mixed[2]) + part)
    return None


def _plain(text: str) -> str:
    return text.replace("−", "-")


def _over(top: str, bottom: str) -> Fraction | None:
    return Fraction(int(top), int(bottom)) if int(bottom) else None


def read_value(text: str, language: str = "en") -> int | Fraction | str:
    """What a drawn text is within a formula: a whole number, a number that keeps its writing, or the text itself."""
    if _INTEGER.fullmatch(text):
        return int(_plain(text))
    number = read_number(text, language)
    return text if number is None else Written.of(number, in_language(text, language))


def in_language(text: str, language: str) -> str:
    """A decimal as the language writes it: `0.5` is `0,5` in Spanish. Any other text as it is."""
    if "." in text and _DECIMAL.fullmatch(text):
        return text.replace(".", language_of(language).decimal)
    return text


def decimal(value: Fraction | int, places: int, language: str) -> str:
    """Rounded half away from zero to `places` digits: 2.345 with 2 places is 2.35."""
    scaled = rounded(Fraction(value) * 10**places)
    digits = str(abs(scaled)).rjust(places + 1, "0")
    sign = "-" if scaled < 0 else ""
    if not places:
        return sign + digits
    return f"{sign}{digits[:-places]}{language_of(language).decimal}{digits[-places:]}"


def rounded(value: Fraction | int) -> int:
    """To the nearest whole number, half away from zero, as schools do."""
    half = abs(Fraction(value)) + Fraction(1, 2)
    whole = half.numerator // half.denominator
    return -whole if value < 0 else whole


def mixed(value: Fraction | int) -> str:
    """`1 1/2`; a whole number or a fraction below one as it is."""
    number = Fraction(value)
    whole, part = divmod(abs(number), 1)
    sign = "-" if number < 0 else ""
    if not part:
        return f"{sign}{whole}"
    return f"{sign}{whole} {part}" if whole else f"{sign}{part}"


def shown(value: object) -> str:
    """A value as it stands in a text."""
    return value.text if isinstance(value, Written) else str(value)
