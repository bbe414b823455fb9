"""Takes what reached us: to the engine what a student or teacher did, and back what Slack is to be answered with.

    payload -> received -> (rights) -> engine, committed -> acknowledgement

Rules
- The acknowledgement comes after the commit. What could not be saved is not acknowledged, and Slack sends it again.
- No call of Slack's Web API stands between a student's answer and its acknowledgement. Where somebody waits for a
  window, it opens after the acknowledgement; joining asks for a name, briefly; setting a class up asks about a channel.
- A teacher's press is checked against the class's roster, now. Whoever may not is told so, alone.
- What is said in a channel is seen by the one who asked (ephemeral), and holds nothing about anybody.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from msgspec import structs

from adapters.slack import PLATFORM
from adapters.slack.answers import ACKNOWLEDGED, NOT_SAVED, Answer, at_field, told
from adapters.slack.home import home
from adapters.slack.presses import JOIN
from adapters.slack.received import (
    CardPressed,
    ChannelChanged,
    ChatOpened,
    ClassChosen,
    Commanded,
    Heard,
    HomeOpened,
    Joining,
    Nothing,
    Received,
    Uninstalled,
    Unknown,
    WindowWanted,
)
from adapters.slack.translate import received
from adapters.slack.windows import TITLE
from adapters.slack.words import words_for
from bot.classroom.pages import Page, Section
from bot.classroom.rights import may
from bot.dialogue.events import Asked, Chose
from bot.engine import EngineError, NotApplied, NotEnrolled, UnknownClass

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.later import Later
    from adapters.slack.classes import Classes
    from adapters.slack.desk import Desk
    from adapters.slack.notes import Notes
    from adapters.slack.replies import Replies
    from adapters.state import State
    from bot.engine import Engine

logger = logging.getLogger("tutor")
MOST_GREETED = 10_000
NOBODYS = "Tutor"
"""Title of the page of who is in no class."""


class Receiver:
    """community: `slack:T...`. chats: where private chats that are heard of are noted, by user. page_of: user -> what
    their Home tab shows, None for who is in no class. clock: UTC seconds."""

    def __init__(  # noqa: PLR0913 - the parts of one adapter, all by name
        self,
        *,
        engine: Engine,
        community: str,
        classes: Classes,
        desk: Desk,
        notes: Notes,
        later: Later,
        state: State,
        chats: dict[str, str],
        page_of: Callable[[str], Awaitable[Page | None]],
        clock: Callable[[], float],
    ) -> None:
        self._engine = engine
        self._community = community
        self._classes = classes
        self._desk = desk
        self._notes = notes
        self._later = later
        self._state = state
        self._chats = chats
        self._page_of = page_of
        self._greeted: set[str] = set()
        self._clock = clock

    async def take(self, payload: dict[str, Any]) -> Answer:
        """Take one payload; total: whatever it is, there is an answer."""
        what = received(payload, community=self._community, now=self._clock())
        self._state.metrics.received.labels(PLATFORM, type(what).__name__.lower()).inc()
        try:
            return await self._taken(what)
        except EngineError as error:
            logger.warning("Slack: a %s was not saved: %s", type(what).__name__, type(error).__name__)
            return self._not_saved(what)

    def _not_saved(self, what: Received) -> Answer:
        """A message comes again by itself, so nobody is told to repeat it; whoever pressed or commanded is told."""
        sentence = self._replies().not_saved
        match what:
            case Commanded():
                return told(sentence)
            case ClassChosen():
                return at_field(TITLE, sentence)
            case Heard(event=Chose() | Asked(), reply_to=where):
                self._later.do(self._notes.say(where, sentence))
            case CardPressed(user=user, channel=channel):
                self._later.do(self._notes.ephemeral(channel or user, user, sentence))
            case Joining(user=user, class_id=class_id):
                self._later.do(self._notes.ephemeral(class_id, user, sentence))
        return NOT_SAVED

    async def _taken(self, what: Received) -> Answer:  # noqa: C901, PLR0912 - one line for each kind
        match what:
            case Heard():
                return await self._heard(what)
            case CardPressed():
                return await self._card(what)
            case WindowWanted():
                self._later.do(self._open_window(what))
            case Joining():
                self._later.do(self._notes.ephemeral(what.class_id, what.user, await self._desk.join(what)))
            case Commanded():
                return await self._desk.command(what)
            case ClassChosen():
                return await self._desk.class_chosen(what)
            case HomeOpened(user=user):
                self._later.do(self._show_home(user))
            case ChatOpened():
                self._later.do(self._greet(what))
            case Uninstalled(why=why):
                self._state.out(why)
            case ChannelChanged(channel=channel, what=how):
                self._channel_changed(channel, how)
            case Unknown(shape=shape):
                if self._state.once(shape):
                    logger.warning("Slack: a payload of unknown shape was left alone: %s", shape)
            case Nothing():
                pass
        return ACKNOWLEDGED

    # --- students ---

    async def _heard(self, what: Heard) -> Answer:
        event = what.event
        if what.reply_to[:1] == "D":
            self._chats[event.student] = what.reply_to
        if isinstance(event, Chose) and event.ref.startswith(f"{JOIN}/"):
            return ACKNOWLEDGED  # a join button reaches us as Joining; a forged one joins nobody
        try:
            await self._engine.handle(event)
        except NotEnrolled:
            self._later.do(self._notes.say(what.reply_to, self._replies().not_in_a_class))
        except UnknownClass:
            self._later.do(self._notes.say(what.reply_to, self._replies().course_away))
        except NotApplied:
            self._later.do(self._say_broken(event.student, what.reply_to))
        return ACKNOWLEDGED

    async def _greet(self, opened: ChatOpened) -> None:
        """The chat was opened by someone who is in no class: how to begin, once."""
        if opened.user in self._greeted or await self._engine.person(self._community, opened.user) is not None:
            return
        if len(self._greeted) >= MOST_GREETED:
            self._greeted.clear()
        self._greeted.add(opened.user)
        await self._notes.say(opened.channel, self._replies().not_in_a_class)

    async def _show_home(self, user: str) -> None:
        page = await self._page_of(user) or Page(NOBODYS, (Section("", (self._replies().not_in_a_class,)),))
        person = await self._engine.person(self._community, user)
        language = self._classes.language(person.class_id if person is not None else "")
        await self._notes.publish(user, home(page, words_for(language)))

    async def _say_broken(self, user: str, where: str) -> None:
        """In the language of the class that they are in."""
        person = await self._engine.person(self._community, user)
        await self._notes.say(where, self._classes.replies(person.class_id if person is not None else "").broken)

    def _replies(self) -> Replies:
        """For who is in no class: as the first class here speaks."""
        rows = self._engine.classes(self._community)
        return self._classes.replies(rows[0].class_id if rows else "")

    # --- teachers ---

    async def _card(self, what: CardPressed) -> Answer:
        event = what.event
        teacher = await self._classes.teacher(what.user, event.class_id)
        if teacher is None or not may(teacher.role, "act on a card"):
            logger.warning("Slack: a card was pressed by somebody who does not teach the class")
            sentence = self._classes.replies(event.class_id).not_a_teacher
            self._later.do(self._notes.ephemeral(what.channel or what.user, what.user, sentence))
            return ACKNOWLEDGED
        try:
            await self._engine.handle(structs.replace(event, teacher=teacher.name))
        except (NotEnrolled, UnknownClass, NotApplied):
            sentence = self._classes.replies(event.class_id).broken
            self._later.do(self._notes.ephemeral(what.channel or what.user, what.user, sentence))
        return ACKNOWLEDGED

    async def _open_window(self, what: WindowWanted) -> None:
        if what.class_id and not await self._classes.may(what.user, what.class_id, "act on a card"):
            sentence = self._classes.replies(what.class_id).not_a_teacher
            await self._notes.ephemeral(what.channel or what.user, what.user, sentence)
            return
        await self._desk.open(what.trigger_id, what.view, what.channel or what.user, what.user)

    def _channel_changed(self, channel: str, how: str) -> None:
        for class_id in self._classes.of_channel(channel):
            logger.warning("Slack: a channel of class %s was %s", class_id, how)
