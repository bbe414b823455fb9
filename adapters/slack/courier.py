"""Brings letters to Slack, one conversation's in order, each once.

    letter -> render -> pace -> chat.postMessage / chat.update -> what came of it

Rules
- An opaque id of the outbox goes along in `metadata`, with nothing about the student. After an ambiguous failure, and
  for what was written before this start, it is looked for in the conversation before anything is sent again.
- It waits by saying so: a conversation that must wait holds back no other.
- A place that takes nothing more (archived, left, closed): a teacher's card goes to the class's owner instead; a
  student's letter is refused, which the teacher hears.
- A letter that Slack cannot show is sent plainer: without its picture, then as text. It is never dropped for its looks.
- A workspace that takes our token no more loses nothing: letters wait.
- An answered question is changed to show the answer. Where Slack lets no change through just now, the conversation
  goes on and the change follows: a class that answers together makes more changes than Slack takes in a minute, and
  nobody is to wait for a mark on a question that is behind them.
- A student's private chat is named by the student's id; Slack's id of the channel is asked for when first needed.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from adapters.slack import PLATFORM, errors
from adapters.slack.look_back import HISTORY, Memory, metadata_of
from adapters.slack.marks import Marks
from adapters.slack.pace import POST
from adapters.slack.render import rendered, settled
from adapters.slack.web_api import Answer, Limited, NotSent, Ok, Unsure, Wrong
from bot.dialogue.effects import Alert, Ask, Grant, Letter, Say, Settle
from bot.engine import Addressed, Delivered, Delivery, Refused, Wait

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping

    from adapters.later import Later
    from adapters.slack.pace import Pace
    from adapters.slack.pictures import Pictures
    from adapters.slack.render import Message
    from adapters.slack.web_api import Calls
    from adapters.slack.words import Words
    from adapters.state import State

logger = logging.getLogger(__name__)

UPDATE = "chat.update"
LONGEST_PAUSE = 60.0
WORKSPACE_PAUSE = 60.0
"""Seconds until a workspace that refused our token is asked again."""
UNKNOWN_PAUSE = 1.0
"""Seconds until it is looked again whether Slack has told which workspace our token is of."""
ABSENT_PAUSE = 30.0
"""Seconds until a class channel that we were not yet invited to is asked again."""
MOST_UNSURE = 20
"""Ambiguous tries of one letter, about a quarter of an hour, before it is kept aside."""
PACED = frozenset({"pace", "ratelimited"})
UNREADY_TRIES = 4
"""Slack takes a picture a moment after its upload was confirmed."""


@dataclass(slots=True)
class _Trial:
    """A letter that did not leave at once. doubt: it may have left. plainer: 0 whole, 1 without picture, 2 text."""

    doubt: bool = False
    tries: int = 0
    plainer: int = 0
    elsewhere: str = ""
    began: float = 0.0


class SlackCourier:
    """api: of one workspace. clock: UTC seconds, as letters carry; steady: monotonic seconds.

    words_of: class id -> its language's words. owner_of: class id -> the owner's user id, empty where nobody is known.
    tell_owner: (user id, error, channel) says to a class's owner, once, why a card came to them.
    """

    def __init__(  # noqa: PLR0913 - the parts of one adapter
        self,
        api: Calls,
        pace: Pace,
        pictures: Pictures,
        state: State,
        later: Later,
        changes: Later,
        *,
        words_of: Callable[[str], Words],
        owner_of: Callable[[str], Awaitable[str]],
        tell_owner: Callable[[str, str, str], Coroutine[Any, Any, None]],
        clock: Callable[[], float],
        steady: Callable[[], float],
    ) -> None:
        self._api = api
        self._memory = Memory(api)
        self._pace = pace
        self._pictures = pictures
        self._state = state
        self._later = later
        self._marks = Marks(changes)
        self._words_of = words_of
        self._owner_of = owner_of
        self._tell_owner = tell_owner
        self._steady = steady
        self._began = clock()
        self.community = ""
        """Whose token this is, once Slack has told; until then, and for any other workspace, letters wait."""
        self.chats: dict[str, str] = {}
        """User id -> Slack's id of their private chat, as far as it was asked for or heard of."""
        self._trials: dict[tuple[str, int], _Trial] = {}
        self._known_unsent: set[str] = set()
        self._went_well_at = -1.0
        """Steady seconds of the last letter that left: while none does, it is Slack and not the letter."""

    async def deliver(self, letter: Addressed) -> Delivery:
        """Bring one letter."""
        if isinstance(letter.body, Grant):
            return Delivered()  # a class in Slack has no roles to give
        if letter.community != self.community:
            return Wait(UNKNOWN_PAUSE if not self.community else WORKSPACE_PAUSE, "another workspace")
        key = (letter.channel, letter.seq)
        trial = self._trials.setdefault(key, _Trial(self._may_have_left(letter), began=self._steady()))
        delivery = await self._try(letter, trial)
        if not isinstance(delivery, Wait):
            del self._trials[key]
        outcome = {Delivered: "delivered", Refused: "refused", Wait: "waited"}[type(delivery)]
        self._state.metrics.letters.labels(PLATFORM, outcome).inc()
        return delivery

    def _may_have_left(self, letter: Addressed) -> bool:
        """Written before this start: sent, perhaps, and the place up to which was not. See `_look_back`."""
        return letter.at < self._began and letter.channel not in self._known_unsent

    async def _try(self, letter: Addressed, trial: _Trial) -> Delivery:
        words = self._words_of(letter.class_id)
        if isinstance(letter.body, Settle):
            return await self._settle(letter, letter.body, words, trial)
        pictures = await self._shown_with(letter.body, trial)
        if isinstance(pictures, Wait):
            return pictures
        message = rendered(letter.body, class_id=letter.class_id, pictures=pictures, words=words)
        message = _as_plain(message, trial)
        if isinstance(letter.body, Alert) and letter.target is not None:
            changed = await self._change(letter.target.platform_id, message, letter, trial)
            if changed is not None:
                return changed
        return await self._post(letter, message, trial)

    # --- posting ---

    async def _post(self, letter: Addressed, message: Message, trial: _Trial) -> Delivery:
        where = await self._chat_of(trial.elsewhere or letter.channel)
        if isinstance(where, str):
            return await self._post_there(letter, message, where, trial)
        if isinstance(where, Wait):
            return where
        if isinstance(where, Wrong) and where.error in errors.PLACE:
            return await self._no_place(letter, where.error, trial)
        return self._failed(letter, "conversations.open", where, trial)

    async def _post_there(self, letter: Addressed, message: Message, where: str, trial: _Trial) -> Delivery:
        if trial.doubt:
            found = await self._look_back(letter, where, trial)
            if found is not None:
                return found
        pause = self._pace.wait(POST, where, self._steady())
        if pause > 0:
            return Wait(pause, "pace")
        answer = await self._api.call(POST, self._posting(letter, message, where))
        if isinstance(answer, Ok):
            self._state.accepted()
            self._went_well_at = self._steady()
            return Delivered(f"{answer.said.get('channel', where)}/{answer.said.get('ts', '')}")
        if isinstance(answer, Wrong) and answer.error in errors.PLACE:
            self.chats.pop(letter.channel, None)
            return await self._no_place(letter, answer.error, trial)
        trial.doubt = trial.doubt or isinstance(answer, Unsure)
        return self._failed(letter, POST, answer, trial)

    @staticmethod
    def _posting(letter: Addressed, message: Message, where: str) -> dict[str, Any]:
        return {
            "channel": where,
            "text": message.text,
            **({"blocks": message.blocks} if message.blocks else {}),
            "metadata": metadata_of(letter),
            "unfurl_links": False,
            "unfurl_media": False,
            "parse": "none",
            "link_names": False,
            "mrkdwn": False,
        }

    async def _chat_of(self, channel: str) -> str | Wait | Answer:
        """Slack's id of a conversation; of a person's private chat it is asked for once, in its turn."""
        if channel[:1] not in ("U", "W"):
            return channel
        if channel not in self.chats:
            pause = self._pace.wait("conversations.open", channel, self._steady())
            if pause > 0:
                return Wait(pause, "pace")
            answer = await self._api.call("conversations.open", {"users": channel})
            if not isinstance(answer, Ok):
                return answer
            self.chats[channel] = str(answer.said.get("channel", {}).get("id", channel))
        return self.chats[channel]

    async def _no_place(self, letter: Addressed, error: str, trial: _Trial) -> Delivery:
        """A card goes to the class's owner; a class that we are not yet invited to waits; all else is refused."""
        owner = await self._owner_of(letter.class_id)
        if isinstance(letter.body, Alert) and owner and not trial.elsewhere:
            trial.elsewhere = owner
            trial.doubt = letter.at < self._began  # there, too, it may stand already
            self._say_once(owner, error, letter.channel)
            return Wait(0, error)
        if not letter.person and error in ("not_in_channel", "channel_not_found"):
            self._say_once(owner, error, letter.channel)
            return Wait(ABSENT_PAUSE, error)
        logger.error("Slack: %s of letter %s of %s; it is kept aside", error, letter.seq, letter.channel)
        return Refused(error)

    def _say_once(self, owner: str, error: str, channel: str) -> None:
        logger.warning("Slack: %s in %s", error, channel)
        if owner and self._state.once(f"{error} {channel} {owner}"):
            self._later.do(self._tell_owner(owner, error, channel))

    # --- changing ---

    async def _settle(self, letter: Addressed, settle: Settle, words: Words, trial: _Trial) -> Delivery:
        target = letter.target
        if target is None or target.body is None:
            return Delivered()  # the message never came to be, so there is nothing to settle
        pictures = await self._shown_with(target.body, trial)
        if isinstance(pictures, Wait):
            return pictures
        message = settled(target.body, settle, class_id=letter.class_id, pictures=pictures, words=words)
        message = _as_plain(message, trial)
        if len(self._marks):  # behind those that wait already
            changed: Delivery | None = Wait(0, "pace")
        else:
            pause = self._pace.wait(UPDATE, letter.channel, self._steady())
            changed = (
                Wait(pause, "pace") if pause > 0 else await self._change(target.platform_id, message, letter, trial)
            )
        if isinstance(changed, Wait) and changed.why in PACED:
            self._marks.add(partial(self._mark_late, target.platform_id, message, letter, _Trial()))
            return Delivered()
        return changed or Delivered()

    async def _mark_late(self, platform_id: str, message: Message, letter: Addressed, trial: _Trial) -> float:
        pause = self._pace.wait(UPDATE, letter.channel, self._steady())
        if pause > 0:
            return pause
        changed = await self._change(platform_id, message, letter, trial)
        return changed.seconds if isinstance(changed, Wait) else 0.0

    async def _change(self, platform_id: str, message: Message, letter: Addressed, trial: _Trial) -> Delivery | None:
        """None: that message is gone. A card's change stands in no line: the marks of a class would be before it."""
        channel, _, ts = platform_id.partition("/")
        closed = self._pace.closed(UPDATE, self._steady())
        if closed > 0:
            return Wait(closed, "pace")
        sent = {"channel": channel, "ts": ts, "text": message.text, "blocks": message.blocks, "parse": "none"}
        answer = await self._api.call(UPDATE, {**sent, "link_names": False})
        if isinstance(answer, Ok):
            return Delivered(platform_id)
        if isinstance(answer, Wrong) and answer.error in errors.GONE | errors.PLACE:
            return None
        return self._failed(letter, UPDATE, answer, trial)  # to say the same again changes nothing

    async def _shown_with(self, body: Letter, trial: _Trial) -> Mapping[str, str] | Wait:
        return await self._pictures.ids(body) if trial.plainer == 0 else {}

    # --- what went amiss ---

    def _failed(self, letter: Addressed, method: str, answer: Answer, trial: _Trial) -> Delivery:
        match answer:
            case Limited(seconds=seconds):
                self._pace.close(method, self._steady() + seconds)
                return Wait(seconds, "ratelimited")
            case Wrong(error=error, needed=needed) if error in errors.WORKSPACE:
                return self._workspace_out(error, needed)
            case Wrong(error=error) if error in errors.CONTENT and trial.plainer < 2:
                return self._plainer(letter, error, trial)
            case Ok():
                raise ValueError("a call that went well did not fail")
        trial.tries += 1
        why = answer.error if isinstance(answer, Wrong) else answer.why
        if trial.tries >= MOST_UNSURE and not isinstance(answer, NotSent) and self._went_well_at > trial.began:
            return Refused(f"gave up after {trial.tries} tries: {why}")
        return Wait(min(LONGEST_PAUSE, 2.0 ** min(trial.tries - 1, 6)), why)

    def _workspace_out(self, error: str, needed: str) -> Wait:
        if error == "missing_scope":
            if self._state.once(f"missing_scope {needed}"):
                logger.error("Slack: the scope %s is missing. Add it to the app and install it again.", needed)
        else:
            self._state.out(error)
        return Wait(WORKSPACE_PAUSE, error)

    def _plainer(self, letter: Addressed, error: str, trial: _Trial) -> Wait:
        """A picture is not ready at once; what cannot be shown at all is shown as text."""
        has_picture = isinstance(letter.body, Say | Ask) and letter.body.picture is not None
        if trial.plainer == 0 and has_picture and trial.tries < UNREADY_TRIES:
            trial.tries += 1
            return Wait(float(trial.tries), error)
        trial.plainer += 1 if has_picture and trial.plainer == 0 else 2 - trial.plainer
        logger.error("Slack: %s of letter %s of %s; it is sent plainer", error, letter.seq, letter.channel)
        return Wait(0, error)

    async def _look_back(self, letter: Addressed, where: str, trial: _Trial) -> Delivery | None:
        """The letter, if it is there already. None: it is not, and may be sent."""
        pause = self._pace.wait(HISTORY, letter.channel, self._steady())
        if pause > 0:
            return Wait(pause, "pace")
        found = await self._memory.find(letter, where)
        if isinstance(found, str):
            return Delivered(f"{where}/{found}")
        if found is not None:
            return self._failed(letter, HISTORY, found, trial)
        trial.doubt = False
        self._known_unsent.add(letter.channel)  # letters behind it cannot have left before it
        return None


def _as_plain(message: Message, trial: _Trial) -> Message:
    return message.as_text() if trial.plainer >= 2 else message
