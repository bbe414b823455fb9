"""A class around a real engine and a real store: what tests say to it, and what they see of it.

The courier records every letter; `answers` may tell it to do something else with one.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot.curriculum.course import Course
from bot.dialogue.effects import Letter
from bot.dialogue.enrollment import Enrollment
from bot.dialogue.events import Asked, Chose, Event, Replied
from bot.dialogue.simulate import answer, press
from bot.dialogue.wording import Wording
from bot.engine import Addressed, ClassRecord, Delivered, Delivery, Engine, Receipt
from bot.engine.replay import Difference, verify
from bot.engine.rules import RULES, Rules
from bot.store.open import open_store
from bot.store.rows import JournalRow, LetterRow
from bot.store.schema import journal, letters
from bot.store.store import Store

WORDINGS = {"en": Wording()}
COMMUNITY = "local"


class Recorder:
    """A courier that keeps what it was brought, in order. answers: what to say to a letter, by default Delivered."""

    def __init__(self, answers: Callable[[Addressed], Delivery] = lambda _: Delivered()) -> None:
        self.answers = answers
        self.brought: list[Addressed] = []

    async def deliver(self, letter: Addressed) -> Delivery:
        delivery = self.answers(letter)
        if isinstance(delivery, Delivered):
            self.brought.append(letter)
        return delivery

    def to(self, channel: str) -> list[Letter]:
        return [letter.body for letter in self.brought if letter.channel == channel]

    def numbers(self, channel: str) -> list[int]:
        return [letter.seq for letter in self.brought if letter.channel == channel]


class Classroom:
    """One class, `7b`. now: the engine's clock, UTC seconds. store, engine: of the run that is open."""

    store: Store
    engine: Engine

    def __init__(self, url: str, courses: Mapping[str, Course], rules: Rules = RULES) -> None:
        self.url = url
        self.courses = courses
        self.rules = rules
        self.courier = Recorder()
        self.now = 1_000_000.0
        self.clock: Callable[[], float] = lambda: self.now
        self._keys = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Classroom"]:
        """The whole of one run of the program. It may be opened again: a restart."""
        self.store = await open_store(self.url, patience=0.5)
        try:
            self.engine = Engine(
                self.store,
                courses=self.courses,
                wordings=WORDINGS,
                couriers={"local": self.courier},
                clock=self._clock,
                rules=self.rules,
            )
            async with self.engine:
                await self.engine.add_class(
                    ClassRecord(COMMUNITY, "7b", "Science 7b", "Ms Keller", next(iter(self.courses)), "teacher-7b")
                )
                yield self
        finally:
            await self.store.close()

    def _clock(self) -> float:
        return self.clock()

    def key(self) -> str:
        self._keys += 1
        return f"key-{self._keys}"

    async def join(self, student: str, class_id: str = "7b", key: str = "") -> Receipt:
        return await self.engine.enrol(
            community=COMMUNITY,
            class_id=class_id,
            person=student,
            name=student.title(),
            language="en",
            channel=f"dm-{student}",
            at=self.now,
            key=key or self.key(),
        )

    def where(self, student: str, key: str = "") -> Asked:
        """A harmless event: `where am I`."""
        return Asked(id=key or self.key(), at=self.now, community=COMMUNITY, student=student, what="where")

    def said(self, student: str, text: str, key: str = "") -> Replied:
        return Replied(id=key or self.key(), at=self.now, community=COMMUNITY, student=student, text=text)

    async def next_event(self, student: str, *, right: bool = True) -> Event:
        """What this student would do now: answer the open question, else press the first button."""
        enrollment = await self.standing(student)
        setting = self.engine.setting_of(COMMUNITY, "7b")
        doing = answer(enrollment, setting, right=right) or press(enrollment)
        if doing is None:
            return self.where(student)
        if doing.text:
            return self.said(student, doing.text)
        return Chose(id=self.key(), at=self.now, community=COMMUNITY, student=student, ref=doing.ref, picks=doing.picks)

    async def study(self, student: str, turns: int) -> None:
        for number in range(turns):
            self.now += 20
            await self.engine.handle(await self.next_event(student, right=number % 4 != 3))

    async def standing(self, student: str, class_id: str = "7b") -> Enrollment:
        enrollment = await self.engine.enrollment(COMMUNITY, class_id, student)
        assert enrollment is not None
        return enrollment

    async def journal(self, student: str) -> list[JournalRow]:
        """Of one student, in the order of turns."""
        return [JournalRow._make(row) for row in await self._rows(journal) if row.person == student]

    async def letters(self, channel: str) -> list[LetterRow]:
        """Of one conversation, in the order of their numbers."""
        return [LetterRow._make(row) for row in await self._rows(letters) if row.channel == channel]

    async def _rows(self, table: Any) -> list[Any]:
        order = table.c.turn if table is journal else table.c.seq
        return list(
            await self.store.read(
                lambda transaction: transaction.connection.execute(table.select().order_by(order)).fetchall()
            )
        )

    async def differences(self) -> list[Difference]:
        return [found async for found in verify(self.store, WORDINGS, self.rules) if isinstance(found, Difference)]
