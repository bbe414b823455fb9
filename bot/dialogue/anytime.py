"""What a student may ask at any time: where am I, why, goals, units, help, a break, going on, starting over, other
courses.

Each is one short message and changes nothing by itself (starting over asks first).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import answering, forms
from bot.dialogue.effects import Choice
from bot.dialogue.enrollment import Enrollment, Phase, Standing, Tried, goal_of, is_mastered
from bot.dialogue.gates import missing_gates
from bot.dialogue.questions import goals_of, number_of, open_ref, question_of
from bot.dialogue.restarting import unit_in_hand

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.dialogue.draft import Draft
    from bot.dialogue.events import Asking
    from bot.dialogue.setting import Setting


MOST_CLASSES = 20
"""Buttons of one message: Slack and Discord show 25."""


def where(draft: Draft) -> None:
    draft.say_with_anytime(where_line(draft), "continue", "pause")


def where_line(draft: Draft) -> str:
    """'Equivalent fractions · goal 2 of 3 · check · question 2 · mastered: goals 1, 3. Next: a few more questions.'"""
    words, enrollment, course = draft.words, draft.enrollment, draft.setting.course
    if draft.phase is Phase.WELCOME:
        return words.where_at_start(course.title)
    if draft.phase is Phase.BETWEEN:
        mastered = sum(unit in enrollment.units for unit in course.file.units)
        return words.where_between(course.title, mastered, len(course.file.units))
    unit, run = draft.unit, draft.run
    goal = _goal_in_hand(draft)
    form = run.form
    return words.where(
        title=unit.title,
        stage=words.phase(draft.phase.value),
        goal=words.goal_of(number_of(unit, goal), len(unit.file.objectives)) if goal in run.goals else "",
        question=words.question_number(len(form.reached) + 1) if form is not None else "",
        mastered=[number_of(unit, goal) for goal in goals_of(unit) if is_mastered(enrollment, goal)],
        next_=words.next_in(draft.phase.value),
    )


def _goal_in_hand(draft: Draft) -> str:
    run = draft.run
    if run.form is not None and run.form.open is not None:
        return run.form.open.objective
    return run.on or (run.queue[0] if run.queue else "")


def why(draft: Draft) -> None:
    """'Why am I not mastered?': the rule, and per goal what the answers showed (goal 7 of the candidate goals)."""
    if not draft.enrollment.runs:
        draft.say_with_anytime(where_line(draft), "continue")
        return
    words, unit, run = draft.words, draft.unit, draft.run
    lines = [words.why_head(unit.title, words.rule(unit.rule_of(unit.file.objectives[0].id)))]
    for goal in run.goals:
        standing = draft.enrollment.standings.get(goal, Standing.LEARNING)
        tried = run.tried.get(goal, Tried())
        methods = words.and_list([words.method(method).lower() for method in tried.methods])
        lines.append(words.why_goal(number_of(unit, goal), standing.value, tried.right, tried.asked, methods))
    draft.say_with_anytime("\n".join(lines), "continue")


def goals(draft: Draft) -> None:
    if not draft.enrollment.runs:
        units(draft)
        return
    words, unit = draft.words, draft.unit
    lines = [f"**{unit.title}**"]
    for number, objective in enumerate(unit.file.objectives, 1):
        standing = draft.enrollment.standings.get(goal_of(unit.id, objective.id))
        lines.append(f"{number}. {objective.can} ({words.standing(standing.value if standing else 'not started')})")
    draft.say_with_anytime("\n".join(lines), "continue")


def units(draft: Draft) -> None:
    words, course = draft.words, draft.setting.course
    rows = [
        words.unit_row(course.units[unit].title, unit_standing(draft.enrollment, draft.setting, unit))
        for unit in course.file.units
    ]
    draft.say_with_anytime("\n".join([words.units_head(course.title), *rows]), "continue")


def unit_standing(enrollment: Enrollment, setting: Setting, unit: str) -> str:
    if unit in enrollment.units:
        return "mastered"
    if any(run.unit == unit for run in enrollment.runs):
        return "in progress"
    return "locked" if missing_gates(enrollment, setting, unit) else "open"


def locked_unit(draft: Draft, unit: str) -> None:
    """Asking for a locked unit names what is still open before it, and shows no item of it (Q1)."""
    gate = draft.setting.course.units[missing_gates(draft.enrollment, draft.setting, unit)[0]]
    open_goals = [
        objective.can
        for objective in gate.file.objectives
        if not is_mastered(draft.enrollment, goal_of(gate.id, objective.id))
    ]
    if not open_goals:
        open_goals = [draft.words.phase("summative")]
    draft.say(draft.words.locked(draft.setting.course.units[unit].title, gate.title, open_goals))


def help_(draft: Draft) -> None:
    draft.say_with_anytime(draft.words.what_is_this(), "continue")


def hint(draft: Draft) -> None:
    if not open_ref(draft.enrollment):
        draft.say(draft.words.no_question_open())
    elif question_of(draft.enrollment, draft.setting) is None:
        draft.resume()
    elif forms.is_open(draft.enrollment):
        answering.hint(draft)
    else:
        draft.say(draft.words.no_hint_here())


def pause(draft: Draft) -> None:
    draft.change(paused=True)
    draft.say_with_anytime(draft.words.paused(), "continue")


def go_on(draft: Draft) -> None:
    draft.resume()


def start_over(draft: Draft) -> None:
    unit = unit_in_hand(draft)
    if not unit:
        draft.say(draft.words.nothing_to_start_over())
        return
    title = draft.unit_named(unit).title
    draft.offer(draft.words.start_over_sure(title), [draft.words.button("over"), draft.words.button("keep")])


def courses(draft: Draft) -> None:
    others = draft.setting.others
    if not others:
        draft.say(draft.words.one_course())
        return
    choices = [Choice(f"class:{class_id}", title) for class_id, title in others[:MOST_CLASSES]]
    draft.offer(draft.words.courses(), [*choices, draft.words.button("keep")])


COMMANDS: Mapping[Asking, Callable[[Draft], None]] = {
    "where": where,
    "why": why,
    "help": help_,
    "hint": hint,
    "goals": goals,
    "units": units,
    "pause": pause,
    "continue": go_on,
    "courses": courses,
    "start-over": start_over,
}
