"""The tutor itself on a test bed: a store, the engine, the adapter as it is shipped, and class 7b.

Rules
- Nothing is faked on this side: the adapter speaks with the bed as it would with Discord.
- Its clock is the bed's, so that letters, timers and what people do agree on the day.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.discord import PLATFORM
from adapters.discord.adapter import Discord
from adapters.discord.settings import DiscordSettings
from adapters.discord.teachers_desk import Pages
from adapters.metrics import Metrics
from bot.classroom.pages import Page, Section
from bot.dialogue.wording import Wording
from bot.engine import ClassRecord, Engine, Teacher
from bot.store.open import open_store
from tests.discord.ids import CLASS, GUILD, TEACHER, TEACHERS
from tests.engine.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

    from bot.curriculum.course import Course
    from bot.store.store import Store
    from tests.discord.bed import Bed

COMMUNITY = f"discord:{GUILD}"
PATIENCE = 30.0
"""Seconds. What is waited for comes within one; a loaded machine may take longer."""
PAUSE = 0.2
"""Seconds until the adapter begins anew, after what ended it."""


@dataclass(frozen=True)
class School:
    """A running tutor with one class, in which nobody is yet."""

    bed: Bed
    store: Store
    engine: Engine
    discord: Discord

    async def quiet(self) -> None:
        """Until every letter has left, and every note."""
        await until(lambda: self.engine.conversations_waiting() == 0, PATIENCE)
        await self.discord.later.finished()


@asynccontextmanager
async def school(
    bed: Bed,
    course: Course,
    *,
    folders: Mapping[str, Path] | None = None,
    teacher: str = "Ms Okafor",
    meets: bool = True,
    of_discord: Mapping[str, Any] | None = None,
    **settings: Any,
) -> AsyncIterator[School]:
    """Class 7b with its course and its teacher, while the block runs; again in the same folder: a restart.

    folders: of the pictures, by course. meets: the class has a channel for help threads. of_discord: what the class has
    set in Discord. settings: of the adapter.
    """
    discord = Discord(
        settings_of(bed, **settings),
        Metrics(),
        folders=folders or {},
        courses={course.id: (course.title, course.language)},
        clock=bed.now,
        pause=PAUSE,
    )
    store = await open_store(str(bed.folder / "tutor.db"))
    try:
        engine = Engine(
            store,
            courses={course.id: course},
            wordings={"en": Wording()},
            couriers={PLATFORM: discord.courier},
            clock=bed.now,
        )
        async with engine, _serving(discord, engine, course):
            record = ClassRecord(
                COMMUNITY,
                CLASS,
                course.title,
                teacher,
                course.id,
                TEACHERS,
                settings={PLATFORM: dict(of_discord or {})},
                class_channel=CLASS if meets else "",
            )
            await engine.add_class(record, owner=Teacher(COMMUNITY, CLASS, TEACHER, teacher, "owner"))
            await until(lambda: discord.state.word == "connected", PATIENCE)
            yield School(bed, store, engine, discord)
    finally:
        await store.close()


def settings_of(bed: Bed, **changed: Any) -> DiscordSettings:
    """As a school would have them, for the bed's Discord."""
    given = {"token": bed.token, "api_url": bed.api_url, "gateway_url": bed.gateway_url, **changed}
    return DiscordSettings(**given)


@asynccontextmanager
async def _serving(discord: Discord, engine: Engine, course: Course) -> AsyncIterator[None]:
    async def today(community: str, class_ids: Sequence[str]) -> Page:
        return Page(f"Today in {', '.join(class_ids)}", (Section("Now", ("Nobody waits.",)),))

    async def student(community: str, class_id: str, user: str) -> Page | None:
        known = await engine.enrollment(community, class_id, user)
        return Page(f"Page of {known.name}", ()) if known is not None else None

    def units(course_id: str) -> dict[str, str]:
        return {unit_id: unit.title for unit_id, unit in course.units.items()} if course_id == course.id else {}

    serving = asyncio.create_task(discord.serve(engine, Pages(today, student, units)))
    try:
        yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
