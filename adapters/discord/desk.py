"""Where commands arrive: students' words are answered here, `/class` is handed to who knows about it.

Rules
- What is said in a channel is seen by the one who asked (ephemeral): a student's word is answered in the private chat.
- A command outside a class says where it works.
- Whoever joins hears where their chat is, as soon as something of it stands there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.discord.answers import DONE, Answer, Told, told
from adapters.discord.api import Ok
from adapters.discord.chats import channel_of, is_thread
from adapters.discord.classes import LONGEST_NAME
from adapters.discord.commands import STUDENT, student_commands
from adapters.discord.received import Joining
from adapters.discord.render import Message, note
from adapters.discord.replies import refusal, replies_in
from adapters.discord.reward_setting import RewardSetting
from adapters.discord.set_up import SetUp
from adapters.discord.teachers_desk import TeachersDesk
from adapters.discord.translate import community_of
from bot.dialogue.events import Asked
from bot.dialogue.marks import clean
from bot.engine import NotApplied, NotEnrolled, UnknownClass

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.discord.api import Api
    from adapters.discord.arrivals import Presser
    from adapters.discord.chats import Chats
    from adapters.discord.choices import Choices
    from adapters.discord.classes import Classes
    from adapters.discord.guilds import Guilds
    from adapters.discord.received import Wanted
    from adapters.discord.replies import Replies
    from adapters.discord.teachers_desk import Pages
    from bot.dialogue.events import Asking

ARRIVES_IN = 1.2
"""Seconds for which joining waits for the first letter, to say where it stands."""
DIRECT_MESSAGES = "https://discord.com/channels/@me"


class Desk:
    """Of one bot, in all of its servers."""

    def __init__(
        self, classes: Classes, chats: Chats, guilds: Guilds, api: Api, choices: Choices, pages: Pages
    ) -> None:
        self._classes = classes
        self._chats = chats
        self._api = api
        self._set_up = SetUp(classes, guilds)
        teachers, rewards = TeachersDesk(classes, choices, pages), RewardSetting(classes, guilds, choices, api)
        self._teachers: dict[str, Callable[[Wanted, str, str], Awaitable[Answer]]] = {
            "class today": teachers.today,
            "class student": teachers.student,
            "class open": teachers.open,
            "class teacher": teachers.teacher,
            "class reward": rewards.set,
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
            return await self._set_up.make(command, community, self.replies(presser))
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
        return await self._arrived(community, joining, replies)

    async def _arrived(self, community: str, joining: Joining, replies: Replies) -> Answer:
        """Where their chat is: Discord's own link to it, which shows a name in the reader's client."""
        user = joining.presser.user
        came = await self._chats.came(community, user, ARRIVES_IN)
        chat = await self._chats.of(community, user)
        if not came or chat is None:
            return told(replies.joined)
        if is_thread(chat):
            return Told(Message(f"{note(replies.joined_in_a_thread).content} <#{channel_of(chat)}>"))
        return Told(Message(f"{note(replies.joined_directly).content} {DIRECT_MESSAGES}/{channel_of(chat)}"))

    async def _asked(self, wanted: Wanted, asks: Asking | None) -> Answer:
        presser = wanted.command.presser
        replies = await self.replies_to(presser)
        community = await self._community(presser)
        if not community or asks is None:
            return told(replies.not_in_a_class)
        event = Asked(id=wanted.key, at=wanted.at, community=community, student=presser.user, what=asks)
        try:
            await self._classes.engine.handle(event)
        except (NotEnrolled, UnknownClass, NotApplied) as error:
            return told(refusal(error, replies))
        await self._chats.turn(community, presser.user, wanted.at, number_of(wanted.key))
        chat = await self._chats.of(community, presser.user)
        is_there = not presser.guild or channel_of(chat) == presser.channel
        if asks == "help":
            person = await self._classes.engine.person(community, presser.user)
            language = self._classes.language(community, person.class_id if person is not None else "")
            return told("\n".join([student_commands(language), *([] if is_there else [replies.in_private])]))
        return DONE if is_there else told(replies.in_private)


def number_of(key: str) -> int:
    """`act:123` -> 123."""
    return int(key.rpartition(":")[2])
