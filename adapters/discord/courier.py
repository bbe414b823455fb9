"""Brings letters to Discord, one conversation's in order, each once.

    letter -> render -> post or edit -> what came of it

Rules
- Every message has a nonce of its own; after an old doubt it is looked for before it is sent again (`look_back`).
- Rate limits are the library's; what is longer than it waits is a `Wait`, and holds back this conversation alone.
- Where it goes is said by `places`. A card is never posted, nor changed, where everybody of the server can read.
- A letter that Discord cannot show is sent plainer: without its picture, then as text. Its looks drop no letter.
- A token that is taken no more loses nothing: letters wait.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from msgspec import structs

from adapters.discord import PLATFORM, errors
from adapters.discord.api import Answer, Limited, NotSent, Ok, Unsure, Wrong
from adapters.discord.errors import TOKEN_PAUSE
from adapters.discord.look_back import NONCE_HOLDS, SKEW, WINDOW, Memory, nonce_of, text_of
from adapters.discord.places import Trial, guild_of, is_private
from adapters.discord.render import alt_of, rendered, settled
from bot.dialogue.effects import Alert, Grant, OpenThread, Say, Settle
from bot.dialogue.marks import clean, plain
from bot.engine import Addressed, Delivered, Delivery, EngineError, Refused, Wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.discord.api import Api
    from adapters.discord.chats import Chats
    from adapters.discord.classes import Classes
    from adapters.discord.pictures import Pictures
    from adapters.discord.places import Places
    from adapters.discord.render import Message
    from adapters.discord.rewards import Rewards
    from adapters.later import Later
    from adapters.state import State
    from bot.engine import Target

logger = logging.getLogger("tutor")

LONGEST_PAUSE = 60.0
TOO_FAST_PAUSE = 60.0
MOST_EARLIER = 200
"""Entries of a conversation that are looked through for equal letters."""
MOST_UNSURE = 20
"""Ambiguous tries of one letter, about a quarter of an hour, before it is kept aside."""
LONGEST_NAME = 90
"""Characters of a thread's name, of 100 that Discord takes."""


class DiscordCourier:
    """clock: UTC seconds, as letters carry; steady: monotonic seconds."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of one adapter
        self,
        api: Api,
        chats: Chats,
        classes: Classes,
        places: Places,
        pictures: Pictures,
        rewards: Rewards,
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
        self._places = places
        self._pictures = pictures
        self._rewards = rewards
        self._state = state
        self._later = later
        self._steady = steady
        self._clock = clock
        self._began = clock()
        self._trials: dict[tuple[str, str, int], Trial] = {}
        self._known_unsent: set[tuple[str, str]] = set()
        self._went_well_at = -1.0
        """Steady seconds of the last letter that left: while none does, it is Discord and not the letter."""

    async def deliver(self, letter: Addressed) -> Delivery:
        """Bring one letter."""
        key = (letter.community, letter.channel, letter.seq)
        trial = self._trials.get(key)
        if trial is None:
            doubt = letter.at < self._began and (letter.community, letter.channel) not in self._known_unsent
            is_old = doubt and self._clock() > letter.at + NONCE_HOLDS
            trial = self._trials[key] = Trial(self._steady(), doubt=doubt, is_old=is_old)
        try:
            delivery = await self._try(letter, trial)
        except EngineError as error:  # the store is slow: nothing was sent, or the nonce tells
            delivery = Wait(1.0, type(error).__name__)
        if not isinstance(delivery, Wait):
            del self._trials[key]
        outcome = {Delivered: "delivered", Refused: "refused", Wait: "waited"}[type(delivery)]
        self._state.metrics.letters.labels(PLATFORM, outcome).inc()
        return delivery

    async def _try(self, letter: Addressed, trial: Trial) -> Delivery:
        target = letter.target
        match letter.body:
            case Grant():
                return await self._rewards.give(letter, letter.body) or Delivered()
            case Settle():
                return await self._settle(letter, letter.body, target, trial)
            case OpenThread() if forum := self._classes.forum(letter.community, letter.class_id):
                return await self._post_in_forum(letter, letter.body, forum, trial)
            case Alert() if target is not None and not self._places.is_exposed(letter, target.platform_id):
                changed = await self._change(target.platform_id, self._rendered(letter, trial), letter, trial)
                if changed is not None:
                    return changed
        return await self._post(letter, trial)

    def _rendered(self, letter: Addressed, trial: Trial) -> Message:
        words = self._classes.words(letter.community, letter.class_id)
        guild = guild_of(letter.community)
        message = rendered(letter.body, guild=guild, class_id=letter.class_id, channel=letter.channel, words=words)
        return message.as_text() if trial.plainer >= 2 else message

    # --- posting ---

    async def _post(self, letter: Addressed, trial: Trial) -> Delivery:
        where = await self._places.of(letter, trial)
        if not isinstance(where, str):
            return self._elsewhere(letter, where, trial)
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
            return self._elsewhere(letter, await self._places.takes_nothing(letter, answer.code, trial), trial)
        trial.doubt = trial.doubt or isinstance(answer, Unsure)
        return self._failed(letter, answer, trial)

    def _elsewhere(self, letter: Addressed, came: Delivery | Answer, trial: Trial) -> Delivery:
        return came if isinstance(came, Delivered | Refused | Wait) else self._failed(letter, came, trial)

    async def _with_picture(
        self, letter: Addressed, message: Message, trial: Trial
    ) -> tuple[Message, tuple[str, bytes, str] | None]:
        """The picture as a file with its alternative text, or that text in its place."""
        if message.picture is None:
            return message, None
        words = self._classes.words(letter.community, letter.class_id)
        drawn = await self._pictures.file(message.picture.file) if trial.plainer == 0 else None
        if drawn is None:
            return message.without_picture(words), None
        return message, (*drawn, alt_of(message.picture, words))

    async def _without(self, lacking: str, letter: Addressed, trial: Trial) -> Delivery:
        """In a student's thread it may be this one permission that we lack: plainer is better than not at all."""
        trial.plainer = 1 if lacking == "Attach Files" else 2
        class_channel = self._classes.class_channel(letter.community, letter.class_id)
        why = self._classes.replies(letter.community, letter.class_id).is_missing.format(permission=lacking)
        await self._places.tell_owner(letter, why, class_channel)
        return Wait(0, why)

    async def _open_thread(self, letter: Addressed, thread: OpenThread, where: str, message_id: str) -> None:
        """Below a message that stands already: without a thread people answer in the channel."""
        answer = await self._api.open_thread(guild_of(letter.community), where, message_id, _thread_name(thread))
        if isinstance(answer, Wrong) and answer.code != errors.THREAD_THERE:
            await self._places.tell_owner(letter, self._places.no_thread(letter, answer.code), where)

    def _went_well(self) -> None:
        self._state.accepted()
        self._went_well_at = self._steady()

    async def _post_in_forum(self, letter: Addressed, thread: OpenThread, forum: str, trial: Trial) -> Delivery:
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
            replies = self._classes.replies(letter.community, letter.class_id)
            await self._places.tell_owner(
                letter, replies.its_forum.format(why=self._places.why(letter, answer.code)), forum
            )
            return await self._post(letter, trial)
        return self._failed(letter, answer, trial)

    # --- changing ---

    async def _settle(self, letter: Addressed, settle: Settle, target: Target | None, trial: Trial) -> Delivery:
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

    async def _change(self, platform_id: str, message: Message, letter: Addressed, trial: Trial) -> Delivery | None:
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

    def _failed(self, letter: Addressed, answer: Answer, trial: Trial) -> Delivery:
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

    async def _equals(self, letter: Addressed, message: Message, trial: Trial) -> int:
        """How many letters of this conversation that look like this one were sent not long before it."""
        entries = await self._classes.engine.conversation(
            letter.community, letter.channel, after=max(0, letter.seq - MOST_EARLIER), limit=MOST_EARLIER
        )
        return sum(
            isinstance(entry.letter, Say | OpenThread)
            and letter.at - 2 * WINDOW <= entry.at
            and entry.seq < letter.seq
            and text_of(self._rendered(structs.replace(letter, body=entry.letter), trial)) == text_of(message)
            for entry in entries
        )

    async def _look_back(self, letter: Addressed, message: Message, where: str, trial: Trial) -> Delivery | None:
        """The letter, if it is there already. None: it is not, and may be sent."""
        equals = 0 if message.rows else await self._equals(letter, message, trial)
        found = await self._memory.find(letter, message, where, equals)
        if isinstance(found, str):
            return Delivered(f"{where}/{found}")
        if found is not None:
            return self._failed(letter, found, trial)
        trial.doubt = trial.is_old = False
        trial.began = self._steady()
        self._known_unsent.add((letter.community, letter.channel))  # letters behind it cannot have left before it
        return None


def _thread_name(thread: OpenThread) -> str:
    """The first line: what is asked. Where it is too long it ends with a word."""
    first = clean(plain(thread.text.partition("\n")[0]), 4 * LONGEST_NAME) or "?"
    return (
        first if len(first) <= LONGEST_NAME else f"{first[:LONGEST_NAME].rpartition(' ')[0] or first[:LONGEST_NAME]} …"
    )
