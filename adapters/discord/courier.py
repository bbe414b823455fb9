"""Brings letters to Discord, one conversation's in order, each once.

    letter -> render -> post or edit -> what came of it

Rules
- Every message has a nonce of its own; after an old doubt it is looked for before it is sent again (`look_back`).
- Rate limits are the library's; what is longer than it waits is a `Wait`, and holds back this conversation alone.
- A student's place is their direct messages; where those are closed, a private thread below the class's channel, which
  tells how that came. A place that takes nothing more: a card goes to the class's owner instead; a student's letter is
  refused, which the teacher hears.
- A card is never posted, nor changed, where everybody of the server can read.
- A letter that Discord cannot show is sent plainer: without its picture, then as text. Its looks drop no letter.
- A token that is taken no more loses nothing: letters wait.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.discord import PLATFORM, errors
from adapters.discord.api import Answer, Limited, NotSent, Ok, Unsure, Wrong
from adapters.discord.chats import THREAD, channel_of
from adapters.discord.errors import TOKEN_PAUSE
from adapters.discord.look_back import NONCE_HOLDS, SKEW, Memory, nonce_of
from adapters.discord.render import alt_of, note, rendered, settled
from bot.dialogue.effects import Alert, Grant, OpenThread, Settle
from bot.dialogue.marks import clean, plain
from bot.engine import Addressed, Delivered, Delivery, EngineError, Refused, Wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.discord.api import Api
    from adapters.discord.chats import Chats
    from adapters.discord.classes import Classes
    from adapters.discord.notes import Notes
    from adapters.discord.pictures import Pictures
    from adapters.discord.render import Message
    from adapters.discord.rewards import Rewards
    from adapters.later import Later
    from adapters.state import State
    from bot.engine import Target

logger = logging.getLogger("tutor")

LONGEST_PAUSE = 60.0
ABSENT_PAUSE, LONGEST_ABSENT_PAUSE = 30.0, 1800.0
"""Seconds until a class's channel that we cannot write in yet is tried again, doubled each time: Discord counts every
refusal, and shuts a bot out that has 10,000 in ten minutes."""
TOO_FAST_PAUSE = 60.0
MOST_UNSURE = 20
"""Ambiguous tries of one letter, about a quarter of an hour, before it is kept aside."""
LONGEST_NAME = 90
"""Characters of a thread's name, of 100 that Discord takes."""


@dataclass(slots=True)
class _Trial:
    """A letter that did not leave at once. doubt: it may have left. plainer: 0 whole, 1 without picture, 2 text.

    began: steady seconds of the first try, until which Discord remembers the nonce.
    """

    began: float
    doubt: bool = False
    is_old: bool = False
    tries: int = 0
    plainer: int = 0
    elsewhere: str = ""
    is_moved: bool = False


class DiscordCourier:
    """clock: UTC seconds, as letters carry; steady: monotonic seconds."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of one adapter
        self,
        api: Api,
        chats: Chats,
        classes: Classes,
        pictures: Pictures,
        rewards: Rewards,
        notes: Notes,
        state: State,
        later: Later,
        *,
        clock: Callable[[], float],
        steady: Callable[[], float],
    ) -> None:
        self._api = api
        self._memory = Memory(api)
        self._chats = chats
        self._classes = classes
        self._pictures = pictures
        self._rewards = rewards
        self._notes = notes
        self._state = state
        self._later = later
        self._steady = steady
        self._began = clock()
        self._trials: dict[tuple[str, str, int], _Trial] = {}
        self._known_unsent: set[tuple[str, str]] = set()
        self._went_well_at = -1.0
        """Steady seconds of the last letter that left: while none does, it is Discord and not the letter."""

    async def deliver(self, letter: Addressed) -> Delivery:
        """Bring one letter."""
        key = (letter.community, letter.channel, letter.seq)
        trial = self._trials.get(key)
        if trial is None:
            doubt = letter.at < self._began and (letter.community, letter.channel) not in self._known_unsent
            trial = self._trials[key] = _Trial(self._steady(), doubt=doubt, is_old=doubt)
        try:
            delivery = await self._try(letter, trial)
        except EngineError as error:  # the store is slow: nothing was sent, or the nonce tells
            delivery = Wait(1.0, type(error).__name__)
        if not isinstance(delivery, Wait):
            del self._trials[key]
        outcome = {Delivered: "delivered", Refused: "refused", Wait: "waited"}[type(delivery)]
        self._state.metrics.letters.labels(PLATFORM, outcome).inc()
        return delivery

    async def _try(self, letter: Addressed, trial: _Trial) -> Delivery:
        target = letter.target
        match letter.body:
            case Grant():
                return await self._rewards.give(letter, letter.body) or Delivered()
            case Settle():
                return await self._settle(letter, letter.body, target, trial)
            case OpenThread() if forum := self._classes.forum(letter.community, letter.class_id):
                return await self._post_in_forum(letter, letter.body, forum, trial)
            case Alert() if target is not None and not self._is_exposed(letter, target.platform_id):
                changed = await self._change(target.platform_id, self._rendered(letter, trial), letter, trial)
                if changed is not None:
                    return changed
        return await self._post(letter, trial)

    def _rendered(self, letter: Addressed, trial: _Trial) -> Message:
        words = self._classes.words(letter.community, letter.class_id)
        guild = guild_of(letter.community)
        message = rendered(letter.body, guild=guild, class_id=letter.class_id, channel=letter.channel, words=words)
        return message.as_text() if trial.plainer >= 2 else message

    # --- posting ---

    async def _post(self, letter: Addressed, trial: _Trial) -> Delivery:
        where = await self._place_of(letter, trial)
        if not isinstance(where, str):
            return where
        message, file = await self._with_picture(letter, self._rendered(letter, trial), trial)
        if trial.doubt and (trial.is_old or self._steady() > trial.began + NONCE_HOLDS):
            found = await self._look_back(letter, message, where, trial)
            if found is not None:
                return found
        answer = await self._api.send(where, message, nonce_of(letter, where), file)
        if isinstance(answer, Ok):
            self._went_well()
            if isinstance(letter.body, OpenThread):
                self._later.do(self._open_thread(letter, letter.body, where, str(answer.said)))
            if is_private(letter):
                self._chats.arrived(letter.community, letter.person)
            return Delivered(f"{where}/{answer.said}")
        if isinstance(answer, Wrong) and answer.code == errors.NO_PERMISSION and is_private(letter):
            lacking = "Attach Files" if file is not None else "Embed Links" if message.embed is not None else ""
            if lacking:
                return await self._without(lacking, letter, trial)
        if isinstance(answer, Wrong) and answer.code in errors.PLACE:
            return await self._no_place(letter, answer.code, trial)
        trial.doubt = trial.doubt or isinstance(answer, Unsure)
        return self._failed(letter, answer, trial)

    async def _with_picture(
        self, letter: Addressed, message: Message, trial: _Trial
    ) -> tuple[Message, tuple[str, bytes, str] | None]:
        """The picture as a file with its alternative text, or that text in its place."""
        if message.picture is None:
            return message, None
        words = self._classes.words(letter.community, letter.class_id)
        drawn = await self._pictures.file(message.picture.file) if trial.plainer == 0 else None
        if drawn is None:
            return message.without_picture(words), None
        return message, (*drawn, alt_of(message.picture, words))

    async def _without(self, lacking: str, letter: Addressed, trial: _Trial) -> Delivery:
        """In a student's thread it may be this one permission that we lack: plainer is better than not at all."""
        trial.plainer = 1 if lacking == "Attach Files" else 2
        class_channel = self._classes.class_channel(letter.community, letter.class_id)
        why = f"“{lacking}” is missing"
        await self._tell_owner(letter, why, class_channel)
        return Wait(0, why)

    async def _open_thread(self, letter: Addressed, thread: OpenThread, where: str, message_id: str) -> None:
        """Below a message that stands already: without a thread people answer in the channel."""
        answer = await self._api.open_thread(guild_of(letter.community), where, message_id, _thread_name(thread))
        if isinstance(answer, Wrong) and answer.code != errors.THREAD_THERE:
            await self._tell_owner(letter, self._no_thread(letter, answer.code), where)

    def _went_well(self) -> None:
        self._state.accepted()
        self._went_well_at = self._steady()

    async def _place_of(self, letter: Addressed, trial: _Trial) -> str | Delivery:
        """The channel of Discord that this letter goes to."""
        if trial.elsewhere:
            return await self._direct(letter, trial.elsewhere, trial)
        if not is_private(letter):
            if isinstance(letter.body, Alert) and self._is_exposed(letter, letter.channel):
                return await self._to_owner(letter, "everybody can read the teachers' channel", trial)
            return letter.channel
        chat = await self._chats.of(letter.community, letter.person)
        if channel_of(chat):
            return channel_of(chat)
        where = await self._direct(letter, letter.person, trial)
        if isinstance(where, str):
            await self._chats.put(letter.community, letter.person, where)
        return where

    def _is_exposed(self, letter: Addressed, place: str) -> bool:
        """place: a channel, or a message in it."""
        return self._classes.is_exposed(letter.community, place.partition("/")[0])

    async def _direct(self, letter: Addressed, person: str, trial: _Trial) -> str | Delivery:
        answer = await self._api.open_chat(person)
        if isinstance(answer, Ok):
            return str(answer.said)
        if isinstance(answer, Wrong) and answer.code in errors.PLACE:
            return await self._no_place(letter, answer.code, trial)
        return self._failed(letter, answer, trial)

    async def _no_place(self, letter: Addressed, code: int, trial: _Trial) -> Delivery:
        why = self._why(letter, code)
        if is_private(letter):
            return await self._closed(letter, code, trial)
        if isinstance(letter.body, Alert) and not trial.elsewhere:
            return await self._to_owner(letter, why, trial)
        if not isinstance(letter.body, Alert):
            await self._tell_owner(letter, why, letter.channel)
            if code in (errors.NO_ACCESS, errors.NO_PERMISSION):
                trial.tries += 1
                return Wait(min(LONGEST_ABSENT_PAUSE, ABSENT_PAUSE * 2.0 ** min(trial.tries - 1, 10)), why)
        logger.error("Discord: letter %s of %s is kept aside: %s", letter.seq, letter.channel, why)
        return Refused(why)

    async def _closed(self, letter: Addressed, code: int, trial: _Trial) -> Delivery:
        """A student's chat takes nothing: a private thread below the class's channel, once for each letter at most."""
        class_channel = self._classes.class_channel(letter.community, letter.class_id)
        if code in (errors.NO_COMMON_GUILD, errors.UNKNOWN_USER, errors.LOCKED) or trial.is_moved or not class_channel:
            return Refused(self._why(letter, code))
        name = self._classes.replies(letter.community, letter.class_id).thread_name
        answer = await self._api.open_private_thread(class_channel, name, letter.person)
        if isinstance(answer, Wrong) and answer.code in errors.PERSON | {errors.NOT_LET_IN}:
            return Refused(self._why(letter, answer.code))
        if isinstance(answer, Wrong) and answer.code in errors.PLACE:
            await self._tell_owner(letter, self._no_thread(letter, answer.code), class_channel)
            return Refused(f"{self._why(letter, code)}, and {self._no_thread(letter, answer.code)}")
        if not isinstance(answer, Ok):
            return self._failed(letter, answer, trial)
        trial.is_moved = True
        place = str(answer.said)
        await self._chats.put(letter.community, letter.person, f"{THREAD}{place}")
        told = self._classes.replies(letter.community, letter.class_id).in_a_thread
        await self._api.send(place, note(told), nonce_of(letter, f"why {place}"))
        return Wait(0, "moved to a thread")

    def _why(self, letter: Addressed, code: int) -> str:
        """A refusal, in the language of the class."""
        return errors.as_read(code, self._classes.language(letter.community, letter.class_id))

    def _no_thread(self, letter: Addressed, code: int) -> str:
        replies = self._classes.replies(letter.community, letter.class_id)
        return replies.no_thread.format(why=self._why(letter, code))

    async def _to_owner(self, letter: Addressed, why: str, trial: _Trial) -> Delivery:
        owner = await self._classes.owner(letter.community, letter.class_id)
        if not owner:
            return Refused(why)
        trial.elsewhere = owner
        await self._tell_owner(letter, why, letter.channel)
        return Wait(0, why)

    async def _tell_owner(self, letter: Addressed, why: str, where: str) -> None:
        """Once for each channel: what is to be mended so that a class's letters arrive where they belong."""
        owner = await self._classes.owner(letter.community, letter.class_id)
        logger.warning("Discord: channel %s: %s", where, why)
        if owner and self._state.once(f"{why} {where} {owner}"):
            replies = self._classes.replies(letter.community, letter.class_id)
            title = self._classes.title(letter.community, letter.class_id)
            sentence = replies.came_here if isinstance(letter.body, Alert) else replies.cannot_write
            self._later.do(self._notes.say(owner, sentence.format(title=title, why=why)))

    async def _post_in_forum(self, letter: Addressed, thread: OpenThread, forum: str, trial: _Trial) -> Delivery:
        name = _thread_name(thread)
        if trial.doubt:  # a post has no nonce: it is looked for
            found = await self._api.post_of(guild_of(letter.community), forum, name, letter.at - SKEW)
            if isinstance(found, Ok) and found.said:
                return Delivered(f"{found.said}/{found.said}")
            if not isinstance(found, Ok | Wrong):
                return self._failed(letter, found, trial)
        answer = await self._api.post_in_forum(forum, name, self._rendered(letter, trial))
        if isinstance(answer, Ok):
            self._went_well()
            return Delivered(f"{answer.said}/{answer.said}")
        trial.doubt = isinstance(answer, Unsure)
        if isinstance(answer, Wrong) and answer.code in errors.PLACE:
            await self._tell_owner(letter, f"its help forum: {self._why(letter, answer.code)}", forum)
            return await self._post(letter, trial)
        return self._failed(letter, answer, trial)

    # --- changing ---

    async def _settle(self, letter: Addressed, settle: Settle, target: Target | None, trial: _Trial) -> Delivery:
        if target is None or target.body is None:
            return Delivered()  # the message never came to be, so there is nothing to settle
        words = self._classes.words(letter.community, letter.class_id)
        message = settled(
            target.body,
            settle,
            guild=guild_of(letter.community),
            class_id=letter.class_id,
            channel=letter.channel,
            words=words,
        )
        message = message.as_text() if trial.plainer >= 2 else message
        message, _ = await self._with_picture(letter, message, trial)  # where it could not be shown, its text stays
        return await self._change(target.platform_id, message, letter, trial) or Delivered()

    async def _change(self, platform_id: str, message: Message, letter: Addressed, trial: _Trial) -> Delivery | None:
        """None: that message is gone, or cannot be changed where it stands."""
        channel, _, message_id = platform_id.partition("/")
        answer = await self._api.edit(channel, message_id, message)
        if isinstance(answer, Ok):
            self._went_well()
            return Delivered(platform_id)
        if isinstance(answer, Wrong) and answer.code in errors.GONE | errors.PLACE:
            return None
        return self._failed(letter, answer, trial)  # to say the same again changes nothing

    # --- what went amiss ---

    def _failed(self, letter: Addressed, answer: Answer, trial: _Trial) -> Delivery:
        match answer:
            case Limited(seconds=seconds):
                return Wait(seconds, "ratelimited")
            case Wrong(status=errors.UNAUTHORISED):
                self._state.out("401 Unauthorized")
                return Wait(TOKEN_PAUSE, "the token is not taken")
            case Wrong(code=errors.TOO_FAST):
                return Wait(TOO_FAST_PAUSE, "direct messages are opened too fast")
            case Wrong(code=code) if code in errors.CONTENT and trial.plainer < 2:
                trial.plainer += 1
                logger.error("Discord: %s of letter %s of %s; it is sent plainer", code, letter.seq, letter.channel)
                return Wait(0, f"code {code}")
            case Ok():
                raise ValueError("a call that went well did not fail")
        why = f"code {answer.code}" if isinstance(answer, Wrong) else answer.why
        trial.tries += 1
        if trial.tries >= MOST_UNSURE and not isinstance(answer, NotSent) and self._went_well_at > trial.began:
            return Refused(f"gave up after {trial.tries} tries: {why}")
        return Wait(min(LONGEST_PAUSE, 2.0 ** min(trial.tries - 1, 6)), why)

    async def _look_back(self, letter: Addressed, message: Message, where: str, trial: _Trial) -> Delivery | None:
        """The letter, if it is there already. None: it is not, and may be sent."""
        found = await self._memory.find(letter, message, where)
        if isinstance(found, str):
            return Delivered(f"{where}/{found}")
        if found is not None:
            return self._failed(letter, found, trial)
        trial.doubt = trial.is_old = False
        trial.began = self._steady()
        self._known_unsent.add((letter.community, letter.channel))  # letters behind it cannot have left before it
        return None


def guild_of(community: str) -> str:
    """`discord:123` -> `123`."""
    return community.partition(":")[2]


def is_private(letter: Addressed) -> bool:
    """Whether it goes to a student's own chat, which is named by the student's id."""
    return bool(letter.person) and letter.channel == letter.person


def _thread_name(thread: OpenThread) -> str:
    """The first line: what is asked. Where it is too long it ends with a word."""
    first = clean(plain(thread.text.partition("\n")[0]), 4 * LONGEST_NAME) or "?"
    return (
        first if len(first) <= LONGEST_NAME else f"{first[:LONGEST_NAME].rpartition(' ')[0] or first[:LONGEST_NAME]} …"
    )
