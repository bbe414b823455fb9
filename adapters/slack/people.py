"""Who somebody is in Slack: a name to be called by, and whether they are a guest. Asked seldom and remembered.

A name is no reason to keep anybody waiting: where Slack is slow, the name of the payload does.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from adapters.slack.web_api import Ok
from adapters.slack.windows import LONGEST_NAME
from bot.dialogue.marks import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.slack.web_api import WebApi

PATIENCE = 0.8
"""Seconds: an acknowledgement may wait behind it."""
MOST_REMEMBERED = 2000


class Person(Struct, frozen=True):
    """guest: of one or several channels; they learn, and make no classes. is_known: Slack told."""

    name: str
    guest: bool = False
    is_bot: bool = False
    is_known: bool = False


class People:
    """api: of the workspace."""

    def __init__(self, api: WebApi) -> None:
        self._api = api
        self._known: dict[str, Person] = {}

    async def person(self, user: str, called: str) -> Person:
        """called: the name in the payload, for when Slack does not tell in time."""
        if user not in self._known:
            try:
                async with asyncio.timeout(PATIENCE):
                    answer = await self._api.call("users.info", {"user": user})
            except TimeoutError:
                return Person(_called(called))
            if not isinstance(answer, Ok):
                return Person(_called(called))
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[user] = _person(answer.said.get("user") or {}, called)
        return self._known[user]


def _person(said: Mapping[str, Any], called: str) -> Person:
    profile = said.get("profile") or {}
    # The real name first: a teacher must know whom a card is about.
    names = (profile.get("real_name"), said.get("real_name"), profile.get("display_name"), said.get("name"), called)
    name = next((cleaned for name in names if isinstance(name, str) and (cleaned := clean(name, LONGEST_NAME))), "")
    guest = bool(said.get("is_restricted") or said.get("is_ultra_restricted"))
    return Person(name or _called(called), guest, bool(said.get("is_bot")), is_known=True)


def _called(called: str) -> str:
    return clean(called, LONGEST_NAME) or "?"
