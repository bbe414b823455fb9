"""What Discord says of a token: whose it is and what its portal allows, or what is the matter, in a sentence.

Rules
- Two harmless questions, the bot's user and its application. Nothing is written anywhere, nothing stays open.
- No token is in any sentence. It goes nowhere but to the address of the settings: a redirection is not followed.

Source: Discord's developer documents, User (Get Current User); Application (Get Current Application, Application
Flags); API Reference (User Agent); Rate Limits.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
import msgspec

from adapters.discord.settings import WRITABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

PORTAL = "https://discord.com/developers/applications"
TOKEN_AT = "Bot > Token: Reset Token (three parts with dots between them)"  # noqa: S105 -- where one is found
MESSAGE_CONTENT = "Message Content Intent"
INTENTS: Mapping[str, int] = {
    "Presence Intent": 1 << 12 | 1 << 13,
    "Server Members Intent": 1 << 14 | 1 << 15,
    MESSAGE_CONTENT: 1 << 18 | 1 << 19,
}
"""A switch of the portal -> the flags of an application that has it, granted by review or as every small one may."""
PATIENCE = 6.0
"""Seconds for both questions together."""
LONGEST_ANSWER = 1_000_000
LONGEST_PAUSE = 3600.0
USER_AGENT = "DiscordBot (class-tutor, 0.1)"
"""Discord asks for this form."""


class Bot(NamedTuple):
    """Whose a token is. intents: switches of the portal that are on. is_public: others may invite it too."""

    id: str
    name: str
    application_id: str
    intents: tuple[str, ...] = ()
    is_public: bool = False

    @property
    def message_content(self) -> bool:
        """Whether the portal allows to read what is typed in threads."""
        return MESSAGE_CONTENT in self.intents


class Trouble(NamedTuple):
    """What is the matter. is_the_token: another token may help; else Discord could not be asked."""

    says: str
    cure: str
    is_the_token: bool = True


COPY_IT = f"Make a new one and copy the whole of it: {PORTAL}, your application, {TOKEN_AT}."
NO_TOKEN = Trouble("This is none: it holds a space, or a sign that Discord's tokens never have.", COPY_IT)
NOT_DISCORD = Trouble(
    "What answers there is not Discord.",
    "Take DISCORD_API_URL out, if it is set; and see that nothing on the way answers in Discord's place.",
    is_the_token=False,
)


async def bot_of(token: str, api_url: str) -> Bot | Trouble:
    """Whose this token is. api_url: as the settings have it."""
    if not WRITABLE.fullmatch(token):
        return NO_TOKEN
    headers = {"Authorization": f"Bot {token}", "User-Agent": USER_AGENT}
    try:
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession(headers=headers) as session:
            user = await _asked(session, f"{api_url}/users/@me")
            if isinstance(user, Trouble):
                return user
            application = await _asked(session, f"{api_url}/applications/@me")
    except TimeoutError:
        return unreachable("no answer in time")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return unreachable(type(error).__name__)
    return application if isinstance(application, Trouble) else bot_in(user, application)


def bot_in(user: Mapping[str, Any], application: Mapping[str, Any]) -> Bot | Trouble:
    """Read from Discord's two answers."""
    name, flags, is_public = user.get("username"), application.get("flags", 0), application.get("bot_public", False)
    ids = [str(one.get("id", "")) for one in (user, application)]
    readable = isinstance(name, str) and name.isprintable() and isinstance(flags, int) and isinstance(is_public, bool)
    if not readable or not all(one.isascii() and one.isdecimal() for one in ids):
        return NOT_DISCORD
    return Bot(ids[0], str(name), ids[1], tuple(one for one, bits in INTENTS.items() if flags & bits), is_public)


def trouble_in(status: int, retry_after: str) -> Trouble | None:
    """What a status means; None: the answer can be read. retry_after: the header, as it came."""
    match status:
        case 200:
            return None
        case 401:
            return Trouble("Discord does not know this token (401).", COPY_IT)
        case 403:
            return Trouble("Discord refuses this token (403).", COPY_IT)
        case 429:
            pause = f"in {seconds_in(retry_after):.0f} seconds" if seconds_in(retry_after) else "in a few minutes"
            return Trouble("Discord was asked too often (429).", f"Try again {pause}.", is_the_token=False)
    return unreachable(f"HTTP {status}") if status >= 500 else NOT_DISCORD


def seconds_in(retry_after: str) -> float:
    """Of a header; 0 where it says nothing that can be read."""
    try:
        seconds = float(retry_after)
    except ValueError:
        return 0.0
    return min(seconds, LONGEST_PAUSE) if seconds > 0 else 0.0


def unreachable(why: str) -> Trouble:
    """No answer, or none that says anything of the token."""
    return Trouble(
        f"Discord cannot be reached ({why}).",
        "See that this machine may call https://discord.com, then try again.",
        is_the_token=False,
    )


async def _asked(session: aiohttp.ClientSession, address: str) -> dict[str, Any] | Trouble:
    async with session.get(address, allow_redirects=False) as response:
        trouble = trouble_in(response.status, response.headers.get("Retry-After", ""))
        if trouble is not None:
            return trouble
        body = b""
        async for chunk in response.content.iter_chunked(65_536):
            body += chunk
            if len(body) > LONGEST_ANSWER:
                return NOT_DISCORD
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        return NOT_DISCORD
