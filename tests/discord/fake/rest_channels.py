"""REST: channels, threads and posts, who is in them, and what is overwritten in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord.fake import limits, posting, shapes, threads
from tests.discord.fake import permissions as allowed
from tests.discord.fake.bodies import check_message, check_thread
from tests.discord.fake.calls import Answer
from tests.discord.fake.refusals import RefusedError
from tests.discord.fake.rest_messages import channel_seen, need
from tests.discord.fake.threads import PUBLIC
from tests.discord.ids import BOT

if TYPE_CHECKING:
    from tests.discord.fake.asked import Asked
    from tests.discord.fake.server import Discord

Json = dict[str, Any]
REQUIRE_TAG = 1 << 4
MOST_MEMBERS = 1_000


def get(discord: Discord, asked: Asked) -> Json:
    """GET: one channel or thread."""
    return channel_seen(discord, asked.at["channel"])


def edit(discord: Discord, asked: Asked) -> Json:
    """PATCH: a name, a topic; of a thread also whether it is archived or locked."""
    channel = channel_seen(discord, asked.at["channel"])
    wrongs = limits.Wrongs()
    if "name" in asked.said:
        wrongs.text("name", asked.said["name"], limits.NAME, 1)
    wrongs.number("rate_limit_per_user", asked.said.get("rate_limit_per_user"), 0, limits.SLOW_MODE)
    wrongs.refuse()
    if channel["type"] not in allowed.THREADS:
        need(discord, channel, allowed.MANAGE_CHANNELS)
        channel.update({key: asked.said[key] for key in ("name", "topic", "rate_limit_per_user") if key in asked.said})
        discord.tell_channel("CHANNEL_UPDATE", channel)
        return channel
    return _edit_thread(discord, channel, asked.said)


def _edit_thread(discord: Discord, thread: Json, said: Json) -> Json:
    mine = thread["owner_id"] == BOT and not thread["thread_metadata"]["locked"] and "locked" not in said
    if not mine:
        need(discord, thread, allowed.MANAGE_THREADS)
    if thread["thread_metadata"]["archived"] and said.get("archived") is not False:
        raise RefusedError(50083)
    thread.update({key: said[key] for key in ("name", "rate_limit_per_user", "applied_tags") if key in said})
    states = ("archived", "locked", "auto_archive_duration", "invitable")
    thread["thread_metadata"].update({key: said[key] for key in states if key in said})
    discord.tell_channel("THREAD_UPDATE", thread)
    return thread


def delete(discord: Discord, asked: Asked) -> Json:
    """DELETE: a channel or a thread."""
    channel = channel_seen(discord, asked.at["channel"])
    if channel["type"] == allowed.DM:
        return channel
    need(discord, channel, allowed.MANAGE_THREADS if channel["type"] in allowed.THREADS else allowed.MANAGE_CHANNELS)
    discord.owner.delete_channel(channel["id"])
    return channel


def start_from_message(discord: Discord, asked: Asked) -> Answer:
    """POST: a thread below a message; it has the message's id."""
    channel = channel_seen(discord, asked.at["channel"])
    message = discord.world.message(channel["id"], asked.at["message"])
    check_thread(asked.said)
    need(discord, channel, allowed.CREATE_PUBLIC_THREADS)
    if message["id"] in discord.world.channels:
        raise RefusedError(160004)
    thread = threads.start(discord, channel, asked.said, kind=PUBLIC, id_=message["id"], owner=BOT)
    message["thread"] = thread
    message["flags"] |= 1 << 5
    return Answer(201, thread)


def start(discord: Discord, asked: Asked) -> Answer:
    """POST: a thread without a message, or a post in a forum."""
    channel = channel_seen(discord, asked.at["channel"])
    if channel["type"] == allowed.FORUM:
        return _start_post(discord, channel, asked)
    if channel["type"] != 0:
        raise RefusedError(50024)
    check_thread(asked.said)
    kind = int(asked.said.get("type") or allowed.PRIVATE_THREAD)
    private = kind == allowed.PRIVATE_THREAD
    need(discord, channel, allowed.CREATE_PRIVATE_THREADS if private else allowed.CREATE_PUBLIC_THREADS)
    id_ = discord.world.clock.snowflake()
    return Answer(201, threads.start(discord, channel, asked.said, kind=kind, id_=id_, owner=BOT))


def _start_post(discord: Discord, forum: Json, asked: Asked) -> Answer:
    check_thread(asked.said, forum=True)
    body = asked.said["message"]
    check_message(body, asked.files, under="message")
    need(discord, forum, allowed.SEND_MESSAGES)
    if forum["flags"] & REQUIRE_TAG and not asked.said.get("applied_tags"):
        raise RefusedError(40067)
    message = posting.compose(discord, forum["id"], BOT, body, asked.files)
    thread = threads.start(discord, forum, asked.said, kind=PUBLIC, id_=message["id"], owner=BOT)
    message["channel_id"] = thread["id"]
    posting.post(discord, message)
    return Answer(201, {**thread, "message": message})


def add(discord: Discord, asked: Asked) -> None:
    """PUT: somebody, or the bot itself, into a thread."""
    thread = _thread(discord, asked)
    user = BOT if asked.at["user"] == "@me" else asked.at["user"]
    discord.world.user(user)
    guild = discord.world.guilds[thread["guild_id"]]
    discord.world.member(guild, user)
    if thread["thread_metadata"]["archived"]:
        raise RefusedError(50083)
    need(discord, thread, allowed.SEND_MESSAGES_IN_THREADS)
    if not allowed.may(discord.world, discord.world.channels[thread["parent_id"]], user, allowed.VIEW_CHANNEL):
        raise RefusedError(50001)
    members = discord.world.thread_members[thread["id"]]
    if user not in members and len(members) >= MOST_MEMBERS:
        raise RefusedError(30033)
    members.add(user)
    thread["member_count"] = min(50, len(members))


def remove(discord: Discord, asked: Asked) -> None:
    """DELETE: out of a thread."""
    thread = _thread(discord, asked)
    user = BOT if asked.at["user"] == "@me" else asked.at["user"]
    if user != BOT:
        need(discord, thread, allowed.MANAGE_THREADS)
    discord.world.thread_members[thread["id"]].discard(user)


def members(discord: Discord, asked: Asked) -> list[Json]:
    """GET: who is in a thread."""
    thread = _thread(discord, asked)
    return [discord.member_of(thread["id"], user) for user in sorted(discord.world.thread_members[thread["id"]])]


def active(discord: Discord, asked: Asked) -> Json:
    """GET: the open threads of a guild."""
    found = discord.world.threads_of(discord.world.guild(asked.at["guild"]).id)
    mine = [discord.member_of(one["id"], BOT) for one in found if BOT in discord.world.thread_members[one["id"]]]
    return {"threads": found, "members": mine, "has_more": False}


def archived(discord: Discord, asked: Asked) -> Json:
    """GET: the archived threads of a channel, public or private ones."""
    channel = channel_seen(discord, asked.at["channel"])
    need(discord, channel, allowed.READ_MESSAGE_HISTORY)
    private = asked.at["kind"] == "private"
    found = [
        one
        for one in discord.world.channels.values()
        if one.get("parent_id") == channel["id"]
        and one["type"] in allowed.THREADS
        and (one["type"] == allowed.PRIVATE_THREAD) == private
        and one["thread_metadata"]["archived"]
        and discord.world.sees(one, BOT)
    ]
    return {"threads": found, "members": [], "has_more": False}


def put_overwrite(discord: Discord, asked: Asked) -> None:
    """PUT: what a role or a member may in a channel; nothing that the bot may not itself."""
    channel = channel_seen(discord, asked.at["channel"])
    need(discord, channel, allowed.MANAGE_ROLES)
    allow, deny = int(asked.said.get("allow") or 0), int(asked.said.get("deny") or 0)
    need(discord, channel, allow | deny)
    made = shapes.overwrite(asked.at["target"], of_role=asked.said.get("type") == 0, allow=allow, deny=deny)
    others = [one for one in channel["permission_overwrites"] if one["id"] != made["id"]]
    channel["permission_overwrites"] = [*others, made]
    discord.tell_channel("CHANNEL_UPDATE", channel)


def delete_overwrite(discord: Discord, asked: Asked) -> None:
    """DELETE: back to what the roles allow."""
    channel = channel_seen(discord, asked.at["channel"])
    need(discord, channel, allowed.MANAGE_ROLES)
    others = [one for one in channel["permission_overwrites"] if one["id"] != asked.at["target"]]
    channel["permission_overwrites"] = others
    discord.tell_channel("CHANNEL_UPDATE", channel)


def _thread(discord: Discord, asked: Asked) -> Json:
    thread = channel_seen(discord, asked.at["channel"])
    if thread["type"] not in allowed.THREADS:
        raise RefusedError(50024)
    return thread


ROUTES = (
    ("GET", "/channels/{channel}", get),
    ("PATCH", "/channels/{channel}", edit),
    ("DELETE", "/channels/{channel}", delete),
    ("POST", "/channels/{channel}/messages/{message}/threads", start_from_message),
    ("POST", "/channels/{channel}/threads", start),
    ("GET", "/channels/{channel}/thread-members", members),
    ("PUT", "/channels/{channel}/thread-members/{user}", add),
    ("DELETE", "/channels/{channel}/thread-members/{user}", remove),
    ("GET", "/guilds/{guild}/threads/active", active),
    ("GET", "/channels/{channel}/threads/archived/{kind}", archived),
    ("PUT", "/channels/{channel}/permissions/{target}", put_overwrite),
    ("DELETE", "/channels/{channel}/permissions/{target}", delete_overwrite),
)
