"""Where each student's private chat is: their direct messages, or a private thread where those are closed.

Rules
- The engine names a conversation by the student's id; what Discord calls the place is kept in the store, so that a
  restart knows it and what was written meanwhile can be fetched.
- Direct messages are one place for all guilds of a student. A text in them is for the guild that they turned to last.
- `heard` follows a moment behind and is never ahead: what is read again has the same key, and changes nothing.
- Where several processes share the store, others write here too: what is not known is asked for, and what is known of a
  person is asked for again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import TYPE_CHECKING

from msgspec import structs

from adapters.discord import PLATFORM
from bot.engine import Chat, EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.engine import Engine

logger = logging.getLogger("tutor")
THREAD = "thread/"
"""Before the id of a private thread, in the store; direct messages have their bare id."""
FLUSH = 2.0
"""Seconds until what was heard is written."""
LOOK_AGAIN = 5.0
"""Seconds until all chats may be read anew, where others write them as well."""


def channel_of(chat: Chat | None) -> str:
    """The channel of Discord that it is in; empty: none yet."""
    return chat.place.removeprefix(THREAD) if chat is not None else ""


def is_thread(chat: Chat | None) -> bool:
    """Whether it had to move to a private thread."""
    return chat is not None and chat.place.startswith(THREAD)


class Chats:
    """shared: other processes write chats too."""

    def __init__(self, *, shared: bool = False) -> None:
        self._shared = shared
        self._engine: Engine | None = None
        self._people: dict[str, dict[str, Chat]] = {}
        """By person, then by community."""
        self._of_thread: dict[str, tuple[str, str]] = {}
        self._unwritten: dict[tuple[str, str], int] = {}
        self._read_at = 0.0
        self._awaited: dict[tuple[str, str], list[asyncio.Event]] = {}
        """Those who wait for something of ours to stand in a chat."""
        self._changing = asyncio.Lock()
        """A chat is read, changed and kept by one at a time."""

    async def begin(self, engine: Engine) -> None:
        """Read all of them. Raises EngineError."""
        self._engine = engine
        await self._read_all()

    async def _read_all(self) -> None:
        self._read_at = time.monotonic()
        if self._engine is not None:
            self._learn(await self._engine.chats(PLATFORM))

    def _learn(self, chats: Iterable[Chat]) -> None:
        for chat in chats:
            known = self._people.setdefault(chat.person, {})
            before = known.get(chat.community)
            known[chat.community] = structs.replace(chat, heard=max(chat.heard, before.heard if before else 0))
            if is_thread(chat):
                self._of_thread[channel_of(chat)] = (chat.community, chat.person)

    # --- where ---

    async def of(self, community: str, person: str) -> Chat | None:
        """Where this student's chat is; None: nowhere yet. Raises EngineError."""
        known = self._people.get(person, {}).get(community)
        if known is None:
            await self._ask_about(person)
        return self._people.get(person, {}).get(community)

    async def all_of(self, person: str) -> list[Chat]:
        """In every guild, the one that they turned to last first. Raises EngineError."""
        if self._shared or person not in self._people:
            await self._ask_about(person)
        return sorted(self._people.get(person, {}).values(), key=lambda chat: -chat.turned)

    async def _ask_about(self, person: str) -> None:
        if self._engine is not None:
            self._learn(await self._engine.chats_of(PLATFORM, person))

    def all(self) -> list[Chat]:
        """Those that are known here, the liveliest first."""
        chats = (chat for of_person in self._people.values() for chat in of_person.values())
        return sorted(chats, key=lambda chat: -chat.heard)

    async def whose(self, thread: str) -> Chat | None:
        """Whose private thread this is; None: nobody's. Raises EngineError."""
        if thread not in self._of_thread and self._shared and time.monotonic() > self._read_at + LOOK_AGAIN:
            await self._read_all()
        community, person = self._of_thread.get(thread, ("", ""))
        return self._people.get(person, {}).get(community)

    def arrived(self, community: str, person: str) -> None:
        """Something of ours stands in their chat."""
        for waiting in self._awaited.pop((community, person), ()):
            waiting.set()

    async def came(self, community: str, person: str, seconds: float) -> bool:
        """Whether something of ours comes to their chat within so many seconds."""
        waiting = asyncio.Event()
        self._awaited.setdefault((community, person), []).append(waiting)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(waiting.wait(), seconds)
        finally:
            left = [other for other in self._awaited.pop((community, person), ()) if other is not waiting]
            if left:
                self._awaited[community, person] = left
        return waiting.is_set()

    async def put(self, community: str, person: str, place: str) -> None:
        """From now on their chat is there: a channel's id, with `THREAD` before it a thread's; empty: to be opened.
        Raises EngineError."""
        async with self._changing:
            chat = await self._now(community, person) or Chat(community, person, "", 0, 0.0)
            await self._keep(structs.replace(chat, place=place))

    async def turn(self, community: str, person: str, at: float, number: int) -> None:
        """They did something in this guild at this time. number: of what they did; where nothing was heard of them yet,
        nothing behind it may be missed. Raises EngineError."""
        async with self._changing:
            chat = await self._now(community, person)
            if chat is None:
                await self._keep(Chat(community, person, "", number, at))
            elif (await self.all_of(person))[0].community != community:
                # First how far it was heard: what a restart reads again would be taken for this guild, and count twice.
                await self.flush()
                await self._keep(structs.replace(chat, turned=at))

    async def _now(self, community: str, person: str) -> Chat | None:
        """As it is written now, whoever wrote it: what is kept is kept as a whole."""
        await self.all_of(person)
        return await self.of(community, person)

    async def _keep(self, chat: Chat) -> None:
        if self._engine is not None:
            await self._engine.keep_chat(chat)
        self._learn([chat])

    # --- how far it was heard ---

    def heard(self, person: str, channel: str, number: int) -> None:
        """Message `number` of this person was taken in this channel. Direct messages are one place for all guilds; a
        thread is its own."""
        chats = self._people.get(person, {})
        threads = {channel_of(chat) for chat in chats.values() if is_thread(chat)}
        for community, chat in chats.items():
            is_there = channel_of(chat) == channel if is_thread(chat) else channel not in threads
            if is_there and number > chat.heard:
                self._people[person][community] = structs.replace(chat, heard=number)
                self._unwritten[community, person] = number

    async def flush(self) -> None:
        """Write what was heard since the last time; what could not be written is tried again."""
        taken, self._unwritten = self._unwritten, {}
        if not taken or self._engine is None:
            return
        try:
            await self._engine.heard([(*who, number) for who, number in taken.items()])
        except EngineError as error:
            logger.warning("Discord: how far chats were heard was not saved: %s", type(error).__name__)
            self._unwritten = taken | self._unwritten

    async def run(self) -> None:
        """Write it now and then, and once more at the end."""
        try:
            while True:
                await asyncio.sleep(FLUSH)
                await self.flush()
        finally:
            with contextlib.suppress(Exception):
                await self.flush()
