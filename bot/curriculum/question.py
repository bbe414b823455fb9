"""An item with its variant filled in: what a student is asked, and what grading needs to know.

Made by `variants.realise`, read by `grading` and `dialogue`. A question holds no formula and no chance any more: the
same (unit version, item, variant, seed) gives the same question for ever.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Picture(Struct, frozen=True):
    """file: `<course id>/media/name.ext`, below the folder of courses."""

    file: str
    alt: str


class Option(Struct, frozen=True):
    """key: `a`, `b`, ... in the order shown."""

    key: str
    text: str


class Mistake(Struct, frozen=True):
    """when: the reply that shows it, as a student would type it, or the option's text."""

    when: str
    name: str
    say: str


class OneOf(Struct, frozen=True, tag="one"):
    """key: of the right option."""

    key: str


class SomeOf(Struct, frozen=True, tag="some"):
    """keys: of all right options."""

    keys: tuple[str, ...]


class NumberSpec(Struct, frozen=True, tag="number"):
    """value, absolute, relative: exact, as `numerator/denominator` text that `Fraction` reads."""

    value: str
    absolute: str | None = None
    relative: str | None = None
    figures: int | None = None
    form: Literal["any", "lowest", "mixed", "decimal", "integer"] = "any"
    units: tuple[str, ...] = ()


class ShortSpec(Struct, frozen=True, tag="short"):
    answers: tuple[str, ...]
    keep: tuple[str, ...] = ()


Key = OneOf | SomeOf | NumberSpec | ShortSpec


class Question(Struct, frozen=True):
    """kind: as in the unit file. language: of the numbers. guess: chance to be right without knowing, 0 to 1."""

    item: str
    variant: int
    objective: str
    kind: str
    language: str
    ask: str
    key: Key
    guess: float
    options: tuple[Option, ...] = ()
    picture: Picture | None = None
    hints: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    praise: str | None = None
    solution: str | None = None
    answer_text: str = ""
    """The right answer as a person would say it, for feedback."""
