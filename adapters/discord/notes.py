"""Sentences of the adapter itself to one person, in direct messages. They may be lost: nothing stands there alone."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from adapters.discord.api import Answer, Limited, NotSent, Ok, Unsure, Wrong
from adapters.discord.render import note

if TYPE_CHECKING:
    from adapters.discord.api import Api
    from adapters.discord.render import Message

logger = logging.getLogger("tutor")


class Notes:
    """api: what is called."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def say(self, user: str, sentence: str) -> None:
        """In direct messages."""
        await self.send(user, note(sentence))

    async def send(self, user: str, message: Message) -> None:
        """The same, already laid out."""
        opened = await self._api.open_chat(user)
        _tell(await self._api.send(str(opened.said), message) if isinstance(opened, Ok) else opened)

    async def write(self, place: str, sentence: str) -> None:
        """In a place that is known."""
        _tell(await self._api.send(place, note(sentence)))


def _tell(answer: Answer) -> None:
    match answer:
        case Ok():
            return
        case Wrong(code=code):
            why = f"code {code}"
        case Limited():
            why = "rate limited"
        case NotSent(why=why) | Unsure(why=why):
            pass
    logger.warning("Discord: a note was not taken: %s", why)
