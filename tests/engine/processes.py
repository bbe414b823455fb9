"""Several engines on one PostgreSQL, as several processes that carry one platform would be: `far`.

Each has its own store, memory and courier; which conversations are whose is said by `owner`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot.curriculum.course import Course
from bot.dialogue.events import Replied
from bot.engine import ClassRecord, Engine, Receipt
from bot.store.open import open_store
from bot.store.store import Store
from tests.engine.classroom import WORDINGS, Recorder
from tests.engine.obedient import OBEDIENT

PLATFORM = "far"
COMMUNITIES = [f"{PLATFORM}:{number}" for number in range(4)]


def owner(community: str, is_private: bool) -> int:
    """0 or 1: every community has a student's chats and a teachers' channel that are of the same or of two."""
    number = int(community.partition(":")[2])
    return number % 2 if is_private else number // 2 % 2


class Process:
    """One of them. clock: UTC seconds."""

    store: Store
    engine: Engine

    def __init__(self, number: int, url: str, courses: Mapping[str, Course]) -> None:
        self.number = number
        self.url = url
        self.courses = courses
        self.courier = Recorder()
        self.clock: Callable[[], float] = lambda: 1_000_000.0

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Process"]:
        self.store = await open_store(self.url)
        try:
            self.engine = Engine(
                self.store,
                courses=self.courses,
                wordings=WORDINGS,
                couriers={PLATFORM: self.courier},
                clock=self._now,
                rules=OBEDIENT,
                shares={PLATFORM: self.owns},
            )
            async with self.engine:
                yield self
        finally:
            await self.store.close()

    def _now(self) -> float:
        return self.clock()

    def owns(self, community: str, is_private: bool) -> bool:
        return owner(community, is_private) == self.number

    async def add_class(self, community: str, title: str = "Science") -> None:
        record = ClassRecord(community, "7b", title, "Ms Keller", next(iter(self.courses)), "teachers")
        await self.engine.add_class(record)

    async def join(self, community: str, student: str, key: str = "") -> Receipt:
        return await self.engine.enrol(
            community=community,
            class_id="7b",
            person=student,
            name=student.title(),
            language="en",
            channel=f"dm-{student}",
            at=1.0,
            key=key or f"join-{student}",
        )

    async def said(self, community: str, student: str, text: str, key: str) -> Receipt:
        return await self.engine.handle(Replied(id=key, at=1.0, community=community, student=student, text=text))

    def brought(self, community: str, channel: str) -> list[Any]:
        """What was brought to one conversation, in order."""
        return [letter for letter in self.courier.brought if (letter.community, letter.channel) == (community, channel)]


@asynccontextmanager
async def two(url: str, courses: Mapping[str, Course]) -> AsyncIterator[list[Process]]:
    """Two that start at the same moment, a class `7b` in every community."""
    processes = [Process(number, url, courses) for number in range(2)]
    opened = [process.open() for process in processes]
    await asyncio.gather(*(process.__aenter__() for process in opened))
    try:
        for community in COMMUNITIES:
            await processes[0].add_class(community)
        yield processes
    finally:
        await asyncio.gather(*(process.__aexit__(None, None, None) for process in opened))
