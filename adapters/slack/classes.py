"""Classes in Slack: a class is a channel, and has its id. Who may make one, change it, act in it.

Rules
- Rights come from the class's roster at every press, never from who sees a button.
- The teachers' channel is private, is not the class itself, and we are in it; else the window says what to do.
- Whoever makes a class owns it. SLACK_TEACHERS names who may; without it every full member may, guests never.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Literal

from adapters.slack.presses import JOIN
from adapters.slack.replies import Replies, replies_in
from adapters.slack.web_api import Ok, Wrong
from adapters.slack.windows import LONGEST_NAME, LONGEST_TITLE
from bot.classroom.rights import Right, may
from bot.dialogue.effects import Choice, Say
from bot.dialogue.marks import clean, quote
from bot.engine import ClassRecord, Teacher

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.slack.people import Person
    from adapters.slack.received import ClassChosen
    from adapters.slack.web_api import WebApi
    from bot.engine import Engine

PATIENCE = 1.5
"""Seconds for a look at a channel: Slack wants an answer within three."""

Refusal = Literal["not_a_teacher", "not_allowed_to_make", "guests_make_none", "slack_silent"]
"""Names of sentences in `Replies`, as those of faults are."""
Fault = Literal["not_invited_there", "must_be_private", "choose_another", "slack_silent"]


class Classes:
    """courses: id -> (title, language). teachers: who may make classes; empty: every full member."""

    def __init__(
        self,
        engine: Engine,
        api: WebApi,
        community: str,
        courses: Mapping[str, tuple[str, str]],
        teachers: tuple[str, ...],
    ) -> None:
        self._engine = engine
        self._api = api
        self._community = community
        self._teachers = teachers
        self.courses = courses

    # --- who may ---

    async def may(self, user: str, class_id: str, right: Right) -> bool:
        """Asked of the roster, now."""
        teacher = await self.teacher(user, class_id)
        return may(None if teacher is None else teacher.role, right)

    async def teacher(self, user: str, class_id: str) -> Teacher | None:
        """Their place in the class's staff, if they have one."""
        staff = await self._engine.staff(self._community, class_id)
        return next((one for one in staff if one.person == user), None)

    async def owner(self, class_id: str) -> str:
        """The owner's user id; empty where nobody is known."""
        staff = await self._engine.staff(self._community, class_id)
        return next((one.person for one in staff if one.role == "owner"), "")

    async def set_up_refused(self, user: str, person: Person, class_id: str) -> Refusal | None:
        """Why they may not make a class of this channel, or change the one that is there; None: they may."""
        if self.record(class_id) is not None:
            return None if await self.may(user, class_id, "change the class") else "not_a_teacher"
        if self._teachers:
            return None if user in self._teachers else "not_allowed_to_make"
        if not person.is_known:
            return "slack_silent"  # a guest must not slip in because Slack is slow
        return "guests_make_none" if person.guest or person.is_bot else None

    # --- what there is ---

    def record(self, class_id: str) -> ClassRecord | None:
        """The class of a channel."""
        row = self._engine.class_of(self._community, class_id)
        return None if row is None else ClassRecord(**row._asdict() | {"settings": json.loads(row.settings)})

    def of_channel(self, channel: str) -> list[str]:
        """The classes that meet in a channel, or whose teachers do."""
        rows = self._engine.classes(self._community)
        return [row.class_id for row in rows if channel in (row.class_channel, row.teacher_channel)]

    def language(self, class_id: str) -> str:
        """Of the class's course."""
        record = self.record(class_id)
        return self.courses.get(record.course_id, ("", "en"))[1] if record is not None else "en"

    def replies(self, class_id: str) -> Replies:
        """In the language of the class."""
        return replies_in(self.language(class_id))

    # --- making one ---

    async def fault(self, chosen: ClassChosen) -> Fault | None:
        """What is the matter with the teachers' channel; None: nothing."""
        if chosen.teacher_channel == chosen.channel or self._is_a_class(chosen.teacher_channel):
            return "choose_another"
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._api.call("conversations.info", {"channel": chosen.teacher_channel})
        except TimeoutError:
            return "slack_silent"
        if isinstance(answer, Ok):
            return _fault_of(answer.said.get("channel") or {})
        if isinstance(answer, Wrong):
            return "not_invited_there"
        return "slack_silent"

    def _is_a_class(self, channel: str) -> bool:
        """Its students would read what is for teachers."""
        return any(row.class_channel == channel for row in self._engine.classes(self._community))

    async def set_up(self, chosen: ClassChosen, person: Person) -> bool:
        """Make or change the class; True: it is new. Raises EngineError."""
        known = self.record(chosen.channel)
        name = clean(chosen.teacher_name, LONGEST_NAME) or (known.teacher if known else "") or person.name
        title = clean(chosen.title, LONGEST_TITLE) or self.courses[chosen.course_id][0]
        record = ClassRecord(
            self._community,
            chosen.channel,
            title,
            name,
            chosen.course_id,
            chosen.teacher_channel,
            settings=known.settings if known is not None else {},
            class_channel=chosen.channel,
        )
        owner = Teacher(self._community, chosen.channel, chosen.user, name, "owner")
        return await self._engine.add_class(record, owner=owner, announce=self._announcement(record))

    def _announcement(self, record: ClassRecord) -> Say:
        course, language = self.courses[record.course_id]
        replies = replies_in(language)
        text = replies.join_message.format(
            title=quote(record.title), course=quote(course), teacher=quote(record.teacher)
        )
        return Say(text, (Choice(JOIN, replies.join),), ref=f"{JOIN}/{record.class_id}")


def _fault_of(channel: Mapping[str, Any]) -> Fault | None:
    if channel.get("is_private") is not True or channel.get("is_im") or channel.get("is_mpim"):
        return "must_be_private"
    return "not_invited_there" if channel.get("is_member") is False else None
