"""A new way through a unit, on top of what is in progress: the one place where runs begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import reviews
from bot.dialogue.enrollment import Run, Standing, split
from bot.dialogue.facts import UnitBegan

if TYPE_CHECKING:
    from bot.curriculum.course import Unit
    from bot.dialogue.draft import Draft
    from bot.dialogue.enrollment import Purpose
    from bot.dialogue.transitions import Move


def push_run(draft: Draft, move: Move, unit: Unit, purpose: Purpose, goals: tuple[str, ...]) -> None:
    """Goals not met before become *learning*; the run stays on this version of the unit to its end."""
    if purpose == "unit":
        _put_off_look_backs(draft)
    enrollment = draft.enrollment
    number = enrollment.started.get(unit.id, 0) + (purpose == "unit")
    draft.push(move, Run(unit.id, unit.version, number, purpose, goals))
    if purpose == "unit":
        draft.change(started={**enrollment.started, unit.id: number})
    fresh = {goal: Standing.LEARNING for goal in goals if goal not in enrollment.standings}
    draft.change(standings={**enrollment.standings, **fresh})
    draft.record(UnitBegan(unit.id, unit.version, number, tuple(split(goal)[1] for goal in goals), purpose))


def _put_off_look_backs(draft: Draft) -> None:
    """A unit takes days: a look back below it would wait for weeks, and hold up every other."""
    runs = draft.enrollment.runs
    goals = {goal for run in runs if run.purpose == "look back" for goal in run.goals}
    if goals:
        draft.settle_menu()
        draft.settle_question()
        draft.change(runs=tuple(run for run in runs if run.purpose != "look back"))
        reviews.put_off(draft, goals, reviews.LATER)
