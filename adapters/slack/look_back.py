"""Whether a letter stands in Slack already: looked for by the opaque id that went along with it.

Rules
- Only after an ambiguous failure, and for what was written before this start: Slack has no key of its own for that.
- The id says nothing about anybody: members of the workspace can read metadata.
- Where Slack lets nobody look (a scope, a channel), the letter is taken for not sent: twice is better than never.

Source: docs.slack.dev/messaging/message-metadata, .../reference/methods/conversations.history.
"""

from __future__ import annotations

import logging
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from adapters.slack.web_api import Answer, Ok, Wrong

if TYPE_CHECKING:
    from adapters.slack.web_api import Calls
    from bot.engine import Addressed

logger = logging.getLogger(__name__)

HISTORY = "conversations.history"
KIND = "tutor_letter"
SKEW = 300.0
"""Seconds by which the clock here and Slack's may differ."""
PAGES = 3
"""Of 100 messages that are looked through for one letter."""


class Memory:
    """What Slack remembers of a conversation. api: of the workspace."""

    def __init__(self, api: Calls) -> None:
        self._api = api

    async def find(self, letter: Addressed, where: str) -> str | Answer | None:
        """The `ts` of its message; None: it is not there; an Answer: Slack could not be asked now."""
        cursor = ""
        for _ in range(PAGES):
            asked = {"channel": where, "oldest": f"{letter.at - SKEW:.6f}", "limit": 100, "include_all_metadata": True}
            answer = await self._api.call(HISTORY, asked | ({"cursor": cursor} if cursor else {}))
            if isinstance(answer, Wrong):
                logger.warning("Slack: %s: a letter cannot be looked for in %s", answer.error, where)
                return None
            if not isinstance(answer, Ok):
                return answer
            for message in answer.said.get("messages", ()):
                if message.get("metadata", {}).get("event_payload", {}).get("id") == opaque_id(letter):
                    return str(message.get("ts", ""))
            cursor = (answer.said.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                break
        return None


def metadata_of(letter: Addressed) -> dict[str, Any]:
    """What goes along with a letter."""
    return {"event_type": KIND, "event_payload": {"id": opaque_id(letter)}}


def opaque_id(letter: Addressed) -> str:
    """Names this letter, and says nothing."""
    text = f"{letter.community}\n{letter.channel}\n{letter.seq}"
    return blake2b(text.encode(), digest_size=12).hexdigest()
