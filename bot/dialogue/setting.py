"""Where a conversation takes place: the class, its teacher, its course, and the words of its language.

`step` reads a setting and never changes it; the engine builds it. `course` is the newest version; `pinned` holds, by
version, the units that some run began with and that have changed since: a run in progress stays on the version it
began with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.curriculum.course import Course, Unit
    from bot.dialogue.enrollment import Run
    from bot.dialogue.wording import Wording


@dataclass(frozen=True, slots=True)
class Setting:
    """others: the student's other classes as (class id, title), for `switch course`. meets: the class has a channel of
    its own, where a help thread can be opened."""

    class_id: str
    title: str
    teacher: str
    course: Course
    wording: Wording
    others: tuple[tuple[str, str], ...] = ()
    pinned: Mapping[str, Unit] = field(default_factory=dict)
    meets: bool = False

    def unit_of(self, run: Run) -> Unit:
        """The unit as it was when the run began. Raises KeyError where `holds` is false."""
        return self.pinned.get(run.version) or self.course.units[run.unit]

    def holds(self, run: Run) -> bool:
        """Whether the version that the run began with is here."""
        if run.version in self.pinned:
            return True
        newest = self.course.units.get(run.unit)
        return newest is not None and newest.version == run.version
