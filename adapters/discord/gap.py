"""What was written while nobody listened: read from the history of each open chat, in its order.

Rules
- Every new session of the gateway is a gap: a start of this program, and a session that could not be resumed. A resumed
  one is none, since Discord sends what was missed. What could not be saved is a gap of its own.
- A chat is read from the number of the last message that was taken; what was taken after all has the same key.
- The liveliest chats first, a few at a time: the library keeps to Discord's rates. Whoever writes or presses meanwhile
  waits until their own chat was read, so that nothing overtakes.
- A chat that cannot be read now stays behind and is tried again, longer each time. What is written there meanwhile is
  left to its history: taken at once, it would move what was heard past all that was missed.
- A chat that is gone is left.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import structs

from adapters.discord.api import Ok, Wrong
from adapters.discord.chats import channel_of, is_thread
from adapters.discord.errors import UNAUTHORISED
from adapters.discord.reading import written_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.discord.api import Api
    from adapters.discord.arrivals import Written
    from adapters.discord.chats import Chats
    from adapters.discord.lanes import Lanes

logger = logging.getLogger("tutor")
AT_ONCE = 4
PAGE = 100
AGAIN = 2.0
LONGEST = 60.0
"""Seconds between tries."""


@dataclass(eq=False)
class _Unread:
    """What one person wrote in one channel behind number `after`. guild: empty for direct messages."""

    person: str
    guild: str
    after: int


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
        self._behind: dict[str, _Unread] = {}
        """By channel."""
        self._something = asyncio.Event()

    def begin(self) -> None:
        """Something may have been missed in every chat."""
        for chat in self._chats.all():
            if self._owns(chat.community, not is_thread(chat)):
                guild = chat.community.partition(":")[2] if is_thread(chat) else ""
                self._add(channel_of(chat), _Unread(chat.person, guild, chat.heard))

    def missed(self, written: Written) -> None:
        """This message could not be saved: it is read again."""
        self._add(written.channel, _Unread(written.user, written.guild, int(written.id) - 1))

    def _add(self, channel: str, unread: _Unread) -> None:
        """Always a new one: whoever reads this chat now may have asked for its history too early."""
        if channel and unread.after:
            before = self._behind.get(channel)
            unread.after = min(unread.after, before.after if before is not None else unread.after)
            self._behind[channel] = unread
            self._something.set()

    def waiting(self) -> int:
        """Chats that were not read yet."""
        return len(self._behind)

    async def close_for(self, person: str, channel: str) -> bool:
        """Read this chat before whatever its person does now, whose lane the caller has. False: it cannot be read now,
        and what is written in it is found later in its place."""
        unread = self._behind.get(channel)
        if unread is not None and unread.person == person:
            await self._read(channel, unread)
            return channel not in self._behind
        return True

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
            unread = self._behind.get(channel)
            if unread is None:
                continue
            async with self._lanes.turn(unread.person):
                if channel in self._behind:
                    await self._read(channel, self._behind[channel])

    async def _read(self, channel: str, unread: _Unread) -> None:
        """Everything behind the last message that was taken; then it is behind no more."""
        while True:
            answer = await self._api.history(channel, unread.guild, unread.after, PAGE)
            if isinstance(answer, Wrong) and answer.status != UNAUTHORISED:
                logger.warning(
                    "Discord: a chat cannot be read (code %s); what was missed in it is not known", answer.code
                )
                break
            if not isinstance(answer, Ok):
                return
            for message in answer.said:
                if not await self._take(structs.replace(written_of(message), guild=unread.guild)):
                    return
                unread.after = message.id
            if len(answer.said) < PAGE:
                break
        if self._behind.get(channel) is unread:
            del self._behind[channel]
