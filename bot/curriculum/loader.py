"""Makes a course of the bytes of its files, or says everything that keeps it from being one.

Rules
- Pure: bytes in, values out. `folder` reads the disk.
- All faults of all files at once: one file that cannot be read does not hide the faults of the others.
- What needs more than one file at a time (do needs exist, does the supply last, are the pictures there) is `lint`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from bot.curriculum.course import Course, unit_of
from bot.curriculum.explain import faults_in
from bot.curriculum.faults import Fault, Place, fault, quoted
from bot.curriculum.model import CourseFile, UnitFile
from bot.curriculum.yaml_file import Parsed, read

if TYPE_CHECKING:
    from collections.abc import Mapping

COURSE_FILE = "course.yaml"

Model = TypeVar("Model", bound=BaseModel)


class Loaded(NamedTuple):
    """course: None where the course file cannot be used; else with the units that could be read, even beside faults."""

    course: Course | None
    faults: list[Fault]


def load(files: Mapping[str, bytes], where: str = "") -> Loaded:
    """The course in `files`: name -> bytes, with `course.yaml` and one `<unit id>.yaml` per unit.

    where: put before each name in a fault (`curricula/fractions/`).
    """
    if COURSE_FILE not in files:
        what = "there is no course.yaml in this folder"
        return Loaded(
            None, [fault(f"{where}{COURSE_FILE}", Place(1, 1), what, "write one; the guide shows the shortest")]
        )
    parsed = read(files[COURSE_FILE], f"{where}{COURSE_FILE}")
    if isinstance(parsed, list):
        return Loaded(None, [*parsed, *_unit_faults(files, where)])
    course = _model(CourseFile, parsed)
    if isinstance(course, list):
        return Loaded(None, [*course, *_unit_faults(files, where)])
    return _with_units(course, parsed, files, where)


def _with_units(course: CourseFile, parsed: Parsed, files: Mapping[str, bytes], where: str) -> Loaded:
    faults: list[Fault] = []
    sources = {"course": parsed}
    units = {}
    for number, unit_id in enumerate(course.units):
        name = f"{unit_id}.yaml"
        if unit_id in course.units[:number]:
            what = f"the unit {quoted(unit_id)} is listed twice"
            faults.append(fault(parsed.file, parsed.place(("units", number)), what, "list every unit once"))
        elif name not in files:
            place = parsed.place(("units", number))
            faults.append(
                fault(parsed.file, place, f"there is no file {name} beside it", "write the unit, or take it out")
            )
        else:
            unit = _unit(files[name], name, where)
            if isinstance(unit, list):
                faults += unit
            else:
                sources[unit_id], file = unit
                units[unit_id] = unit_of(course, file)
    return Loaded(Course(course, units, sources), sorted(faults))


def _unit(text: bytes, name: str, where: str) -> tuple[Parsed, UnitFile] | list[Fault]:
    parsed = read(text, f"{where}{name}")
    if isinstance(parsed, list):
        return parsed
    unit = _model(UnitFile, parsed)
    if isinstance(unit, list):
        return unit
    if f"{unit.id}.yaml" != name:
        what = f"the id {quoted(unit.id)} is not the name of the file"
        return [
            fault(
                parsed.file,
                parsed.place(("id",)),
                what,
                f"write `id: {name.removesuffix('.yaml')}`, or rename the file",
            )
        ]
    return parsed, unit


def _unit_faults(files: Mapping[str, bytes], where: str) -> list[Fault]:
    """What the units say for themselves, when the course file cannot say which of them belong to it."""
    units = (_unit(text, name, where) for name, text in sorted(files.items()) if name != COURSE_FILE)
    return [one for unit in units if isinstance(unit, list) for one in unit]


def _model(model: type[Model], parsed: Parsed) -> Model | list[Fault]:
    if parsed.tree is None:
        return [fault(parsed.file, Place(1, 1), "the file is empty", "the guide shows the shortest one that works")]
    if not isinstance(parsed.tree, dict):
        return [fault(parsed.file, parsed.place(()), "the file holds no keys", "begin it with `id: ...`")]
    try:
        return model.model_validate(parsed.tree)
    except ValidationError as error:
        return faults_in(error, parsed, model)
