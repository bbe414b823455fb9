"""What the library knows of servers without asking: who can read a channel, what we lack in it, what it is called.

It reads what the gateway brought (`GUILD_CREATE` and what changed since) and calls nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from adapters.discord.permissions import missing

if TYPE_CHECKING:
    from adapters.discord.arrivals import Presser
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

    def may_open(self, presser: Presser, channel: str) -> bool:
        """Whether somebody could open this channel to a role by hand: they see it, and manage it."""
        place = self._channel(presser.guild, channel)
        if place is None:
            return False
        granted = _granted(place, presser)
        return granted.administrator or (granted.view_channel and granted.manage_channels)

    def missing(self, guild: str, channel: str, where: Where, language: str) -> list[str]:
        """What we lack in a channel, as Discord's interface names it: everything where we do not see it."""
        place = self._channel(guild, channel)
        if place is None or place.guild.me is None:
            return missing(discord.Permissions.none(), where, language)
        return missing(place.permissions_for(place.guild.me), where, language)

    def is_above_us(self, guild: str, role: str) -> bool:
        """Whether we cannot give this role: it stands above our own, or belongs to an integration."""
        home = self._guild(guild)
        found = home.get_role(int(role)) if home is not None else None
        if home is None or found is None or home.me is None:
            return False
        return found.managed or found.is_default() or found >= home.me.top_role

    def may_give(self, presser: Presser, role: str) -> bool:
        """Whether somebody could give this role by hand: in the whole server, and from above it. A channel's own
        settings, which can say `Manage Permissions` of that channel, count for nothing here."""
        home = self._guild(presser.guild)
        found = home.get_role(int(role)) if home is not None else None
        if home is None or found is None:
            return False
        held = [one for one in home.roles if str(one.id) in presser.roles or one.is_default()]
        manages = any(one.permissions.manage_roles or one.permissions.administrator for one in held)
        return str(home.owner_id) == presser.user or (manages and any(one > found for one in held))

    def is_text(self, guild: str, channel: str) -> bool:
        """Whether it is an ordinary text channel, in which a class can meet."""
        return isinstance(self._channel(guild, channel), discord.TextChannel)

    def channel_name(self, guild: str, channel: str) -> str:
        """Empty where it is not known, or hidden from us."""
        place = self._channel(guild, channel)
        hidden = place is None or (
            place.guild.me is not None and not place.permissions_for(place.guild.me).view_channel
        )
        return "" if hidden or place is None else place.name

    def can_manage_roles(self, guild: str) -> bool:
        """Whether we may give roles at all; True where it is not known."""
        home = self._guild(guild)
        return home is None or home.me is None or home.me.guild_permissions.manage_roles

    def role_name(self, guild: str, role: str) -> str:
        """Empty where it is not known."""
        home = self._guild(guild)
        found = home.get_role(int(role)) if home is not None and role else None
        return found.name if found is not None else ""

    def _guild(self, guild: str) -> discord.Guild | None:
        return self.client.get_guild(int(guild)) if self.client is not None and guild else None

    def _channel(self, guild: str, channel: str) -> discord.abc.GuildChannel | None:
        home = self._guild(guild)
        found = home.get_channel(int(channel)) if home is not None and channel.isdecimal() else None
        return found if isinstance(found, discord.abc.GuildChannel) else None


def _granted(place: discord.abc.GuildChannel, presser: Presser) -> discord.Permissions:
    """What somebody may in a channel, by Discord's own order: roles, then what the channel says of everybody, of their
    roles, of themselves. The library works it out for members only, and keeps none."""
    home = place.guild
    if str(home.owner_id) == presser.user:
        return discord.Permissions.all()
    held = {str(home.id), *presser.roles}
    granted = discord.Permissions.none()
    for role in home.roles:
        granted |= role.permissions if str(role.id) in held else discord.Permissions.none()
    if granted.administrator:
        return discord.Permissions.all()
    said = {str(target.id): one.pair() for target, one in place.overwrites.items()}
    for targets in ({str(home.id)}, presser.roles, {presser.user}):
        pairs = [said[target] for target in targets if target in said]
        for _, deny in pairs:
            granted &= ~deny
        for allow, _ in pairs:
            granted |= allow
    return granted
