"""Where a turn takes place: from a class, a language and an enrollment to the `Setting` that `step` reads.

Rules
- Classes are few and change seldom: they are held in memory and read again when an unknown one is named.
- A run in progress keeps the version of the unit it began with; `Setting.pinned` holds those that have changed since.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from msgspec import Struct

from bot.curriculum.course import Course, Unit
from bot.dialogue.enrollment import Enrollment
from bot.dialogue.setting import Setting
from bot.dialogue.wording import Wording
from bot.engine.catalogues import wording_for
from bot.engine.contents import edition_of
from bot.engine.errors import UnknownClass
from bot.store.rows import ClassRow

MOST_SETTINGS = 4096  # of one class, one language and one set of other classes each; rebuilt in microseconds
LoadUnit = Callable[[str], Unit]


class Place(Struct, frozen=True):
    """setting: without pinned units. edition: of the course. teacher_channel: empty where nobody listens."""

    setting: Setting
    edition: str
    teacher_channel: str


class Places:
    """courses: by id. wordings: by language; English stands in for a language that is not there."""

    def __init__(self, courses: Mapping[str, Course], wordings: Mapping[str, Wording]) -> None:
        self._courses = courses
        self._wordings = wordings
        self._editions = {course_id: edition_of(course) for course_id, course in courses.items()}
        self._classes: dict[tuple[str, str], ClassRow] = {}
        self._places: dict[tuple[str, str, str, tuple[str, ...]], Place] = {}
        self._pinned: dict[str, Unit] = {}

    def replace_courses(self, courses: Mapping[str, Course]) -> None:
        """From the next turn on. Runs in progress stay on their version."""
        self._courses = courses
        self._editions = {course_id: edition_of(course) for course_id, course in courses.items()}
        self._places.clear()

    def learn(self, rows: Iterable[ClassRow]) -> None:
        """These classes are as in these rows now."""
        self._classes.update({(row.community, row.class_id): row for row in rows})
        self._places.clear()

    def classes(self, community: str) -> list[ClassRow]:
        return sorted(row for row in self._classes.values() if row.community == community)

    def knows(self, community: str, class_id: str) -> bool:
        return (community, class_id) in self._classes

    def at(self, community: str, class_id: str, language: str, others: tuple[str, ...]) -> Place:
        """The place of a turn. others: the student's other classes, sorted. Raises UnknownClass."""
        key = (community, class_id, language, others)
        place = self._places.get(key)
        if place is None:
            if len(self._places) >= MOST_SETTINGS:
                self._places.clear()
            place = self._places[key] = self._build(community, class_id, language, others)
        return place

    def _build(self, community: str, class_id: str, language: str, others: tuple[str, ...]) -> Place:
        row = self._classes.get((community, class_id))
        if row is None:
            raise UnknownClass(f"There is no class {class_id!r} here.", "Make the class first.")
        course = self._courses.get(row.course_id)
        if course is None:
            raise UnknownClass(
                f"The course {row.course_id!r} of class {row.title!r} is not here.", "Put its folder beside the others."
            )
        setting = Setting(
            class_id=class_id,
            title=row.title,
            teacher=row.teacher,
            course=course,
            wording=wording_for(self._wordings, language or course.language),
            others=tuple((other, self._title(community, other)) for other in others),
        )
        return Place(setting, self._editions[row.course_id], row.teacher_channel)

    def _title(self, community: str, class_id: str) -> str:
        row = self._classes.get((community, class_id))
        return class_id if row is None else row.title

    def pin(self, setting: Setting, enrollment: Enrollment, load: LoadUnit) -> Setting:
        """The setting with the versions that this student's runs began with."""
        pinned = pinned_units(setting.course, enrollment, lambda version: self._unit(version, load))
        return replace(setting, pinned=pinned) if pinned else setting

    def _unit(self, version: str, load: LoadUnit) -> Unit:
        if version not in self._pinned:
            self._pinned[version] = load(version)
        return self._pinned[version]


def pinned_units(course: Course, enrollment: Enrollment, load: LoadUnit) -> dict[str, Unit]:
    """By version: the units of the student's runs that the course has in another version now, or not at all."""
    return {
        run.version: load(run.version)
        for run in enrollment.runs
        if run.unit not in course.units or course.units[run.unit].version != run.version
    }
