"""Which process brings which letters, where several carry one bot.

A server's events reach the process that has its shard, direct messages always shard 0 (Discord's developer documents,
Gateway, Sharding). So does what goes out: a student's chat is shard 0's, all else is the server's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.discord.settings import DiscordSettings


class Shards:
    """Of this process. Without settings: all of them."""

    def __init__(self, settings: DiscordSettings) -> None:
        self._ids = frozenset(settings.shard_ids)
        self._count = settings.shard_count

    @property
    def are_some(self) -> bool:
        """Whether other processes have the others."""
        return bool(self._ids)

    def owns(self, community: str, is_private: bool) -> bool:
        """Whether this process has the shard of a conversation. is_private: a student's own chat."""
        if not self._ids:
            return True
        guild = community.partition(":")[2]
        shard = 0 if is_private or not guild.isdecimal() else (int(guild) >> 22) % self._count
        return shard in self._ids
