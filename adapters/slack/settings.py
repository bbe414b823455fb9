"""What Slack needs to be told, from the environment or `.env`.

Rules
- Nothing is guessed, and no token is ever shown: not in `repr`, not in an error, nor one that stands in a wrong place.
- Tokens go to Slack's own address, encrypted; another address is for a stand-in of Slack or a proxy that ends in /api/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

API_URL = "https://slack.com/api/"
LOOPBACK = re.compile(r"127\.0\.0\.1|localhost|::1")
MEMBER = re.compile(r"[UW][A-Z0-9]{2,30}", re.ASCII)
SECRET = re.compile(r"xox|xapp|xwfp|[0-9a-f]{32}$", re.ASCII)
"""How Slack's tokens begin, and the form of its signing secrets."""


class SlackSettingError(ValueError):
    """A setting cannot be used: a sentence and, on the next line, its cure."""


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """api_url: ends with a slash. teachers: user ids that may make classes; empty: every full member."""

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = API_URL
    transport: Literal["socket", "http"] = "socket"
    teachers: tuple[str, ...] = ()


def from_env(named: Mapping[str, str]) -> SlackSettings | None:
    """From SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL, SLACK_TRANSPORT and SLACK_TEACHERS.

    None without a bot token. Raises SlackSettingError.
    """
    given = {name: value.strip() for name, value in named.items() if name.startswith("SLACK_")}
    bot_token, app_token = given.get("SLACK_BOT_TOKEN", ""), given.get("SLACK_APP_TOKEN", "")
    if not bot_token:
        return None
    secret = given.get("SLACK_SIGNING_SECRET", "")
    return SlackSettings(
        bot_token,
        app_token,
        secret,
        api_url(given.get("SLACK_API_URL", "")),
        _transport(given.get("SLACK_TRANSPORT", ""), app_token, secret),
        _teachers(given.get("SLACK_TEACHERS", "")),
    )


def api_url(text: str) -> str:
    """Where the Web API is called: Slack's own address for an empty `text`. Raises SlackSettingError."""
    address = text if text.endswith("/") else f"{text}/"
    try:
        parts = urlsplit(address)
        near = LOOPBACK.fullmatch(parts.hostname or "") is not None
    except ValueError:  # a bracket that is not closed
        parts, near = urlsplit(""), False
    if not text:
        return API_URL
    if (
        parts.path.endswith("/api/")
        and parts.hostname
        and (parts.scheme == "https" or (parts.scheme == "http" and near))
    ):
        return address
    raise SlackSettingError(
        f"SLACK_API_URL is {shown(text)}, where no Web API can be.\n"
        f"Take it out, or write an address like {API_URL} (http only for this machine)."
    )


def shown(text: str) -> str:
    """`text` in quotes for an error; a secret that was written there is not shown."""
    return "a token or secret" if SECRET.match(text) else repr(text)


def _transport(named: str, app_token: str, secret: str) -> Literal["socket", "http"]:
    match named.lower() or ("socket" if app_token or not secret else "http"):
        case "socket":
            if not app_token:
                raise SlackSettingError("SLACK_APP_TOKEN is missing, which Socket Mode needs.\nRun: tutor setup slack")
            return "socket"
        case "http":
            if not secret:
                raise SlackSettingError("SLACK_SIGNING_SECRET is missing, which HTTP needs.\nRun: tutor setup slack")
            return "http"
    raise SlackSettingError(f"SLACK_TRANSPORT is {shown(named)}, which is none.\nWrite socket or http, or take it out.")


def _teachers(text: str) -> tuple[str, ...]:
    names = tuple(name for name in re.split(r"[\s,]+", text) if name)
    for name in names:
        if not MEMBER.fullmatch(name):
            raise SlackSettingError(
                f"SLACK_TEACHERS holds {shown(name)}, which is no member id.\n"
                "Write ids such as U024BE7LH, with commas. In Slack: a profile, the three dots, Copy member ID."
            )
    return names
