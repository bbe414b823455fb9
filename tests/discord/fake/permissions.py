"""Permissions, as Discord computes them: roles, then the overwrites of the channel; a thread has its parent's.

Source: Permissions (discord.com/developers/docs), "Permission Hierarchy" and "Inherited Permissions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.discord.fake.world import Guild, World

Json = dict[str, Any]

ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
MANAGE_ROLES = 1 << 28
USE_APPLICATION_COMMANDS = 1 << 31
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
CREATE_PRIVATE_THREADS = 1 << 36
SEND_MESSAGES_IN_THREADS = 1 << 38

ALL = (1 << 53) - 1
ORDINARY = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | SEND_MESSAGES_IN_THREADS
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | CREATE_PUBLIC_THREADS
    | ADD_REACTIONS
    | USE_APPLICATION_COMMANDS
)
"""What everybody may in a new guild, as far as this bot is concerned."""
OF_THE_BOT = ORDINARY | CREATE_PRIVATE_THREADS | MANAGE_THREADS | MANAGE_ROLES
"""What the invitation asks for, unless a test says otherwise."""
IN_PRIVATE = VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | ATTACH_FILES | READ_MESSAGE_HISTORY | ADD_REACTIONS

PRIVATE_THREAD = 12
THREADS = (10, 11, PRIVATE_THREAD)
DM = 1
FORUM = 15


def of_guild(guild: Guild, user: str) -> int:
    """By roles alone. 0 for who is no member."""
    if user not in guild.members:
        return 0
    if user == guild.owner:
        return ALL
    found = 0
    for role in (guild.id, *guild.members[user]["roles"]):
        found |= int(guild.roles[role]["permissions"]) if role in guild.roles else 0
    return ALL if found & ADMINISTRATOR else found


def of_channel(world: World, channel: Json, user: str) -> int:
    """In a channel, a thread or a chat."""
    if channel["type"] == DM:
        return IN_PRIVATE
    guild = world.guilds[channel["guild_id"]]
    parent = world.channels.get(channel["parent_id"], channel) if channel["type"] in THREADS else channel
    found = _overwritten(guild, parent, user)
    if found == ALL:
        return found
    if not found & VIEW_CHANNEL:
        return 0
    if channel["type"] == PRIVATE_THREAD and not found & MANAGE_THREADS:
        return found if user in world.thread_members[channel["id"]] else 0
    return found


def may(world: World, channel: Json, user: str, wanted: int) -> bool:
    """Whether all of `wanted` is allowed there."""
    return of_channel(world, channel, user) & wanted == wanted


def to_speak(channel: Json) -> int:
    """What a message in this channel needs."""
    return SEND_MESSAGES_IN_THREADS if channel["type"] in THREADS else SEND_MESSAGES


def highest(guild: Guild, user: str) -> int:
    """The position of somebody's highest role; the owner is above all."""
    if user == guild.owner:
        return 1_000_000
    return max(
        [0, *(int(guild.roles[role]["position"]) for role in guild.members[user]["roles"] if role in guild.roles)]
    )


def _overwritten(guild: Guild, channel: Json, user: str) -> int:
    found = of_guild(guild, user)
    if found == ALL or not found:
        return found
    overwrites = {one["id"]: one for one in channel["permission_overwrites"]}
    found = _with(found, [overwrites[guild.id]] if guild.id in overwrites else [])
    found = _with(found, [overwrites[role] for role in guild.members[user]["roles"] if role in overwrites])
    return _with(found, [overwrites[user]] if user in overwrites else [])


def _with(found: int, overwrites: list[Json]) -> int:
    for one in overwrites:
        found &= ~int(one["deny"])
    for one in overwrites:
        found |= int(one["allow"])
    return found
