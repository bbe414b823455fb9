"""What grading says about one reply."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Mark(Enum):
    """`unreadable` costs no attempt: the student is asked to write it differently. `partial` is not right yet."""

    CORRECT = "correct"
    PARTIAL = "partial"
    INCORRECT = "incorrect"
    UNREADABLE = "unreadable"


class Why(Enum):
    """The reason, for the dialogue to put into the student's language."""

    RIGHT = "right"
    NOT_THE_ANSWER = "not the answer"
    NAMED_MISTAKE = "a named mistake"
    SOME_MISSING = "some right ones are missing"
    SOME_TOO_MANY = "some chosen ones do not belong"
    NOT_LOWEST = "equal, but not in lowest terms"
    NOT_MIXED = "equal, but not a mixed number"
    NOT_DECIMAL = "equal, but not a decimal"
    NOT_INTEGER = "equal, but not a whole number"
    CLOSE_SPELLING = "close: check the spelling"
    EMPTY = "nothing was written"
    NOT_A_NUMBER = "not a number"
    AMBIGUOUS_NUMBER = "the separator can be read in two ways"
    DIVIDES_BY_ZERO = "a fraction with zero below"
    NOT_AN_OPTION = "none of the options"
    TOO_LONG = "longer than 300 characters"
    CONTROL_CHARACTERS = "holds characters that cannot be seen"


class Verdict(Struct, frozen=True):
    """mark, why, and the named mistake behind a miss. read_as: as understood: `9`, `3/4`, option texts."""

    mark: Mark
    why: Why
    mistake: str | None = None
    say: str | None = None
    """What the author wrote for that mistake."""
    read_as: str = ""
