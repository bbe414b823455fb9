"""What a teacher does for one student, from a card or a page.

Rules
- What makes no sense any more (a button of an old card) changes nothing and says nothing to the student.
- A unit that a teacher opens is open, whatever it requires; another one in progress waits below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import beginning, cards, closing, restarting
from bot.dialogue.marks import quote

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft
    from bot.dialogue.events import TeacherActed


def act(draft: Draft, event: TeacherActed) -> None:
    match event.action:
        case "seen":
            cards.seen(draft, event.teacher)
        case "start-over":
            restarting.by_teacher(draft, event.teacher, event.unit, event.reason)
        case "open-unit":
            _open_unit(draft, event)
        case "open-summative":
            closing.open_by_teacher(draft, event.teacher, event.unit)


def _open_unit(draft: Draft, event: TeacherActed) -> None:
    """One in progress stays as it is; a mastered one begins again, with what is mastered known."""
    unit = draft.setting.course.units.get(event.unit)
    if unit is None or any(run.unit == unit.id and run.purpose == "unit" for run in draft.enrollment.runs):
        return
    draft.lead(draft.words.unit_opened(quote(event.teacher), unit.title))
    beginning.begin_unit(draft, unit.id)
