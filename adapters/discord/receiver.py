"""Takes what reached us: to the engine what a student or teacher did, and back what they are answered with.

    arrival -> received -> (rights) -> engine, committed -> answer

Rules
- The answer comes after the commit.
- Whoever presses is looked at again: a student's private thread is theirs alone, also where others can open it; a
  teacher's press is checked against the class's roster and role, and its card is read from the store.
- What is written in direct messages is for the server that its writer turned to last; what is written in channels is
  not read.
- What could not be saved is not counted as heard: it is read again from the history.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

from msgspec import structs

from adapters.discord import PLATFORM
from adapters.discord.answers import DONE, Answer, Told, Window, told
from adapters.discord.chats import channel_of
from adapters.discord.controls import START_OVER, Button
from adapters.discord.keys import short, whole
from adapters.discord.limits import most
from adapters.discord.presses import MOST_NUMBER, Control, fits, written
from adapters.discord.received import Did, Joining, Nothing, Old, OnCard, Said, Wanted, WindowWanted
from adapters.discord.render import Message, note
from adapters.discord.replies import refusal
from adapters.discord.translate import community_of, received
from bot.classroom.rights import may
from bot.dialogue.effects import Alert
from bot.dialogue.events import LONGEST_WRITTEN, Action, Asked, Edited, Replied, TeacherActed
from bot.dialogue.marks import plain, quote
from bot.engine import EngineError, NotApplied, NotEnrolled, UnknownClass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapters.discord.arrivals import Arrival, Presser
    from adapters.discord.chats import Chats
    from adapters.discord.classes import Classes
    from adapters.discord.desk import Desk
    from adapters.discord.notes import Notes
    from adapters.discord.received import Received
    from adapters.discord.replies import Replies
    from adapters.later import Later
    from adapters.state import State
    from adapters.words import Words
    from bot.dialogue.effects import Choice
    from bot.engine import Engine

logger = logging.getLogger("tutor")
CONFIRMED = MOST_NUMBER
"""Number of the button that says yes to what a card's button asked once more."""
MOST_GREETED = 10_000
ACTIONS: tuple[Action, ...] = (
    *("open-summative", "start-over", "open-unit", "seen", "assign", "write", "peer-thread", "mark", "snooze"),
)


class Receiver:
    """bot: our own user id; called: our name there."""

    def __init__(  # noqa: PLR0913 - the parts of one adapter, all by name
        self,
        *,
        engine: Engine,
        classes: Classes,
        chats: Chats,
        desk: Desk,
        notes: Notes,
        later: Later,
        state: State,
        bot: str,
        called: str,
    ) -> None:
        self._engine = engine
        self._classes = classes
        self._chats = chats
        self._desk = desk
        self._notes = notes
        self._later = later
        self._state = state
        self._bot = bot
        self._called = called
        self._greeted: set[str] = set()

    async def take(self, arrival: Arrival) -> Answer | None:
        """Take one thing; total: whatever it is, there is an answer. None: it was not saved, and nobody can be told."""
        what = received(arrival, self._bot)
        self._state.metrics.received.labels(PLATFORM, type(what).__name__.lower()).inc()
        try:
            return await self._taken(what)
        except EngineError as error:
            logger.warning("Discord: a %s was not saved: %s", type(what).__name__, type(error).__name__)
            return None if isinstance(what, Said) else told(self._replies_of(what).not_saved)
        except Exception as error:
            logger.exception("Discord: a %s could not be taken: %s", type(what).__name__, type(error).__name__)
            return DONE if isinstance(what, Said) else told(self._replies_of(what).broken)

    async def _taken(self, what: Received) -> Answer:  # noqa: PLR0911 - one line for each kind
        match what:
            case Said():
                return await self._said(what)
            case Did():
                return await self._did(what)
            case WindowWanted():
                return await self._window(what)
            case OnCard():
                return await self._card(what)
            case Joining():
                return await self._desk.join(what)
            case Wanted():
                return await self._desk.command(what)
            case Old(presser=presser):
                return told((await self._desk.replies_to(presser)).old)
            case Nothing():
                return DONE

    def _replies_of(self, what: Received) -> Replies:
        presser = getattr(what, "presser", None) or (what.command.presser if isinstance(what, Wanted) else None)
        return self._desk.replies(presser) if presser is not None else self._classes.replies("", "")

    # --- what is written ---

    async def _said(self, said: Said) -> Answer:
        if said.guild:
            chat = await self._chats.whose(said.channel)
            if chat is None or chat.person != said.user:
                return DONE
        else:
            chats = await self._chats.all_of(said.user)
            chat = chats[0] if chats else None
            if chat is None:
                self._greet(said)
                return DONE
            await self._came_back(said, channel_of(chat), chat.community)
        if said.has_files and not said.text.strip():
            if not said.changed:
                self._say(said.channel, (await self._replies_for(said.user, chat.community)).files_unread)
        elif said.guild and not said.text and not said.changed:
            await self._unread(said, chat.community)
        else:
            await self._hand_on(said, chat.community)
        self._chats.heard(said.user, said.channel, said.number)
        return DONE

    async def _came_back(self, said: Said, place: str, community: str) -> None:
        """Whoever writes in direct messages can be written to there again."""
        if place != said.channel:
            await self._chats.put(community, said.user, said.channel)

    async def _hand_on(self, said: Said, community: str) -> None:
        kind = Edited if said.changed else Replied
        event = kind(id=said.key, at=said.at, community=community, student=said.user, text=said.text)
        try:
            await self._engine.handle(event)
        except (NotEnrolled, UnknownClass, NotApplied) as error:
            self._say(said.channel, refusal(error, await self._replies_for(said.user, community)))

    async def _replies_for(self, user: str, community: str) -> Replies:
        person = await self._engine.person(community, user)
        return self._classes.replies(community, person.class_id if person is not None else "")

    def _say(self, channel: str, sentence: str) -> None:
        self._later.do(self._notes.write(channel, sentence))

    def _greet(self, said: Said) -> None:
        """Someone who is in no class writes: how to begin, once."""
        if said.user in self._greeted:
            return
        if len(self._greeted) >= MOST_GREETED:
            self._greeted.clear()
        self._greeted.add(said.user)
        self._say(said.channel, self._classes.replies("", "").not_in_a_class)

    async def _unread(self, said: Said, community: str) -> None:
        """Discord shows us no text that is typed in a thread, unless we are mentioned: say how, once."""
        if self._state.once(f"unread {said.channel}"):
            sentence = (await self._replies_for(said.user, community)).unread_here
            self._say(said.channel, sentence.format(me=quote(f"@{self._called}")))

    # --- presses of students ---

    async def _did(self, did: Did) -> Answer:
        event, presser = did.event, did.presser
        replies = self._classes.replies(event.community, event.class_id)
        refused = None if isinstance(event, Asked) else await self._refused(presser)
        if refused is not None:
            return told(getattr(replies, refused))
        try:
            await self._engine.handle(event)
        except (NotEnrolled, UnknownClass, NotApplied) as error:
            return told(refusal(error, replies))
        await self._chats.turn(event.community, presser.user, event.at, int(event.id.rpartition(":")[2]))
        return DONE

    async def _refused(self, presser: Presser) -> Literal["old", "not_yours"] | None:
        """In direct messages there is nobody else. Others who can open a student's thread press nothing in it; what
        stands where no chat is any more is old."""
        chat = await self._chats.whose(presser.channel) if presser.guild else None
        if not presser.guild or (chat is not None and chat.person == presser.user):
            return None
        return "old" if chat is None else "not_yours"

    async def _window(self, wanted: WindowWanted) -> Answer:
        origin = wanted.control.origin
        community = community_of(origin.guild)
        refused = await self._refused(wanted.presser)
        if refused is not None:
            return told(getattr(self._classes.replies(community, origin.place), refused))
        words = self._classes.words(community, origin.place)
        custom_id = written(Control("answer", origin))
        return Window(custom_id, words.your_answer, words.your_answer, wanted.question, most("field text"))

    # --- teachers ---

    async def _card(self, on: OnCard) -> Answer:  # noqa: PLR0911 - one line for each reason to stop
        origin = on.control.origin
        community = community_of(origin.guild)
        card = await self._engine.letter(community, origin.place, origin.ref)
        if not isinstance(card, Alert):
            return told((await self._desk.replies_to(on.presser)).old)
        replies = self._classes.replies(community, card.class_id)
        teacher = await self._classes.teacher(on.presser, community, card.class_id)
        if teacher is None or not may(teacher.role, "act on a card"):
            logger.warning("Discord: a card was pressed by somebody who does not teach the class")
            return told(replies.not_a_teacher)
        on = structs.replace(on, choice=whole(on.choice, (choice.key for choice, _ in _choices_of(card))))
        action = next((name for name in ACTIONS if name == on.choice.partition(":")[0]), None)
        if action is None:
            return told(replies.old)
        words = self._classes.words(community, card.class_id)
        asks = _asks_of(card, on, words)
        if asks and on.reason is None:
            wanted = Control("reason", origin, on.choice)
            custom_id = written(wanted if fits(wanted) else structs.replace(wanted, key=short(on.choice)))
            return Window(custom_id, student_of(card), plain(asks), "", LONGEST_WRITTEN)
        if action == START_OVER and on.control.number != CONFIRMED:
            return self._asked_again(on, card)
        event = TeacherActed(
            id=on.key,
            at=on.at,
            community=community,
            student=card.student,
            class_id=card.class_id,
            teacher=teacher.name,
            action=action,
            reason=on.reason or "",
            card=card.ref,
            on=on.choice.partition(":")[2],
        )
        try:
            await self._engine.handle(event)
        except (NotEnrolled, UnknownClass, NotApplied):
            return told(replies.broken)
        return DONE

    def _asked_again(self, on: OnCard, card: Alert) -> Told:
        """Starting over takes a student out of a unit: it is asked about once more."""
        community = community_of(on.control.origin.guild)
        words, replies = self._classes.words(community, card.class_id), self._classes.replies(community, card.class_id)
        said = note(replies.asks_again.format(name=quote(student_of(card))))
        custom_id = written(structs.replace(on.control, number=CONFIRMED))
        button = Button(custom_id, words.start_over, "danger")
        return Told(Message(content=said.content, rows=((button,),)))


def student_of(card: Alert) -> str:
    """The student's name as the card's title begins with it: 'Ada · Unit sums'."""
    return plain(card.title).partition(" · ")[0]


def _choices_of(card: Alert) -> Iterable[tuple[Choice, str]]:
    """Everything that the card offers now, with the text that it asks for first."""
    for choice in card.choices:
        yield choice, choice.asks
    for selection in card.selections:
        for choice in selection.choices:
            yield choice, choice.asks or selection.asks


def _asks_of(card: Alert, on: OnCard, words: Words) -> str:
    """The label of the text that a choice asks for first; empty: for none. A card that has changed does not offer the
    choice any more: then the control itself says whether a text is wanted, and the dialogue what is done with it."""
    gone = words.your_words if on.control.verb in ("ask", "pick and ask") else ""
    return next((asks for choice, asks in _choices_of(card) if choice.key == on.choice), gone)
