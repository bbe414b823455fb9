"""Look backs: what was mastered is asked again after days and weeks, so that it stays.

Rules
- Planned when mastered, at the course's `retention_days`; the next one counts from the last look back, so that a late
  one moves what follows. One timer per unit, for the earliest that is due.
- A look back never breaks in on work: while the student was active within a quarter of an hour it waits.
- 'Later' is always an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import forms
from bot.dialogue.enrollment import Phase, Review, split
from bot.dialogue.runs import push_run
from bot.dialogue.transitions import Move
from bot.mastery.retention import next_look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.dialogue.draft import Draft

QUIET = 900.0
"""Seconds without a word from the student after which they are taken to be at rest."""
LATER = 6 * 3_600.0
TIMER = "look back"


def plan(draft: Draft, unit: str, goals: Sequence[str], nth: int) -> None:
    """The nth look back (from 0) at `goals` of `unit`; beyond the last of the course's days there is none."""
    kept = [review for review in draft.enrollment.reviews if review.goal not in goals]
    due = next_look(draft.unit_named(unit).retention_days, nth, draft.at)
    if due is not None:
        kept += [Review(goal, nth, due) for goal in goals]
    draft.change(reviews=tuple(kept))
    _set_timer(draft, unit)


def tick(draft: Draft, name: str) -> None:
    """A look back's time has come: offer it, or wait until the student is at rest."""
    unit = name.removeprefix(f"{TIMER}/")
    goals = tuple(review.goal for review in draft.enrollment.reviews if _is_due(review, unit, draft.at))
    if not goals or unit not in draft.setting.course.units:
        return
    if draft.at - draft.enrollment.active_at < QUIET or draft.phase in (Phase.LOOK_BACK, Phase.RETENTION):
        draft.remind(name, draft.at + QUIET)
        return
    push_run(draft, Move.LOOK_BACK, draft.setting.course.units[unit], "look back", goals)
    offer(draft)


def offer(draft: Draft) -> None:
    about = forms.about_for(draft, "retention", draft.run.goals)
    draft.offer(
        draft.words.look_back(draft.unit.title, about), [draft.words.button("now"), draft.words.button("later")]
    )


def look(draft: Draft) -> None:
    draft.move(Move.LOOK)
    forms.begin(draft, "retention", draft.run.goals)


def postpone(draft: Draft) -> None:
    unit = draft.run.unit
    draft.move(Move.LATER)
    draft.remind(f"{TIMER}/{unit}", draft.at + LATER)
    draft.say(draft.words.look_back_later())
    if draft.enrollment.runs and not forms.is_open(draft.enrollment):
        draft.resume()


def nth_of(draft: Draft, goal: str) -> int:
    return next((review.nth for review in draft.enrollment.reviews if review.goal == goal), 0)


def _set_timer(draft: Draft, unit: str) -> None:
    due = [review.due for review in draft.enrollment.reviews if split(review.goal)[0] == unit]
    if due:
        draft.remind(f"{TIMER}/{unit}", min(due))
    else:
        draft.forget(f"{TIMER}/{unit}")


def _is_due(review: Review, unit: str, at: float) -> bool:
    return split(review.goal)[0] == unit and review.due <= at + 60
