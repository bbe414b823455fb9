"""What an author is told when a file cannot be used as it is: the place, what is there, how to mend it.

Rules
- Every fault names file, line and column, so that an editor can jump there; it quotes what was found.
- `what` is said without blame, `cure` is something to do. Both are one sentence without a full stop.
- Faults are values: they are collected, so that an author sees all of a file at once.
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct


class Place(NamedTuple):
    """line, column: from 1, as editors count them; a column counts characters."""

    line: int
    column: int


class Fault(Struct, frozen=True, order=True):
    """Printed as `file:line:column: what is there -- how to mend it`. Sorted by file, then place."""

    file: str
    line: int
    column: int
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what} -- {self.cure}"


def fault(file: str, place: Place, what: str, cure: str) -> Fault:
    """A fault at a place."""
    return Fault(file, place.line, place.column, what, cure)


def quoted(value: object, longest: int = 40) -> str:
    """A value as shown within a sentence: in quotes, on one line, cut at `longest` characters."""
    text = " ".join(str(value).split())
    return f"'{text[: longest - 1]}…'" if len(text) > longest else f"'{text}'"
