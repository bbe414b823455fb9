"""A course as it is used: units with the course's defaults applied, each with a version of its own.

Rules
- A unit stands alone: it holds everything that its behaviour depends on and can be stored as one JSON text and made
  from it again, so that a student keeps the version they began with while the files change.
- The version is a hash of that JSON text. Two units with the same version behave alike.
- Places in files belong to the course (`sources`), never to a unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from bot.curriculum.model import (
    Bounds,
    CourseFile,
    Item,
    MasteryRule,
    Objective,
    UnitFile,
)
from bot.mastery.rules import least_items, most_items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.curriculum.yaml_file import Parsed

Use = Literal["placement", "formative", "summative", "retention"]
USES: tuple[Use, ...] = ("placement", "formative", "summative", "retention")


class _Stored(BaseModel):
    """The JSON text of a unit: the file and the defaults of its course that it uses."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    course_id: str
    language: str
    mastery: MasteryRule
    cycles: int
    summative_opened_by: Literal["auto", "teacher"]
    retention_days: tuple[int, ...]
    file: UnitFile


class Unit:
    """One unit of one course. Equal when the versions are.

    cycles: re-checks without mastery after which a person is called. retention_days: after mastery, when to look again.
    """

    def __init__(self, stored: _Stored) -> None:
        self._stored = stored
        self.file = stored.file
        self.id, self.title = stored.file.id, stored.file.title
        self.course_id, self.language = stored.course_id, stored.language
        self.cycles, self.summative_opened_by = stored.cycles, stored.summative_opened_by
        self.retention_days = stored.retention_days

    def __repr__(self) -> str:
        return f"Unit({self.course_id}/{self.id} {self.version})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unit) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)

    @cached_property
    def version(self) -> str:
        """16 hexadecimal digits: the hash of everything the unit's behaviour depends on."""
        return blake2b(self.to_json().encode(), digest_size=8).hexdigest()

    def to_json(self) -> str:
        """The whole unit as text, read again by `unit_from_json`."""
        return self._stored.model_dump_json(by_alias=True)

    @cached_property
    def objectives(self) -> tuple[str, ...]:
        """Ids, in the author's order."""
        return tuple(objective.id for objective in self.file.objectives)

    @cached_property
    def _objectives(self) -> dict[str, Objective]:
        return {objective.id: objective for objective in self.file.objectives}

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.id: item for item in self.file.items}

    @cached_property
    def _items_of(self) -> dict[tuple[str, Use], tuple[Item, ...]]:
        return {
            (objective, use): tuple(
                item for item in self.file.items if item.objective == objective and (not item.use or use in item.use)
            )
            for objective in self.objectives
            for use in USES
        }

    def objective(self, objective: str) -> Objective:
        """By id. Raises KeyError."""
        return self._objectives[objective]

    def item(self, item: str) -> Item:
        """By id. Raises KeyError."""
        return self._items[item]

    def items_of(self, objective: str, use: Use) -> tuple[Item, ...]:
        """The items of an objective that may stand in a form of this use, in the author's order."""
        return self._items_of[objective, use]

    def rule_of(self, objective: str) -> MasteryRule:
        """The objective's own rule, else the unit's, else the course's."""
        return self._objectives[objective].mastery or self.file.mastery or self._stored.mastery

    def bounds(self, use: Use, objective: str) -> Bounds:
        """How many items a form of this use asks of the objective: as the unit says, else as its rule needs."""
        return getattr(self.file.forms, use) or bounds_of(self.rule_of(objective))


def bounds_of(rule: MasteryRule) -> Bounds:
    """Items that a rule asks at least and at most before it decides."""
    return Bounds(least=least_items(rule), most=most_items(rule))


def unit_of(course: CourseFile, unit: UnitFile) -> Unit:
    """The unit with the defaults of its course applied."""
    defaults = course.defaults
    return Unit(
        _Stored(
            course_id=course.id,
            language=course.language,
            mastery=unit.mastery or defaults.mastery,
            cycles=unit.cycles or defaults.cycles,
            summative_opened_by=unit.summative_opened_by or defaults.summative_opened_by,
            retention_days=defaults.retention_days,
            file=unit,
        )
    )


def unit_from_json(text: str | bytes) -> Unit:
    """The unit that `to_json` wrote. Raises ValueError (pydantic's) for any other text."""
    return Unit(_Stored.model_validate_json(text))


@dataclass(frozen=True, eq=False)
class Course:
    """A course that was read. units: by id, in order. sources: `course` and unit ids -> the file they came from."""

    file: CourseFile
    units: Mapping[str, Unit]
    sources: Mapping[str, Parsed] = field(repr=False)

    @property
    def id(self) -> str:
        return self.file.id

    @property
    def title(self) -> str:
        return self.file.title

    @property
    def language(self) -> str:
        return self.file.language

    @property
    def about(self) -> str:
        return self.file.about

    def opens_after(self, unit: str) -> tuple[str, ...]:
        """The units that must be mastered before this one opens; none: open from the start."""
        return self.file.requires.get(unit, ())
