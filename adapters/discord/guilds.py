"""What the library knows of servers without asking: who can read a channel, what we lack in it, what it is called.

It reads what the gateway brought (`GUILD_CREATE` and what changed since) and calls nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from adapters.discord.permissions import missing

if TYPE_CHECKING:
    from adapters.discord.permissions import Where


class Guilds:
    """client: set while somebody is logged in."""

    def __init__(self) -> None:
        self.client: discord.Client | None = None

    def is_open_to_all(self, guild: str, channel: str) -> bool:
        """Whether everybody of the server can read this channel; False where it is not known."""
        place = self._channel(guild, channel)
        return place is not None and place.permissions_for(place.guild.default_role).view_channel

    def readers(self, guild: str, channel: str) -> tuple[str, ...]:
        """The names of the roles that can read it, administrators and ourselves left out."""
        place = self._channel(guild, channel)
        if place is None:
            return ()
        return tuple(
            role.name
            for role in place.guild.roles
            if not role.permissions.administrator
            and not role.is_bot_managed()
            and not role.is_default()
            and place.permissions_for(role).view_channel
        )

    def can_read(self, guild: str, channel: str, roles: frozenset[str]) -> bool:
        """Whether somebody with these roles can read it: by one of them, or as everybody can."""
        place = self._channel(guild, channel)
        if place is None:
            return False
        held = [role for role in place.guild.roles if str(role.id) in roles or role.is_default()]
        return any(place.permissions_for(role).view_channel for role in held)

    def missing(self, guild: str, channel: str, where: Where) -> list[str]:
        """What we lack in a channel, as Discord's interface names it; empty where it is not known."""
        place = self._channel(guild, channel)
        if place is None or place.guild.me is None:
            return []
        return missing(place.permissions_for(place.guild.me), where)

    def is_above_us(self, guild: str, role: str) -> bool:
        """Whether we cannot give this role: it stands above our own, or belongs to an integration."""
        home = self._guild(guild)
        found = home.get_role(int(role)) if home is not None else None
        if home is None or found is None or home.me is None:
            return False
        return found.managed or found.is_default() or found >= home.me.top_role

    def outranks(self, guild: str, user: str, roles: frozenset[str], role: str) -> bool:
        """Whether somebody with these roles stands above a role, as Discord asks of whoever gives it by hand."""
        home = self._guild(guild)
        found = home.get_role(int(role)) if home is not None else None
        if home is None or found is None:
            return False
        held = [one for one in home.roles if str(one.id) in roles]
        return str(home.owner_id) == user or any(one > found for one in held)

    def is_text(self, guild: str, channel: str) -> bool:
        """Whether it is an ordinary text channel, in which a class can meet; True where it is not known."""
        home = self._guild(guild)
        found = home.get_channel_or_thread(int(channel)) if home is not None and channel else None
        return found is None or isinstance(found, discord.TextChannel)

    def channel_name(self, guild: str, channel: str) -> str:
        """Empty where it is not known."""
        place = self._channel(guild, channel)
        return place.name if place is not None else ""

    def can_manage_roles(self, guild: str) -> bool:
        """Whether we may give roles at all; True where it is not known."""
        home = self._guild(guild)
        return home is None or home.me is None or home.me.guild_permissions.manage_roles

    def role_name(self, guild: str, role: str) -> str:
        """Empty where it is not known."""
        home = self._guild(guild)
        found = home.get_role(int(role)) if home is not None and role else None
        return found.name if found is not None else ""

    def name(self, guild: str) -> str:
        """Of the server; empty where it is not known."""
        home = self._guild(guild)
        return home.name if home is not None else ""

    def _guild(self, guild: str) -> discord.Guild | None:
        return self.client.get_guild(int(guild)) if self.client is not None and guild else None

    def _channel(self, guild: str, channel: str) -> discord.abc.GuildChannel | None:
        home = self._guild(guild)
        found = home.get_channel(int(channel)) if home is not None and channel.isdecimal() else None
        return found if isinstance(found, discord.abc.GuildChannel) else None
