"""A look back: offered at a quiet moment, asked without hints, and what comes of it.

Rules
- It never breaks in on work: while the student was active within a quarter of an hour it waits.
- 'Later' is always an answer.
- What stayed is asked once more after a longer time; what slipped gets one short look in another way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import cards, forms, measures, reviews
from bot.dialogue.checking import offer_way
from bot.dialogue.closing import end_run
from bot.dialogue.enrollment import Standing, split
from bot.dialogue.facts import FormClosed, ObjectiveKept, ObjectiveSlipped
from bot.dialogue.questions import number_of
from bot.dialogue.runs import push_run
from bot.dialogue.transitions import Move

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft

QUIET = 900.0
"""Seconds without a word from the student after which they are taken to be at rest."""


def tick(draft: Draft, name: str) -> None:
    """A look back's time has come: offer it, or wait until the student is at rest."""
    if name != reviews.TIMER or reviews.is_under_way(draft):
        return
    unit, goals = reviews.due(draft)
    if not goals:
        reviews.set_timer(draft)
    elif draft.at - draft.enrollment.active_at < QUIET:
        draft.remind(name, draft.enrollment.active_at + QUIET)
    else:
        push_run(draft, Move.LOOK_BACK, draft.setting.course.units[unit], "look back", goals)
        offer(draft)


def offer(draft: Draft) -> None:
    about = measures.about_for(draft, "retention", draft.run.goals)
    draft.offer(
        draft.words.look_back(draft.unit.title, about), [draft.words.button("now"), draft.words.button("later")]
    )


def look(draft: Draft) -> None:
    draft.move(Move.LOOK)
    if not forms.begin(draft, "retention", draft.run.goals):
        close(draft)


def postpone(draft: Draft) -> None:
    """Not now: what was in hand goes on."""
    goals = draft.run.goals
    draft.move(Move.LATER)
    reviews.put_off(draft, goals, reviews.LATER)
    draft.lead(draft.words.look_back_later())
    if draft.enrollment.runs:
        draft.resume()


def close(draft: Draft) -> None:
    form = forms.open_form(draft)
    kept, slipped = measures.decided(draft, form)
    draft.record(FormClosed(draft.run.unit, "retention", form.letter, kept, slipped))
    draft.change_run(form=None)
    for goal in kept:
        draft.record(ObjectiveKept(*split(goal)))
        reviews.plan(draft, draft.run.unit, [goal], reviews.nth_of(draft, goal) + 1)
    if not slipped:
        cards.caught_up(draft)
        draft.lead(draft.words.kept())
        end_run(draft, Move.KEPT)
        return
    for goal in slipped:
        draft.stand(goal, Standing.SLIPPED)
        draft.record(ObjectiveSlipped(*split(goal)))
    draft.lead(draft.words.slipped([number_of(draft.unit, goal) for goal in slipped]))
    draft.move(Move.SLIPPED, goals=slipped, queue=slipped)
    cards.slipped(draft, slipped)
    offer_way(draft)
