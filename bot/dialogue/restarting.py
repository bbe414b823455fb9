"""A unit begins again, in its newest version, with fresh questions. The record stays.

Rules
- What was begun for its sake (a prerequisite) ends with it; other units that are in progress wait below.
- Its goals are *learning* again, no look back at them is due any more, and what was open about it on the teacher's
  cards is over.
- A unit that the course does not have any more begins again in the version that the student has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import beginning, cards, reviews
from bot.dialogue.enrollment import Standing
from bot.dialogue.facts import StartedOver
from bot.dialogue.marks import quote
from bot.dialogue.questions import goals_of
from bot.dialogue.runs import push_run
from bot.dialogue.transitions import Move

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft
    from bot.dialogue.enrollment import Run


def unit_in_hand(draft: Draft) -> str:
    """The unit that a student means by 'start over': the latest that is in progress; empty for none."""
    return next((run.unit for run in reversed(draft.enrollment.runs) if run.purpose == "unit"), "")


def by_student(draft: Draft) -> None:
    unit = unit_in_hand(draft)
    if not unit:
        draft.say(draft.words.nothing_to_start_over())
        return
    draft.lead(draft.words.started_over(draft.unit_named(unit).title))
    _begin_again(draft, unit, draft.enrollment.name)


def by_teacher(draft: Draft, teacher: str, unit: str, reason: str) -> None:
    """unit: empty for the one that the open card is about, else the one in progress. One never begun stays so."""
    card = draft.enrollment.card
    unit = unit or (card.unit if card is not None else unit_in_hand(draft))
    if unit not in draft.enrollment.started or not _is_there(draft, unit):
        return
    draft.lead(draft.words.started_over_by(quote(teacher), draft.title_of(unit)))
    _begin_again(draft, unit, teacher, reason)


def _is_there(draft: Draft, unit: str) -> bool:
    return unit in draft.setting.course.units or any(run.unit == unit for run in draft.enrollment.runs)


def _begin_again(draft: Draft, unit_id: str, by: str, reason: str = "") -> None:
    unit = draft.setting.course.units.get(unit_id) or draft.unit_named(unit_id)
    goals = goals_of(unit)
    draft.record(StartedOver(unit.id, by, reason))
    cards.started_over(draft, unit.id, by)
    draft.settle_menu()
    draft.settle_question()
    enrollment = draft.enrollment
    draft.change(
        runs=_others(enrollment.runs, unit.id),
        units=tuple(done for done in enrollment.units if done != unit.id),
        standings={**enrollment.standings, **dict.fromkeys(goals, Standing.LEARNING)},
        misses_in_row=0,
    )
    reviews.cancel(draft, unit.id)
    push_run(draft, Move.START_OVER, unit, "unit", goals)
    beginning.tell_goals(draft)
    beginning.offer_placement(draft)


def _others(runs: tuple[Run, ...], unit: str) -> tuple[Run, ...]:
    """The runs that stay: not those of this unit, and not what one of them sent back to."""
    return tuple(
        run
        for place, run in enumerate(runs)
        if run.unit != unit and not (run.purpose == "prerequisite" and place and runs[place - 1].unit == unit)
    )
