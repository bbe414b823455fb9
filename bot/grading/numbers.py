"""What number did the student write? Exact, bounded, and never a guess.

Rules
- Values are fractions of whole numbers; nothing passes through a binary float. At most 30 digits and an exponent of
  at most 1,000 are read, so no text takes long. `_`, `nan`, `inf` and anything that is not listed here is refused.
- `.` and `,`: when both occur, the last one stands before the decimals. When one occurs once before exactly three
  digits it may group thousands or begin decimals: the language decides; a language we do not know leaves it open.
  `0,125` and `1234.567` can only be decimals, `1,234,567` only grouped. Spaces and `'` group thousands.
- `75%` is 3/4, unless the item lists `%` as a unit. A unit is read only if the item lists it, before or behind.
- `3 1/2` and `2½` are mixed numbers; `3-1/2` is refused, for it is also a subtraction; so is `3 125/200`, which is
  3125/200 as well.

Never here: is it right. Nothing raises; what cannot be read is a reason (`Why`) and costs the student nothing.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from fractions import Fraction
from math import floor, gcd

from msgspec import Struct

from bot.grading.characters import LONGEST, plain_powers, visible
from bot.grading.separators import NUMERALS, decimal_sign
from bot.grading.verdict import Why

MOST_DIGITS = 30
MOST_EXPONENT = 1000


class Written(Enum):
    """The form a number was written in."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    FRACTION = "fraction"
    MIXED = "mixed"
    SCIENTIFIC = "scientific"
    PERCENT = "percent"


class NumberRead(Struct, frozen=True):
    """value: exact. figures: significant figures written, 0 for fractions. text: how it was understood.

    lowest: a fraction (also within a mixed number) that cannot be reduced, has more than 1 below, and its sign in front
    or above; whole numbers are, decimals are not. proper: the fraction, also within a mixed number, is below one whole.
    """

    value: Fraction
    written: Written
    figures: int
    text: str
    lowest: bool = False
    proper: bool = False


class _Numeral(Struct, frozen=True):
    """units / 10**places, as written with digits and separators."""

    units: int
    places: int
    figures: int

    def value(self) -> Fraction:
        return Fraction(self.units, 10**self.places) if self.places else Fraction(self.units)


_NUMERAL = r"[0-9]+(?:[ '][0-9]{3}(?![0-9]))*(?:[.,][0-9]+)*|[.,][0-9]+"
_SIGNED = r"[+-] ?[0-9]+|\( ?[+-]? ?[0-9]+ ?\)"
_PLAIN = re.compile(rf"({_NUMERAL})( ?%)?")
_EXPONENT = re.compile(rf"({_NUMERAL}) ?e ?([+-]?[0-9]+)")
_POWER = re.compile(rf"(?:({_NUMERAL}) ?[*x] ?)?10 ?(?:\^|\*\*) ?\(?([+-]?[0-9]+)\)?")
_FRACTION = re.compile(rf"(?:({_NUMERAL}) )?({_NUMERAL}|{_SIGNED}) ?/ ?({_NUMERAL}|{_SIGNED})")
_LATEX_FRACTION = re.compile(r"\\[dt]?frac ?\{([^{}]*)\} ?\{([^{}]*)\}")
_LATEX_SIGNS = {r"\cdot": "*", r"\times": "*", r"\left": "", r"\right": "", r"\,": " ", r"\%": "%", "{": "(", "}": ")"}
_NAMED = re.compile(r"(?:[a-z] ?)?= ?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
"""Thousands by three; the second form is India's, 12,34,567."""


def read_number(text: str, language: str, units: tuple[str, ...] = ()) -> NumberRead | Why:
    """The number a student wrote, or why it cannot be read. `language` decides between decimal point and comma."""
    if len(text) > LONGEST:
        return Why.TOO_LONG
    seen = visible(text)
    if seen is None:
        return Why.CONTROL_CHARACTERS
    body = _ascii(seen)
    if not body:
        return Why.NOT_A_NUMBER if seen else Why.EMPTY
    body = _NAMED.sub("", body, count=1) if "=" in body and _NAMED.match(body) else body
    body = _without_unit(body, units).rstrip(" .,;!")
    negative = body.startswith("-")
    body = body[1:].lstrip() if body[:1] in {"-", "+"} else body
    body = _without_prefix(body, units)
    if body.startswith("(") and body.endswith(")") and body.count("(") == 1:
        body = body[1:-1].strip()
        if body[:1] in {"-", "+"} and not negative:
            negative, body = body[0] == "-", body[1:].lstrip()
    if sum(map(str.isdigit, body)) > MOST_DIGITS:
        return Why.NOT_A_NUMBER
    return _unsigned(body, decimal_sign(language), "-" if negative else "")


def round_figures(value: Fraction, figures: int) -> Fraction:
    """`value` to so many significant figures, halves away from zero, as schools round."""
    if not value:
        return value
    size = abs(value)
    decade = len(str(size.numerator)) - len(str(size.denominator))
    decade -= size < Fraction(10) ** decade  # the lengths tell the decade or one too many
    step = Fraction(10) ** (decade + 1 - figures)
    rounded = floor(size / step + Fraction(1, 2)) * step
    return rounded if value > 0 else -rounded


def _ascii(text: str) -> str:
    """`text` in lower case, the table's characters as ASCII; empty if a sign is left that only looks like a digit."""
    if not text.isascii():
        text = plain_powers(text).translate(NUMERALS)
        if any(character.isnumeric() and not character.isascii() for character in text):
            return ""  # NFKC would make `10₂` 102 and `2①` 21
        text = unicodedata.normalize("NFKC", text)
    if "\\" in text or "$" in text:
        text = _plain_latex(text)
    return " ".join(text.casefold().split())


def _plain_latex(text: str) -> str:
    if len(text) > 2 and text[0] == text[-1] == "$":
        text = text.strip("$")
    text = _LATEX_FRACTION.sub(r" (\1)/(\2)", text)
    if "\\" in text:
        for sign, plain in _LATEX_SIGNS.items():
            text = text.replace(sign, plain)
    return text


def _without_unit(body: str, units: tuple[str, ...]) -> str:
    for unit in units:
        name = _ascii(unit).rstrip(".")
        for ending in (name, name.replace("^", "")):
            rest = body.rstrip(".").removesuffix(ending).rstrip() if ending else body
            if rest and len(rest) < len(body.rstrip(".")) and rest[-1] in "0123456789.,)":
                return rest
    return body


def _without_prefix(body: str, units: tuple[str, ...]) -> str:
    """A currency stands before its number in many places: `$5`, `€ 5`."""
    for unit in units:
        name = _ascii(unit)
        if name and body.startswith(name):
            return body.removeprefix(name).lstrip()
    return body


def _unsigned(body: str, sign: str, minus: str) -> NumberRead | Why:
    if "/" in body:
        found = _FRACTION.fullmatch(body)
        return _mixed(found, sign, minus) if found else Why.NOT_A_NUMBER
    if found := _PLAIN.fullmatch(body):
        return _plain(found[1], found[2] is not None, sign, minus)
    if found := _POWER.fullmatch(body) or _EXPONENT.fullmatch(body):
        return _scientific(found[1], found[2], sign, minus)
    return Why.NOT_A_NUMBER


def _plain(text: str, percent: bool, sign: str, minus: str) -> NumberRead | Why:
    numeral = _numeral(text, sign)
    if isinstance(numeral, Why):
        return numeral
    value = -numeral.value() if minus else numeral.value()
    shown = minus + _spelled(numeral, sign)
    if percent:
        return NumberRead(value / 100, Written.PERCENT, numeral.figures, shown + "%")
    whole = not numeral.places
    return NumberRead(value, Written.INTEGER if whole else Written.DECIMAL, numeral.figures, shown, lowest=whole)


def _scientific(times: str | None, power: str, sign: str, minus: str) -> NumberRead | Why:
    numeral = _numeral(times, sign) if times else _Numeral(1, 0, 1)
    if isinstance(numeral, Why):
        return numeral
    exponent = int(power)
    if abs(exponent) > MOST_EXPONENT:
        return Why.NOT_A_NUMBER
    value = numeral.value() * Fraction(10) ** exponent
    shown = f"{minus}{_spelled(numeral, sign)}·10^{exponent}" if times else f"{minus}10^{exponent}"
    return NumberRead(-value if minus else value, Written.SCIENTIFIC, numeral.figures, shown)


def _mixed(found: re.Match[str], sign: str, minus: str) -> NumberRead | Why:
    whole_text, top_text, bottom_text = found.groups()
    if whole_text is None:
        return _fraction(top_text, bottom_text, sign, minus)
    if re.fullmatch("[0-9]{3}", top_text):  # `3 125/200` has two readings, `1 000/3` has one
        return (
            Why.AMBIGUOUS_NUMBER
            if top_text[0] != "0"
            else _fraction(f"{whole_text} {top_text}", bottom_text, sign, minus)
        )
    whole = _numeral(whole_text, sign)
    part = _fraction(top_text, bottom_text, sign, "")
    if isinstance(whole, Why):
        return whole
    if isinstance(part, Why):
        return part
    if whole.places or part.value < 0 or any(mark in part.text for mark in ".,-"):
        return Why.NOT_A_NUMBER
    size = whole.units + part.value
    lowest = part.lowest and part.proper
    text = f"{minus}{whole.units} {part.text}"
    return NumberRead(-size if minus else size, Written.MIXED, 0, text, lowest, part.proper)


def _fraction(top_text: str, bottom_text: str, sign: str, minus: str) -> NumberRead | Why:
    top, bottom = _term(top_text, sign), _term(bottom_text, sign)
    if isinstance(top, Why):
        return top
    if isinstance(bottom, Why):
        return bottom
    if not bottom.units:
        return Why.DIVIDES_BY_ZERO
    value = top.value() / bottom.value()
    one_sign = bottom.units > 0 and not (minus and top.units < 0)
    whole_parts = not top.places and not bottom.places
    lowest = whole_parts and one_sign and bottom.units > 1 and gcd(top.units, bottom.units) == 1
    text = f"{minus}{_spelled(top, sign)}/{_spelled(bottom, sign)}"
    return NumberRead(-value if minus else value, Written.FRACTION, 0, text, lowest, abs(value) < 1)


def _term(text: str, sign: str) -> _Numeral | Why:
    """Above or below: a numeral, or a whole number with its own sign."""
    if text[0] in "(+-":
        return _Numeral(int(text.strip("()").replace(" ", "")), 0, 0)
    return _numeral(text, sign)


def _numeral(text: str, sign: str) -> _Numeral | Why:
    """Digits with separators as a number. sign: the language's decimal sign, empty if it is not known."""
    if text.isdigit():
        return _Numeral(int(text), 0, len(text.lstrip("0")) or 1)
    head, mark, tail = _split_decimals(text, sign)
    if mark == "?":
        return Why.AMBIGUOUS_NUMBER
    if not head.isdigit():
        spaced = head.replace(" ", ",").replace("'", ",")
        if head and (not _GROUPED.fullmatch(spaced) or len({*head} - {*"0123456789"}) > 1):
            return Why.NOT_A_NUMBER
        head = re.sub("[^0-9]", "", head)
    digits = head + tail
    return _Numeral(int(digits), len(tail), len(digits.lstrip("0")) or 1)


def _split_decimals(text: str, sign: str) -> tuple[str, str, str]:
    """(before, separator, decimals) of a numeral; separator `?` where nothing decides whether it groups."""
    points, commas = text.count("."), text.count(",")
    if points + commas == 0 or (points + commas > 1 and not (points and commas)):
        return text, "", ""  # grouped throughout, if it is a number at all
    mark = "." if text.rfind(".") > text.rfind(",") else ","
    head, _, tail = text.rpartition(mark)
    may_group = points + commas == 1 and len(tail) == 3 and head.isdigit() and len(head) <= 3 and head[0] != "0"
    if may_group and not sign:
        return text, "?", ""
    if may_group and mark != sign:
        return text, "", ""
    return head, mark, tail


def _spelled(numeral: _Numeral, sign: str) -> str:
    """Without grouping, with the language's decimal sign."""
    if not numeral.places:
        return str(numeral.units)
    digits = str(numeral.units).rjust(numeral.places + 1, "0")
    return f"{digits[: -numeral.places]}{sign or '.'}{digits[-numeral.places :]}"
