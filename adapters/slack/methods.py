"""The methods of Slack's Web API that are called here: with which scope, and how often.

Source: the page of each method below docs.slack.dev/reference/methods, and docs.slack.dev/apis/web-api/rate-limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from adapters.slack.pace import POST, Rate

if TYPE_CHECKING:
    from collections.abc import Mapping


class Method(NamedTuple):
    """scopes: of the bot. per_minute: calls in one workspace; 0: not paced here, since it is rare or a person's press
    leads to it."""

    scopes: tuple[str, ...]
    per_minute: int


METHODS: Mapping[str, Method] = {
    "auth.test": Method((), 0),
    "apps.connections.open": Method((), 0),
    POST: Method(("chat:write",), 300),
    "chat.update": Method(("chat:write",), 50),
    "chat.postEphemeral": Method(("chat:write",), 0),
    "conversations.open": Method(("im:write",), 50),
    "conversations.history": Method(("im:history", "groups:history"), 50),
    "conversations.info": Method(("channels:read", "groups:read"), 0),
    "users.info": Method(("users:read",), 0),
    "views.open": Method((), 0),
    "views.publish": Method((), 0),
    "files.getUploadURLExternal": Method(("files:write",), 0),
    "files.completeUploadExternal": Method(("files:write",), 0),
}
BURST = 20
"""Calls of one method that may come at once after a pause: a class that answers together."""
RATES: Mapping[str, Rate] = {
    name: Rate(60.0 / method.per_minute, BURST) for name, method in METHODS.items() if method.per_minute
}
