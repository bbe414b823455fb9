"""Whether a letter stands in Discord already, and the nonce by which Discord itself tells.

Rules
- Every letter has a nonce of its own, the same at every try: Discord posts it once, "for the past few minutes" only
  (developer documents, Message, Create Message: enforce_nonce).
- Where a doubt is older (a crash, a long break), the letter is looked for among our own messages: the same words and
  the same controls. Ids of controls hold the number of the question, so they tell letters apart. Of letters without
  controls several may be equal: it stands there if more of them do than were written before it.
- Where Discord lets nobody look, the letter is taken for not sent: twice is better than never.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from adapters.discord.api import Answer, Api, Ok, Wrong

if TYPE_CHECKING:
    from adapters.discord.render import Message
    from bot.engine import Addressed

NONCE_HOLDS = 120.0
"""Seconds for which Discord surely remembers a nonce."""
SKEW = 5.0
"""Seconds by which the clock here and Discord's may differ."""
WINDOW = 600.0
"""Seconds before a letter in which equal ones are looked for in Discord, and as long again in our own record: one that
waited may have left later than it was written."""


class Memory:
    """What Discord remembers of a conversation."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def find(self, letter: Addressed, message: Message, where: str, equals: int) -> str | Answer | None:
        """The id of its message; None: it is not there; an Answer: Discord could not be asked now.

        equals: how many letters that look the same were sent before it, since two windows ago.
        """
        since = letter.at - (SKEW if message.rows else WINDOW)
        answer = await self._api.recent(where, since)
        if isinstance(answer, Wrong):
            return None
        if not isinstance(answer, Ok):
            return answer
        wanted = (text_of(message), custom_ids(message))
        found = [seen.id for seen in answer.said if (seen.text.strip(), seen.custom_ids) == wanted]
        return str(found[-1]) if len(found) > equals else None


def text_of(message: Message) -> str:
    """What Discord keeps of its text: without spaces around it."""
    return (message.content or (message.embed.description if message.embed is not None else "")).strip()


def custom_ids(message: Message) -> tuple[str, ...]:
    """Of the controls of a message, in order."""
    return tuple(control.custom_id for row in message.rows for control in row)


def nonce_of(letter: Addressed, place: str) -> str:
    """Names this letter in this place, and says nothing: 24 characters, of 25 that Discord takes."""
    text = f"{letter.community}\n{letter.channel}\n{letter.seq}\n{place}"
    return blake2b(text.encode(), digest_size=12).hexdigest()
