"""REST: the bot itself, guilds with their members and roles, and chats that are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.discord.fake import permissions as allowed
from tests.discord.fake.refusals import RefusedError
from tests.discord.ids import BOT, OWNER

if TYPE_CHECKING:
    from tests.discord.fake.asked import Asked
    from tests.discord.fake.server import Discord
    from tests.discord.fake.world import Guild

Json = dict[str, Any]


def me(discord: Discord, asked: Asked) -> Json:
    """GET: the bot's user."""
    return discord.me()


def application(discord: Discord, asked: Asked) -> Json:
    """GET: the application."""
    return {
        "id": BOT,
        "name": "Tutor",
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": (1 << 19) if discord.privileged else 0,
        "owner": discord.world.users[OWNER],
        "team": None,
        "summary": "",
        "approximate_guild_count": sum(BOT in guild.members for guild in discord.world.guilds.values()),
    }


def gateway(discord: Discord, asked: Asked) -> Json:
    """GET: its address."""
    return {"url": discord.gateway_url}


def gateway_of_bot(discord: Discord, asked: Asked) -> Json:
    """GET: its address, with what is advised."""
    left = {"total": 1000, "remaining": 1000 - discord.gateway.identifies, "reset_after": 0, "max_concurrency": 1}
    return {"url": discord.gateway_url, "shards": discord.shards, "session_start_limit": left}


def user(discord: Discord, asked: Asked) -> Json:
    """GET: anybody."""
    return discord.world.user(asked.at["user"])


def open_chat(discord: Discord, asked: Asked) -> Json:
    """POST: a chat with somebody, the same one each time. Whether it takes messages shows at the first."""
    person = str(asked.said.get("recipient_id") or "")
    if person == BOT:
        raise RefusedError(50007)
    discord.world.user(person)
    return discord.world.open_chat(person)


def my_guilds(discord: Discord, asked: Asked) -> list[Json]:
    """GET: those the bot is in."""
    return [
        {
            "id": guild.id,
            "name": guild.name,
            "icon": None,
            "owner": False,
            "permissions": str(allowed.of_guild(guild, BOT)),
            "features": [],
        }
        for guild in discord.world.guilds.values()
        if BOT in guild.members
    ]


def leave(discord: Discord, asked: Asked) -> None:
    """DELETE: the bot goes."""
    discord.owner.remove_bot(discord.world.guild(asked.at["guild"]).id)


def guild(discord: Discord, asked: Asked) -> Json:
    """GET: one, without its channels."""
    whole = discord.guild_as_created(discord.world.guild(asked.at["guild"]).id)
    left_out = ("channels", "threads", "members", "member_count", "large", "unavailable", "joined_at", "voice_states")
    return {key: value for key, value in whole.items() if key not in left_out}


def channels(discord: Discord, asked: Asked) -> list[Json]:
    """GET: those that the bot sees, without threads."""
    found = discord.world.channels_of(discord.world.guild(asked.at["guild"]).id)
    return [channel for channel in found if discord.world.sees(channel, BOT)]


def roles(discord: Discord, asked: Asked) -> list[Json]:
    """GET: all."""
    return list(discord.world.guild(asked.at["guild"]).roles.values())


def member(discord: Discord, asked: Asked) -> Json:
    """GET: one."""
    found = discord.world.guild(asked.at["guild"])
    discord.world.user(asked.at["user"])
    return discord.world.member(found, asked.at["user"])


def members(discord: Discord, asked: Asked) -> list[Json]:
    """GET: a page of them; needs the privileged intent."""
    if not discord.privileged:
        raise RefusedError(50001)
    found = discord.world.guild(asked.at["guild"])
    after, limit = int(asked.query.get("after", "0")), int(asked.query.get("limit", "1"))
    ids = sorted((id_ for id_ in found.members if int(id_) > after), key=int)[:limit]
    return [discord.world.member(found, id_) for id_ in ids]


def search(discord: Discord, asked: Asked) -> list[Json]:
    """GET: by the start of a name."""
    found = discord.world.guild(asked.at["guild"])
    start, limit = asked.query.get("query", "").casefold(), int(asked.query.get("limit", "1"))
    ids = [id_ for id_ in found.members if discord.world.users[id_]["username"].startswith(start)]
    return [discord.world.member(found, id_) for id_ in ids[:limit]]


def give_role(discord: Discord, asked: Asked) -> None:
    """PUT: one, lower than the bot's own."""
    found, user_id, role = _role(discord, asked)
    if role not in found.members[user_id]["roles"]:
        found.members[user_id]["roles"].append(role)
        discord.tell_member(found, user_id)


def take_role(discord: Discord, asked: Asked) -> None:
    """DELETE: one, lower than the bot's own."""
    found, user_id, role = _role(discord, asked)
    if role in found.members[user_id]["roles"]:
        found.members[user_id]["roles"].remove(role)
        discord.tell_member(found, user_id)


def _role(discord: Discord, asked: Asked) -> tuple[Guild, str, str]:
    found = discord.world.guild(asked.at["guild"])
    discord.world.member(found, asked.at["user"])
    role = found.roles.get(asked.at["role"])
    if role is None:
        raise RefusedError(10011)
    if role["managed"] or role["id"] == found.id:
        raise RefusedError(50028)
    mine = allowed.of_guild(found, BOT)
    if not mine & allowed.MANAGE_ROLES or role["position"] >= allowed.highest(found, BOT):
        raise RefusedError(50013)
    return found, asked.at["user"], role["id"]


ROUTES = (
    ("GET", "/users/@me", me),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
    ("GET", "/gateway", gateway),
    ("GET", "/gateway/bot", gateway_of_bot),
    ("POST", "/users/@me/channels", open_chat),
    ("GET", "/users/@me/guilds", my_guilds),
    ("DELETE", "/users/@me/guilds/{guild}", leave),
    ("GET", "/users/{user}", user),
    ("GET", "/guilds/{guild}", guild),
    ("GET", "/guilds/{guild}/channels", channels),
    ("GET", "/guilds/{guild}/roles", roles),
    ("GET", "/guilds/{guild}/members/search", search),
    ("GET", "/guilds/{guild}/members", members),
    ("GET", "/guilds/{guild}/members/{user}", member),
    ("PUT", "/guilds/{guild}/members/{user}/roles/{role}", give_role),
    ("DELETE", "/guilds/{guild}/members/{user}/roles/{role}", take_role),
)
