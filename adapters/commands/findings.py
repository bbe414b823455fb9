"""What a look at something finds: that it is in order, something worth knowing, or something to mend."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """The values are what stands before the line."""

    FINE = "ok"
    NOTE = "note"
    MEND = "mend"


class Finding(NamedTuple):
    """says: one line. cure: what to do, empty where nothing is."""

    kind: Kind
    says: str
    cure: str = ""


def fine(says: str) -> Finding:
    """In order."""
    return Finding(Kind.FINE, says)


def note(says: str, cure: str = "") -> Finding:
    """Works, and is worth knowing."""
    return Finding(Kind.NOTE, says, cure)


def mend(says: str, cure: str) -> Finding:
    """Something is broken."""
    return Finding(Kind.MEND, says, cure)
