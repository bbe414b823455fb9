"""Who is in, and where each student stands: one line per student for the people beside them in the room."""

from collections.abc import Mapping

from adapters.web.local import COMMUNITY
from adapters.web.translate import Json
from bot.curriculum.course import Course
from bot.dialogue.enrollment import Enrollment, phase_of
from bot.dialogue.marks import clean
from bot.dialogue.wording import Wording
from bot.engine import Engine

LONGEST_NAME = 40


async def people_in(engine: Engine, courses: Mapping[str, Course], wording: Wording) -> list[Json]:
    """Each student: id, name, class_id, and `line`: the unit and the stage, empty before the first unit."""
    course_of = {one.class_id: courses.get(one.course_id) for one in engine.classes(COMMUNITY)}
    people = []
    for person in await engine.people(COMMUNITY):
        enrollment = await engine.enrollment(COMMUNITY, person.class_id, person.person)
        people.append(
            {
                "id": person.person,
                "name": clean(person.name, LONGEST_NAME),
                "class_id": person.class_id,
                "line": stands(enrollment, course_of.get(person.class_id), wording),
            }
        )
    return people


def stands(enrollment: Enrollment | None, course: Course | None, wording: Wording) -> str:
    """`Equivalent fractions · check`, or empty where there is nothing to say yet."""
    if enrollment is None or course is None:
        return ""
    stage = wording.phase(phase_of(enrollment).value)
    unit = course.units.get(enrollment.runs[-1].unit) if enrollment.runs else None
    return f"{unit.file.title} · {stage}" if unit is not None else stage
