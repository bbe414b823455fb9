"""Proves that every unit can be reached: prerequisites exist, come earlier, and lead round in no circle."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from bot.curriculum.faults import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.curriculum.course import Course, Unit
    from bot.curriculum.lint.report import Findings


def check_gates(course: Course, findings: Findings) -> None:
    """`requires` of the course file: existing units, earlier in the course, without a circle."""
    order = {unit: place for place, unit in enumerate(course.file.units)}
    circles = _circles(course.file.requires)
    for unit, needed in course.file.requires.items():
        if unit not in order:
            findings.fault(("requires", unit), f"{quoted(unit)} is no unit of this course", nearest(unit, order))
            continue
        for place, other in enumerate(needed):
            path = ("requires", unit, place)
            if other not in order:
                what = f"{quoted(unit)} can never open: {quoted(other)} is no unit of this course"
                findings.fault(path, what, nearest(other, order))
            elif unit in circles and other in circles:
                what = f"{quoted(unit)} can never open: it waits for {quoted(other)}, which waits for it"
                findings.fault(path, what, "take one of the units of this circle out of `requires`")
            elif order[other] > order[unit]:
                what = f"{quoted(unit)} waits for {quoted(other)}, which comes later in `units`"
                findings.fault(path, what, "put the units in the order in which they are learned")


def _circles(requires: Mapping[str, Collection[str]]) -> set[str]:
    """The units that lie on a circle, or between two: those that stay when all that lead nowhere are taken away."""
    left = {unit: set(needed) & set(requires) for unit, needed in requires.items()}
    while True:
        ends = {unit for unit in left if not left[unit] or not any(unit in needed for needed in left.values())}
        if not ends:
            return set(left)
        left = {unit: needed - ends for unit, needed in left.items() if unit not in ends}


def check_needs(course: Course, unit: Unit, findings: Findings) -> None:
    """`needs` of a unit: objectives that exist, in earlier units."""
    order = {name: place for place, name in enumerate(course.file.units)}
    for place, goal in enumerate(unit.file.needs):
        path = ("needs", place)
        name, _, objective = goal.partition("/")
        if name not in order:
            findings.fault(path, f"{quoted(name)} is no unit of this course", nearest(name, order))
        elif order[name] >= order[unit.id]:
            what = f"{quoted(goal)} is not of an earlier unit"
            findings.fault(path, what, "name objectives of units that come before, or move this unit down in `units`")
        elif name in course.units and objective not in course.units[name].objectives:
            what = f"the unit {quoted(name)} has no objective {quoted(objective)}"
            findings.fault(path, what, nearest(objective, course.units[name].objectives))


def nearest(name: str, known: Collection[str]) -> str:
    """A cure that names what was probably meant."""
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"write {near[0]}" if near else f"use one of {', '.join(known)}"
