"""Which question is open, rebuilt from what the enrollment holds; and which steps a lesson has. Lookups only."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.curriculum.model import Bounds, EvidenceRule, LessonStep, MasteryRule, Objective
from bot.curriculum.variants import count, realise
from bot.dialogue.enrollment import Enrollment, Phase, Run, goal_of, is_mastered, split
from bot.mastery.draws import pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.curriculum.course import Unit
    from bot.curriculum.question import Question
    from bot.dialogue.facts import Use
    from bot.dialogue.setting import Setting


def open_ref(enrollment: Enrollment) -> str:
    """The ref of the message whose question waits for an answer; empty when none does."""
    if not enrollment.runs:
        return ""
    run = enrollment.runs[-1]
    if run.form is not None and run.form.open is not None:
        return run.form.open.ref
    return run.try_ref


def question_of(enrollment: Enrollment, setting: Setting) -> Question | None:
    """The question that waits: of the open form, or the check-in of the lesson step before `at`."""
    if not enrollment.runs:
        return None
    run = enrollment.runs[-1]
    if run.form is not None and run.form.open is not None:
        open_ = run.form.open
        unit_id, objective = split(open_.objective)
        unit = unit_for(enrollment, setting, unit_id)
        return realised(enrollment, unit, open_.item, open_.variant, objective)
    if run.try_ref:
        return check_in_of(enrollment, setting, run)
    return None


def unit_for(enrollment: Enrollment, setting: Setting, unit_id: str) -> Unit:
    for run in reversed(enrollment.runs):
        if run.unit == unit_id:
            return setting.unit_of(run)
    return setting.course.units[unit_id]


def realised(enrollment: Enrollment, unit: Unit, item_id: str, variant: int, objective: str) -> Question:
    """The order of options hangs on student and item, so that it is the same when the question is shown again."""
    return _realised(unit, item_id, variant, f"{enrollment.student}/{objective}/{item_id}/{variant}")


@lru_cache(2048)
def _realised(unit: Unit, item_id: str, variant: int, seed: str) -> Question:
    """Remembered for a while: an open question is looked at several times before it is answered."""
    return realise(unit.item(item_id), variant, language=unit.language, course_id=unit.course_id, seed=seed)


def check_in_of(enrollment: Enrollment, setting: Setting, run: Run) -> Question | None:
    step = steps_of(enrollment, setting, run)[run.at - 1]
    if step.check_in is None:
        return None
    unit = setting.unit_of(run)
    seed = f"{enrollment.student}/{run.unit}/{run.number}/{run.phase.value}/{run.at}"
    _, variant, _ = pick({"try": tuple(range(count(step.check_in, unit.language)))}, (), seed)
    return realise(step.check_in, variant, language=unit.language, course_id=unit.course_id, seed=seed, item_id="try")


def steps_of(enrollment: Enrollment, setting: Setting, run: Run) -> Sequence[LessonStep]:
    """What is walked in this phase: the lesson on what is not shown yet, the chosen corrective, or the enrichment."""
    unit = setting.unit_of(run)
    if run.phase is Phase.CORRECTIVE:
        return unit.objective(split(run.on)[1]).correctives[run.way].steps if run.way >= 0 else ()
    if run.phase is Phase.ENRICHMENT:
        return [step for part in unit.file.enrichment for step in part.steps]
    return [step for step in unit.file.lesson if _is_taught(step, enrollment, run)]


def _is_taught(step: LessonStep, enrollment: Enrollment, run: Run) -> bool:
    if step.teaches is None:
        return run.purpose == "unit"
    goal = goal_of(run.unit, step.teaches)
    return goal in run.goals and not is_mastered(enrollment, goal)


def objective_of(unit: Unit, goal: str) -> Objective:
    return unit.objective(split(goal)[1])


def number_of(unit: Unit, goal: str) -> int:
    """'goal 2': its place among the unit's objectives, from 1."""
    ids = [objective.id for objective in unit.file.objectives]
    return ids.index(split(goal)[1]) + 1


def goals_of(unit: Unit) -> tuple[str, ...]:
    return tuple(goal_of(unit.id, objective.id) for objective in unit.file.objectives)


@lru_cache(1024)
def measure_of(unit: Unit, goal: str, use: Use) -> tuple[MasteryRule, Bounds]:
    """What decides a goal in a form of this use, and how many questions it takes at least and at most.

    Placement and look backs use evidence whatever the unit's rule: they are short and must stop early.
    """
    objective = split(goal)[1]
    rule, bounds = unit.rule_of(objective), unit.bounds(use, objective)
    if use in ("placement", "retention") and not isinstance(rule, EvidenceRule):
        rule = EvidenceRule(rule="evidence", slip=max(rule.slip, 0.01))
    return rule, bounds
