"""What was written while nobody listened: read from the history of each open chat, in its order.

Rules
- Every new session of the gateway is a gap: a start of this program, and a session that could not be resumed. A resumed
  one is none, since Discord sends what was missed.
- A chat is read from the number of the last message that was taken; what was taken after all has the same key.
- The liveliest chats first, a few at a time: the library keeps to Discord's rates. Whoever writes or presses meanwhile
  waits until their own chat was read, so that nothing overtakes.
- A chat that cannot be read now stays behind and is tried again, longer each time; one that is gone is left.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from adapters.discord.api import Ok, Wrong
from adapters.discord.chats import channel_of, is_thread
from adapters.discord.reading import written_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.discord.api import Api
    from adapters.discord.arrivals import Written
    from adapters.discord.chats import Chats
    from adapters.discord.lanes import Lanes
    from bot.engine import Chat

logger = logging.getLogger("tutor")
AT_ONCE = 4
PAGE = 100
AGAIN = 2.0
LONGEST = 60.0
"""Seconds between tries."""


class Gap:
    """take: one message, in its person's lane already; False: it was not saved. owns: whether a chat's messages reach
    this process."""

    def __init__(
        self,
        api: Api,
        chats: Chats,
        lanes: Lanes,
        take: Callable[[Written], Awaitable[bool]],
        owns: Callable[[str, bool], bool],
    ) -> None:
        self._api = api
        self._chats = chats
        self._lanes = lanes
        self._take = take
        self._owns = owns
        self._behind: dict[str, Chat] = {}
        """By channel."""
        self._something = asyncio.Event()

    def begin(self) -> None:
        """Something may have been missed in every chat."""
        for chat in self._chats.all():
            if self._owns(chat.community, not is_thread(chat)):
                self.add(chat)

    def add(self, chat: Chat) -> None:
        """Something may have been missed in this one."""
        if channel_of(chat) and chat.heard:
            self._behind[channel_of(chat)] = chat
            self._something.set()

    async def missed(self, person: str, channel: str) -> None:
        """Something that was written in this channel could not be saved: it is read again. Raises EngineError."""
        for chat in await self._chats.all_of(person):
            if channel_of(chat) == channel:
                self.add(chat)
                return

    def waiting(self) -> int:
        """Chats that were not read yet."""
        return len(self._behind)

    async def close_for(self, person: str, channel: str) -> None:
        """Read this chat before whatever its person does now, whose lane the caller has."""
        chat = self._behind.get(channel)
        if chat is not None and chat.person == person:
            await self._read(channel, chat)

    async def run(self) -> None:
        """Until cancelled."""
        pause = AGAIN
        while True:
            await self._something.wait()
            self._something.clear()
            line = list(self._behind)
            await asyncio.gather(*(self._work(line) for _ in range(AT_ONCE)))
            if self._behind:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST)
                self._something.set()
            else:
                pause = AGAIN

    async def _work(self, line: list[str]) -> None:
        while line:
            channel = line.pop(0)
            chat = self._behind.get(channel)
            if chat is None:
                continue
            async with self._lanes.turn(chat.person):
                if channel in self._behind:
                    await self._read(channel, chat)

    async def _read(self, channel: str, chat: Chat) -> None:
        """Everything behind the last message that was taken; then it is behind no more."""
        after = await self._last_taken(chat)
        while True:
            answer = await self._api.history(channel, after, PAGE)
            if isinstance(answer, Wrong):
                logger.warning(
                    "Discord: a chat cannot be read (code %s); what was missed in it is not known", answer.code
                )
                break
            if not isinstance(answer, Ok):
                return
            for message in answer.said:
                if not await self._take(written_of(message)):
                    return
                after = message.id
            if len(answer.said) < PAGE:
                break
        self._behind.pop(channel, None)

    async def _last_taken(self, chat: Chat) -> int:
        known = await self._chats.of(chat.community, chat.person)
        return known.heard if known is not None else chat.heard
