"""A student whose private chat takes nothing any more, and one who is back.

Rules
- The teacher hears of it once, on an urgent card of its own, with the platform's own word for it.
- Anything that the student does shows that they are back: the card ends. Only then is it told again.
- The conversation itself stays as it is; nothing counts against the student.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import cards
from bot.dialogue.facts import StudentUnreached
from bot.dialogue.marks import clean, quote

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft


def lost(draft: Draft, why: str) -> None:
    if draft.enrollment.unreached:
        return
    draft.change(unreached=True)
    draft.record(StudentUnreached(clean(why)))
    cards.unreached(draft, why)


def heard(draft: Draft) -> None:
    if draft.enrollment.unreached:
        draft.change(unreached=False)
        cards.unreached_ended(draft, draft.words.card_reached(quote(draft.enrollment.name)))
