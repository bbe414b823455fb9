"""What may go wrong between a bot and Slack's Web API, as values: which calls meet what, and how often.

    proxy.calls.meet("chat.postMessage", Limited("2"), times=3)
    proxy.calls.meet("chat.postMessage", Lost(), where=lambda call: call["channel"] == TEACHERS)

Rules
- A fault is met by the next call it fits, oldest fault first, and is gone after `times`; with `times=0` it stays until
  `mend`.
- What a call met is written beside it in the record (`Call.met`), so that a test can count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

EVERY = "*"
"""Instead of a method: whichever is called."""


@dataclass(frozen=True)
class Limited:
    """429; the call does not happen. retry_after: the header as it stands there; None: no such header."""

    retry_after: str | None = "1"


@dataclass(frozen=True)
class Refused:
    """200 with `ok: false`; the call does not happen. more: fields beside the error, such as `needed`."""

    error: str
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Broken:
    """An answer that is none of Slack's; the call does not happen. body: as it stands there."""

    status: int = 503
    body: str = "<html><body>upstream connect error</body></html>"


@dataclass(frozen=True)
class Cut:
    """The connection ends before the call happens."""


@dataclass(frozen=True)
class Lost:
    """The call happens, and the connection ends before the answer."""


@dataclass(frozen=True)
class Slow:
    """The call happens; its answer comes late. seconds: how late."""

    seconds: float


Fault = Limited | Refused | Broken | Cut | Lost | Slow


@dataclass
class _Waiting:
    method: str
    fault: Fault
    times: int
    where: Callable[[Mapping[str, Any]], bool]


class Faults:
    """Those that wait for their call."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []

    def add(self, method: str, fault: Fault, times: int, where: Callable[[Mapping[str, Any]], bool]) -> None:
        """times: how many calls meet it; 0: all, until `mend`. where: of the arguments of a call."""
        self._waiting.append(_Waiting(method, fault, times, where))

    def mend(self) -> None:
        """Nothing goes wrong from here on."""
        self._waiting.clear()

    def met_by(self, method: str, arguments: Mapping[str, Any]) -> Fault | None:
        """What this call meets; it is counted."""
        for waiting in self._waiting:
            if waiting.method in (method, EVERY) and waiting.where(arguments):
                if waiting.times == 1:
                    self._waiting.remove(waiting)
                waiting.times -= waiting.times > 1
                return waiting.fault
        return None
