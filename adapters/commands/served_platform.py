"""A platform as the service needs it: a courier, a task, a word, and perhaps a door."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from adapters.commands.opened import Opened
    from bot.engine import Courier


class Platform(NamedTuple):
    """courier: for the engine. serve: lets events in until cancelled. state: its word for probes. doors: by path.

    share: which letters this process brings, where several share a database; None: all of them.
    """

    courier: Courier
    serve: Callable[[Opened], Coroutine[None, None, None]]
    state: Callable[[], str]
    doors: Mapping[str, Callable[[Request], Awaitable[Response]]] = {}
    share: Callable[[str, bool], bool] | None = None
