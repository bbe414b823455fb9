"""The load of a benchmark: students somewhere in a course, and what they do next.

Rules
- Students are enrolled by rows, as the engine would have left them: a few are really played into their course, and
  everyone else is a copy of one of those under another name.
- What a student does is drawn with a seed and worked out with the real rules, so that every event fits its state.
- Four of five answers are right; the rest are wrong answers of the kind that students give.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from msgspec import structs

from bot.curriculum.course import Course
from bot.dialogue.enrollment import Enrollment
from bot.dialogue.events import Asked, Chose, Event, Joined, Replied
from bot.dialogue.setting import Setting
from bot.dialogue.simulate import answer, press
from bot.dialogue.wording import Wording
from bot.engine.known import encode_state
from bot.engine.rules import RULES
from bot.store.rows import ClassRow, ConversationRow, EnrollmentRow, PersonRow
from bot.store.statements import ADD_CLASSES, ADD_CONVERSATIONS, ADD_ENROLLMENTS, ADD_PEOPLE
from bot.store.store import Store
from bot.store.transaction import Transaction

COMMUNITY = "local"
CLASS_SIZE = 30
BEGAN = 1_700_000_000.0
RIGHT = 0.8
TEMPLATES = 24
DEEPEST = 72  # turns that a template is played into its course


@dataclass(frozen=True)
class Load:
    """students: where each begins. events: per student in `active`, what they do, in order."""

    classes: Sequence[ClassRow]
    students: Sequence[Enrollment]
    events: Sequence[Sequence[Event]]


def make_load(courses: Mapping[str, Course], enrolled: int, turns: int, seed: int) -> Load:
    """`enrolled` students in classes of 30, and `turns` turns spread over as many of them as there are turns."""
    draw = random.Random(seed)  # noqa: S311 - a load, not a secret
    classes = [_class(n, sorted(courses)) for n in range(-(-enrolled // CLASS_SIZE))]
    settings = {
        row.class_id: Setting(row.class_id, row.title, row.teacher, courses[row.course_id], Wording())
        for row in classes
    }
    templates = {course: [_template(courses[course], n, draw) for n in range(TEMPLATES)] for course in courses}
    students = [
        structs.replace(draw.choice(templates[row.course_id]), student=f"s{n:06d}", class_id=row.class_id)
        for n, row in ((n, classes[n // CLASS_SIZE]) for n in range(enrolled))
    ]
    active = draw.sample(students, min(enrolled, turns))
    each = -(-turns // max(1, len(active)))
    events = [
        [_keyed(event, n, place) for n, event in enumerate(_doings(student, settings[student.class_id], each, draw))]
        for place, student in enumerate(active)
    ]
    return Load(classes, students, events)


def _keyed(event: Event, nth: int, place: int) -> Event:
    """Delivery keys grow with time, as those of platforms do."""
    return structs.replace(event, id=f"{nth:04d}{place:08d}")


def _class(number: int, courses: Sequence[str]) -> ClassRow:
    class_id = f"c{number:05d}"
    return ClassRow(
        COMMUNITY, class_id, class_id, "Ms Keller", courses[number % len(courses)], f"teacher-{class_id}", "{}"
    )


def _template(course: Course, number: int, draw: random.Random) -> Enrollment:
    setting = Setting("c", "c", "Ms Keller", course, Wording())
    enrollment = RULES.enroll(COMMUNITY, "c", f"template{number}", "Student")
    joined = Joined(id="0", at=BEGAN, community=COMMUNITY, student=enrollment.student, class_id="c", name="Student")
    enrollment = RULES.step(enrollment, joined, setting, None).enrollment
    for event in _doings(enrollment, setting, draw.randrange(DEEPEST), draw):
        enrollment = _after(enrollment, event, setting)
    return enrollment


def _doings(enrollment: Enrollment, setting: Setting, turns: int, draw: random.Random) -> Iterator[Event]:
    for _ in range(turns):
        event = _next(enrollment, setting, draw)
        yield event
        enrollment = _after(enrollment, event, setting)


def _after(enrollment: Enrollment, event: Event, setting: Setting) -> Enrollment:
    expected = RULES.expects(enrollment, event, setting)
    verdict = None if expected is None else RULES.grade(*expected)
    return RULES.step(enrollment, event, setting, verdict).enrollment


def _next(enrollment: Enrollment, setting: Setting, draw: random.Random) -> Event:
    at = BEGAN + 20.0 * enrollment.turn
    key = f"{enrollment.student}-{enrollment.turn}"
    doing = answer(enrollment, setting, right=draw.random() < RIGHT) or press(enrollment)
    student = enrollment.student
    if doing is None:
        return Asked(id=key, at=at, community=COMMUNITY, student=student, what="continue")
    if doing.text:
        return Replied(id=key, at=at, community=COMMUNITY, student=student, text=doing.text)
    return Chose(id=key, at=at, community=COMMUNITY, student=student, ref=doing.ref, picks=doing.picks)


async def enrol_all(store: Store, load: Load) -> None:
    """Write everyone as the engine would have left them. The engine is started afterwards."""
    await store.write(lambda transaction: transaction.run(ADD_CLASSES, list(load.classes)))
    for start in range(0, len(load.students), 5_000):
        await store.write(partial(_enrol, students=load.students[start : start + 5_000]))


def _enrol(transaction: Transaction, students: Sequence[Enrollment]) -> None:
    people = [PersonRow(COMMUNITY, s.student, s.name, "en", f"dm-{s.student}", s.class_id) for s in students]
    transaction.run(ADD_PEOPLE, people)
    rows = [EnrollmentRow(COMMUNITY, s.student, s.class_id, s.turn, encode_state(s)) for s in students]
    transaction.run(ADD_ENROLLMENTS, rows)
    lines = [ConversationRow(COMMUNITY, f"dm-{s.student}", s.student, 0, 0, 0.0, "") for s in students]
    transaction.run(ADD_CONVERSATIONS, lines)
