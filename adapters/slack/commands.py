"""The words after `/tutor`: one table, from which the help, the manifest and the dispatch are made.

Rules
- A student's word is the same as writing it in the private chat; what it leads to goes there and never into a channel.
- Who may use a teacher's word is asked of the roster each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bot.dialogue.events import Asking

COMMAND = "/tutor"


class Word(NamedTuple):
    """One subcommand. says: its line in the help. asks: what a student's word asks for. hint: what may follow it."""

    says: str
    asks: Asking | None = None
    hint: str = ""


WORDS: dict[str, Word] = {
    "join": Word("Join the class of this channel."),
    "continue": Word("Go on where you were.", "continue"),
    "where": Word("Where am I, and what comes next?", "where"),
    "hint": Word("A hint for the open question.", "hint"),
    "goals": Word("The goals of this unit, and which are mastered.", "goals"),
    "units": Word("The units of the course.", "units"),
    "why": Word("Why is this not mastered yet?", "why"),
    "pause": Word("Take a break.", "pause"),
    "courses": Word("Turn to another class of yours.", "courses"),
    "start-over": Word("Begin this unit again.", "start-over"),
    "class": Word("Make this channel a class, or change its settings."),
    "teacher": Word("Add a teacher to this class, or remove one.", hint="[remove] @name"),
    "today": Word("Who needs what today."),
    "help": Word("This list."),
}


def usage_hint() -> str:
    """What Slack shows beside `/tutor` while it is typed."""
    return "[" + " | ".join(WORDS) + "]"
