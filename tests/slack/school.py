"""The tutor itself on the test bed: a store, the engine, the adapter as it is shipped, and class 7b.

Rules
- Nothing is faked on this side: the adapter speaks with the proxy as it would with Slack, by either transport.
- Its clock is the proxy's, so that letters, timers and what people do agree on the day.
- Posting is not slowed down here (`AT_ONCE`); how fast it may be has tests of its own.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from adapters.metrics import Metrics
from adapters.slack.adapter import Slack
from adapters.slack.manifest import PATH
from adapters.slack.pace import Rate
from adapters.slack.settings import SlackSettings
from bot.classroom.pages import Page
from bot.dialogue.wording import Wording
from bot.engine import ClassRecord, Engine, Teacher
from bot.store.open import open_store
from tests.engine.waiting import until
from tests.slack.stand_in import APP_TOKEN, BOT_TOKEN, CLASS, SECRET, TEACHER, TEACHERS, TEAM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from pathlib import Path

    from bot.curriculum.course import Course
    from bot.store.store import Store
    from tests.slack.bed import Bed

COMMUNITY = f"slack:{TEAM}"
AT_ONCE = Rate(0.0, 1_000)
PATIENCE = 30.0
"""Seconds. What is waited for comes within one; a loaded machine may take longer."""


@dataclass(frozen=True)
class School:
    """A running tutor with one class, in which nobody is yet."""

    bed: Bed
    store: Store
    engine: Engine
    slack: Slack

    async def quiet(self) -> None:
        """Until every letter has left."""
        await until(lambda: self.engine.conversations_waiting() == 0, PATIENCE)


@asynccontextmanager
async def school(
    bed: Bed,
    course: Course,
    *,
    folders: Mapping[str, Path] | None = None,
    teacher: str = "Ms Okafor",
    meets: bool = True,
) -> AsyncIterator[School]:
    """Class 7b with its course and its teacher, while the block runs; again in the same folder: a restart.

    folders: of the pictures, by course. meets: help threads may be opened in the channel of the class.
    """
    slack = Slack(
        settings_of(bed),
        Metrics(),
        folders=folders or {},
        courses={course.id: (course.title, course.language)},
        clock=bed.proxy.now,
        rates={},
        channel=AT_ONCE,
    )
    store = await open_store(str(bed.folder / "tutor.db"))
    try:
        engine = Engine(
            store,
            courses={course.id: course},
            wordings={"en": Wording()},
            couriers={"slack": slack.courier},
            clock=bed.proxy.now,
        )
        async with engine, _serving(bed, slack, engine):
            where = CLASS if meets else ""
            record = ClassRecord(COMMUNITY, CLASS, course.title, teacher, course.id, TEACHERS, class_channel=where)
            await engine.add_class(record, owner=Teacher(COMMUNITY, CLASS, TEACHER, teacher, "owner"))
            await until(lambda: slack.state.word == "connected", PATIENCE)
            yield School(bed, store, engine, slack)
    finally:
        await store.close()


def settings_of(bed: Bed) -> SlackSettings:
    """As a school would have them, for the bed's Slack."""
    return SlackSettings(BOT_TOKEN, APP_TOKEN, SECRET, bed.proxy.api_url, bed.transport, (TEACHER,))


@asynccontextmanager
async def _serving(bed: Bed, slack: Slack, engine: Engine) -> AsyncIterator[None]:
    async def page_of(community: str, user: str) -> Page:
        return Page(f"Page of {user}", ())

    serving = asyncio.create_task(slack.serve(engine, page_of=page_of, today_of=page_of))
    try:
        if bed.transport == "http":
            async with _door(bed, slack):
                yield
        else:
            yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


class _Server(uvicorn.Server):
    """uvicorn, with the signals of the tests left alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def _door(bed: Bed, slack: Slack) -> AsyncIterator[None]:
    """The route of the web application, on a loopback port."""
    app = Starlette(routes=[Route(PATH, slack.http_events.answer, methods=["POST"])])
    config = uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", ws="none", log_config=None, access_log=False)
    server = _Server(config)
    running = asyncio.create_task(server.serve())
    try:
        await until(lambda: server.started, PATIENCE)
        port = server.servers[0].sockets[0].getsockname()[1]
        bed.proxy.http.bot_url = f"http://127.0.0.1:{port}{PATH}"
        yield
    finally:
        server.should_exit = True
        await running
