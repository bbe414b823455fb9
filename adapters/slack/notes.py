"""Calls that show something to one person and may be lost: notes, windows, Home pages. Never a question or a result.

An ephemeral message is not guaranteed (docs.slack.dev/reference/methods/chat.postEphemeral), so none of them is the
only copy of anything.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from adapters.slack.pace import POST
from adapters.slack.render import note
from adapters.slack.web_api import Answer, Limited, NotSent, Ok, Unsure, Wrong

if TYPE_CHECKING:
    from adapters.slack.web_api import WebApi

logger = logging.getLogger(__name__)


class Notes:
    """api: of the workspace."""

    def __init__(self, api: WebApi) -> None:
        self._api = api

    async def ephemeral(self, channel: str, user: str, sentence: str) -> None:
        """To one person, in a channel; in their private chat where the channel takes nothing."""
        said = note(sentence)
        if channel[:1] in ("C", "G"):
            sent = {"channel": channel, "user": user, "text": said.text, "blocks": said.blocks}
            answer = await self._api.call("chat.postEphemeral", sent)
            if not isinstance(answer, Wrong):
                _tell("chat.postEphemeral", answer)
                return
        await self.say(user, sentence)

    async def say(self, user_or_chat: str, sentence: str) -> None:
        """In a private chat: of a user, or a chat by its id."""
        said = note(sentence)
        where = user_or_chat
        if where[:1] in ("U", "W"):
            opened = await self._api.call("conversations.open", {"users": where})
            if not isinstance(opened, Ok):
                _tell("conversations.open", opened)
                return
            where = str((opened.said.get("channel") or {}).get("id", where))
        sent = {"channel": where, "text": said.text, "blocks": said.blocks, "parse": "none", "link_names": False}
        _tell(POST, await self._api.call(POST, sent))

    async def window(self, trigger_id: str, view: dict[str, Any]) -> str:
        """Open a window; Slack's error word if it does not open."""
        answer = await self._api.call("views.open", {"trigger_id": trigger_id, "view": view})
        return _word(answer)

    async def publish(self, user: str, view: dict[str, Any]) -> None:
        """Show the Home page."""
        _tell("views.publish", await self._api.call("views.publish", {"user_id": user, "view": view}))


def _word(answer: Answer) -> str:
    match answer:
        case Ok():
            return ""
        case Wrong(error=error):
            return error
        case Limited():
            return "ratelimited"
        case NotSent(why=why) | Unsure(why=why):
            return why


def _tell(method: str, answer: Answer) -> None:
    word = _word(answer)
    if word:
        logger.warning("Slack: %s was not taken: %s", method, word)
