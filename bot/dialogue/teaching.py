"""What a teacher does for one student, from a card or a page.

Rules
- What makes no sense any more (a button of an old card, a goal that is mastered meanwhile, a way that is not there)
  changes nothing and says nothing to the student.
- A message is for the student, whatever became of the card that it was written from: it always arrives.
- The class is asked about a goal once as long as its card goes on, and hears the goal's own words and nothing else:
  nobody's name, no answer.
- A unit that a teacher opens is open, whatever it requires; another one in progress waits below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import assigning, beginning, cards, closing, marking, restarting
from bot.dialogue.effects import OpenThread
from bot.dialogue.enrollment import Deed, split
from bot.dialogue.events import LONGEST_WRITTEN
from bot.dialogue.facts import PeerThreadOpened, TeacherWrote
from bot.dialogue.marks import clean, quote
from bot.dialogue.questions import number_of, objective_of
from bot.dialogue.story import still_open

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.dialogue.draft import Draft
    from bot.dialogue.events import Action, TeacherActed


def act(draft: Draft, event: TeacherActed) -> None:
    if event.action == "write" or _is_of_now(draft, event):
        ACTIONS[event.action](draft, event)


def _is_of_now(draft: Draft, event: TeacherActed) -> bool:
    """Whether the card whose button it was is open, and is about this goal. From elsewhere: it is."""
    enrollment, goal = draft.enrollment, event.on.partition(":")[0]
    if not event.card:
        return True
    if event.action == "open-summative":
        return bool(_unit_that_waits(draft, event.card))
    if event.action == "seen" and event.card == enrollment.unreached_card:
        return True
    card = enrollment.card
    return card is not None and card.ref == event.card and goal in ("", *card.goals)


def _unit_that_waits(draft: Draft, card: str) -> str:
    """The unit whose closing check the card waits for; empty for none."""
    return next((run.unit for run in draft.enrollment.runs if card and run.ready_card == card), "")


def _seen(draft: Draft, event: TeacherActed) -> None:
    if event.card and event.card == draft.enrollment.unreached_card:
        cards.unreached_ended(draft, draft.words.card_seen(quote(event.teacher)))
    else:
        cards.seen(draft, event.teacher)


def _write(draft: Draft, event: TeacherActed) -> None:
    """The question that is open stays open."""
    text = clean(event.reason, LONGEST_WRITTEN)
    if not text:
        return
    draft.record(TeacherWrote(event.teacher, text))
    draft.say(draft.words.teacher_writes(quote(event.teacher), quote(text, LONGEST_WRITTEN)))
    cards.tell_deed(draft, Deed("write", event.teacher, text=text))


def _open_thread(draft: Draft, event: TeacherActed) -> None:
    card, goal = draft.enrollment.card, event.on
    if card is None or not draft.setting.meets or goal in card.threads or goal not in still_open(draft, card):
        return
    unit = draft.unit_named(card.unit)
    draft.record(PeerThreadOpened(*split(goal), by=event.teacher))
    ref = f"thread/{draft.enrollment.class_id}/{draft.enrollment.student}/{draft.enrollment.turn}"
    text = draft.words.thread_for_the_class(objective_of(unit, goal).can, unit.title)
    draft.effects.append(OpenThread(ref, draft.enrollment.class_id, text))
    draft.lead(draft.words.class_was_asked(quote(event.teacher), number_of(unit, goal), unit.title))
    cards.tell_deed(draft, Deed("peer-thread", event.teacher, goal))


def _open_unit(draft: Draft, event: TeacherActed) -> None:
    """One in progress stays as it is; a mastered one begins again, with what is mastered known."""
    unit = draft.setting.course.units.get(event.unit)
    if unit is None or any(run.unit == unit.id and run.purpose == "unit" for run in draft.enrollment.runs):
        return
    draft.lead(draft.words.unit_opened(quote(event.teacher), unit.title))
    beginning.begin_unit(draft, unit.id)


def _start_over(draft: Draft, event: TeacherActed) -> None:
    restarting.by_teacher(draft, event.teacher, event.unit, event.reason)


def _open_summative(draft: Draft, event: TeacherActed) -> None:
    closing.open_by_teacher(draft, event.teacher, event.unit or _unit_that_waits(draft, event.card))


def _assign(draft: Draft, event: TeacherActed) -> None:
    assigning.assign(draft, event.teacher, event.on)


def _mark(draft: Draft, event: TeacherActed) -> None:
    marking.mark(draft, event.teacher, event.on, event.reason)


def _snooze(draft: Draft, event: TeacherActed) -> None:
    cards.snooze(draft, event.teacher)


ACTIONS: Mapping[Action, Callable[[Draft, TeacherActed], None]] = {
    "seen": _seen,
    "assign": _assign,
    "write": _write,
    "peer-thread": _open_thread,
    "mark": _mark,
    "snooze": _snooze,
    "start-over": _start_over,
    "open-unit": _open_unit,
    "open-summative": _open_summative,
}
