"""The platforms that are set up, as the service needs them: each with a courier, a task, a word, and perhaps a door.

A platform's libraries are loaded only where it is set up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from adapters.commands.course_folders import CoursesHere
    from adapters.commands.opened import Opened
    from adapters.metrics import Metrics
    from adapters.settings import Settings
    from bot.engine import Courier


class Platform(NamedTuple):
    """courier: for the engine. serve: lets events in until cancelled. state: its word for probes. doors: by path."""

    courier: Courier
    serve: Callable[[Opened], Coroutine[None, None, None]]
    state: Callable[[], str]
    doors: Mapping[str, Callable[[Request], Awaitable[Response]]]


def platforms_of(settings: Settings, metrics: Metrics, here: CoursesHere) -> dict[str, Platform]:
    """Those that the settings name, by name. None is connected yet."""
    found: dict[str, Platform] = {}
    if settings.slack is not None:
        from adapters.commands.slack_platform import slack_platform  # noqa: PLC0415 -- loads its libraries

        found["slack"] = slack_platform(settings.slack, metrics, here)
    return found
