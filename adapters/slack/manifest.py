"""The app as Slack is told of it: one value, made from the command table and from the two tables below. Pure.

Rules
- The least that works: each scope and each event has its reason here, and a test finds what needs it.
- Over a socket there is no address. Over HTTP one address takes everything: events, presses, the command.

Source: docs.slack.dev/reference/app-manifest; the page of each event below docs.slack.dev/reference/events.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from adapters.slack.commands import COMMAND, usage_hint
from adapters.slack.settings import SlackSettingError, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "Tutor"
LONGEST_NAME = 35
DESCRIPTION = "Practice until it is mastered: it teaches, checks, and shows it another way."
PATH = "/slack/events"
"""Where Slack comes in, below the public address."""
CREATE = "https://api.slack.com/apps"

SCOPES: Mapping[str, str] = {
    "chat:write": "writes to students in the private chat, and to the channels of a class",
    "commands": f"the command {COMMAND}",
    "im:history": "hears what students write in the private chat; finds its own message again after a lost connection",
    "im:write": "opens the private chat with a student",
    "groups:history": "finds its own card in the teachers' channel again after a lost connection",
    "channels:read": "hears that a class's channel was archived, deleted or left",
    "groups:read": "sees that the teachers' channel is private, and hears that it was archived, deleted or left",
    "users:read": "a student's name, and who is a guest",
    "files:write": "the pictures of a course",
}
"""Scope -> what it is for."""


class Event(NamedTuple):
    """why: what it is heard for. scopes: that Slack asks for it."""

    why: str
    scopes: tuple[str, ...] = ()


OF_CHANNEL, OF_GROUP = ("channels:read",), ("groups:read",)
EVENTS: Mapping[str, Event] = {
    "message.im": Event("a student writes in the private chat, or changes what was written", ("im:history",)),
    "app_home_opened": Event("somebody opens the tutor: their page is drawn, or they are told how to begin"),
    "app_uninstalled": Event("the app was taken out: letters wait"),
    "tokens_revoked": Event("our token was taken back: letters wait"),
    "channel_archive": Event("a class's channel was archived", OF_CHANNEL),
    "channel_unarchive": Event("it is back", OF_CHANNEL),
    "channel_deleted": Event("a class's channel was deleted", OF_CHANNEL),
    "channel_left": Event("the tutor was taken out of a channel", OF_CHANNEL),
    "group_archive": Event("a private channel was archived", OF_GROUP),
    "group_unarchive": Event("it is back", OF_GROUP),
    "group_deleted": Event("a private channel was deleted", OF_GROUP),
    "group_left": Event("the tutor was taken out of a private channel", OF_GROUP),
}
"""What Slack tells us of."""


def manifest(*, transport: Literal["socket", "http"], request_url: str = "", name: str = NAME) -> dict[str, Any]:
    """The manifest. request_url: for `http`, from `request_url_of`. name: 1 to 35 characters.

    Raises SlackSettingError for a name of another length, and for an address where none belongs or none is.
    """
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise SlackSettingError(f"The name has {len(name.strip())} characters.\nSlack takes 1 to {LONGEST_NAME}.")
    if bool(request_url) != (transport == "http"):
        raise SlackSettingError("Only HTTP has an address, and it needs one.\nGive the public address with http.")
    at = {"request_url": request_url} if request_url else {}
    command = {"command": COMMAND, "description": "Your class's tutor", "usage_hint": usage_hint()}
    return {
        "display_information": {"name": name.strip(), "description": DESCRIPTION},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name.strip(), "always_online": True},
            "slash_commands": [{**command, "should_escape": True, **({"url": request_url} if request_url else {})}],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {**at, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **at},
            "org_deploy_enabled": False,
            "socket_mode_enabled": transport == "socket",
            "token_rotation_enabled": False,
        },
    }


def request_url_of(address: str) -> str:
    """Where Slack sends to, from the public address of the service: `https://tutor.school.org`.

    Raises SlackSettingError for what is no https address, or more than one.
    """
    given = address.strip().removesuffix("/").removesuffix(PATH)
    try:
        parts = urlsplit(given)
        whole = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none, a bracket that is not closed
        parts, whole = urlsplit(""), False
    if not whole or parts.query or parts.fragment or parts.username or any(sign.isspace() for sign in given):
        raise SlackSettingError(
            f"The public address is {shown(address)}, to which Slack would not send.\n"
            "Write an https address such as https://tutor.school.org"
        )
    return f"{given.removesuffix('/')}{PATH}"


def as_text(made: Mapping[str, Any]) -> str:
    """JSON as a file holds it."""
    return json.dumps(made, indent=2) + "\n"


def creation_link(made: Mapping[str, Any]) -> str:
    """The page of Slack on which an admin makes this very app."""
    asked = {"new_app": "1", "manifest_json": json.dumps(made, separators=(",", ":"))}
    return f"{CREATE}?{urlencode(asked, quote_via=quote, safe='')}"  # a space as %20: `+` is one in forms only
