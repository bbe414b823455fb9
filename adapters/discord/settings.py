"""What Discord needs to be told, from the environment or `.env`. Knows no discord.py: the command line reads it always.

Rules
- Nothing is guessed, and no token is ever shown: not in `repr`, not in an error, nor one that stands in a wrong place.
- Tokens go to Discord's own addresses, encrypted; other addresses are for a stand-in of Discord.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

API_URL = "https://discord.com/api/v10"
API_PATH = "/api/v10"
"""The one version that the library speaks."""
LOOPBACK = re.compile(r"127\.0\.0\.1|localhost|::1")
WRITABLE = re.compile(r"[!-~]{1,500}", re.ASCII)
"""What a header can hold; a token has no spaces."""
TOKEN_FORM = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
"""How a bot's token looks: three parts with dots between them."""
SECRET = re.compile(r"[\w-]{18,}\.[\w-]{6}\.[\w-]{20,}|//[^/]*@", re.ASCII)
"""A token wherever it stands, and an address with a password."""
LONGEST_SHOWN = 80
SHARDS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?", re.ASCII)


class DiscordSettingError(ValueError):
    """A setting cannot be used: a sentence and, on the next line, its cure."""


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """api_url: without a slash at the end. gateway_url: empty, where the library's own is taken.

    message_content: whether what is typed in threads is asked for, which the portal must allow. shard_ids: that this
    process carries, empty: all of them. shard_count: over all processes, 0: as Discord says.
    """

    token: str = field(repr=False)
    api_url: str = API_URL
    gateway_url: str = ""
    message_content: bool = False
    shard_ids: tuple[int, ...] = ()
    shard_count: int = 0

    @property
    def is_a_part(self) -> bool:
        """Whether other processes carry the rest of the shards."""
        return bool(self.shard_ids) and len(self.shard_ids) < self.shard_count


def from_env(named: Mapping[str, str]) -> DiscordSettings | None:
    """From DISCORD_TOKEN, DISCORD_API_URL, DISCORD_GATEWAY_URL, DISCORD_MESSAGE_CONTENT, DISCORD_SHARDS and
    DISCORD_SHARD_COUNT.

    None without a token. Raises DiscordSettingError.
    """
    given = {name: value.strip() for name, value in named.items() if name.startswith("DISCORD_")}
    token = given.get("DISCORD_TOKEN", "")
    if not token:
        return None
    if not WRITABLE.fullmatch(token):
        raise DiscordSettingError(
            "DISCORD_TOKEN holds a space, or a sign that Discord's tokens never have.\nRun: tutor setup discord"
        )
    count = _shard_count(given.get("DISCORD_SHARD_COUNT", ""), token)
    return DiscordSettings(
        token,
        api_url(given.get("DISCORD_API_URL", ""), token),
        gateway_url(given.get("DISCORD_GATEWAY_URL", ""), token),
        message_content(given.get("DISCORD_MESSAGE_CONTENT", ""), token),
        _shard_ids(given.get("DISCORD_SHARDS", ""), count, token),
        count,
    )


def api_url(text: str, token: str = "") -> str:
    """Where the REST interface is called: Discord's own address for an empty `text`. Raises DiscordSettingError."""
    address = text.rstrip("/")
    if not address:
        return API_URL
    if _is_address(address, "http") and urlsplit(address).path.endswith(API_PATH):
        return address
    raise DiscordSettingError(
        f"DISCORD_API_URL is {shown(text, token)}, where no interface of Discord can be.\n"
        f"Take it out, or write an address like {API_URL} (http only for this machine)."
    )


def gateway_url(text: str, token: str = "") -> str:
    """Where the gateway is; empty as it is given, for the library's own address. Raises DiscordSettingError."""
    if not text or _is_address(text, "ws"):
        return text
    raise DiscordSettingError(
        f"DISCORD_GATEWAY_URL is {shown(text, token)}, where no gateway can be.\n"
        "Take it out, or write an address like wss://gateway.discord.gg/ (ws only for this machine)."
    )


def message_content(text: str, token: str = "") -> bool:
    """`on` or `off`, which is what an empty `text` means. Raises DiscordSettingError."""
    match text.lower():
        case "on":
            return True
        case "off" | "":
            return False
    raise DiscordSettingError(
        f"DISCORD_MESSAGE_CONTENT is {shown(text, token)}, which is neither on nor off.\n"
        "Write on or off, or take it out."
    )


def shown(text: str, token: str = "") -> str:
    """The beginning of `text` in quotes, for an error. A secret that was written there is not shown, nor `token`."""
    return "a token or secret" if SECRET.search(text) or (token and token in text) else repr(text[:LONGEST_SHOWN])


def _is_address(text: str, scheme: str) -> bool:
    """scheme: allowed on this machine alone; elsewhere the encrypted one is needed."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:  # a bracket that is not closed, a port that is none
        return False
    is_private = parts.scheme == f"{scheme}s" or (parts.scheme == scheme and LOOPBACK.fullmatch(host) is not None)
    has_more = bool(parts.query or parts.fragment or parts.username or parts.password)
    return is_private and bool(host) and not has_more and WRITABLE.fullmatch(text) is not None


def _shard_count(text: str, token: str) -> int:
    if not text:
        return 0
    if text.isascii() and text.isdecimal() and len(text) < 6 and int(text) > 0:
        return int(text)
    raise DiscordSettingError(
        f"DISCORD_SHARD_COUNT is {shown(text, token)}, which is no number of shards.\n"
        "Write how many shards all processes have together, or take it out: Discord then says how many."
    )


def _shard_ids(text: str, count: int, token: str) -> tuple[int, ...]:
    if text and not count:
        raise DiscordSettingError(
            "DISCORD_SHARD_COUNT is missing, which DISCORD_SHARDS needs.\n"
            "Write how many shards all processes have together, the same number for each."
        )
    found: set[int] = set()
    for part in re.split(r"[\s,]+", text.strip(", ")) if text else ():
        match = SHARDS.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if not first <= last < count:
            raise DiscordSettingError(
                f"DISCORD_SHARDS is {shown(text, token)}, which names no shards of {count}.\n"
                f"Write numbers from 0 to {count - 1}, such as 0,1 or 0-3, or take it out."
            )
        found.update(range(first, last + 1))
    return tuple(sorted(found))
