"""What `tutor doctor` sees of Slack: the settings, and what Slack says of the tokens.

Rules
- Slack is asked only where it is set up, and for a few seconds at most. Nothing is changed there or here.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from adapters.commands.findings import Finding, fine, mend, note
from adapters.slack.manifest import PATH
from adapters.slack.tokens import Trouble, app_trouble, bot_of, trouble_of
from adapters.slack.web_api import NotSent

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from adapters.settings import Settings
    from adapters.slack.settings import SlackSettings
    from adapters.slack.tokens import Bot

SCOPES_CURE = (
    "On the app's page: App Manifest, paste what `tutor setup slack --manifest` prints; then reinstall the app."
)
Answered = TypeVar("Answered")
PATIENCE = 5.0
"""Seconds for both questions together."""


def look_at_slack(settings: Settings) -> list[Finding]:
    """All that can be said."""
    if settings.slack_fault:
        sentence, _, cure = settings.slack_fault.partition("\n")
        return [mend(sentence, cure)]
    if settings.slack is None:
        return [note("not set up", "To connect a workspace: tutor setup slack")]
    return asyncio.run(_asked(settings.slack))


async def _asked(slack: SlackSettings) -> list[Finding]:
    is_socket = slack.transport == "socket"
    bot, app = await asyncio.gather(
        _in_time(bot_of(slack.bot_token, slack.api_url)),
        _in_time(app_trouble(slack.app_token, slack.api_url)) if is_socket else _nothing(),
    )
    if isinstance(bot, Trouble) and not bot.is_the_token:
        return [_to_mend(bot)]  # the other question found the same
    found = _of_bot(bot)
    if isinstance(app, Trouble):
        return [*found, _to_mend(app, "the app-level token: ")]
    says = "Socket Mode opens connections" if is_socket else f"HTTP: Slack is expected at {PATH}"
    return [*found, fine(says)]


def _of_bot(bot: Bot | Trouble) -> list[Finding]:
    if isinstance(bot, Trouble):
        return [_to_mend(bot, "the bot token: ")]
    found = [fine(f"{bot.name} in the workspace {bot.workspace}")]
    if bot.missing:
        found.append(mend(f"scopes are missing: {', '.join(bot.missing)}", SCOPES_CURE))
    return found


def _to_mend(trouble: Trouble, of: str = "") -> Finding:
    says = trouble.says.rstrip(".")
    return mend(f"{of}{says[:1].lower() + says[1:] if of and not says.startswith('Slack') else says}", trouble.cure)


async def _in_time(question: Coroutine[None, None, Answered]) -> Answered | Trouble:
    try:
        async with asyncio.timeout(PATIENCE):
            return await question
    except TimeoutError:
        return trouble_of(NotSent("no answer in time"), "")


async def _nothing() -> None:
    return None
