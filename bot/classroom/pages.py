"""What a page about a student or a class shows: folds over enrollments, in the reader's language. Pure.

A page is laid out by an adapter (Slack's Home, a web page): a title, and sections with lines (light marks, `dialogue
.marks`) and buttons. Results are on the student's own page and on their teachers' only.
"""

from __future__ import annotations

from msgspec import Struct

from bot.dialogue.effects import Choice


class Section(Struct, frozen=True):
    """choices: keys of `Asked` (`continue`, `goals`, ...), good at any time."""

    title: str
    lines: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()


class Page(Struct, frozen=True):
    title: str
    sections: tuple[Section, ...]
