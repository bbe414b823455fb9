"""What decides a goal in a form, what the answers so far say, and how many questions are still to come.

Rules
- A goal is asked until its rule can decide, in either direction; goals are decided apart, never as an average (Q2).
- Placement and look backs use evidence whatever the unit's rule: they are short and must stop early.
- A goal that cannot be asked (the course has no question on it for this use, or has it no more) is decided in neither
  direction; `tutor check` refuses such a course.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.curriculum.model import Bounds, EvidenceRule, MasteryRule
from bot.curriculum.supply import pool
from bot.dialogue.enrollment import split
from bot.mastery.parallel import decided_so
from bot.mastery.rules import Decision, decide

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.curriculum.course import Unit
    from bot.dialogue.draft import Draft
    from bot.dialogue.enrollment import Form
    from bot.dialogue.facts import Use
    from bot.mastery.answers import Answer


def measure(draft: Draft, goal: str, use: Use) -> tuple[MasteryRule, Bounds] | None:
    """The rule, and how many questions it takes at least and at most; None for a goal that cannot be asked."""
    unit_id, objective = split(goal)
    try:
        return _measure(draft.unit_named(unit_id), objective, use)
    except KeyError:
        return None


@lru_cache(1024)
def _measure(unit: Unit, objective: str, use: Use) -> tuple[MasteryRule, Bounds] | None:
    if objective not in unit.objectives or not pool(unit, objective, use):
        return None
    rule = unit.rule_of(objective)
    if use in ("placement", "retention") and not isinstance(rule, EvidenceRule):
        rule = EvidenceRule(rule="evidence", slip=max(rule.slip, 0.01))
    return rule, unit.bounds(use, objective)


def decisions(draft: Draft, form: Form) -> dict[str, Decision]:
    """What the answers so far say, per goal of the form that can be asked."""
    answers: dict[str, list[Answer]] = {goal: [] for goal in form.goals}
    for reached in form.reached:
        answers[reached.objective].append(reached.answer)
    made = {}
    for goal, given in answers.items():
        measured = measure(draft, goal, form.use)
        if measured is not None:
            made[goal] = decide(measured[0], given, measured[1])
    return made


def decided(draft: Draft, form: Form) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(shown, missed) of a form in which nothing more is asked; goals that were not asked are in neither."""
    made = decisions(draft, form)
    return decided_so(Decision.MASTERED, tuple(made), made), decided_so(Decision.NOT_YET, tuple(made), made)


def asked(form: Form) -> Mapping[str, int]:
    """How many questions on each goal were answered; goals of the form are all there."""
    times = dict.fromkeys(form.goals, 0)
    for reached in form.reached:
        times[reached.objective] += 1
    return times


def about(draft: Draft, form: Form, made: Mapping[str, Decision]) -> int:
    """How many questions this form will take, more or less: those answered and the fewest that are still needed."""
    times = asked(form)
    open_ = [goal for goal, decision in made.items() if decision is Decision.ASK_MORE]
    return len(form.reached) + sum(max(1, _least(draft, goal, form.use) - times[goal]) for goal in open_)


def about_for(draft: Draft, use: Use, goals: Sequence[str]) -> int:
    """How many questions a form over `goals` would take at least."""
    return sum(_least(draft, goal, use) for goal in goals)


def _least(draft: Draft, goal: str, use: Use) -> int:
    measured = measure(draft, goal, use)
    return 0 if measured is None else measured[1].least
