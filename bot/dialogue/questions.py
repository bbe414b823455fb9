"""Which question is open, rebuilt from what the enrollment holds; and which steps a lesson has. Lookups only.

A question of a unit that no run holds on to (a placement asks what the unit builds on) can vanish when the course is
changed: then there is None, and `forms.present_again` asks another one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.curriculum.formulas import FormulaError
from bot.curriculum.variants import count, realise
from bot.dialogue.enrollment import Enrollment, Phase, Run, goal_of, is_mastered, split
from bot.mastery.draws import pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.curriculum.course import Unit
    from bot.curriculum.model import LessonStep, Objective
    from bot.curriculum.question import Question
    from bot.dialogue.enrollment import Open
    from bot.dialogue.setting import Setting


UNASKED = "unasked"
"""`Run.try_ref` of a check-in whose message takes no more presses: it is asked again when the student is back."""


def open_ref(enrollment: Enrollment) -> str:
    """The ref of the message whose question waits for an answer; empty when none does."""
    if not enrollment.runs:
        return ""
    run = enrollment.runs[-1]
    if run.form is not None and run.form.open is not None:
        return run.form.open.ref
    return run.try_ref


def question_of(enrollment: Enrollment, setting: Setting) -> Question | None:
    """The question that waits: of the open form, or the check-in of the lesson step before `at`.

    None where none waits, and where it is not what it was when it was asked.
    """
    if not enrollment.runs:
        return None
    run = enrollment.runs[-1]
    if run.form is not None and run.form.open is not None:
        return _of_form(enrollment, setting, run.form.open)
    if run.try_ref:
        return check_in_of(enrollment, setting, run)
    return None


def _of_form(enrollment: Enrollment, setting: Setting, open_: Open) -> Question | None:
    unit_id, objective = split(open_.objective)
    try:
        unit = unit_for(enrollment, setting, unit_id)
        if unit.version != open_.version:
            return None
        return realised(enrollment, unit, open_.item, open_.variant, objective)
    except (LookupError, FormulaError):
        return None


def unit_for(enrollment: Enrollment, setting: Setting, unit_id: str) -> Unit:
    """A unit by id: the version in progress if the student is in it, else the newest. Raises KeyError."""
    for run in reversed(enrollment.runs):
        if run.unit == unit_id:
            return setting.unit_of(run)
    return setting.course.units[unit_id]


def realised(enrollment: Enrollment, unit: Unit, item_id: str, variant: int, objective: str) -> Question:
    """The order of options hangs on student and item, so that it is the same when the question is shown again."""
    return _realised(unit, item_id, variant, enrollment.student, objective)


@lru_cache(2048)
def _realised(unit: Unit, item_id: str, variant: int, student: str, objective: str) -> Question:
    """Remembered for a while: an open question is looked at several times before it is answered."""
    seed = f"{student}/{objective}/{item_id}/{variant}"
    return realise(unit.item(item_id), variant, language=unit.language, course_id=unit.course_id, seed=seed)


def check_in_of(enrollment: Enrollment, setting: Setting, run: Run) -> Question | None:
    steps = steps_of(setting, run)
    step = steps[run.at - 1] if 0 < run.at <= len(steps) else None
    if step is None or step.check_in is None:
        return None
    unit = setting.unit_of(run)
    seed = f"{enrollment.student}/{run.unit}/{run.number}/{run.phase.value}/{run.at}"
    try:
        _, variant, _ = pick({"try": tuple(range(count(step.check_in, unit.language)))}, {}, seed)
        return realise(
            step.check_in, variant, language=unit.language, course_id=unit.course_id, seed=seed, item_id="try"
        )
    except (LookupError, ValueError):  # ValueError: nothing to draw from, or a FormulaError
        return None


def steps_of(setting: Setting, run: Run) -> Sequence[LessonStep]:
    """What is walked in this phase, as the author wrote it: the lesson, the chosen corrective, or the enrichment."""
    unit = setting.unit_of(run)
    if run.phase is Phase.CORRECTIVE:
        return unit.objective(split(run.on)[1]).correctives[run.way].steps if run.way >= 0 else ()
    if run.phase is Phase.ENRICHMENT:
        return [step for part in unit.file.enrichment for step in part.steps]
    return unit.file.lesson


def is_walked(step: LessonStep, enrollment: Enrollment, run: Run) -> bool:
    """Whether the student sees this step. What was shown meanwhile is passed over, and no step changes its place."""
    if run.phase is not Phase.LESSON:
        return True
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
