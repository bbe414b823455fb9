"""REST: messages of a channel, read and written by the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord.fake import permissions as allowed
from tests.discord.fake import posting
from tests.discord.fake.bodies import check_message
from tests.discord.fake.limits import Wrongs
from tests.discord.fake.refusals import RefusedError
from tests.discord.ids import BOT

if TYPE_CHECKING:
    from tests.discord.fake.asked import Asked
    from tests.discord.fake.server import Discord

Json = dict[str, Any]
PAGE = 50
LARGEST_PAGE = 100


def channel_seen(discord: Discord, id_: str) -> Json:
    """A channel that the bot sees; 10003, 50001."""
    channel = discord.world.channel(id_)
    if not discord.world.sees(channel, BOT):
        raise RefusedError(50001)
    return channel


def need(discord: Discord, channel: Json, wanted: int) -> None:
    """50013 where the bot may not do all of it."""
    if not allowed.may(discord.world, channel, BOT, wanted):
        raise RefusedError(50013)


def create(discord: Discord, asked: Asked) -> Json:
    """POST: a message, or the one that was made of the same nonce."""
    channel = channel_seen(discord, asked.at["channel"])
    if channel["type"] == allowed.FORUM:
        raise RefusedError(50008)
    check_message(asked.said, asked.files)
    _reach(discord, channel)
    need(discord, channel, allowed.to_speak(channel) | _needs(asked))
    known = discord.nonces.known(channel["id"], asked.said, discord.now())
    if known is not None:
        return known
    message = posting.compose(discord, channel["id"], BOT, {**asked.said, "flags": _flags(asked)}, asked.files)
    _wake(discord, channel)
    posting.post(discord, message)
    discord.nonces.keep(channel["id"], asked.said, message, discord.now())
    return message


def history(discord: Discord, asked: Asked) -> list[Json]:
    """GET: newest first, whichever way it is asked for."""
    channel = channel_seen(discord, asked.at["channel"])
    limit = _limit(asked)
    if not allowed.may(discord.world, channel, BOT, allowed.READ_MESSAGE_HISTORY):
        return []
    every = sorted(discord.world.messages[channel["id"]].values(), key=lambda message: int(message["id"]))
    return [posting.seen_by_bot(discord, message) for message in reversed(_page(every, asked, limit))]


def get(discord: Discord, asked: Asked) -> Json:
    """GET: one."""
    channel = channel_seen(discord, asked.at["channel"])
    if not allowed.may(discord.world, channel, BOT, allowed.READ_MESSAGE_HISTORY):
        raise RefusedError(50001)
    return posting.seen_by_bot(discord, discord.world.message(channel["id"], asked.at["message"]))


def edit(discord: Discord, asked: Asked) -> Json:
    """PATCH: the bot's own."""
    channel = channel_seen(discord, asked.at["channel"])
    message = discord.world.message(channel["id"], asked.at["message"])
    if message["author"]["id"] != BOT:
        raise RefusedError(50005)
    check_message({"flags": message["flags"], **asked.said}, asked.files)
    _refuse_archived(channel)
    return posting.change(discord, message, asked.said, asked.files)


def delete(discord: Discord, asked: Asked) -> None:
    """DELETE: the bot's own, or anybody's where it manages messages."""
    channel = channel_seen(discord, asked.at["channel"])
    message = discord.world.message(channel["id"], asked.at["message"])
    if message["author"]["id"] != BOT:
        need(discord, channel, allowed.MANAGE_MESSAGES)
    _refuse_archived(channel)
    posting.take_away(discord, message)


def typing(discord: Discord, asked: Asked) -> None:
    """POST: nobody here looks at it."""
    channel = channel_seen(discord, asked.at["channel"])
    need(discord, channel, allowed.to_speak(channel))


def _reach(discord: Discord, channel: Json) -> None:
    if channel["type"] == allowed.DM:
        (person,) = channel["recipients"]
        if not discord.world.share_a_guild(person["id"]):
            raise RefusedError(50278)
        if person["id"] in discord.closed_dms:
            raise RefusedError(50007)


def _needs(asked: Asked) -> int:
    return (allowed.EMBED_LINKS if asked.said.get("embeds") else 0) | (allowed.ATTACH_FILES if asked.files else 0)


def _flags(asked: Asked) -> int:
    """An ordinary message is for everybody who sees the channel."""
    return int(asked.said.get("flags") or 0) & ~(1 << 6)


def _wake(discord: Discord, channel: Json) -> None:
    """A thread that is archived opens with the next message; one that is locked does not."""
    if channel["type"] not in allowed.THREADS:
        return
    state = channel["thread_metadata"]
    if state["locked"] and not allowed.may(discord.world, channel, BOT, allowed.MANAGE_THREADS):
        raise RefusedError(160005)
    if state["archived"]:
        discord.owner.archive(channel["id"], archived=False)


def _refuse_archived(channel: Json) -> None:
    if channel["type"] in allowed.THREADS and channel["thread_metadata"]["archived"]:
        raise RefusedError(50083)


def _limit(asked: Asked) -> int:
    text = asked.query.get("limit", str(PAGE))
    wrongs = Wrongs()
    wrongs.number("limit", int(text) if text.isdecimal() else -1, 1, LARGEST_PAGE)
    wrongs.refuse()
    return int(text)


def _page(every: list[Json], asked: Asked, limit: int) -> list[Json]:
    """Oldest first."""
    if "after" in asked.query:
        return [one for one in every if int(one["id"]) > int(asked.query["after"])][:limit]
    if "around" in asked.query:
        middle = int(asked.query["around"])
        before = [one for one in every if int(one["id"]) < middle]
        after = [one for one in every if int(one["id"]) > middle]
        here = [one for one in every if int(one["id"]) == middle]
        return [*before[max(0, len(before) - limit // 2) :], *here, *after[: max(0, limit - limit // 2 - 1)]]
    before_ = int(asked.query.get("before", 1 << 63))
    return [one for one in every if int(one["id"]) < before_][-limit:]


ROUTES = (
    ("POST", "/channels/{channel}/messages", create),
    ("GET", "/channels/{channel}/messages", history),
    ("GET", "/channels/{channel}/messages/{message}", get),
    ("PATCH", "/channels/{channel}/messages/{message}", edit),
    ("DELETE", "/channels/{channel}/messages/{message}", delete),
    ("POST", "/channels/{channel}/typing", typing),
)
