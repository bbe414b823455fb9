"""The first minutes: a welcome, the goals of a unit, and whether to be placed.

Rules
- Goals, what 'mastered' means and the marks are told before the first question (practices Q3, O3).
- A unit opens when every unit it requires is mastered (Q1), or when a teacher opened it; the lesson may be had
  without a placement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import forms, placing
from bot.dialogue.enrollment import goal_of, is_mastered
from bot.dialogue.gates import open_units
from bot.dialogue.marks import quote
from bot.dialogue.questions import goals_of, number_of
from bot.dialogue.runs import push_run
from bot.dialogue.transitions import Move

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft


def greet(draft: Draft) -> None:
    setting, name = draft.setting, quote(draft.enrollment.name)
    offer_start(draft, draft.words.welcome(name, setting.teacher, setting.title))


def offer_start(draft: Draft, text: str) -> None:
    draft.offer(text, [draft.words.button("start"), draft.words.button("what")])


def begin_first(draft: Draft) -> None:
    open_ones = open_units(draft.enrollment, draft.setting)
    if open_ones:
        begin_unit(draft, open_ones[0])
    else:
        draft.say(draft.words.nothing_open())


def begin_unit(draft: Draft, unit_id: str) -> None:
    """A new run through a unit, in its newest version; its goals, and the offer of a placement."""
    unit = draft.setting.course.units[unit_id]
    push_run(draft, Move.BEGIN, unit, "unit", goals_of(unit))
    tell_goals(draft)
    if all(is_mastered(draft.enrollment, goal) for goal in draft.run.goals):
        draft.move(Move.ALL_KNOWN)
        placing.all_known(draft)
    else:
        offer_placement(draft)


def tell_goals(draft: Draft) -> None:
    unit, course = draft.unit, draft.setting.course
    words, goals = draft.words, draft.run.goals
    draft.say(
        words.unit_goals(
            place=course.file.units.index(unit.id) + 1 if unit.id in course.units else 0,
            of=len(course.file.units),
            title=unit.title,
            goals=[objective.can for objective in unit.file.objectives if goal_of(unit.id, objective.id) in goals],
            numbers=[number_of(unit, goal) for goal in goals],
            rule=words.rule(unit.rule_of(unit.file.objectives[0].id)),
            scale=words.marks_of_scale([(level.mark, level.means) for level in course.file.scale.levels])
            if course.file.scale.levels
            else "",
        )
    )


def offer_placement(draft: Draft) -> None:
    draft.offer(draft.words.placement_offer(), [draft.words.button("place"), draft.words.button("skip")])


def place(draft: Draft) -> None:
    """Ask what the unit builds on (where that is not shown yet), then its own goals."""
    draft.move(Move.PLACE)
    needs = tuple(goal for goal in draft.unit.file.needs if not is_mastered(draft.enrollment, goal))
    own = tuple(goal for goal in draft.run.goals if not is_mastered(draft.enrollment, goal))
    if not forms.begin(draft, "placement", needs + own):
        placing.close(draft)
