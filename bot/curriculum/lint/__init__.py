"""Proves that a course can be used: what one file alone cannot know, and what only trying can show.

Rules
- Pure: the course, and a listing of its folder, are arguments. Nothing is read here.
- Everything is checked, whatever was found before; a fault keeps the course from being used, a warning does not.
- Each finding has its place and its cure. The order is that of the files.

Who proves what: `graph` prerequisites, `parts` ids and references, `questions` right answers, `supplies` that questions
last, `effects` what a rule does to students, `pictures` and `wording` what is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.curriculum.faults import Fault, Place, fault
from bot.curriculum.lint.effects import check_effects
from bot.curriculum.lint.graph import check_gates, check_needs
from bot.curriculum.lint.parts import check_course, check_parts
from bot.curriculum.lint.paths import items, step_pictures
from bot.curriculum.lint.pictures import check_picture, unused
from bot.curriculum.lint.questions import check_item
from bot.curriculum.lint.report import Effect, Findings, Report, Supply, UnitReport
from bot.curriculum.lint.supplies import check_supply
from bot.curriculum.lint.wording import check_wording
from bot.curriculum.loader import COURSE_FILE

if TYPE_CHECKING:
    from bot.curriculum.course import Course, Unit
    from bot.curriculum.media import Listing

__all__ = ["Effect", "Report", "Supply", "UnitReport", "check"]


def check(course: Course, listing: Listing | None = None) -> Report:
    """Every fault and warning of a course, and what its rules do.

    listing: what is in the course's folder; without it no file is looked for.
    """
    source = course.sources["course"]
    findings = Findings(source)
    check_course(course, findings)
    check_gates(course, findings)
    check_wording(source.tree, course.language, findings)
    faults, warnings, units, used = [*findings.faults], [*findings.warnings], [], set[str]()
    for unit in course.units.values():
        of_unit = Findings(course.sources[unit.id])
        units.append(_check_unit(course, unit, listing, of_unit, used))
        faults += of_unit.faults
        warnings += of_unit.warnings
    if listing is not None:
        where = source.file.removesuffix(COURSE_FILE)
        faults += _unlisted(course, listing, where)
        whole = len(course.units) == len(course.file.units)
        warnings += unused(listing, used, where) if whole else []
    return Report(tuple(sorted(faults)), tuple(sorted(warnings)), tuple(units))


def _check_unit(course: Course, unit: Unit, listing: Listing | None, findings: Findings, used: set[str]) -> UnitReport:
    """used: gains the pictures that this unit shows."""
    check_parts(unit, findings)
    check_needs(course, unit, findings)
    check_wording(findings.source.tree, unit.language, findings)
    for path, picture in step_pictures(unit):
        check_picture(path, picture.file, picture.alt, listing, findings)
        used.add(picture.file)
    for path, item in items(unit):
        shown = {made.picture for made in check_item(unit, path, item, findings) if made.picture is not None}
        for seen in sorted(shown, key=lambda one: (one.file, one.alt)):
            file = seen.file.removeprefix(f"{course.id}/")
            check_picture((*path, "picture"), file, seen.alt, listing, findings)
            used.add(file)
    return UnitReport(unit.id, unit.title, check_supply(unit, findings), check_effects(unit, findings))


def _unlisted(course: Course, listing: Listing, where: str) -> list[Fault]:
    """Units that nobody can reach, as the course does not name them."""
    known = {COURSE_FILE, *(f"{unit}.yaml" for unit in course.file.units)}
    return [fault(f"{where}{name}", Place(1, 1), *_stray(name)) for name in sorted(listing.yaml - known)]


def _stray(name: str) -> tuple[str, str]:
    if name.endswith(".yml"):
        return "this file is not read: its name ends in .yml", f"rename it to {name.removesuffix('.yml')}.yaml"
    cure = "add it to `units` in course.yaml, or take the file out of this folder"
    return "the course does not list this unit, so nobody can reach it", cure
