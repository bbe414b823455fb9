"""What slash commands lead to: joining, going on, setting up a class, looking at it, opening units, rewards.

Rules
- What is said in a channel is seen by the one who asked (ephemeral): a student's word is answered in the private chat.
- Rights come from the class's roster and its teachers' role, now. A command outside a class says where it works.
- Whoever sets a reward could give that role and open that channel by themselves: nobody gets more than they have.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from adapters.discord.answers import DONE, Answer, Told, told
from adapters.discord.api import Ok, Wrong
from adapters.discord.chats import channel_of, is_thread
from adapters.discord.classes import LONGEST_NAME, Reward, Wish
from adapters.discord.commands import STUDENT, option_in
from adapters.discord.errors import as_read
from adapters.discord.pages import page_message
from adapters.discord.received import Joining
from adapters.discord.render import note
from adapters.discord.replies import replies_in
from adapters.discord.translate import community_of
from bot.classroom.rights import may
from bot.dialogue.events import Asked, TeacherActed
from bot.dialogue.marks import clean, quote
from bot.engine import EngineError, NotApplied, NotEnrolled, Teacher, UnknownClass

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from adapters.discord.api import Api
    from adapters.discord.arrivals import Commanded, Presser
    from adapters.discord.chats import Chats
    from adapters.discord.classes import Classes
    from adapters.discord.guilds import Guilds
    from adapters.discord.permissions import Where
    from adapters.discord.received import Wanted
    from adapters.discord.replies import Replies
    from bot.classroom.pages import Page
    from bot.classroom.rights import Right
    from bot.dialogue.events import Asking

logger = logging.getLogger("tutor")
ROLL_KEPT = 15.0
"""Seconds for which the names of a class are kept for the choices while somebody types."""


class Pages:
    """today: (community, class ids) -> who needs what. student: (community, class id, user) -> where they are; None:
    they are not there. units: course id -> the titles of its units, by id."""

    def __init__(
        self,
        today: Callable[[str, Sequence[str]], Awaitable[Page]],
        student: Callable[[str, str, str], Awaitable[Page | None]],
        units: Callable[[str], Mapping[str, str]],
    ) -> None:
        self.today = today
        self.student = student
        self.units = units


class Desk:
    """Commands, one method each."""

    def __init__(self, classes: Classes, chats: Chats, guilds: Guilds, api: Api, pages: Pages) -> None:
        self._classes = classes
        self._chats = chats
        self._guilds = guilds
        self._api = api
        self._pages = pages
        self._rolls: dict[tuple[str, str], tuple[float, dict[str, str]]] = {}
        self._teachers: dict[str, Callable[[Wanted, str, str], Awaitable[Answer]]] = {
            "class today": self._today,
            "class student": self._student,
            "class open": self._open,
            "class teacher": self._teacher,
            "class reward": self._reward,
        }

    async def command(self, wanted: Wanted) -> Answer:
        """One command. Raises EngineError."""
        command, presser = wanted.command, wanted.command.presser
        if command.name == "learn":
            return await self._learn(wanted)
        if command.name in STUDENT:
            return await self._asked(wanted, STUDENT[command.name].asks)
        community = community_of(presser.guild)
        if not presser.guild:
            return told(self.replies(presser).only_in_a_server)
        if command.name == "class set-up":
            return await self._set_up(wanted, community)
        class_id = self._classes.about(community, presser.channel)
        if not class_id:
            replies, of_several = self.replies(presser), self._classes.of_channel(community, presser.channel)
            return told(replies.several_classes if of_several else replies.no_class_here)
        return await self._teachers[command.name](wanted, community, class_id)

    def classes_of(self, guild: str, channel: str) -> list[str]:
        """The classes that meet in a channel, or whose teachers do."""
        return self._classes.of_channel(community_of(guild), channel)

    def replies(self, presser: Presser) -> Replies:
        """In the language of the class that is meant here, else as the first class of the server speaks; in their own
        where there is none."""
        community = community_of(presser.guild)
        rows = self._classes.engine.classes(community)
        class_id = self._classes.about(community, presser.channel) or (rows[0].class_id if rows else "")
        return self._classes.replies(community, class_id) if class_id else replies_in(presser.locale)

    async def replies_to(self, presser: Presser) -> Replies:
        """In the language of the class that they are in, if they are in one. Raises EngineError."""
        community = await self._community(presser)
        person = await self._classes.engine.person(community, presser.user) if community else None
        return self._classes.replies(community, person.class_id) if person is not None else self.replies(presser)

    # --- students ---

    async def _community(self, presser: Presser) -> str:
        """Of the server that they are in; in direct messages of the one that they turned to last; empty: none."""
        if presser.guild:
            return community_of(presser.guild)
        chats = await self._chats.all_of(presser.user)
        return chats[0].community if chats else ""

    async def _learn(self, wanted: Wanted) -> Answer:
        """Join the class of this channel, or go on."""
        presser = wanted.command.presser
        community = await self._community(presser)
        class_id = presser.channel if self._classes.record(community, presser.channel) is not None else ""
        person = await self._classes.engine.person(community, presser.user) if community else None
        if person is not None:
            await self._try_direct_again(wanted, community)
        if class_id and (person is None or person.class_id != class_id):
            return await self.join(Joining(presser, presser.guild, class_id, wanted.key, wanted.at))
        return await self._asked(wanted, "continue")

    async def _try_direct_again(self, wanted: Wanted, community: str) -> None:
        """A chat that had to move to a thread goes back to direct messages, where these take something again. Only a
        message shows it; and a thread that was left too early would be followed by another."""
        presser = wanted.command.presser
        if not is_thread(await self._chats.of(community, presser.user)):
            return
        opened = await self._api.open_chat(presser.user)
        if not isinstance(opened, Ok):
            return
        said = note((await self.replies_to(presser)).here_again)
        if isinstance(await self._api.send(str(opened.said), said, wanted.key), Ok):
            await self._chats.put(community, presser.user, str(opened.said))

    async def join(self, joining: Joining) -> Answer:
        """Let them in. Raises EngineError."""
        presser, community = joining.presser, community_of(joining.guild)
        replies = self._classes.replies(community, joining.class_id)
        if self._classes.record(community, joining.class_id) is None:
            return told(self.replies(presser).no_class_here)
        # First where their chat is, so that the letters which joining leads to find it there.
        await self._chats.turn(community, presser.user, joining.at, number_of(joining.key))
        try:
            await self._classes.engine.enrol(
                community=community,
                class_id=joining.class_id,
                person=presser.user,
                name=clean(presser.name, LONGEST_NAME) or "?",
                language="",
                channel=presser.user,
                at=joining.at,
                key=joining.key,
            )
        except UnknownClass:
            return told(replies.course_away)
        return told(replies.joined)

    async def _asked(self, wanted: Wanted, asks: Asking | None) -> Answer:
        presser = wanted.command.presser
        replies = await self.replies_to(presser)
        community = await self._community(presser)
        if not community or asks is None:
            return told(replies.not_in_a_class)
        event = Asked(id=wanted.key, at=wanted.at, community=community, student=presser.user, what=asks)
        try:
            await self._classes.engine.handle(event)
        except NotEnrolled:
            return told(replies.not_in_a_class)
        except UnknownClass:
            return told(replies.course_away)
        except NotApplied:
            return told(replies.broken)
        await self._chats.turn(community, presser.user, wanted.at, number_of(wanted.key))
        chat = await self._chats.of(community, presser.user)
        is_there = not presser.guild or channel_of(chat) == presser.channel
        return DONE if is_there else told(replies.in_private)

    # --- making a class ---

    async def _set_up(self, wanted: Wanted, community: str) -> Answer:
        command, presser = wanted.command, wanted.command.presser
        class_id, replies = presser.channel, self.replies(presser)
        if not self._guilds.is_text(presser.guild, class_id):
            return told(replies.only_in_a_text_channel)
        refused = await self._classes.set_up_refused(presser, community, class_id)
        if refused is not None:
            return told(getattr(replies, refused))
        wish = _wish(command, {id_: title for id_, (title, _) in self._classes.courses.items()})
        if wish.course_id not in self._classes.courses:
            return told(replies.no_such_course)
        fault = self._classes.fault(community, class_id, wish)
        if fault is not None:
            return told(getattr(replies, fault))
        is_new = await self._classes.set_up(community, class_id, wish, presser)
        replies = self._classes.replies(community, class_id)
        course, _ = self._classes.courses[wish.course_id]
        sentence = (replies.class_made if is_new else replies.class_changed).format(
            title=self._classes.title(community, class_id), course=quote(course)
        )
        return told("\n".join([sentence, *self._to_see_to(community, class_id, command)]))

    def _to_see_to(self, community: str, class_id: str, command: Commanded) -> list[str]:
        """What an administrator should look at: who else reads the teachers' channel, what we lack where."""
        replies, guild = self._classes.replies(community, class_id), command.presser.guild
        language = self._classes.language(community, class_id)
        lines = []
        teachers = self._classes.teacher_channel(community, class_id)
        readers = self._guilds.readers(guild, teachers)
        if readers:
            lines.append(replies.readers.format(roles=", ".join(map(quote, readers))))
        forum = self._classes.forum(community, class_id)
        places: tuple[tuple[str, Where, str], ...] = (
            (class_id, "class", "channel"),
            (teachers, "teachers", "teachers-channel"),
            (forum, "forum", "help-forum"),
        )
        for channel, where, option in places:
            lacking = self._guilds.missing(guild, channel, where, language) if channel else []
            if lacking:
                # Of a channel that we do not see Discord tells no name.
                shown = self._guilds.channel_name(guild, channel)
                name = quote(f"#{shown}") if shown else f"`{option_in(language, option)}`"
                lines.append(replies.lacking.format(place=name, permissions=", ".join(lacking)))
        return lines

    # --- teachers ---

    async def _allowed(self, presser: Presser, community: str, class_id: str, right: Right) -> Teacher | None:
        teacher = await self._classes.teacher(presser, community, class_id)
        return teacher if teacher is not None and may(teacher.role, right) else None

    async def _today(self, wanted: Wanted, community: str, class_id: str) -> Answer:
        presser = wanted.command.presser
        if await self._allowed(presser, community, class_id, "act on a card") is None:
            return told(self._classes.replies(community, class_id).not_a_teacher)
        page = await self._pages.today(community, [class_id])
        words = self._classes.words(community, class_id)
        return Told(page_message(page, guild=presser.guild, class_id=class_id, words=words))

    async def _student(self, wanted: Wanted, community: str, class_id: str) -> Answer:
        presser, replies = wanted.command.presser, self._classes.replies(community, class_id)
        if await self._allowed(presser, community, class_id, "act on a card") is None:
            return told(replies.not_a_teacher)
        page = await self._pages.student(community, class_id, await self._student_meant(wanted, community, class_id))
        if page is None:
            return told(replies.no_such_student)
        words = self._classes.words(community, class_id)
        return Told(page_message(page, guild=presser.guild, class_id=class_id, words=words))

    async def _student_meant(self, wanted: Wanted, community: str, class_id: str) -> str:
        return meant(await self._roll(community, class_id), wanted.command.text("student"))

    async def _open(self, wanted: Wanted, community: str, class_id: str) -> Answer:
        presser, replies = wanted.command.presser, self._classes.replies(community, class_id)
        teacher = await self._allowed(presser, community, class_id, "act on a card")
        if teacher is None:
            return told(replies.not_a_teacher)
        titles = self._units(community, class_id)
        student = await self._student_meant(wanted, community, class_id)
        unit = meant(titles, wanted.command.text("unit"))
        if unit not in titles:
            return told(replies.no_such_unit)
        event = TeacherActed(
            id=wanted.key,
            at=wanted.at,
            community=community,
            student=student,
            class_id=class_id,
            teacher=teacher.name,
            action="open-unit",
            unit=unit,
        )
        try:
            await self._classes.engine.handle(event)
        except NotEnrolled:
            return told(replies.no_such_student)
        except (UnknownClass, NotApplied):
            return told(replies.broken)
        name = (await self._roll(community, class_id)).get(student, "?")
        return told(replies.unit_opened.format(unit=quote(titles[unit]), name=quote(name)))

    async def _teacher(self, wanted: Wanted, community: str, class_id: str) -> Answer:
        presser, replies = wanted.command.presser, self._classes.replies(community, class_id)
        person = wanted.command.named("person")
        if await self._allowed(presser, community, class_id, "act on a card") is None or person is None:
            return told(replies.not_a_teacher)
        if not await self._classes.may(presser, community, class_id, "appoint teachers"):
            return told(replies.not_the_owner)
        if person.is_bot:
            return told(replies.no_bots)
        name = clean(person.name, LONGEST_NAME) or "?"
        if wanted.command.options.get("remove"):
            gone = await self._classes.engine.dismiss(community, class_id, person.id)
            sentence = replies.teacher_removed if gone else replies.teacher_stays
        else:
            await self._classes.engine.appoint(Teacher(community, class_id, person.id, name, "teacher"))
            sentence = replies.teacher_added
        return told(sentence.format(name=quote(name)))

    # --- rewards ---

    async def _reward(self, wanted: Wanted, community: str, class_id: str) -> Answer:
        command, presser = wanted.command, wanted.command.presser
        replies, role = self._classes.replies(community, class_id), command.named("role")
        if await self._allowed(presser, community, class_id, "change the class") is None or role is None:
            return told(replies.not_a_teacher)
        titles = self._units(community, class_id)
        unit = meant(titles, command.text("unit"))
        removes = bool(command.options.get("remove"))
        if unit and unit not in titles:
            return told(replies.no_such_unit)
        channel = command.named("channel")
        refused = None if removes else self._reward_refused(presser, role.id, channel.id if channel else "")
        if refused is not None:
            return told(getattr(replies, refused).format(role=quote(role.name)))
        if channel is not None and not removes:
            lacking = await self._not_opened(
                presser.guild, channel.id, role.id, self._classes.language(community, class_id)
            )
            if lacking is not None:
                name = quote(f"#{channel.name}")
                return told(replies.lacking.format(place=name, permissions=lacking) if lacking else replies.not_saved)
        reward = Reward(role.id, unit, channel.id if channel is not None else "")
        await self._classes.reward(community, class_id, reward, removes=removes)
        about = f"“{quote(titles[unit])}”" if unit else replies.each_unit
        sentence = replies.reward_removed if removes else replies.reward_set
        return told(sentence.format(unit=about, role=f"**{quote(role.name)}**"))

    async def _not_opened(self, guild: str, channel: str, role: str, language: str) -> str | None:
        """What we lack to let a role into a channel; empty: Discord does not answer now. None: it is open."""
        lacking = self._guilds.missing(guild, channel, "opened", language)
        if lacking:
            return ", ".join(lacking)
        answer = await self._api.open_to_role(channel, role)
        if isinstance(answer, Ok):
            return None
        return as_read(answer.code) if isinstance(answer, Wrong) else ""

    def _reward_refused(self, presser: Presser, role: str, opens: str) -> str | None:
        """opens: a channel, or empty."""
        if not self._guilds.can_manage_roles(presser.guild):
            return "no_manage_roles"
        if self._guilds.is_above_us(presser.guild, role):
            return "role_above"
        allowed = self._guilds.may_give(presser, role) and (not opens or self._guilds.may_open(presser, opens))
        return None if allowed else "not_yours_to_give"

    # --- choices while typing ---

    async def courses(self, presser: Presser, typed: str) -> list[tuple[str, str]]:
        """(title, id)."""
        del presser
        return matching(((title, id_) for id_, (title, _) in self._classes.courses.items()), typed)

    async def units(self, presser: Presser, typed: str) -> list[tuple[str, str]]:
        """(title, id) of the class that is meant here."""
        community = community_of(presser.guild)
        titles = self._units(community, self._classes.about(community, presser.channel))
        return matching(((title, id_) for id_, title in titles.items()), typed)

    async def students(self, presser: Presser, typed: str) -> list[tuple[str, str]]:
        """(name, user id) of the class that is meant here; nothing for who does not teach it."""
        community = community_of(presser.guild)
        class_id = self._classes.about(community, presser.channel)
        try:
            if not class_id or await self._allowed(presser, community, class_id, "act on a card") is None:
                return []
            names = await self._roll_for_choices(community, class_id)
        except EngineError:
            return []
        return matching(((name, user) for user, name in names.items()), typed)

    def _units(self, community: str, class_id: str) -> Mapping[str, str]:
        record = self._classes.record(community, class_id)
        return self._pages.units(record.course_id) if record is not None else {}

    async def _roll_for_choices(self, community: str, class_id: str) -> dict[str, str]:
        """Every letter that is typed asks for it."""
        read_at, names = self._rolls.get((community, class_id), (-ROLL_KEPT, {}))
        if time.monotonic() > read_at + ROLL_KEPT:
            names = await self._roll(community, class_id)
            self._rolls[community, class_id] = (time.monotonic(), names)
        return names

    async def _roll(self, community: str, class_id: str) -> dict[str, str]:
        """The names of the class's students, by user id, now."""
        roll = await self._classes.engine.roll(community, class_id)
        return {one.enrollment.student: one.enrollment.name for one in roll}


def _wish(command: Commanded, courses: Mapping[str, str]) -> Wish:
    channel, role, forum = command.named("teachers"), command.named("role"), command.named("forum")
    return Wish(
        course_id=meant(courses, command.text("course")),
        teacher_channel=channel.id if channel is not None else "",
        title=command.text("title"),
        name=command.text("name"),
        role=role.id if role is not None else "",
        forum=forum.id if forum is not None else "",
    )


def number_of(key: str) -> int:
    """`act:123` -> 123."""
    return int(key.rpartition(":")[2])


def meant(names: Mapping[str, str], typed: str) -> str:
    """The id that was chosen from the list, or that of the one whose name was typed instead. names: by id."""
    wanted = typed.strip()
    called = [id_ for id_, name in names.items() if name.casefold() == wanted.casefold()]
    return called[0] if wanted not in names and len(called) == 1 else wanted


def matching(pairs: Iterable[tuple[str, str]], typed: str) -> list[tuple[str, str]]:
    """Those whose name holds what was typed, those that begin with it first."""
    wanted = typed.casefold().strip()
    listed = [pair for pair in pairs if wanted in pair[0].casefold()]
    return sorted(listed, key=lambda pair: (not pair[0].casefold().startswith(wanted), pair[0].casefold()))
