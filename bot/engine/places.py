"""Where a turn takes place: from a class, a language and an enrollment to the `Setting` that `step` reads.

Rules
- Classes are few and change seldom: they are held in memory and read again when an unknown one is named.
- A run in progress keeps the version of the unit it began with; `Setting.pinned` holds those that have changed since.
- A place that no turn was played in yet is written with the first turn that is (`text`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from bot.curriculum.course import Course, Unit
from bot.dialogue.enrollment import Enrollment
from bot.dialogue.setting import Setting
from bot.dialogue.wording import Wording
from bot.engine.catalogues import wording_for
from bot.engine.contents import PlaceText, content_of, edition_of
from bot.engine.courier import platform_of
from bot.engine.errors import UnknownClass
from bot.store.rows import ClassRow, ContentRow

MOST_PLACES = 4096  # of one class, one language and one set of other classes each; rebuilt in microseconds
LoadUnit = Callable[[str], Unit]


@dataclass(frozen=True, slots=True)
class Place:
    """setting: without pinned units. text: to be kept. teacher_channel, class_channel: empty where nobody listens."""

    setting: Setting
    text: ContentRow
    teacher_channel: str
    class_channel: str

    @property
    def version(self) -> str:
        return self.text.version


class Places:
    """courses: by id. wordings: by language, `en` among them."""

    def __init__(self, courses: Mapping[str, Course], wordings: Mapping[str, Wording]) -> None:
        self._courses = courses
        self._wordings = wordings
        self._editions = {course.id: edition_of(course).version for course in courses.values()}
        self._classes: dict[tuple[str, str], ClassRow] = {}
        self._places: dict[tuple[str, str, str, tuple[str, ...]], Place] = {}
        self._units: dict[str, Unit] = {}
        self._kept: set[str] = set()
        self.changes = 0
        """How many times a class was learned that is new, or other than before."""

    def learn(self, rows: Iterable[ClassRow]) -> None:
        """These classes are as in these rows now."""
        changed = {
            (row.community, row.class_id): row
            for row in rows
            if self._classes.get((row.community, row.class_id)) != row
        }
        if changed:
            self.changes += 1
            self._classes.update(changed)
            self._places.clear()

    def classes(self, community: str) -> list[ClassRow]:
        return sorted(row for row in self._classes.values() if row.community == community)

    def communities(self, platform: str) -> list[str]:
        return sorted({community for community, _ in self._classes if platform_of(community) == platform})

    def class_of(self, community: str, class_id: str) -> ClassRow | None:
        return self._classes.get((community, class_id))

    def knows(self, community: str, class_id: str) -> bool:
        return (community, class_id) in self._classes

    def is_kept(self, place: Place) -> bool:
        """The text of this place was committed."""
        return place.version in self._kept

    def kept(self, texts: Iterable[ContentRow]) -> None:
        """These were committed."""
        self._kept.update(text.version for text in texts)

    def at(self, community: str, class_id: str, language: str, others: tuple[str, ...]) -> Place:
        """The place of a turn. others: the student's other classes, sorted. Raises UnknownClass."""
        key = (community, class_id, language, others)
        place = self._places.get(key)
        if place is None:
            if len(self._places) >= MOST_PLACES:
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
        titles = tuple((other, self._title(community, other)) for other in others)
        wording = wording_for(self._wordings, language or course.language)
        meets = bool(row.class_channel)
        text = content_of(
            PlaceText(self._editions[course.id], class_id, row.title, row.teacher, wording.language, titles, meets)
        )
        setting = Setting(class_id, row.title, row.teacher, course, wording, titles, meets=meets)
        return Place(setting, text, row.teacher_channel, row.class_channel)

    def _title(self, community: str, class_id: str) -> str:
        row = self._classes.get((community, class_id))
        return class_id if row is None else row.title

    def pin(self, setting: Setting, enrollment: Enrollment, load: LoadUnit) -> Setting:
        """The setting with the versions that this student's runs began with."""
        return pinned(setting, enrollment, lambda version: self._unit(version, load))

    def _unit(self, version: str, load: LoadUnit) -> Unit:
        if version not in self._units:
            self._units[version] = load(version)
        return self._units[version]


def pinned(setting: Setting, enrollment: Enrollment, load: LoadUnit) -> Setting:
    """With the units of the student's runs that the course has in another version now, or not at all."""
    units = setting.course.units
    changed = {
        run.version: load(run.version)
        for run in enrollment.runs
        if run.unit not in units or units[run.unit].version != run.version
    }
    return replace(setting, pinned=changed) if changed else setting
