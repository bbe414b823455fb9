"""Is this reply right, and if not, which mistake is it? One call for every kind of question.

Rules
- Total: every text has a verdict; nothing raises, nothing takes long (300 characters are read at most).
- What cannot be read is `unreadable` with the reason and costs the student nothing; it is never called a miss.
- No false credit first, then agreement: equality is by value or by listed text, never by likeness.

The same (question, reply) gives the same verdict for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.grading.characters import LONGEST, visible
from bot.grading.kinds import GRADERS
from bot.grading.reply import Reply, unreadable
from bot.grading.verdict import Verdict, Why

if TYPE_CHECKING:
    from bot.curriculum.question import Question

_MOST_KEYS = 20


def grade(question: Question, reply: Reply) -> Verdict:
    """The verdict on `reply`: typed text, or the keys of pressed options in any order."""
    grader = GRADERS[type(question.key)]
    if isinstance(reply, tuple):
        if not reply:
            return unreadable(Why.EMPTY)
        fits = len(reply) <= _MOST_KEYS and all(0 < len(key) <= 8 for key in reply)
        return grader(question, question.key, reply) if fits else unreadable(Why.NOT_AN_OPTION)
    if len(reply) > LONGEST:
        # Spaces at the ends are the chat's; they are not counted against the student, within reason.
        reply = reply.strip() if len(reply) <= 10 * LONGEST else reply
    if len(reply) > LONGEST:
        return unreadable(Why.TOO_LONG)
    seen = visible(reply)
    if seen is None:
        return unreadable(Why.CONTROL_CHARACTERS)
    return grader(question, question.key, seen) if seen else unreadable(Why.EMPTY)
