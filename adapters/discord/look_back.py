"""Whether a letter stands in Discord already, and the nonce by which Discord itself tells.

Rules
- Every letter has a nonce of its own, the same at every try: Discord posts it once, "for the past few minutes" only
  (developer documents, Message, Create Message: enforce_nonce).
- Where a doubt is older (a crash, a long break), the letter is looked for among our own messages since it was written:
  the same words and the same controls. Ids of controls hold the number of the question, so they tell letters apart; a
  message without controls is taken for the first one with its words that no other letter was found in.
- Where Discord lets nobody look, the letter is taken for not sent: twice is better than never.
"""

from __future__ import annotations

from collections import deque
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
MOST_FOUND = 2_000


class Memory:
    """What Discord remembers of a conversation."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._found: deque[str] = deque(maxlen=MOST_FOUND)

    async def find(self, letter: Addressed, message: Message, where: str) -> str | Answer | None:
        """The id of its message; None: it is not there; an Answer: Discord could not be asked now."""
        answer = await self._api.recent(where, letter.at - SKEW)
        if isinstance(answer, Wrong):
            return None
        if not isinstance(answer, Ok):
            return answer
        text = message.content or (message.embed.description if message.embed is not None else "")
        for seen in answer.said:
            same = seen.text.strip() == text.strip() and seen.custom_ids == custom_ids(message)
            if same and seen.id not in self._found:
                self._found.append(seen.id)
                return str(seen.id)
        return None


def custom_ids(message: Message) -> tuple[str, ...]:
    """Of the controls of a message, in order."""
    return tuple(control.custom_id for row in message.rows for control in row)


def nonce_of(letter: Addressed, place: str) -> str:
    """Names this letter in this place, and says nothing: 24 characters, of 25 that Discord takes."""
    text = f"{letter.community}\n{letter.channel}\n{letter.seq}\n{place}"
    return blake2b(text.encode(), digest_size=12).hexdigest()
