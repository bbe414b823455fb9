"""`/tutor` and the window of a class: joining, setting up, naming teachers, looking at today.

Rules
- What is said in a channel is seen by the one who asked (ephemeral), and holds nothing about anybody: a student's word
  is answered in the private chat, a teacher's look at the class opens in a window.
- Windows open after the acknowledgement, since Slack waits for both within the same three seconds.
- Joining asks Slack for a name, briefly; setting a class up asks about the teachers' channel.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from adapters.slack.answers import ACKNOWLEDGED, Answer, at_field, only_you, told
from adapters.slack.commands import WORDS
from adapters.slack.received import ClassChosen, Commanded, Joining
from adapters.slack.render import help_text, note
from adapters.slack.windows import COURSE, TEACHER_CHANNEL, TITLE, class_window, page_window
from adapters.slack.words import words_for
from bot.dialogue.events import Asked, Asking
from bot.dialogue.marks import quote
from bot.engine import NotApplied, NotEnrolled, Teacher, UnknownClass

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.later import Later
    from adapters.slack.classes import Classes
    from adapters.slack.notes import Notes
    from adapters.slack.people import People
    from bot.classroom.pages import Page
    from bot.engine import Engine

logger = logging.getLogger("tutor")
REMOVE = "remove "
"""`/tutor teacher remove @name`."""


class Desk:
    """today_of: user -> who needs what in the classes that they teach."""

    def __init__(
        self,
        engine: Engine,
        community: str,
        classes: Classes,
        people: People,
        notes: Notes,
        later: Later,
        today_of: Callable[[str], Awaitable[Page]],
    ) -> None:
        self._engine = engine
        self._community = community
        self._classes = classes
        self._people = people
        self._notes = notes
        self._later = later
        self._today_of = today_of
        self._own: dict[str, Callable[[Commanded], Awaitable[Answer]]] = {
            "help": self._help,
            "join": self._join_here,
            "class": self._set_up_wanted,
            "teacher": self._teacher,
            "today": self._today_wanted,
        }

    async def command(self, what: Commanded) -> Answer:
        replies = self._classes.replies(what.channel)
        word = WORDS.get(what.word or "help")
        if word is None:
            said = note(replies.unknown_word.format(word=quote(what.word, 40)))
            shown = help_text(words_for(self._classes.language(what.channel)))
            return only_you(said.text, [*said.blocks, *shown.blocks])
        if word.asks is not None:
            return await self._asked(what, word.asks)
        return await self._own[what.word or "help"](what)

    async def _help(self, what: Commanded) -> Answer:
        shown = help_text(words_for(self._classes.language(what.channel)))
        return only_you(shown.text, shown.blocks)

    async def _join_here(self, what: Commanded) -> Answer:
        return told(await self.join(Joining(what.user, what.user_name, what.channel, what.key, what.at)))

    async def _asked(self, what: Commanded, asks: Asking) -> Answer:
        """A student's word: the answer goes to the private chat."""
        event = Asked(id=what.key, at=what.at, community=self._community, student=what.user, what=asks)
        replies = self._classes.replies(what.channel)
        try:
            await self._engine.handle(event)
        except NotEnrolled:
            return told(replies.not_in_a_class)
        except UnknownClass:
            return told(replies.course_away)
        except NotApplied:
            return told(replies.broken)
        return ACKNOWLEDGED if what.channel[:1] == "D" else told(replies.in_private)

    async def _set_up_wanted(self, what: Commanded) -> Answer:
        if what.channel[:1] not in ("C", "G"):
            return told(self._classes.replies(what.channel).no_class_here)
        self._later.do(self._offer_set_up(what))
        return ACKNOWLEDGED

    async def _offer_set_up(self, what: Commanded) -> None:
        person = await self._people.person(what.user, what.user_name)
        replies = self._classes.replies(what.channel)
        refused = await self._classes.set_up_refused(what.user, person, what.channel)
        if refused is not None:
            await self._notes.ephemeral(what.channel, what.user, getattr(replies, refused))
            return
        record = self._classes.record(what.channel)
        view = class_window(
            what.channel,
            {course_id: title for course_id, (title, _) in self._classes.courses.items()},
            title=record.title if record else what.channel_name,
            course_id=record.course_id if record else "",
            teacher_channel=record.teacher_channel if record else "",
            teacher_name=record.teacher if record else person.name,
            words=words_for(self._classes.language(what.channel)),
        )
        await self.open(what.trigger_id, view, what.channel, what.user)

    async def _teacher(self, what: Commanded) -> Answer:
        return told(await self._appoint(what))

    async def _appoint(self, what: Commanded) -> str:
        replies = self._classes.replies(what.channel)
        if self._classes.record(what.channel) is None:
            return replies.no_class_here
        if not await self._classes.may(what.user, what.channel, "appoint teachers"):
            return replies.not_a_teacher
        removes = what.rest.lower().startswith(REMOVE)
        user, called = _mentioned(what.rest[len(REMOVE) :] if removes else what.rest)
        person = await self._people.person(user, called) if user else None
        if person is None or person.is_bot:
            return replies.teacher_named_how
        if not person.is_known:
            return replies.slack_silent
        if removes:
            gone = await self._engine.dismiss(self._community, what.channel, user)
            sentence = replies.teacher_removed if gone else replies.teacher_stays
        else:
            await self._engine.appoint(Teacher(self._community, what.channel, user, person.name, "teacher"))
            sentence = replies.teacher_added
        return sentence.format(name=quote(person.name))

    async def _today_wanted(self, what: Commanded) -> Answer:
        """A window of their own: what it shows stands in no channel."""
        if not await self._engine.taught_by(self._community, what.user):
            return told(self._classes.replies(what.channel).not_a_teacher)
        self._later.do(self._show_today(what))
        return ACKNOWLEDGED

    async def _show_today(self, what: Commanded) -> None:
        page = await self._today_of(what.user)
        words = words_for(self._classes.language(what.channel))
        await self.open(what.trigger_id, page_window(page, words), what.channel, what.user)

    async def join(self, what: Joining) -> str:
        """Let them in; the sentence to tell them."""
        replies = self._classes.replies(what.class_id)
        if self._classes.record(what.class_id) is None:
            return replies.no_class_here
        person = await self._people.person(what.user, what.user_name)
        try:
            await self._engine.enrol(
                community=self._community,
                class_id=what.class_id,
                person=what.user,
                name=person.name,
                language="",
                channel=what.user,
                at=what.at,
                key=what.key,
            )
        except UnknownClass:
            return replies.course_away
        return replies.joined

    async def class_chosen(self, what: ClassChosen) -> Answer:
        replies = self._classes.replies(what.channel)
        person = await self._people.person(what.user, "")
        refused = await self._classes.set_up_refused(what.user, person, what.channel)
        if refused is not None:
            self._later.do(self._notes.ephemeral(what.channel, what.user, getattr(replies, refused)))
            return ACKNOWLEDGED
        if what.course_id not in self._classes.courses:
            return at_field(COURSE, replies.broken)
        fault = await self._classes.fault(what)
        if fault is not None:
            return at_field(TEACHER_CHANNEL, getattr(replies, fault))
        refused = await self._classes.set_up_refused(what.user, person, what.channel)
        if refused is not None:  # somebody else made it a class while Slack was asked
            return at_field(TITLE, getattr(replies, refused))
        is_new = await self._classes.set_up(what, person)
        course, _ = self._classes.courses[what.course_id]
        replies = self._classes.replies(what.channel)
        record = self._classes.record(what.channel)
        title = quote(record.title if record is not None else what.title)
        sentence = (replies.class_made if is_new else replies.class_changed).format(title=title, course=quote(course))
        self._later.do(self._notes.ephemeral(what.channel, what.user, sentence))
        return ACKNOWLEDGED

    async def open(self, trigger_id: str, view: dict[str, Any], channel: str, user: str) -> None:
        """Open a window; say so where it did not."""
        error = await self._notes.window(trigger_id, view)
        if error:
            logger.warning("Slack: a window did not open: %s", error)
            replies = self._classes.replies(channel)
            late = "trigger" in error
            await self._notes.ephemeral(channel, user, replies.window_too_late if late else replies.slack_silent)


def _mentioned(text: str) -> tuple[str, str]:
    """`<@U123|ada>` -> (U123, ada); empty where nobody is named."""
    found = text.strip()
    if not (found.startswith(("<@U", "<@W")) and found.endswith(">")):
        return "", ""
    user, _, called = found[2:-1].partition("|")
    return (user, called) if user.isalnum() else ("", "")
