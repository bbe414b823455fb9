"""The end of a placement: what is known is not taught again, and a missing prerequisite is taught first.

Practices Q9 (right level) and O2 (a missed prerequisite opens the earlier objective and returns afterwards).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import forms, measures
from bot.dialogue.closing import arrive
from bot.dialogue.enrollment import Standing, is_mastered, split
from bot.dialogue.facts import FormClosed, ObjectiveMastered, SentBack
from bot.dialogue.lessons import walk
from bot.dialogue.questions import number_of, objective_of
from bot.dialogue.runs import push_run
from bot.dialogue.transitions import Move

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft

MINUTES_PER_GOAL = 5
"""A lesson and a check of one goal, more or less: told so that a student can choose when."""


def close(draft: Draft) -> None:
    form = forms.open_form(draft)
    shown, missed = measures.decided(draft, form)
    here = draft.run.unit
    for goal in shown:
        draft.stand(goal, Standing.MASTERED)
        draft.record(ObjectiveMastered(*split(goal), by="placement"))
    draft.record(FormClosed(here, "placement", form.letter, shown, missed))
    draft.change_run(form=None)
    needed = [goal for goal in missed if split(goal)[0] != here]
    if needed:
        _send_back(draft, needed)
    elif all(is_mastered(draft.enrollment, goal) for goal in draft.run.goals):
        draft.move(Move.ALL_KNOWN)
        all_known(draft)
    else:
        draft.move(Move.SOME_NEW)
        offer_lesson(draft)


def all_known(draft: Draft) -> None:
    """Nothing is left to teach: the closing check is next."""
    draft.lead(draft.words.placed_all())
    arrive(draft)


def offer_lesson(draft: Draft) -> None:
    """'Goals 2 and 3 are next. Now, or later?'"""
    unit, words = draft.unit, draft.words
    known = [number_of(unit, goal) for goal in draft.run.goals if is_mastered(draft.enrollment, goal)]
    new = [number_of(unit, goal) for goal in draft.run.goals if not is_mastered(draft.enrollment, goal)]
    text = words.placed(known, new, MINUTES_PER_GOAL * len(new))
    draft.offer(text, [words.button("now"), words.button("later")])


def _send_back(draft: Draft, needed: list[str]) -> None:
    """To the first unit that teaches a missing goal; the others are found again by the placement after the return."""
    to = split(needed[0])[0]
    goals = tuple(goal for goal in needed if split(goal)[0] == to)
    here, unit = draft.unit, draft.unit_named(to)
    draft.record(SentBack(here.id, to, tuple(split(goal)[1] for goal in goals)))
    draft.lead(draft.words.sent_back(unit.title, [objective_of(unit, goal).can for goal in goals], here.title))
    draft.tell()
    for goal in goals:
        draft.stand(goal, Standing.LEARNING)
    draft.move(Move.NEED_MISSING)
    push_run(draft, Move.SEND_BACK, unit, "prerequisite", goals)
    walk(draft)
