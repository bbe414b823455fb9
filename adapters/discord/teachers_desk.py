"""What a class's teachers ask for by commands: today, one student, opening a unit, and who teaches beside them.

Rule: rights come from the class's roster and its teachers' role, now. What is shown is seen by whoever asked alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.discord.answers import Answer, Told, told
from adapters.discord.choices import meant
from adapters.discord.classes import LONGEST_NAME
from adapters.discord.pages import page_message
from bot.classroom.rights import may
from bot.dialogue.events import TeacherActed
from bot.dialogue.marks import clean, quote
from bot.engine import NotApplied, NotEnrolled, Teacher, UnknownClass

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from adapters.discord.arrivals import Presser
    from adapters.discord.choices import Choices
    from adapters.discord.classes import Classes
    from adapters.discord.received import Wanted
    from bot.classroom.pages import Page
    from bot.classroom.rights import Right


class Pages:
    """today: (community, class ids) -> who needs what. student: (community, class id, user) -> where they are; None:
    they are not there. units: course id -> the titles of its units, by id."""

    def __init__(
        self,
        today: Callable[[str, Sequence[str]], Awaitable[Page]],
        student: Callable[[str, str, str], Awaitable[Page | None]],
        units: Callable[[str], Mapping[str, str]],
    ) -> None:
        self.today = today
        self.student = student
        self.units = units


class TeachersDesk:
    """Of all classes."""

    def __init__(self, classes: Classes, choices: Choices, pages: Pages) -> None:
        self._classes = classes
        self._choices = choices
        self._pages = pages

    async def today(self, wanted: Wanted, community: str, class_id: str) -> Answer:
        """Who needs what today. Raises EngineError."""
        presser = wanted.command.presser
        if await self._allowed(presser, community, class_id, "act on a card") is None:
            return told(self._classes.replies(community, class_id).not_a_teacher)
        page = await self._pages.today(community, [class_id])
        words = self._classes.words(community, class_id)
        return Told(page_message(page, guild=presser.guild, class_id=class_id, words=words))

    async def student(self, wanted: Wanted, community: str, class_id: str) -> Answer:
        """Where one student is. Raises EngineError."""
        presser, replies = wanted.command.presser, self._classes.replies(community, class_id)
        if await self._allowed(presser, community, class_id, "act on a card") is None:
            return told(replies.not_a_teacher)
        page = await self._pages.student(community, class_id, await self._student_meant(wanted, community, class_id))
        if page is None:
            return told(replies.no_such_student)
        words = self._classes.words(community, class_id)
        return Told(page_message(page, guild=presser.guild, class_id=class_id, words=words))

    async def _student_meant(self, wanted: Wanted, community: str, class_id: str) -> str:
        return meant(await self._choices.roll(community, class_id), wanted.command.text("student"))

    async def open(self, wanted: Wanted, community: str, class_id: str) -> Answer:
        """Open a unit for a student. Raises EngineError."""
        presser, replies = wanted.command.presser, self._classes.replies(community, class_id)
        teacher = await self._allowed(presser, community, class_id, "act on a card")
        if teacher is None:
            return told(replies.not_a_teacher)
        titles = self._choices.titles(community, class_id)
        student = await self._student_meant(wanted, community, class_id)
        unit = meant(titles, wanted.command.text("unit"))
        if unit not in titles:
            return told(replies.no_such_unit)
        event = TeacherActed(
            id=wanted.key,
            at=wanted.at,
            community=community,
            student=student,
            class_id=class_id,
            teacher=teacher.name,
            action="open-unit",
            unit=unit,
        )
        try:
            await self._classes.engine.handle(event)
        except NotEnrolled:
            return told(replies.no_such_student)
        except (UnknownClass, NotApplied):
            return told(replies.broken)
        name = (await self._choices.roll(community, class_id)).get(student, "?")
        return told(replies.unit_opened.format(unit=quote(titles[unit]), name=quote(name)))

    async def teacher(self, wanted: Wanted, community: str, class_id: str) -> Answer:
        """Let somebody teach the class, or teach it no more. Raises EngineError."""
        presser, replies = wanted.command.presser, self._classes.replies(community, class_id)
        person = wanted.command.named("person")
        if await self._allowed(presser, community, class_id, "act on a card") is None or person is None:
            return told(replies.not_a_teacher)
        if not await self._classes.may(presser, community, class_id, "appoint teachers"):
            return told(replies.not_the_owner)
        if person.is_bot:
            return told(replies.no_bots)
        name = clean(person.name, LONGEST_NAME) or "?"
        if wanted.command.options.get("remove"):
            gone = await self._classes.engine.dismiss(community, class_id, person.id)
            sentence = replies.teacher_removed if gone else replies.teacher_stays
        else:
            await self._classes.engine.appoint(Teacher(community, class_id, person.id, name, "teacher"))
            sentence = replies.teacher_added
        return told(sentence.format(name=quote(name)))

    async def _allowed(self, presser: Presser, community: str, class_id: str, right: Right) -> Teacher | None:
        teacher = await self._classes.teacher(presser, community, class_id)
        return teacher if teacher is not None and may(teacher.role, right) else None
