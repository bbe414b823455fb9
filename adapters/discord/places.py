"""Where a letter goes in Discord, and where instead when that place takes nothing.

Rules
- A student's place is their direct messages; where those are closed, a private thread below the class's channel, which
  tells how that came. Where neither is to be had the letter is refused, which the teacher hears.
- A card goes to the class's owner where the teachers' channel takes nothing, or everybody of the server can read it.
- A class's own channel that we cannot write in is waited for, ever more rarely. Its owner hears why, once.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.discord import errors
from adapters.discord.api import Answer, Ok, Wrong
from adapters.discord.chats import THREAD, channel_of
from adapters.discord.look_back import nonce_of
from adapters.discord.render import note
from bot.dialogue.effects import Alert
from bot.engine import Addressed, Delivery, Refused, Wait

if TYPE_CHECKING:
    from adapters.discord.api import Api
    from adapters.discord.chats import Chats
    from adapters.discord.classes import Classes
    from adapters.discord.notes import Notes
    from adapters.discord.replies import Replies
    from adapters.later import Later
    from adapters.state import State

logger = logging.getLogger("tutor")
ABSENT_PAUSE, LONGEST_ABSENT_PAUSE = 30.0, 1800.0
"""Seconds until a class's channel that we cannot write in yet is tried again, doubled each time: Discord counts every
refusal, and shuts a bot out that has 10,000 in ten minutes."""


@dataclass(slots=True)
class Trial:
    """A letter that did not leave at once. doubt: it may have left. plainer: 0 whole, 1 without picture, 2 text.

    began: steady seconds of the first try, until which Discord remembers the nonce. elsewhere: whom it goes to instead.
    is_moved: the chat that it is for has moved to a thread.
    """

    began: float
    doubt: bool = False
    is_old: bool = False
    tries: int = 0
    plainer: int = 0
    elsewhere: str = ""
    is_moved: bool = False


class Places:
    """Of all letters."""

    def __init__(self, api: Api, chats: Chats, classes: Classes, notes: Notes, state: State, later: Later) -> None:
        self._api = api
        self._chats = chats
        self._classes = classes
        self._notes = notes
        self._state = state
        self._later = later

    async def of(self, letter: Addressed, trial: Trial) -> str | Delivery | Answer:
        """The channel of Discord that this letter goes to; an Answer: it cannot be asked now. Raises EngineError."""
        if trial.elsewhere:
            return await self._direct(letter, trial.elsewhere, trial)
        if not is_private(letter):
            if isinstance(letter.body, Alert) and self.is_exposed(letter, letter.channel):
                return await self._to_owner(letter, self._replies(letter).everybody_reads, trial)
            return letter.channel
        chat = await self._chats.of(letter.community, letter.person)
        if channel_of(chat):
            return channel_of(chat)
        where = await self._direct(letter, letter.person, trial)
        if isinstance(where, str):
            await self._chats.put(letter.community, letter.person, where)
        return where

    def is_exposed(self, letter: Addressed, place: str) -> bool:
        """Whether everybody of the server can read it. place: a channel, or a message in it."""
        return self._classes.is_exposed(letter.community, place.partition("/")[0])

    async def _direct(self, letter: Addressed, person: str, trial: Trial) -> str | Delivery | Answer:
        answer = await self._api.open_chat(person)
        if isinstance(answer, Ok):
            return str(answer.said)
        if isinstance(answer, Wrong) and answer.code in errors.PLACE:
            return await self.takes_nothing(letter, answer.code, trial)
        return answer

    async def takes_nothing(self, letter: Addressed, code: int, trial: Trial) -> Delivery | Answer:
        """The place refused with this code: another way, or none. Raises EngineError."""
        why = self.why(letter, code)
        if is_private(letter):
            return await self._closed(letter, code, trial)
        if isinstance(letter.body, Alert) and not trial.elsewhere:
            return await self._to_owner(letter, why, trial)
        if not isinstance(letter.body, Alert):
            await self.tell_owner(letter, why, letter.channel)
            if code in (errors.NO_ACCESS, errors.NO_PERMISSION):
                trial.tries += 1
                return Wait(min(LONGEST_ABSENT_PAUSE, ABSENT_PAUSE * 2.0 ** min(trial.tries - 1, 10)), why)
        logger.error("Discord: letter %s of %s is kept aside: %s", letter.seq, letter.channel, why)
        return Refused(why)

    async def _closed(self, letter: Addressed, code: int, trial: Trial) -> Delivery | Answer:
        """A student's chat takes nothing: a private thread below the class's channel, once for each letter at most."""
        class_channel = self._classes.class_channel(letter.community, letter.class_id)
        if code in (errors.NO_COMMON_GUILD, errors.UNKNOWN_USER, errors.LOCKED) or trial.is_moved or not class_channel:
            return Refused(self.why(letter, code))
        name = self._replies(letter).thread_name
        answer = await self._api.open_private_thread(class_channel, name, letter.person)
        if isinstance(answer, Wrong) and answer.code in errors.PERSON | {errors.NOT_LET_IN}:
            return Refused(self.why(letter, answer.code))
        if isinstance(answer, Wrong) and answer.code in errors.PLACE:
            await self.tell_owner(letter, self.no_thread(letter, answer.code), class_channel)
            return Refused(f"{self.why(letter, code)}, and {self.no_thread(letter, answer.code)}")
        if not isinstance(answer, Ok):
            return answer
        trial.is_moved = True
        place = str(answer.said)
        await self._chats.put(letter.community, letter.person, f"{THREAD}{place}")
        told = self._replies(letter).in_a_thread
        await self._api.send(place, note(told), nonce_of(letter, f"why {place}"))
        return Wait(0, "moved to a thread")

    def why(self, letter: Addressed, code: int) -> str:
        """A refusal, in the language of the class."""
        return errors.as_read(code, self._classes.language(letter.community, letter.class_id))

    def no_thread(self, letter: Addressed, code: int) -> str:
        """That no thread could be opened, and why."""
        replies = self._replies(letter)
        return replies.no_thread.format(why=self.why(letter, code))

    async def _to_owner(self, letter: Addressed, why: str, trial: Trial) -> Delivery:
        owner = await self._classes.owner(letter.community, letter.class_id)
        if not owner:
            return Refused(why)
        trial.elsewhere = owner
        await self.tell_owner(letter, why, letter.channel)
        return Wait(0, why)

    async def tell_owner(self, letter: Addressed, why: str, where: str) -> None:
        """Once for each channel: what is to be mended so that a class's letters arrive where they belong."""
        owner = await self._classes.owner(letter.community, letter.class_id)
        logger.warning("Discord: channel %s: %s", where, why)
        if owner and self._state.once(f"{why} {where} {owner}"):
            replies = self._replies(letter)
            title = self._classes.title(letter.community, letter.class_id)
            sentence = replies.came_here if isinstance(letter.body, Alert) else replies.cannot_write
            self._later.do(self._notes.say(owner, sentence.format(title=title, why=why)))

    def _replies(self, letter: Addressed) -> Replies:
        return self._classes.replies(letter.community, letter.class_id)


def guild_of(community: str) -> str:
    """`discord:123` -> `123`."""
    return community.partition(":")[2]


def is_private(letter: Addressed) -> bool:
    """Whether it goes to a student's own chat, which is named by the student's id."""
    return bool(letter.person) and letter.channel == letter.person
