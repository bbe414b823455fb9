"""`tutor run` with a workspace: the program that a school runs, as a process, seen from outside."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.cli.conftest import environment_of, write_courses
from tests.cli.processes import running
from tests.slack.stand_in import APP_TOKEN, BOT_TOKEN, CLASS, SECRET, TEACHER, TEACHERS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.cli.processes import Process
    from tests.slack.bed import Bed
    from tests.slack.workspace import Workspace

COURSE = "tiny"
PATIENCE = 30.0


class Service:
    """One school: its environment, its port. `running` may be entered again: a restart."""

    def __init__(self, bed: Bed, **settings: str) -> None:
        self.bed = bed
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]  # the system's own choice, so that two runs meet at none
        if not (bed.folder / "courses").exists():
            write_courses(bed.folder / "courses")
        self.environment = environment_of(bed.folder) | {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": bed.proxy.api_url,
            "SLACK_TRANSPORT": bed.transport,
            "TUTOR_ENV": str(bed.folder / "no.env"),
            **settings,
        }
        bed.proxy.http.bot_url = f"http://127.0.0.1:{self.port}/slack/events"

    @asynccontextmanager
    async def running(self, until: str = "Slack is connected") -> AsyncIterator[Process]:
        """The process, once it has said `until`; it is killed at the end if it still runs."""
        with running(self.environment, "run", "--port", str(self.port)) as process:
            await heard(process, until)
            yield process

    async def get(self, path: str) -> str:
        """What it answers at this path."""
        async with self.bed.proxy.session.get(f"http://127.0.0.1:{self.port}{path}") as answer:
            return await answer.text()


async def heard(process: Process, part: str) -> str:
    """The next line of its log that holds `part`; the loop goes on meanwhile."""
    return await asyncio.to_thread(process.err.until, part)


async def until(true: Any, patience: float = PATIENCE) -> None:
    """Wait for `await true()`."""
    async with asyncio.timeout(patience):
        while not await true():  # noqa: ASYNC110 -- what it looks at is elsewhere: Slack, a process
            await asyncio.sleep(0.05)


async def make_class(workspace: Workspace, *, title: str = "Fractions, 7b", course: str = COURSE) -> dict[str, Any]:
    """A teacher makes the class channel a class, by the command and its window; the errors the window showed."""
    await workspace.command(TEACHER, CLASS, "class")

    async def opened() -> bool:
        return await workspace.window() is not None

    await until(opened)
    return await workspace.send_window(TEACHER, class_values(title, course, TEACHERS))


def class_values(title: str, course: str, teachers: str) -> dict[str, Any]:
    """What a teacher fills into the window."""
    option = {"text": {"type": "plain_text", "text": course}, "value": course}
    return {
        "title": {"title": {"type": "plain_text_input", "value": title}},
        "course": {"course": {"type": "static_select", "selected_option": option}},
        "teacher_channel": {
            "teacher_channel": {"type": "conversations_select", "selected_conversation": teachers},
        },
        "teacher_name": {"teacher_name": {"type": "plain_text_input", "value": "Ms Okafor"}},
    }
