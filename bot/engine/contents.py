"""What turns were played with, kept as it was: versions of units, editions of courses, places.

Rules
- Each text is named by its hash, so it is written once and never changed; writing it again changes nothing.
- A unit is kept from the start of the first engine that has it, before any turn may use it.
- An edition is a course's own file and the version of each of its units. A place is all that `step` can see beside the
  event and the enrollment: the edition, the class, the language, the student's other classes. A journal row names its
  place, so that a journal can be played again after files and classes have changed.
"""

from collections.abc import Iterable
from hashlib import blake2b

from msgspec import Struct, json

from bot.curriculum.course import Course, Unit, unit_from_json
from bot.curriculum.model import CourseFile
from bot.store.rows import ContentRow
from bot.store.statements import ADD_CONTENTS, CONTENT
from bot.store.transaction import Transaction


class _Edition(Struct, frozen=True):
    file: str
    units: dict[str, str]


class PlaceText(Struct, frozen=True):
    """others: the student's other classes as (class id, title). meets: the class has a channel of its own."""

    edition: str
    class_id: str
    title: str
    teacher: str
    language: str
    others: tuple[tuple[str, str], ...]
    meets: bool = False


class LostContentsError(LookupError):
    """A version that the record names is not kept in this database."""


def content_of(value: Struct) -> ContentRow:
    """The value as text, named by 16 hexadecimal digits of its hash."""
    text = json.encode(value)
    return ContentRow(blake2b(text, digest_size=8).hexdigest(), text.decode())


def edition_of(course: Course) -> ContentRow:
    units = {unit.id: unit.version for unit in course.units.values()}
    return content_of(_Edition(course.file.model_dump_json(by_alias=True), units))


def keep(transaction: Transaction, courses: Iterable[Course]) -> None:
    """Write what is not kept yet of these courses."""
    courses = list(courses)
    units = {unit.version: unit for course in courses for unit in course.units.values()}
    add(transaction, [ContentRow(version, unit.to_json()) for version, unit in units.items()])
    add(transaction, [edition_of(course) for course in courses])


def add(transaction: Transaction, contents: Iterable[ContentRow]) -> None:
    transaction.run(ADD_CONTENTS, [(row.version, row.body, row.version) for row in sorted(contents)])


def _load(transaction: Transaction, version: str, what: str) -> str:
    rows = transaction.ask(CONTENT, version)
    if not rows:
        raise LostContentsError(f"the {what} {version} is not in the database")
    return str(rows[0][0])


def load_unit(transaction: Transaction, version: str) -> Unit:
    """Raises LostContentsError naming the version."""
    return unit_from_json(_load(transaction, version, "unit version"))


def load_place(transaction: Transaction, version: str) -> PlaceText:
    """Raises LostContentsError naming the version."""
    return json.decode(_load(transaction, version, "place"), type=PlaceText)


def load_edition(transaction: Transaction, version: str) -> Course:
    """The course as it was. Raises LostContentsError naming the edition or the unit version."""
    kept = json.decode(_load(transaction, version, "edition"), type=_Edition)
    units = {unit: load_unit(transaction, unit_version) for unit, unit_version in kept.units.items()}
    return Course(CourseFile.model_validate_json(kept.file), units, {})
