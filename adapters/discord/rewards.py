"""What mastering a unit gives in Discord: a role, which may open a channel.

Rules
- It is given when the letter that grants it has its turn, once; a role that one has already is given again, and nothing
  changes.
- What cannot be given (a role above ours, one that is gone, a person who left) holds up no letter: the class's owner
  hears of it, once. While our token is not taken, it waits.
- Whoever got something is told, in their own chat and nowhere else.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from adapters.discord import errors
from adapters.discord.api import Answer, Limited, NotSent, Ok, Unsure, Wrong
from adapters.discord.chats import channel_of
from adapters.discord.look_back import nonce_of
from adapters.discord.render import Message, note
from bot.dialogue.marks import quote
from bot.engine import Wait

if TYPE_CHECKING:
    from adapters.discord.api import Api
    from adapters.discord.chats import Chats
    from adapters.discord.classes import Classes, Reward
    from adapters.discord.guilds import Guilds
    from adapters.discord.notes import Notes
    from adapters.later import Later
    from adapters.state import State
    from bot.dialogue.effects import Grant
    from bot.engine import Addressed

logger = logging.getLogger("tutor")
PAUSE = 5.0
"""Seconds until it is tried again after no answer."""


class Rewards:
    """What `Grant` leads to."""

    def __init__(
        self, api: Api, chats: Chats, classes: Classes, guilds: Guilds, notes: Notes, state: State, later: Later
    ) -> None:
        self._api = api
        self._chats = chats
        self._classes = classes
        self._guilds = guilds
        self._notes = notes
        self._state = state
        self._later = later

    async def give(self, letter: Addressed, grant: Grant) -> Wait | None:
        """All that this unit gives. Wait: not now. Raises EngineError."""
        for reward in self._classes.set_for(letter.community, letter.class_id).rewards:
            if reward.unit in ("", grant.unit):
                pause = await self._give_one(letter, reward)
                if pause is not None:
                    return pause
        return None

    async def _give_one(self, letter: Addressed, reward: Reward) -> Wait | None:
        guild = letter.community.partition(":")[2]
        answer = await self._api.give_role(guild, letter.person, reward.role)
        if isinstance(answer, Wrong):
            if answer.status == errors.UNAUTHORISED:
                self._state.out("401 Unauthorized")
                return Wait(errors.TOKEN_PAUSE, "the token is not taken")
            language = self._classes.language(letter.community, letter.class_id)
            await self._missed(letter, reward, errors.as_read_of_role(answer.code, language))
            return None
        if not isinstance(answer, Ok):
            return _pause(answer)
        where = channel_of(await self._chats.of(letter.community, letter.person))
        if where:
            told = await self._api.send(where, self._told(letter, reward), nonce_of(letter, f"role {reward.role}"))
            return None if isinstance(told, Ok | Wrong) else _pause(told)
        return None

    def _told(self, letter: Addressed, reward: Reward) -> Message:
        replies = self._classes.replies(letter.community, letter.class_id)
        name = self._guilds.role_name(letter.community.partition(":")[2], reward.role) or "?"
        said = note(replies.rewarded.format(role=f"**{quote(name)}**"))
        if not reward.channel:
            return said
        # A channel is named by Discord itself, in the reader's own list: the one mention that is ours.
        opens = replies.opens.format(channel=f"<#{reward.channel}>")
        return Message(content=f"{said.content} {opens}")

    async def _missed(self, letter: Addressed, reward: Reward, why: str) -> None:
        logger.warning("Discord: a role of class %s was not given: %s", letter.class_id, why)
        owner = await self._classes.owner(letter.community, letter.class_id)
        if owner and self._state.once(f"{why} {reward.role} {owner}"):
            replies = self._classes.replies(letter.community, letter.class_id)
            name = self._guilds.role_name(letter.community.partition(":")[2], reward.role) or reward.role
            title = self._classes.title(letter.community, letter.class_id)
            self._later.do(self._notes.say(owner, replies.reward_missed.format(role=quote(name), title=title, why=why)))


def _pause(answer: Answer) -> Wait:
    match answer:
        case Limited(seconds=seconds):
            return Wait(seconds, "ratelimited")
        case NotSent(why=why) | Unsure(why=why):
            return Wait(PAUSE, why)
    return Wait(PAUSE, "not given")
