"""What is offered while somebody types a command, and what a typed name means: courses, units, students.

Rules
- Answered from memory and the store, never by calls of Discord: there are three seconds, and each letter asks anew.
- The students of a class are offered to those who teach it, and to nobody else.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from adapters.discord.translate import community_of
from bot.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from adapters.discord.arrivals import Presser
    from adapters.discord.classes import Classes

ROLL_KEPT = 15.0
"""Seconds for which the names of a class are kept while somebody types."""


class Choices:
    """units_of: course id -> the titles of its units, by id."""

    def __init__(self, classes: Classes, units_of: Callable[[str], Mapping[str, str]]) -> None:
        self._classes = classes
        self._units_of = units_of
        self._rolls: dict[tuple[str, str], tuple[float, dict[str, str]]] = {}

    async def courses(self, presser: Presser, typed: str) -> list[tuple[str, str]]:
        """(title, id)."""
        del presser
        return matching(((title, id_) for id_, (title, _) in self._classes.courses.items()), typed)

    async def units(self, presser: Presser, typed: str) -> list[tuple[str, str]]:
        """(title, id) of the class that is meant here."""
        community = community_of(presser.guild)
        titles = self.titles(community, self._classes.about(community, presser.channel))
        return matching(((title, id_) for id_, title in titles.items()), typed)

    async def students(self, presser: Presser, typed: str) -> list[tuple[str, str]]:
        """(name, user id) of the class that is meant here; nothing for who does not teach it."""
        community = community_of(presser.guild)
        class_id = self._classes.about(community, presser.channel)
        try:
            if not class_id or not await self._classes.may(presser, community, class_id, "act on a card"):
                return []
            names = await self._roll_for_choices(community, class_id)
        except EngineError:
            return []
        return matching(((name, user) for user, name in names.items()), typed)

    def titles(self, community: str, class_id: str) -> Mapping[str, str]:
        """Of the units of a class's course, by id; empty where there is none."""
        record = self._classes.record(community, class_id)
        return self._units_of(record.course_id) if record is not None else {}

    async def _roll_for_choices(self, community: str, class_id: str) -> dict[str, str]:
        """Every letter that is typed asks for it."""
        read_at, names = self._rolls.get((community, class_id), (-ROLL_KEPT, {}))
        if time.monotonic() > read_at + ROLL_KEPT:
            names = await self.roll(community, class_id)
            self._rolls[community, class_id] = (time.monotonic(), names)
        return names

    async def roll(self, community: str, class_id: str) -> dict[str, str]:
        """The names of the class's students, by user id, now."""
        roll = await self._classes.engine.roll(community, class_id)
        return {one.enrollment.student: one.enrollment.name for one in roll}


def meant(names: Mapping[str, str], typed: str) -> str:
    """The id that was chosen from the list, or that of the one whose name was typed instead. names: by id."""
    wanted = typed.strip()
    called = [id_ for id_, name in names.items() if name.casefold() == wanted.casefold()]
    return called[0] if wanted not in names and len(called) == 1 else wanted


def matching(pairs: Iterable[tuple[str, str]], typed: str) -> list[tuple[str, str]]:
    """Those whose name holds what was typed, those that begin with it first."""
    wanted = typed.casefold().strip()
    listed = [pair for pair in pairs if wanted in pair[0].casefold()]
    return sorted(listed, key=lambda pair: (not pair[0].casefold().startswith(wanted), pair[0].casefold()))
