"""The platforms that are set up. A platform's libraries are loaded only where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.commands.course_folders import CoursesHere
    from adapters.commands.served_platform import Platform
    from adapters.metrics import Metrics
    from adapters.settings import Settings


def platforms_of(settings: Settings, metrics: Metrics, here: CoursesHere) -> dict[str, Platform]:
    """Those that the settings name, by name. None is connected yet."""
    found: dict[str, Platform] = {}
    if settings.slack is not None:
        from adapters.commands.slack_platform import slack_platform  # noqa: PLC0415 -- loads its libraries

        found["slack"] = slack_platform(settings.slack, metrics, here)
    if settings.discord is not None:
        from adapters.commands.discord_platform import discord_platform  # noqa: PLC0415 -- as above

        found["discord"] = discord_platform(settings.discord, metrics, here)
    return found
