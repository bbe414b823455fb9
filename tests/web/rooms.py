"""A real local classroom for tests: store, engine, application and, where asked for, a server on loopback."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
from starlette.applications import Starlette

from adapters.web.app import create_app
from adapters.web.local import COMMUNITY, TEACHER_CHANNEL, LocalCourier, student_channel
from adapters.web.serve import free_port, serve
from bot.classroom.standing import stands
from bot.curriculum.course import Course
from bot.curriculum.folder import read_courses
from bot.dialogue import simulate
from bot.dialogue.events import Chose, Replied
from bot.dialogue.questions import question_of
from bot.dialogue.setting import Setting
from bot.dialogue.wording import Wording
from bot.engine import ClassRecord, Engine, Entry
from bot.engine.catalogues import read_wordings
from bot.store.open import open_store

CURRICULA = Path(__file__).resolve().parents[2] / "curricula"
TOKEN = "a-token-for-tests"  # noqa: S105 - of a server that lives as long as a test
ORIGIN = {"Origin": "http://127.0.0.1:8000"}


@cache
def shipped() -> dict[str, Course]:
    """The courses that ship, without those that have faults (their own tests say so)."""
    return {course.id: course for course in read_courses(CURRICULA).values() if isinstance(course, Course)}


@contextlib.asynccontextmanager
async def classroom(database: Path) -> AsyncIterator[tuple[Engine, Starlette]]:
    """An engine that runs on `database`, one class per shipped course, and the application over it."""
    courses = shipped()
    store = await open_store(database)
    try:
        engine = Engine(store, courses=courses, wordings=read_wordings(), couriers={"local": LocalCourier()})
        async with engine:
            for course in courses.values():
                record = ClassRecord(COMMUNITY, course.id, course.title, "Ms Okafor", course.id, TEACHER_CHANNEL)
                await engine.add_class(record)

            async def where(class_id: str, student: str) -> str:
                enrollment = await engine.enrollment(COMMUNITY, class_id, student)
                return stands(enrollment, courses.get(class_id), Wording())

            folders = {course_id: CURRICULA / course_id for course_id in courses}
            yield engine, create_app(engine, token=TOKEN, folders=folders, stands=where)
    finally:
        await store.close()


def action(**fields: Any) -> dict[str, Any]:
    """What a page sends for one action."""
    return {"key": str(uuid.uuid4()), **fields}


@dataclass
class Room:
    """The application, asked without a server."""

    engine: Engine
    client: httpx2.AsyncClient

    async def get(self, path: str = "", **options: Any) -> httpx2.Response:
        return await self.client.get(f"/{TOKEN}/{path}", **options)

    async def send(self, **fields: Any) -> httpx2.Response:
        """One action, with a new key unless `key` is given."""
        return await self.client.post(f"/{TOKEN}/send", json=action(**fields), headers=ORIGIN)

    async def add(self, name: str = "Ada", class_id: str = "matter") -> str:
        """The id of a new student."""
        answer = await self.send(type="enter", name=name, class_id=class_id)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["student"])

    async def heard(self, student: str) -> list[Entry]:
        """What the store holds of what the student did, after joining."""
        entries = await self.engine.conversation(COMMUNITY, student_channel(student))
        return [entry for entry in entries if isinstance(entry.heard, Replied | Chose)]


@dataclass
class Running:
    """A served classroom that can be stopped and started again on the same database and port."""

    database: Path
    port: int = field(default_factory=lambda: free_port(8400))
    engine: Engine | None = None
    _task: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/{TOKEN}/"

    async def start(self) -> None:
        """Returns when the address answers; raises what kept it from starting."""
        ready = asyncio.Event()
        self._task = asyncio.create_task(self._run(ready))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([self._task, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._task.done():
            self._task.result()

    async def stop(self) -> None:
        """Returns when everything is closed."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self, ready: asyncio.Event) -> None:
        async with classroom(self.database) as (self.engine, app):
            await serve(app, port=self.port, ready=ready)


@dataclass
class Pupil:
    """A student who is moved on from within, as fast as the engine goes."""

    engine: Engine
    class_id: str
    student: str
    name: str
    asked: int = 0

    async def enter(self) -> None:
        await self.engine.enrol(
            community=COMMUNITY,
            class_id=self.class_id,
            person=self.student,
            name=self.name,
            language="",
            channel=student_channel(self.student),
            at=time.time(),
            key=str(uuid.uuid4()),
        )

    async def walk(self, steps: int, right: str = "r") -> None:
        """Do the next `steps` things. right: `r` or `m` (a miss) per question, the last one goes on for ever."""
        course = shipped()[self.class_id]
        setting = Setting(self.class_id, course.title, "Ms Okafor", course, Wording())
        for _ in range(steps):
            enrollment = await self.engine.enrollment(COMMUNITY, self.class_id, self.student)
            assert enrollment is not None
            is_right = right[min(self.asked, len(right) - 1)] == "r"
            question = question_of(enrollment, setting)
            mistake = question.mistakes[0].name if question is not None and question.mistakes else ""
            doing = simulate.answer(enrollment, setting, right=is_right, mistake=mistake)
            self.asked += doing is not None
            doing = doing or simulate.press(enrollment)
            assert doing is not None, "nothing is open"
            await self._do(doing)

    async def _do(self, doing: simulate.Doing) -> None:
        common: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "at": time.time(),
            "community": COMMUNITY,
            "student": self.student,
            "class_id": self.class_id,
        }
        if doing.picks:
            await self.engine.handle(Chose(ref=doing.ref, picks=doing.picks, **common))
        else:
            await self.engine.handle(Replied(text=doing.text, on=doing.ref, **common))
