"""Checks the parts of a unit against each other: ids, references, steps, correctives, bounds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.curriculum.course import USES
from bot.curriculum.faults import quoted
from bot.curriculum.languages import has_words
from bot.curriculum.lint.graph import nearest
from bot.curriculum.lint.paths import items, steps
from bot.curriculum.model import EvidenceRule, MasteryRule, NumberItem, StreakRule, TrueFalseItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.curriculum.course import Course, Unit
    from bot.curriculum.lint.report import Findings
    from bot.curriculum.model import Objective, Tolerance
    from bot.curriculum.yaml_file import Path


def check_parts(unit: Unit, findings: Findings) -> None:
    """Everything that one unit file says about itself."""
    _check_ids("objectives", [objective.id for objective in unit.file.objectives], findings)
    _check_ids("items", [item.id for item in unit.file.items], findings)
    for number, objective in enumerate(unit.file.objectives):
        _check_objective(unit, objective, ("objectives", number), findings)
    for number, item in enumerate(unit.file.items):
        _check_goal(unit, item.objective, ("items", number, "objective"), findings)
    for path, step in steps(unit):
        if not any((step.text, step.picture, step.link, step.example, step.check_in)):
            findings.fault(path, "this step is empty", "give it text, picture, link, example or try")
        if step.teaches is not None:
            _check_goal(unit, step.teaches, (*path, "teaches"), findings)
    for path, asked in items(unit):
        if isinstance(asked, NumberItem) and asked.tolerance is not None:
            _check_tolerance(asked.tolerance, (*path, "tolerance"), findings)
    _check_bounds(unit, findings)


def _check_tolerance(tolerance: Tolerance, path: Path, findings: Findings) -> None:
    given = [name for name in ("absolute", "relative", "figures") if getattr(tolerance, name) is not None]
    if len(given) != 1:
        what = f"this tolerance gives {len(given)} of absolute, relative and figures"
        findings.fault(path, what, "give exactly one of the three")


def _check_ids(name: str, ids: Sequence[str], findings: Findings) -> None:
    for number, one in enumerate(ids):
        if one in ids[:number]:
            what = f"the id {quoted(one)} is used twice in `{name}`"
            findings.fault((name, number, "id"), what, "give each an id of its own")


def _check_goal(unit: Unit, objective: str, path: Path, findings: Findings) -> None:
    if objective not in unit.objectives:
        what = f"{quoted(objective)} is no objective of this unit"
        findings.fault(path, what, nearest(objective, unit.objectives))


def _check_objective(unit: Unit, objective: Objective, path: Path, findings: Findings) -> None:
    methods = [corrective.method for corrective in objective.correctives]
    if len(set(methods)) < 2:
        what = f"{quoted(objective.id)} is taught again by {methods[0]} and in no other way"
        findings.fault(
            (*path, "correctives"), what, "add a corrective of another method: re-teaching needs another way"
        )
    for number, corrective in enumerate(objective.correctives):
        if corrective.method != "peer" and not corrective.steps:
            what = f"the corrective {quoted(corrective.method)} has no steps"
            findings.fault((*path, "correctives", number), what, "add `steps:`; only peer does without")
    if Counter(methods)["peer"] > 1:
        findings.warn((*path, "correctives"), "`peer` is there twice", "once is enough: the way is a classmate")
    if not any(item.objective == objective.id for item in unit.file.items):
        findings.fault(
            (*path, "id"), f"no item asks about {quoted(objective.id)}", "add items, or take the objective out"
        )
    if not any(step.teaches == objective.id for step in unit.file.lesson):
        what = f"no step of the lesson teaches {quoted(objective.id)}"
        findings.fault((*path, "id"), what, f"add `teaches: {objective.id}` to the step that does")


def _check_bounds(unit: Unit, findings: Findings) -> None:
    for use in USES:
        bounds = getattr(unit.file.forms, use)
        if bounds is not None and bounds.least > bounds.most:
            what = f"least is {bounds.least} and most is {bounds.most}"
            findings.fault(("forms", use), what, "most is at least as large as least")
    if unit.file.mastery is not None:
        check_rule(unit.file.mastery, ("mastery",), findings)
    for number, objective in enumerate(unit.file.objectives):
        if objective.mastery is not None:
            check_rule(objective.mastery, ("objectives", number, "mastery"), findings)


def check_rule(rule: MasteryRule, path: Path, findings: Findings) -> None:
    """A rule must be able to decide within its own bounds."""
    if isinstance(rule, EvidenceRule) and rule.least > rule.most:
        findings.fault(path, f"least is {rule.least} and most is {rule.most}", "most is at least as large as least")
    if isinstance(rule, StreakRule) and rule.run > rule.most:
        what = f"a run of {rule.run} is asked for, of {rule.most} items at most"
        findings.fault(path, what, "make run smaller or most larger")


def check_course(course: Course, findings: Findings) -> None:
    """What the course file says about itself."""
    check_rule(course.file.defaults.mastery, ("defaults", "mastery"), findings)
    _check_language(course, findings)
    days = course.file.defaults.retention_days
    if list(days) != sorted(set(days)):
        what = f"the days {', '.join(map(str, days))} do not go up"
        findings.fault(("defaults", "retention_days"), what, "write them from the first to the last, as [7, 28]")


def _check_language(course: Course, findings: Findings) -> None:
    asked = [item for unit in course.units.values() for _, item in items(unit)]
    if not has_words(course.language) and any(isinstance(item, TrueFalseItem) for item in asked):
        what = f"true and false are called by English words in courses in {quoted(course.language)}"
        findings.warn(("language",), what, "ask with kind: choice, and options in the language of the course")
