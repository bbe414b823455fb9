"""Numbers: equal by value, then the form that was asked for.

Rules
- Equal means the same exact value, or within the tolerance that the item gives. 0.333 is not 1/3 for an exact item.
- An equal value in another form than the one asked for is `partial`, with the form as the reason.
- A miss is compared with the named mistakes by value, exactly. An equal value is never a mistake of value; a mistake
  written like the reply itself (6/8 where 3/4 in lowest terms is asked) names an equal one.

A mistake that is no number is compared as text.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.curriculum.numbers import read_number as read_authored
from bot.grading.numbers import NumberRead, Written, read_number, round_figures
from bot.grading.reply import Reply, miss, partial, right, unreadable
from bot.grading.text import fold
from bot.grading.verdict import Verdict, Why

if TYPE_CHECKING:
    from bot.curriculum.question import Mistake, NumberSpec, Question

_EXACT = re.compile(r"-?[0-9]{1,1200}(/[0-9]{1,1200})?")


def grade_number(question: Question, spec: NumberSpec, reply: Reply) -> Verdict:
    text = reply if isinstance(reply, str) else " ".join(reply)
    read = read_number(text, question.language, spec.units)
    if isinstance(read, Why):
        known = _as_text(question, text)
        return miss(text, known) if known else unreadable(read)
    if not _is_equal(read.value, spec):
        return miss(read.text, _by_value(question, spec, read))
    lacking = lacking_form(read, spec.form)
    return right(read.text) if lacking is None else partial(lacking, read.text, _as_text(question, text))


def lacking_form(read: NumberRead, form: str) -> Why | None:
    """What the writing lacks of `form`; a whole number is in every form, since nothing is left to write otherwise."""
    whole = read.written is Written.INTEGER
    match form:
        case "lowest" if not read.lowest:
            return Why.NOT_LOWEST
        case "mixed" if not (whole or (read.proper and read.written in {Written.MIXED, Written.FRACTION})):
            return Why.NOT_MIXED
        case "decimal" if not (whole or read.written is Written.DECIMAL):
            return Why.NOT_DECIMAL
        case "integer" if not whole:
            return Why.NOT_INTEGER
        case _:
            return None


def _is_equal(value: Fraction, spec: NumberSpec) -> bool:
    meant = exact(spec.value)
    if meant is None:
        return False
    if value == meant:
        return True
    if spec.figures is not None:
        return round_figures(value, spec.figures) == round_figures(meant, spec.figures)
    absolute, relative = exact(spec.absolute), exact(spec.relative)
    if absolute is not None and abs(value - meant) <= absolute:
        return True
    return relative is not None and abs(value - meant) <= relative * abs(meant)


@lru_cache(maxsize=4096)
def exact(text: str | None) -> Fraction | None:
    """`numerator/denominator` as a fraction; None for anything else, for zero below and above 1,200 digits."""
    if text is None or not _EXACT.fullmatch(text):
        return None
    top, _, bottom = text.partition("/")
    return Fraction(int(top), int(bottom or 1)) if int(bottom or 1) else None


def _by_value(question: Question, spec: NumberSpec, read: NumberRead) -> Mistake | None:
    for mistake in question.mistakes:
        if _authored(mistake.when, question.language, spec.units) == read.value:
            return mistake
    return None


@lru_cache(maxsize=4096)
def _authored(when: str, language: str, units: tuple[str, ...]) -> Fraction | None:
    """The value of a mistake: as its author reads numbers (1.250 has decimals), else as a student's."""
    value = read_authored(when, language)
    if value is not None:
        return value
    read = read_number(when, language, units)
    return read.value if isinstance(read, NumberRead) else None


def _as_text(question: Question, text: str) -> Mistake | None:
    said = fold(text).replace(" ", "")
    return next((mistake for mistake in question.mistakes if fold(mistake.when).replace(" ", "") == said), None)
