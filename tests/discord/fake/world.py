"""All that there is: people, guilds, channels, threads, chats, messages, commands. Nothing here asks who may.

Rules
- Every object is kept in the raw shape in which Discord sends it. A message is changed in place, so whoever holds it
  sees it as it stands.
- A message that is shown to one person alone (ephemeral) is in no channel: it is in `whispers`.
- A person's chat with the bot is opened once and keeps its id.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.discord.fake import permissions as allowed
from tests.discord.fake import shapes
from tests.discord.fake.refusals import RefusedError
from tests.discord.ids import (
    BOT,
    BOT_ROLE,
    CLASS,
    ELSEWHERE,
    FORUM,
    GUILD,
    HIGH_ROLE,
    MASTERY_ROLE,
    OTHER_CHANNEL,
    OTHER_GUILD,
    OWNER,
    PEOPLE,
    TEACHER_ROLE,
    TEACHERS,
)

if TYPE_CHECKING:
    from tests.discord.fake.clock import Clock

Json = dict[str, Any]
EPHEMERAL = 1 << 6


@dataclass
class Guild:
    """roles: by id, raw. members: by user id, raw, without the user."""

    id: str
    name: str
    owner: str
    roles: dict[str, Json]
    members: dict[str, Json]


@dataclass
class World:
    """channels: by id, threads and chats among them. messages: by channel, then by id, in order.

    whispers: messages shown to one person alone, by id, with that person. closed: who takes no direct messages.
    files: what was uploaded, by its path.
    """

    clock: Clock
    users: dict[str, Json] = field(default_factory=dict)
    guilds: dict[str, Guild] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    thread_members: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    messages: dict[str, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))
    whispers: dict[str, tuple[str, Json]] = field(default_factory=dict)
    chats: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    # --- what is there, or a refusal ---

    def channel(self, id_: str) -> Json:
        """10003 where there is none."""
        if id_ not in self.channels:
            raise RefusedError(10003)
        return self.channels[id_]

    def message(self, channel: str, id_: str) -> Json:
        """10008 where there is none."""
        if id_ not in self.messages[channel]:
            raise RefusedError(10008)
        return self.messages[channel][id_]

    def guild(self, id_: str) -> Guild:
        """10004 where there is none, or where the bot is not in it."""
        if id_ not in self.guilds or BOT not in self.guilds[id_].members:
            raise RefusedError(10004)
        return self.guilds[id_]

    def user(self, id_: str) -> Json:
        """10013 where there is none."""
        if id_ not in self.users:
            raise RefusedError(10013)
        return self.users[id_]

    def member(self, guild: Guild, user: str) -> Json:
        """With the user in it; 10007 where there is none."""
        if user not in guild.members:
            raise RefusedError(10007)
        return {**guild.members[user], "user": self.users[user]}

    # --- what the bot sees ---

    def sees(self, channel: Json, user: str) -> bool:
        """Whether somebody sees a channel at all."""
        if channel["type"] == allowed.DM:
            return user == BOT or self.chats.get(user) == channel["id"]
        return allowed.may(self, channel, user, allowed.VIEW_CHANNEL)

    def told(self, channel: Json) -> Json:
        """A channel of a guild as the gateway tells it to the bot."""
        if channel["type"] in allowed.THREADS or self.sees(channel, BOT):
            return channel
        return shapes.obfuscated(channel)

    def seen_in(self, guild: str) -> set[str]:
        """The channels of a guild that the bot sees."""
        return {channel["id"] for channel in self.channels_of(guild) if self.sees(channel, BOT)}

    def share_a_guild(self, user: str) -> bool:
        """Whether the bot may write to somebody because both are in one guild."""
        return any(user in guild.members and BOT in guild.members for guild in self.guilds.values())

    def channels_of(self, guild: str) -> list[Json]:
        """Without threads."""
        return [
            channel
            for channel in self.channels.values()
            if channel.get("guild_id") == guild and channel["type"] not in allowed.THREADS
        ]

    def threads_of(self, guild: str) -> list[Json]:
        """Threads that are open and that the bot sees."""
        return [
            channel
            for channel in self.channels.values()
            if channel["type"] in allowed.THREADS
            and channel["guild_id"] == guild
            and not channel["thread_metadata"]["archived"]
            and self.sees(channel, BOT)
        ]

    # --- changes ---

    def open_chat(self, user: str) -> Json:
        """The chat of the bot with somebody."""
        if user not in self.chats:
            chat = shapes.direct(self.clock.snowflake(), self.users[user])
            self.channels[chat["id"]] = chat
            self.chats[user] = chat["id"]
        return self.channels[self.chats[user]]

    def keep(self, message: Json) -> None:
        """Put a message into its channel."""
        channel = self.channels[message["channel_id"]]
        self.messages[channel["id"]][message["id"]] = message
        channel["last_message_id"] = message["id"]
        if channel["type"] in allowed.THREADS:
            channel["message_count"] += 1
            channel["total_message_sent"] += 1

    def whispered(self, id_: str) -> Json | None:
        """A message that one person alone sees."""
        return self.whispers[id_][1] if id_ in self.whispers else None


def school(clock: Clock) -> World:
    """The guild of `ids`, with the bot in it, and another guild."""
    world = World(clock)
    world.users = {person.id: shapes.user(person.id, person.name, person.shown) for person in PEOPLE}
    world.users[BOT] = shapes.user(BOT, "tutor", "Tutor", bot=True)
    roles = (
        shapes.role(GUILD, "@everyone", allowed.ORDINARY, 0),
        shapes.role(TEACHER_ROLE, "Teacher", allowed.MANAGE_MESSAGES, 1),
        shapes.role(MASTERY_ROLE, "Mastered", 0, 2),
        {**shapes.role(BOT_ROLE, "Tutor", allowed.OF_THE_BOT, 3, managed=True), "tags": {"bot_id": BOT}},
        shapes.role(HIGH_ROLE, "Head", 0, 4),
    )
    members = {person.id: shapes.member(list(person.roles)) for person in PEOPLE}
    members[BOT] = shapes.member([BOT_ROLE])
    world.guilds[GUILD] = Guild(GUILD, "School", OWNER, {role["id"]: role for role in roles}, members)
    everyone = shapes.role(OTHER_GUILD, "@everyone", allowed.ORDINARY, 0)
    others = {OWNER: shapes.member([]), BOT: shapes.member([])}
    world.guilds[OTHER_GUILD] = Guild(OTHER_GUILD, "Another School", OWNER, {OTHER_GUILD: everyone}, others)
    for channel in (
        shapes.channel(CLASS, GUILD, "class-7b", 0),
        _hidden(shapes.channel(TEACHERS, GUILD, "staff-7b", 1), TEACHER_ROLE, BOT_ROLE),
        shapes.channel(FORUM, GUILD, "help-7b", 2, kind=15),
        shapes.channel(ELSEWHERE, GUILD, "general", 3),
        shapes.channel(OTHER_CHANNEL, OTHER_GUILD, "general", 0),
    ):
        world.channels[channel["id"]] = channel
    return world


def _hidden(channel: Json, *roles: str) -> Json:
    """From everybody but these."""
    channel["permission_overwrites"] = [
        shapes.overwrite(channel["guild_id"], of_role=True, deny=allowed.VIEW_CHANNEL),
        *(shapes.overwrite(role, of_role=True, allow=allowed.VIEW_CHANNEL) for role in roles),
    ]
    return channel
