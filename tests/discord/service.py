"""`tutor run` with a guild: the program that a school runs, as a process, seen from outside."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp

from tests.cli.conftest import environment_of, write_courses
from tests.cli.processes import running
from tests.discord.ids import CLASS, OWNER, TEACHERS, TOKEN
from tests.engine.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.cli.processes import Process
    from tests.discord.fake.server import Discord

COURSE = "tiny"
PATIENCE = 30.0


class Service:
    """One school: its environment, its port. `running` may be entered again: a restart."""

    def __init__(self, fake: Discord, folder: Path, **settings: str) -> None:
        self._fake = fake
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]  # the system's own choice, so that two runs meet at none
        if not (folder / "courses").exists():
            write_courses(folder / "courses")
        self.database = folder / "data" / "tutor.db"
        self.environment = environment_of(folder) | {
            "DISCORD_TOKEN": TOKEN,
            "DISCORD_API_URL": fake.api_url,
            "DISCORD_GATEWAY_URL": fake.gateway_url,
            "TUTOR_ENV": str(folder / "no.env"),
            **settings,
        }

    @asynccontextmanager
    async def running(self, until: str = "Discord is connected") -> AsyncIterator[Process]:
        """The process, once it has said `until`; it is killed at the end if it still runs."""
        with running(self.environment, "run", "--port", str(self.port)) as process:
            await said(process, until)
            yield process

    async def get(self, path: str) -> str:
        """What it answers at this path."""
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.port}{path}") as answer:
            return await answer.text()


async def said(process: Process, part: str) -> str:
    """The next line of its log that holds `part`; the loop goes on meanwhile."""
    return await asyncio.to_thread(process.err.until, part)


async def make_class(fake: Discord, *, channel: str = CLASS, teachers: str = TEACHERS, title: str = "7b") -> str:
    """The head makes a channel a class, by the command; what the tutor answers."""
    await until(lambda: any(one["name"] == "class" for one in fake.world.commands.get("", [])), PATIENCE)
    options = {"course": COURSE, "teachers-channel": teachers, "title": title, "your-name": "Ms Okafor"}
    pressed = await fake.people.command(OWNER, channel, "class set-up", options)
    await pressed.answered(PATIENCE)
    return str(pressed.alone[0]["content"])


async def joins(fake: Discord, student: str, channel: str = CLASS) -> str:
    """A student joins; their chat, once the greeting stands there."""
    await (await fake.people.command(student, channel, "learn")).answered(PATIENCE)
    await until(lambda: bool(fake.world.messages.get(fake.world.chats.get(student, ""))), PATIENCE)
    return fake.world.chats[student]
