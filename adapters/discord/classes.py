"""Classes in Discord: a class is a channel, and has its id. Who may make one, change it, act in it; what it has set.

Rules
- Rights come from the class's roster and from its teachers' role, at every press, never from who sees a button.
- The teachers' channel is not the class's own, no class meets there, and everybody of the server cannot read it. Where
  the teachers of a class meet, no class can be made.
- Whoever makes a class owns it; making one takes the right to manage channels there.
- What only Discord has (role, forum, rewards) is in the class's settings below `discord`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, convert, structs, to_builtins

from adapters.discord import PLATFORM
from adapters.discord.presses import JOIN
from adapters.discord.replies import Replies, replies_in
from adapters.words import Words, words_for
from bot.classroom.rights import Right, may
from bot.dialogue.effects import Choice, Say
from bot.dialogue.marks import clean, quote
from bot.engine import ClassRecord, Teacher

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.discord.arrivals import Presser
    from adapters.discord.guilds import Guilds
    from bot.engine import Engine

LONGEST_TITLE = 80
LONGEST_NAME = 40

Refusal = Literal["not_a_teacher", "not_allowed_to_make"]
"""Names of sentences in `Replies`, as those of faults are."""


class Reward(Struct, frozen=True, omit_defaults=True):
    """What mastering a unit gives. unit: empty for any of the course. channel: that the role opens, empty: none."""

    role: str
    unit: str = ""
    channel: str = ""


class OfDiscord(Struct, frozen=True, omit_defaults=True):
    """role: whoever has it teaches the class. forum: where help threads are opened; empty: in the class's channel."""

    role: str = ""
    forum: str = ""
    rewards: tuple[Reward, ...] = ()


class Wish(Struct, frozen=True):
    """What `/class set-up` asks for. role, forum, title, name: empty leaves them as they are."""

    course_id: str
    teacher_channel: str
    title: str = ""
    name: str = ""
    role: str = ""
    forum: str = ""


class Classes:
    """courses: id -> (title, language). engine: given once it runs."""

    def __init__(self, courses: Mapping[str, tuple[str, str]], guilds: Guilds) -> None:
        self.courses = courses
        self._guilds = guilds
        self._engine: Engine | None = None

    def begin(self, engine: Engine) -> None:
        """From now on there are classes."""
        self._engine = engine

    @property
    def engine(self) -> Engine:
        """Raises RuntimeError before `begin`: nothing reaches us before that."""
        if self._engine is None:
            raise RuntimeError("the engine does not run yet")
        return self._engine

    # --- who may ---

    async def teacher(self, presser: Presser, community: str, class_id: str) -> Teacher | None:
        """Their place in the class's staff: by the roster, else by the teachers' role, which only counts in its server.
        Raises EngineError."""
        staff = await self.engine.staff(community, class_id)
        listed = next((one for one in staff if one.person == presser.user), None)
        if listed is not None:
            return listed
        role = self.set_for(community, class_id).role
        here = community == f"{PLATFORM}:{presser.guild}"
        return (
            Teacher(community, class_id, presser.user, presser.name, "teacher")
            if here and role in presser.roles
            else None
        )

    async def may(self, presser: Presser, community: str, class_id: str, right: Right) -> bool:
        """Asked of the roster and the role, now. Raises EngineError."""
        teacher = await self.teacher(presser, community, class_id)
        return may(None if teacher is None else teacher.role, right)

    async def owner(self, community: str, class_id: str) -> str:
        """The owner's user id; empty where nobody is known. Raises EngineError."""
        if self._engine is None:
            return ""
        staff = await self._engine.staff(community, class_id)
        return next((one.person for one in staff if one.role == "owner"), "")

    async def set_up_refused(self, presser: Presser, community: str, class_id: str) -> Refusal | None:
        """Why they may not make a class of this channel, or change the one that is there; None: they may."""
        if self.record(community, class_id) is not None:
            return None if await self.may(presser, community, class_id, "change the class") else "not_a_teacher"
        return None if presser.may_manage else "not_allowed_to_make"

    # --- what there is ---

    def record(self, community: str, class_id: str) -> ClassRecord | None:
        """The class of a channel."""
        row = self._engine.class_of(community, class_id) if self._engine is not None else None
        return None if row is None else ClassRecord(**row._asdict() | {"settings": json.loads(row.settings)})

    def set_for(self, community: str, class_id: str) -> OfDiscord:
        """What is set for it in Discord."""
        record = self.record(community, class_id)
        return convert(record.settings.get(PLATFORM, {}), OfDiscord) if record is not None else OfDiscord()

    def forum(self, community: str, class_id: str) -> str:
        """Where help threads are opened; empty: in the class's channel."""
        return self.set_for(community, class_id).forum

    def class_channel(self, community: str, class_id: str) -> str:
        """Empty where the class is not known any more."""
        record = self.record(community, class_id)
        return record.class_channel if record is not None else ""

    def teacher_channel(self, community: str, class_id: str) -> str:
        """Empty where the class is not known any more."""
        record = self.record(community, class_id)
        return record.teacher_channel if record is not None else ""

    def title(self, community: str, class_id: str) -> str:
        """Quoted, for a sentence."""
        record = self.record(community, class_id)
        return quote(record.title) if record is not None else "?"

    def language(self, community: str, class_id: str) -> str:
        """Of the class's course."""
        record = self.record(community, class_id)
        return self.courses.get(record.course_id, ("", "en"))[1] if record is not None else "en"

    def words(self, community: str, class_id: str) -> Words:
        """In the language of the class."""
        return words_for(self.language(community, class_id))

    def replies(self, community: str, class_id: str) -> Replies:
        """In the language of the class."""
        return replies_in(self.language(community, class_id))

    def is_exposed(self, community: str, channel: str) -> bool:
        """Whether everybody of the server can read a teachers' channel."""
        return self._guilds.is_open_to_all(community.partition(":")[2], channel)

    def of_channel(self, community: str, channel: str) -> list[str]:
        """The classes that meet in a channel, or whose teachers do."""
        rows = self.engine.classes(community)
        return [row.class_id for row in rows if channel in (row.class_channel, row.teacher_channel)]

    def about(self, community: str, channel: str) -> str:
        """The class that a command in this channel is about: the one that meets here, else the only one whose teachers
        do; empty: none, or several."""
        if self.record(community, channel) is not None:
            return channel
        found = self.of_channel(community, channel)
        return found[0] if len(found) == 1 else ""

    # --- making one ---

    def fault(self, community: str, class_id: str, wish: Wish) -> str | None:
        """The name of the sentence that says what is the matter with the channels or the role; None: nothing."""
        rows = self.engine.classes(community)
        if f"{PLATFORM}:{wish.role}" == community:  # the role that everybody has bears the id of its server
            return "everybodys_role"
        if wish.teacher_channel == class_id or wish.teacher_channel in {row.class_channel for row in rows}:
            return "choose_another"
        if class_id in {row.teacher_channel for row in rows}:
            return "teachers_meet_here"
        if self.is_exposed(community, wish.teacher_channel):
            return "must_be_private"
        return None

    async def set_up(self, community: str, class_id: str, wish: Wish, presser: Presser) -> bool:
        """Make or change the class; True: it is new. Raises EngineError."""
        known = self.record(community, class_id)
        name = clean(wish.name, LONGEST_NAME) or (known.teacher if known else "") or clean(presser.name, LONGEST_NAME)
        title = clean(wish.title, LONGEST_TITLE) or (known.title if known else "") or self.courses[wish.course_id][0]
        before = self.set_for(community, class_id)
        now = structs.replace(before, role=wish.role or before.role, forum=wish.forum or before.forum)
        record = ClassRecord(
            community,
            class_id,
            title,
            name,
            wish.course_id,
            wish.teacher_channel,
            settings=_settings(known, now),
            class_channel=class_id,
        )
        owner = Teacher(community, class_id, presser.user, name, "owner")
        return await self.engine.add_class(record, owner=owner, announce=self._announcement(record))

    async def reward(self, community: str, class_id: str, reward: Reward, *, removes: bool) -> bool:
        """Add a reward, or take it away; False: the class is not there. Raises EngineError."""
        known = self.record(community, class_id)
        if known is None:
            return False
        before = self.set_for(community, class_id)
        others = tuple(one for one in before.rewards if (one.unit, one.role) != (reward.unit, reward.role))
        now = structs.replace(before, rewards=others if removes else (*others, reward))
        await self.engine.add_class(structs.replace(known, settings=_settings(known, now)))
        return True

    def _announcement(self, record: ClassRecord) -> Say:
        course, language = self.courses[record.course_id]
        replies = replies_in(language)
        text = replies.join_message.format(
            title=quote(record.title), course=quote(course), teacher=quote(record.teacher)
        )
        return Say(text, (Choice(JOIN, replies.join),), ref=f"{JOIN}/{record.class_id}")


def _settings(known: ClassRecord | None, of_discord: OfDiscord) -> dict[str, Any]:
    others = dict(known.settings) if known is not None else {}
    return others | {PLATFORM: to_builtins(of_discord)}
