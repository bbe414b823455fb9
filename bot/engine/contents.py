"""What courses were: versions of units and editions of courses, kept as they were when somebody began with them.

Rules
- A unit is written once per version, before the first turn that may use it; it is never changed.
- An edition is a course's own file and the version of each of its units; every turn names the edition it was played
  with, so that a journal can be played again after the files have changed.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b

from msgspec import Struct, json

from bot.curriculum.course import Course, Unit, unit_from_json
from bot.curriculum.model import CourseFile
from bot.store.statements import ADD_EDITIONS, ADD_UNITS, EDITION, KNOWN_EDITIONS, KNOWN_UNITS, UNIT
from bot.store.transaction import Transaction


class _Edition(Struct, frozen=True):
    file: str
    units: dict[str, str]


def edition_text(course: Course) -> bytes:
    return json.encode(
        _Edition(course.file.model_dump_json(by_alias=True), {unit.id: unit.version for unit in course.units.values()})
    )


def edition_of(course: Course) -> str:
    """16 hexadecimal digits: the hash of the course's file and of the versions of its units."""
    return blake2b(edition_text(course), digest_size=8).hexdigest()


def keep(transaction: Transaction, courses: Iterable[Course]) -> None:
    """Write what is not kept yet."""
    courses = list(courses)
    known_units = {version for (version,) in transaction.ask(KNOWN_UNITS)}
    units = {unit.version: unit for course in courses for unit in course.units.values()}
    transaction.run(
        ADD_UNITS, [(version, unit.to_json()) for version, unit in units.items() if version not in known_units]
    )
    known_editions = {edition for (edition,) in transaction.ask(KNOWN_EDITIONS)}
    editions = {edition_of(course): edition_text(course).decode() for course in courses}
    transaction.run(ADD_EDITIONS, [row for row in editions.items() if row[0] not in known_editions])


class LostContentsError(LookupError):
    """A version that the record names is not kept in this database."""


def load_unit(transaction: Transaction, version: str) -> Unit:
    """Raises LostContentsError naming the version."""
    rows = transaction.ask(UNIT, version)
    if not rows:
        raise LostContentsError(f"the unit version {version} is not in the database")
    return unit_from_json(rows[0][0])


def load_edition(transaction: Transaction, edition: str) -> Course:
    """The course as it was. Raises LostContentsError naming the edition or the unit version."""
    rows = transaction.ask(EDITION, edition)
    if not rows:
        raise LostContentsError(f"the edition {edition} is not in the database")
    kept = json.decode(rows[0][0], type=_Edition)
    units: Mapping[str, Unit] = {unit: load_unit(transaction, version) for unit, version in kept.units.items()}
    return Course(CourseFile.model_validate_json(kept.file), units, {})
