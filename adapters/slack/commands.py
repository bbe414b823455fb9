"""The words after `/tutor`: one table, from which the help, the manifest and the dispatch are made.

Rules
- A student's word is the same as writing it in the private chat; what it leads to goes there and never into a channel.
- Who may use a teacher's word is asked of the roster each time (`who` is only for the help).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from bot.dialogue.events import Asking

COMMAND = "/tutor"


class Word(NamedTuple):
    """One subcommand. says: its line in the help. asks: what a student's word asks for. hint: what may follow it."""

    says: str
    who: Literal["student", "teacher"]
    asks: Asking | None = None
    hint: str = ""


WORDS: dict[str, Word] = {
    "join": Word("Join the class of this channel.", "student"),
    "continue": Word("Go on where you were.", "student", "continue"),
    "where": Word("Where am I, and what comes next?", "student", "where"),
    "hint": Word("A hint for the open question.", "student", "hint"),
    "goals": Word("The goals of this unit, and which are mastered.", "student", "goals"),
    "units": Word("The units of the course.", "student", "units"),
    "why": Word("Why is this not mastered yet?", "student", "why"),
    "pause": Word("Take a break.", "student", "pause"),
    "courses": Word("Turn to another class of yours.", "student", "courses"),
    "start-over": Word("Begin this unit again.", "student", "start-over"),
    "class": Word("Make this channel a class, or change its settings.", "teacher"),
    "teacher": Word("Add a teacher to this class, or remove one.", "teacher", hint="[remove] @name"),
    "today": Word("Who needs what today.", "teacher"),
    "help": Word("This list.", "student"),
}


def usage_hint() -> str:
    """What Slack shows beside `/tutor` while it is typed."""
    return "[" + " | ".join(WORDS) + "]"
