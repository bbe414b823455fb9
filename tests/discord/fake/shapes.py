"""Objects as Discord sends them, whole enough for any library: users, members, roles, channels, threads, messages.

Rules
- Ids are decimal strings. What is absent is left out, never null, unless Discord sends null there.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
ROBOT = 1 << 19
HIDDEN = "___hidden___"
OBFUSCATED = 1 << 17
JOINED = "2026-09-01T07:30:00+00:00"


def user(id_: str, name: str, shown: str, *, bot: bool = False) -> Json:
    """A user. shown: the display name."""
    return {
        "id": id_,
        "username": name,
        "discriminator": "0000" if bot else "0",
        "global_name": None if bot else shown,
        "avatar": None,
        "bot": bot,
        "public_flags": ROBOT if bot else 0,
    }


def member(roles: list[str]) -> Json:
    """A membership, without its user."""
    return {
        "roles": roles,
        "nick": None,
        "avatar": None,
        "joined_at": JOINED,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }


def role(id_: str, name: str, permissions: int, position: int, *, managed: bool = False) -> Json:
    """A role. position: above those with a lower one. managed: an integration's own."""
    return {
        "id": id_,
        "name": name,
        "permissions": str(permissions),
        "position": position,
        "color": 0,
        "hoist": False,
        "managed": managed,
        "mentionable": False,
        "flags": 0,
    }


def channel(id_: str, guild: str, name: str, position: int, *, kind: int = 0) -> Json:
    """A channel of a guild. kind: 0 text, 15 forum."""
    made: Json = {
        "id": id_,
        "type": kind,
        "guild_id": guild,
        "name": name,
        "position": position,
        "parent_id": None,
        "topic": None,
        "nsfw": False,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "permission_overwrites": [],
        "flags": 0,
    }
    if kind == 15:
        made |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
        made |= {"default_forum_layout": 0, "default_auto_archive_duration": 4320}
    return made


def obfuscated(given: Json) -> Json:
    """A channel as the gateway tells it to a bot that does not see it: since November 2026 its name, its overwrites and
    all but its id, kind and place are hidden."""
    hidden = channel(given["id"], given["guild_id"], HIDDEN, given["position"], kind=given["type"])
    hidden["parent_id"] = given["parent_id"]
    hidden["flags"] = OBFUSCATED
    hidden["permission_overwrites"] = [overwrite(given["guild_id"], of_role=True, deny=1 << 10)]
    return hidden


def overwrite(id_: str, *, of_role: bool, allow: int = 0, deny: int = 0) -> Json:
    """What a role or a member may or may not in one channel."""
    return {"id": id_, "type": 0 if of_role else 1, "allow": str(allow), "deny": str(deny)}


def thread(id_: str, parent: Json, name: str, owner: str, *, kind: int, minutes: int, at: str) -> Json:
    """A thread. kind: 11 public, 12 private. minutes: until it is archived by itself."""
    data: Json = {
        "archived": False,
        "auto_archive_duration": minutes,
        "archive_timestamp": at,
        "locked": False,
        "create_timestamp": at,
    }
    if kind == 12:
        data["invitable"] = True
    return {
        "id": id_,
        "type": kind,
        "guild_id": parent["guild_id"],
        "parent_id": parent["id"],
        "owner_id": owner,
        "name": name,
        "last_message_id": None,
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
        "rate_limit_per_user": 0,
        "flags": 0,
        "thread_metadata": data,
    }


def thread_member(thread_id: str, user_id: str, at: str) -> Json:
    """A person's place in a thread."""
    return {"id": thread_id, "user_id": user_id, "join_timestamp": at, "flags": 0}


def direct(id_: str, recipient: Json) -> Json:
    """A chat of the bot with one person, as the bot is told it."""
    return {"id": id_, "type": 1, "last_message_id": None, "flags": 0, "recipients": [recipient]}


def message(id_: str, channel_id: str, author: Json, at: str) -> Json:
    """A message that says nothing yet."""
    return {
        "id": id_,
        "type": 0,
        "channel_id": channel_id,
        "author": author,
        "content": "",
        "timestamp": at,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "flags": 0,
    }
