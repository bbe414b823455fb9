"""When the next call may be made: per channel, and per method in the workspace.

Rules
- Posting: one message a second in a channel, and so many a minute in the whole workspace; every other method by its
  tier (docs.slack.dev/apis/web-api/rate-limits). A burst is allowed where Slack allows one.
- What has to wait gets a place in line and keeps it: a call that comes back at its time goes, whoever came meanwhile.
- `Retry-After` closes one method in this workspace, and nothing else.

A value with a clock from outside (seconds, monotonic); it never waits itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

POST = "chat.postMessage"
MOST_REMEMBERED = 4096
"""Channels; one whose line has passed is forgotten first."""


class Rate(NamedTuple):
    """seconds: between two calls on average. burst: calls that may come at once after a pause."""

    seconds: float
    burst: int = 1


CHANNEL = Rate(1.0)
ROUNDING = 1e-6
"""Seconds; sums of fractions are not exact, and nobody is to wait for that."""
PLACE_KEPT = 5.0
"""Seconds after which a place in line that nobody came for is given up."""


@dataclass(slots=True)
class Pace:
    """rates: of methods. channel: of posting in one channel."""

    rates: Mapping[str, Rate]
    channel: Rate = CHANNEL
    _paid: dict[Hashable, float] = field(default_factory=dict)
    """Per method and per channel: until when its calls so far are paid for."""
    _places: dict[tuple[str, str], float] = field(default_factory=dict)
    _closed: dict[str, float] = field(default_factory=dict)

    def closed(self, method: str, now: float) -> float:
        """Seconds for which Slack lets no call of this method through."""
        return max(0.0, self._closed.get(method, now) - now)

    def wait(self, method: str, channel: str, now: float) -> float:
        """Seconds until this call may be made; 0: now, and it is counted. channel: whose place in line it is."""
        closed = self.closed(method, now)
        if closed > 0:
            return closed
        asked = (method, channel)
        place = self._places.get(asked)
        if place is None or now > place + PLACE_KEPT:
            place = self._places[asked] = self._take(method, channel, now)
        if place > now + ROUNDING:
            return place - now
        del self._places[asked]
        if method == POST:  # whoever comes late to their place pushes their next one on
            own = ("channel", channel)
            self._paid[own] = max(self._paid.get(own, 0.0), now + self.channel.seconds)
        return 0.0

    def _take(self, method: str, channel: str, now: float) -> float:
        lines: list[tuple[Hashable, Rate]] = [(method, self.rates[method])] if method in self.rates else []
        if method == POST:
            lines.append((("channel", channel), self.channel))
        place = max([now, *(self._paid.get(key, 0.0) - rate.seconds * (rate.burst - 1) for key, rate in lines)])
        for key, rate in lines:
            self._paid[key] = max(self._paid.get(key, 0.0), place) + rate.seconds
        if len(self._paid) > MOST_REMEMBERED:
            self._paid = {key: paid for key, paid in self._paid.items() if paid > now}
        if len(self._places) > MOST_REMEMBERED:
            self._places = {key: place for key, place in self._places.items() if now <= place + PLACE_KEPT}
        return place

    def close(self, method: str, until: float) -> None:
        """Slack said 429: nothing by this method until then."""
        self._closed[method] = max(until, self._closed.get(method, 0.0))
