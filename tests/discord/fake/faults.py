"""What may go wrong between a bot and Discord's REST, as values: which requests meet what, and how often.

    discord.calls.meet("POST", MESSAGES, RateLimited(0.5), times=3)
    discord.calls.meet("POST", MESSAGES, Status(500, accepted=True), where=lambda body: body["content"] == "hello")

Rules
- A path is what follows `/api/v10`, without the query; `*` stands for one part of it, `**` for any rest.
- A fault is met by the next request it fits, oldest fault first, and is gone after `times`; with `times=0` it stays
  until `mend`.
- `accepted`: the request happened, and only its answer is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]

EVERY = "*"
"""Instead of a method: any."""
ANYWHERE = "/**"
MESSAGES = "/channels/*/messages"
MESSAGE = "/channels/*/messages/*"
CALLBACK = "/interactions/*/*/callback"
FOLLOW_UP = "/webhooks/*/*"
ORIGINAL = "/webhooks/*/*/messages/@original"
OPEN_DM = "/users/@me/channels"
COMMANDS = "/applications/*/commands"
THREADS = "/channels/*/threads"
MEMBER_ROLE = "/guilds/*/members/*/roles/*"
MEMBER = "/guilds/*/members/*"


@dataclass(frozen=True)
class RateLimited:
    """429; the request does not happen. via: Discord's own, with the header that a library looks for; without: the
    edge's, which is no JSON. is_global: for every route."""

    retry_after: float
    via: bool = True
    is_global: bool = False


@dataclass(frozen=True)
class Status:
    """An answer of the edge that is no JSON, such as 500, 502, 503."""

    status: int
    accepted: bool = False


@dataclass(frozen=True)
class Dropped:
    """The connection breaks before the answer."""

    accepted: bool = False


@dataclass(frozen=True)
class Slow:
    """The answer comes late. seconds: how late. before: the request happens late as well."""

    seconds: float
    before: bool = False


@dataclass(frozen=True)
class Code:
    """An error of Discord's; the request does not happen. http: the status. code, message: of the body."""

    http: int
    code: int
    message: str = "Refused by the test"


Fault = RateLimited | Status | Dropped | Slow | Code


@dataclass
class _Waiting:
    method: str
    path: re.Pattern[str]
    fault: Fault
    times: int
    where: Callable[[Json], bool]

    def fits(self, method: str, path: str, body: Json) -> bool:
        return self.method in (method, EVERY) and self.path.fullmatch(path) is not None and self.where(body)


class Faults:
    """Those that wait for their request."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []

    def add(self, method: str, path: str, fault: Fault, times: int, where: Callable[[Json], bool]) -> None:
        """times: how many requests meet it; 0: all, until `mend`. where: of the body; of {} where it is no object."""
        self._waiting.append(_Waiting(method, pattern_of(path), fault, times, where))

    def mend(self) -> None:
        """Nothing goes wrong from here on."""
        self._waiting.clear()

    def met_by(self, method: str, path: str, body: Json) -> Fault | None:
        """What this request meets; it is counted."""
        for waiting in self._waiting:
            if waiting.fits(method, path, body):
                if waiting.times == 1:
                    self._waiting.remove(waiting)
                waiting.times -= waiting.times > 1
                return waiting.fault
        return None


def pattern_of(path: str) -> re.Pattern[str]:
    """A path with its stars."""
    return re.compile(re.escape(path).replace(r"\*\*", ".*").replace(r"\*", "[^/]+"))
