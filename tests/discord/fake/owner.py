"""What happens to a guild by other hands than the bot's and its students': the owner's.

Rules
- Nothing here asks who may. The bot is told, as far as its intents and its sight go.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.discord.fake import permissions as allowed
from tests.discord.fake import posting, sessions, shapes
from tests.discord.ids import BOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.discord.fake.server import Discord

Json = dict[str, Any]


class Owner:
    """Of every guild."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    # --- channels and threads ---

    def delete_channel(self, id_: str) -> None:
        """A channel with its threads, or a thread."""
        world = self._discord.world
        channel = world.channels[id_]
        for thread in [one["id"] for one in world.channels.values() if one.get("parent_id") == id_]:
            world.channels.pop(thread)
        thread_gone = channel["type"] in allowed.THREADS
        kept = ("id", "guild_id", "parent_id", "type")
        data = {key: channel[key] for key in kept} if thread_gone else channel
        self._discord.tell_channel("THREAD_DELETE" if thread_gone else "CHANNEL_DELETE", data, seen=channel)
        world.channels.pop(id_)

    def archive(self, thread: str, *, archived: bool = True, locked: bool | None = None) -> None:
        """A thread, or open it again."""
        found = self._discord.world.channels[thread]
        found["thread_metadata"]["archived"] = archived
        if locked is not None:
            found["thread_metadata"]["locked"] = locked
        self._discord.tell_channel("THREAD_UPDATE", found)

    def lock(self, thread: str) -> None:
        """Only who manages threads may write there from now on."""
        self.archive(thread, archived=self._discord.world.channels[thread]["thread_metadata"]["archived"], locked=True)

    def overwrite(self, channel: str, target: str, *, allow: int = 0, deny: int = 0) -> None:
        """What a role or a member may in a channel. 0 and 0: what the roles say."""
        found = self._discord.world.channels[channel]
        of_role = target in self._discord.world.guilds[found["guild_id"]].roles
        others = [one for one in found["permission_overwrites"] if one["id"] != target]
        made = [shapes.overwrite(target, of_role=of_role, allow=allow, deny=deny)] if allow or deny else []
        found["permission_overwrites"] = others + made
        self._discord.tell_channel("CHANNEL_UPDATE", found)

    def remove(self, thread: str, user: str) -> None:
        """Somebody, or the bot, out of a thread."""
        world = self._discord.world
        world.thread_members[thread].discard(user)
        found = world.channels[thread]
        data = {"id": thread, "guild_id": found["guild_id"], "member_count": len(world.thread_members[thread])}
        data["removed_member_ids"] = [user]
        intent = sessions.GUILDS if user == BOT else sessions.GUILD_MEMBERS
        self._discord.tell("THREAD_MEMBERS_UPDATE", data, guild=found["guild_id"], intent=intent)

    def delete_message(self, channel: str, message: str) -> None:
        """Anybody's."""
        posting.take_away(self._discord, self._discord.world.message(channel, message))

    # --- people and roles ---

    def permit(self, guild: str, role: str, permissions: int) -> None:
        """All that a role allows from now on."""
        found = self._discord.world.guilds[guild].roles[role]
        with self._sight(guild):
            found["permissions"] = str(permissions)
            data = {"guild_id": guild, "role": found}
            self._discord.tell("GUILD_ROLE_UPDATE", data, guild=guild, intent=sessions.GUILDS)

    def give_role(self, guild: str, user: str, role: str) -> None:
        """Any role."""
        found = self._discord.world.guilds[guild]
        with self._sight(guild):
            found.members[user]["roles"] = [*found.members[user]["roles"], role]
            self._discord.tell_member(found, user)

    def take_role(self, guild: str, user: str, role: str) -> None:
        """Any role."""
        found = self._discord.world.guilds[guild]
        with self._sight(guild):
            found.members[user]["roles"] = [one for one in found.members[user]["roles"] if one != role]
            self._discord.tell_member(found, user)

    def delete_role(self, guild: str, role: str) -> None:
        """From the guild and from everybody."""
        found = self._discord.world.guilds[guild]
        with self._sight(guild):
            found.roles.pop(role)
            for member in found.members.values():
                member["roles"] = [one for one in member["roles"] if one != role]
            data = {"guild_id": guild, "role_id": role}
            self._discord.tell("GUILD_ROLE_DELETE", data, guild=guild, intent=sessions.GUILDS)

    def rename(self, user: str, shown: str) -> None:
        """Somebody's display name."""
        self._discord.world.users[user]["global_name"] = shown

    def join(self, guild: str, user: str) -> None:
        """Somebody comes."""
        self._discord.world.guilds[guild].members[user] = shapes.member([])
        self._tell_of(guild, "GUILD_MEMBER_ADD", user, whole=True)

    def leave(self, guild: str, user: str) -> None:
        """Somebody goes, out of every thread too."""
        world = self._discord.world
        world.guilds[guild].members.pop(user)
        for thread in world.channels.values():
            if thread["type"] in allowed.THREADS and thread["guild_id"] == guild:
                world.thread_members[thread["id"]].discard(user)
        self._tell_of(guild, "GUILD_MEMBER_REMOVE", user, whole=False)

    def remove_bot(self, guild: str) -> None:
        """The bot is put out."""
        self._discord.world.guilds[guild].members.pop(BOT)
        self._discord.tell("GUILD_DELETE", {"id": guild}, guild=guild, intent=sessions.GUILDS)

    def add_bot(self, guild: str, roles: tuple[str, ...] = ()) -> None:
        """The bot is invited."""
        self._discord.world.guilds[guild].members[BOT] = shapes.member(list(roles))
        whole = self._discord.guild_as_created(guild)
        self._discord.tell("GUILD_CREATE", whole, guild=guild, intent=sessions.GUILDS)

    @contextmanager
    def _sight(self, guild: str) -> Iterator[None]:
        """What the block does may show or hide channels."""
        before = self._discord.world.seen_in(guild)
        yield
        self._discord.tell_sight(guild, before)

    def _tell_of(self, guild: str, event: str, user: str, *, whole: bool) -> None:
        world = self._discord.world
        data = {"guild_id": guild, "user": world.users[user]}
        data |= world.guilds[guild].members[user] if whole else {}
        self._discord.tell(event, data, guild=guild, intent=sessions.GUILD_MEMBERS)
