"""What Slack says of a token: whose it is and what it may do, or what is the matter with it, in a sentence.

Rules
- Two harmless calls: `auth.test` for the bot's token, `apps.connections.open` for the app's, whose answer (an address
  to connect to) is thrown away. Nothing is written anywhere.
- No token is in any sentence. Slack's own error word is, so that it can be looked up.

Source: docs.slack.dev/reference/methods/auth.test, .../apps.connections.open (Errors).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from adapters.slack.manifest import SCOPES
from adapters.slack.web_api import Limited, NotSent, Ok, Unsure, WebApi, Wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.slack.web_api import Answer

BOT_TOKEN_AT = "OAuth & Permissions > Bot User OAuth Token (it begins with xoxb-)"  # noqa: S105 -- where one is found
APP_TOKEN_AT = "Basic Information > App-Level Tokens, with the scope connections:write (it begins with xapp-)"  # noqa: S105 -- as above
SECRET_AT = "Basic Information > App Credentials > Signing Secret (32 digits and letters a-f)"  # noqa: S105 -- as above
WRITABLE = re.compile(r"[!-~]{1,500}", re.ASCII)
"""What a header can hold; a token has no spaces."""
GRANTED = "x-oauth-scopes"


class Bot(NamedTuple):
    """Whose a bot's token is. missing: scopes that were not granted; empty also where Slack does not tell."""

    workspace: str
    name: str
    missing: tuple[str, ...] = ()


class Trouble(NamedTuple):
    """What is the matter. is_the_token: another token may help; else Slack could not be asked."""

    says: str
    cure: str
    is_the_token: bool = True


REFUSALS: Mapping[str, tuple[str, str]] = {
    "invalid_auth": ("Slack does not know this token", "Copy it once more, the whole of it, from {place}."),
    "not_authed": ("Slack does not know this token", "Copy it once more, the whole of it, from {place}."),
    "not_allowed_token_type": ("This is a token of another kind", "Take the one from {place}."),
    "account_inactive": (
        "The app was taken out of the workspace",
        "Install it again (Install App), and take the new one from {place}.",
    ),
    "token_revoked": (
        "The token was taken back",
        "Install the app again (Install App), and take the new one from {place}.",
    ),
    "token_expired": (
        "The token has run out, which only tokens of an app with token rotation do",
        "Make the app from our manifest, which has none, and take the one from {place}.",
    ),
    "missing_scope": ("The token lacks a scope", "Make a new one: {place}."),
    "org_login_required": ("The workspace is being moved to an organisation", "Wait until that is done."),
    "team_access_not_granted": ("The organisation has not let the app into this workspace", "Ask its administrator."),
}
"""Slack's error word -> what it means, what to do."""


async def bot_of(token: str, api_url: str) -> Bot | Trouble:
    """Whose this bot token is."""
    answer = await _ask("auth.test", token, api_url)
    if not isinstance(answer, Ok):
        return trouble_of(answer, BOT_TOKEN_AT)
    granted = answer.headers.get(GRANTED)
    missing = () if granted is None else missing_in(granted)
    return Bot(str(answer.said.get("team", "?")), str(answer.said.get("user", "?")), missing)


async def app_trouble(token: str, api_url: str) -> Trouble | None:
    """What is the matter with this app-level token; None: connections can be opened with it."""
    answer = await _ask("apps.connections.open", token, api_url)
    return None if isinstance(answer, Ok) else trouble_of(answer, APP_TOKEN_AT)


def secret_trouble(secret: str) -> Trouble | None:
    """What can be seen of a signing secret; whether it is the right one, only a signed request shows."""
    return None if WRITABLE.fullmatch(secret) else trouble_of(None, SECRET_AT)


def missing_in(granted: str) -> tuple[str, ...]:
    """The scopes that are needed and not in Slack's header, `chat:write,commands,...`."""
    has = {scope.strip() for scope in granted.split(",")}
    return tuple(sorted(set(SCOPES) - has))


def trouble_of(answer: Answer | None, place: str) -> Trouble:
    """What an answer means. None: the token cannot even be sent. place: where the right token is found."""
    match answer:
        case Wrong(error=error):
            says, cure = REFUSALS.get(error, ("Slack refuses this token", "Take the one from {place}."))
            return Trouble(f"{says} ({error}).", cure.format(place=place))
        case Limited(seconds=seconds):
            return Trouble("Slack was asked too often.", f"Try again in {seconds:.0f} seconds.", is_the_token=False)
        case NotSent(why=why) | Unsure(why=why):
            return Trouble(
                f"Slack cannot be reached ({why}).",
                "See that this machine may call https://slack.com (through a proxy: HTTPS_PROXY), then try again.",
                is_the_token=False,
            )
        case _:
            return Trouble(
                "This is none: it holds a space, or a sign that Slack's never have.",
                f"Copy it once more from {place}.",
            )


async def _ask(method: str, token: str, api_url: str) -> Answer | None:
    if not WRITABLE.fullmatch(token):
        return None
    api = WebApi(token, api_url)
    try:
        return await api.call(method, {})
    finally:
        await api.close()
