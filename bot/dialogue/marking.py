"""A teacher marks a goal as mastered: they saw it elsewhere.

Rules
- It needs a reason, which is kept. Without one nothing happens.
- It is a fact of its own: no check is claimed to stand behind it. The closing check still asks for the goal when it is
  begun later, and a look back that was planned counts from now.
- What is in hand goes on without the goal: an open check does not ask for it any more and closes if nothing is left, a
  way of looking at it again ends. Where it was the last one missing, the student goes on as if they had shown it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.dialogue import cards, reviews
from bot.dialogue.enrollment import Deed, Form, Phase, Run, Standing, split
from bot.dialogue.events import LONGEST_WRITTEN
from bot.dialogue.facts import MarkedMastered
from bot.dialogue.lessons import open_goals
from bot.dialogue.marks import clean, quote
from bot.dialogue.questions import number_of
from bot.dialogue.story import version_of

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft


def mark(draft: Draft, teacher: str, goal: str, reason: str) -> None:
    reason = clean(reason, LONGEST_WRITTEN)
    standing = draft.enrollment.standings.get(goal, Standing.MASTERED)
    unit_id, objective = split(goal)
    unit = version_of(draft, unit_id)
    if not reason or standing is Standing.MASTERED or unit is None or objective not in unit.objectives:
        return
    draft.record(MarkedMastered(unit_id, objective, teacher, reason))
    draft.stand(goal, Standing.MASTERED)
    if any(review.goal == goal for review in draft.enrollment.reviews):
        reviews.plan(draft, unit_id, [goal], nth=0)
    draft.lead(draft.words.marked_mastered(quote(teacher), number_of(unit, goal), unit.title))
    cards.tell_deed(draft, Deed("mark", teacher, goal, text=reason))
    _go_on_without(draft, goal)


def _go_on_without(draft: Draft, goal: str) -> None:
    if not draft.enrollment.runs:
        return
    concerned = _is_in_hand(draft, goal)
    if concerned:
        draft.settle_menu()
        draft.settle_question()
        draft.resume()
    draft.change(runs=tuple(_without(run, goal) for run in draft.enrollment.runs))


def _is_in_hand(draft: Draft, goal: str) -> bool:
    """Whether what the student sees now is about this goal, or only was there for it."""
    run = draft.run
    if run.form is not None:
        return run.form.open is not None and run.form.open.objective == goal
    if goal not in run.goals:
        return False
    about = {
        Phase.PLACED: True,
        Phase.LESSON: not open_goals(draft),
        Phase.CHOOSING: goal in run.queue or not open_goals(draft),
        Phase.CORRECTIVE: run.way < 0 or run.on == goal,
    }
    return about.get(run.phase, False)


def _without(run: Run, goal: str) -> Run:
    """`run.on` stays: a way that is walked for nothing any more ends when it is shown again (`lessons.again`)."""
    form = run.form
    return replace(
        run,
        queue=tuple(other for other in run.queue if other != goal),
        assigned=tuple(waiting for waiting in run.assigned if waiting[0] != goal),
        form=_form_without(form, goal) if form is not None and goal in form.goals else form,
    )


def _form_without(form: Form, goal: str) -> Form:
    return replace(
        form,
        goals=tuple(other for other in form.goals if other != goal),
        reached=tuple(reached for reached in form.reached if reached.objective != goal),
        open=None if form.open is not None and form.open.objective == goal else form.open,
    )
