"""Messages come to be, change and go; whoever writes them, a person or the bot.

Rules
- What is kept is what Discord keeps: text without the blanks around it, components with ids, files with addresses,
  mentions as far as `allowed_mentions` lets them through.
- The bot is told of every message where it sees the channel and has the intent, of its own ones too.
- A nonce with `enforce_nonce` makes one message: who asks again within ten minutes is given the first.
"""

from __future__ import annotations

import mimetypes
import re
import struct
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from tests.discord.fake import components, sessions, shapes
from tests.discord.fake import permissions as allowed
from tests.discord.fake.bodies import says_nothing
from tests.discord.fake.limits import V2
from tests.discord.fake.refusals import RefusedError
from tests.discord.fake.world import EPHEMERAL
from tests.discord.ids import BOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.discord.fake.asked import Upload
    from tests.discord.fake.server import Discord

Json = dict[str, Any]
MENTIONED = re.compile(r"<@!?(\d+)>")
ROLE_MENTIONED = re.compile(r"<@&(\d+)>")
REMEMBERED = 600.0
"""Seconds that a nonce is known."""
FLAGS_TO_SET = (1 << 2) | EPHEMERAL | (1 << 12) | V2
PNG = b"\x89PNG\r\n\x1a\n"


def compose(discord: Discord, channel: str, author: str, body: Json, files: Sequence[Upload] = ()) -> Json:
    """A message that nobody has seen yet. Raises RefusedError where it says nothing (50006)."""
    world = discord.world
    made = shapes.message(world.clock.snowflake(), channel, world.users[author], world.clock.said())
    made["flags"] = int(body.get("flags") or 0) & FLAGS_TO_SET
    made["tts"] = bool(body.get("tts"))
    fill(discord, made, body, files)
    if says_nothing(made):
        raise RefusedError(50006)
    if body.get("nonce") is not None:
        made["nonce"] = body["nonce"]
    if body.get("message_reference"):
        made["message_reference"] = {"channel_id": channel, **body["message_reference"]}
        made["type"] = 19
    return made


def fill(discord: Discord, message: Json, body: Json, files: Sequence[Upload] = ()) -> None:
    """What a body says about a message, new or old."""
    if "content" in body:
        message["content"] = str(body["content"] or "").strip()
        _mention(discord, message, body.get("allowed_mentions"))
    if "components" in body:
        message["components"] = components.numbered(body["components"] or [])
    if "attachments" in body or files:
        message["attachments"] = _attachments(discord, message, body.get("attachments") or [], files)
    if "embeds" in body:
        message["embeds"] = [{"type": "rich", **deepcopy(embed)} for embed in body["embeds"] or []]
        _show_in_embeds(message)
    if body.get("poll"):
        message["poll"] = deepcopy(body["poll"])


def post(discord: Discord, message: Json) -> Json:
    """Put it into its channel and tell the bot."""
    world = discord.world
    channel = world.channels[message["channel_id"]]
    world.keep(message)
    if channel["type"] in allowed.THREADS:
        _bring_in(discord, channel, message)
    _tell(discord, "MESSAGE_CREATE", message)
    return message


def change(discord: Discord, message: Json, body: Json, files: Sequence[Upload] = ()) -> Json:
    """Of a message that is there. Raises RefusedError where nothing would be left (50006)."""
    changed = deepcopy(message)
    fill(discord, changed, body, files)
    if says_nothing(changed):
        raise RefusedError(50006)
    if "flags" in body:
        changed["flags"] = (message["flags"] & ~4) | (int(body["flags"] or 0) & (4 | V2))
    changed["edited_timestamp"] = discord.world.clock.said()
    message.clear()
    message.update(changed)
    if not message["flags"] & EPHEMERAL:
        _tell(discord, "MESSAGE_UPDATE", message)
    return message


def take_away(discord: Discord, message: Json) -> None:
    """From its channel, or from the one person who sees it."""
    world = discord.world
    if world.whispers.pop(message["id"], None) is not None:
        return
    world.messages[message["channel_id"]].pop(message["id"], None)
    channel = world.channels[message["channel_id"]]
    guild = channel.get("guild_id", "")
    data = {"id": message["id"], "channel_id": channel["id"]} | ({"guild_id": guild} if guild else {})
    discord.tell(
        "MESSAGE_DELETE", data, channel=channel, intent=_intent(guild), by_people=message["author"]["id"] != BOT
    )


def seen_by_bot(discord: Discord, message: Json) -> Json:
    """As REST shows it: without content where the bot has no right to it."""
    channel = discord.world.channels.get(message["channel_id"], {"type": 1})
    if channel["type"] == allowed.DM or discord.privileged:
        return message
    return sessions.without_content(message)


class Nonces:
    """Those of the last minutes."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[float, Json]] = {}

    def known(self, channel: str, body: Json, now: float) -> Json | None:
        """The message that was made of the same nonce, where the body asks for that."""
        if body.get("nonce") is None or not body.get("enforce_nonce"):
            return None
        at, message = self._known.get((channel, str(body["nonce"])), (0.0, {}))
        return message if message and now - at <= REMEMBERED else None

    def keep(self, channel: str, body: Json, message: Json, now: float) -> None:
        """Of a new message."""
        if body.get("nonce") is not None:
            self._known[channel, str(body["nonce"])] = (now, message)


def _tell(discord: Discord, event: str, message: Json) -> None:
    world = discord.world
    channel = world.channels[message["channel_id"]]
    guild, author = channel.get("guild_id", ""), message["author"]["id"]
    data = message
    if guild:
        data = {**message, "guild_id": guild}
        if author in world.guilds[guild].members and "webhook_id" not in message:
            data["member"] = world.guilds[guild].members[author]
    discord.tell(event, data, channel=channel, intent=_intent(guild), by_people=author != BOT)


def _intent(guild: str) -> int:
    return sessions.GUILD_MESSAGES if guild else sessions.DIRECT_MESSAGES


def _mention(discord: Discord, message: Json, mentions: Json | None) -> None:
    """Who is pinged. Without `allowed_mentions`: everybody who is named."""
    world, content = discord.world, message["content"]
    mentions = {"parse": ["users", "roles", "everyone"]} if mentions is None else mentions
    parse = mentions.get("parse") or []

    def through(kind: str, id_: str) -> bool:
        return kind in parse or id_ in [str(one) for one in mentions.get(kind) or []]

    named = dict.fromkeys(MENTIONED.findall(content))
    message["mentions"] = [world.users[id_] for id_ in named if id_ in world.users and through("users", id_)]
    roles = dict.fromkeys(ROLE_MENTIONED.findall(content))
    message["mention_roles"] = [id_ for id_ in roles if through("roles", id_)]
    message["mention_everyone"] = "everyone" in parse and ("@everyone" in content or "@here" in content)


def _bring_in(discord: Discord, thread: Json, message: Json) -> None:
    """Whoever writes in a thread or is mentioned there is in it."""
    members = discord.world.thread_members[thread["id"]]
    members.update([message["author"]["id"], *(user["id"] for user in message["mentions"])])
    thread["member_count"] = min(50, len(members))


def _attachments(discord: Discord, message: Json, told: Sequence[Json], files: Sequence[Upload]) -> list[Json]:
    """Those that stay, in the order in which the body tells them, and those that are new."""
    there = {one["id"]: one for one in message["attachments"]}
    kept = [{**there[str(one["id"])], **one} for one in told if str(one.get("id")) in there]
    said = {str(one.get("id")): one for one in told}
    return kept + [_attachment(discord, message["channel_id"], file, said.get(str(file.number), {})) for file in files]


def _attachment(discord: Discord, channel: str, file: Upload, said: Json) -> Json:
    world = discord.world
    id_, name = world.clock.snowflake(), said.get("filename") or file.name
    path = f"/cdn/attachments/{channel}/{id_}/{name}"
    world.files[path] = file.content
    made: Json = {
        "id": id_,
        "filename": name,
        "size": len(file.content),
        "url": f"{discord.address}{path}",
        "proxy_url": f"{discord.address}{path}",
        "content_type": mimetypes.guess_type(name)[0] or "application/octet-stream",
    }
    if said.get("description"):
        made["description"] = said["description"]
    if file.content.startswith(PNG) and len(file.content) >= 24:
        made["width"], made["height"] = struct.unpack(">II", file.content[16:24])
    return made


def _show_in_embeds(message: Json) -> None:
    """A file that an embed shows is no longer shown below the message."""
    by_name = {f"attachment://{one['filename']}": one for one in message["attachments"]}
    for embed in message["embeds"]:
        for place in ("image", "thumbnail"):
            if (shown := by_name.get(str((embed.get(place) or {}).get("url")))) is not None:
                embed[place] = {**embed[place], "url": shown["url"], "proxy_url": shown["proxy_url"]}
                message["attachments"] = [one for one in message["attachments"] if one["id"] != shown["id"]]
