"""The way from Discord to the bot: what people do, told once, twice, late, or held back.

Rules
- Only what people cause passes here; what Discord says of itself (READY, RESUMED, the bot's own messages) does not.
- Twice means the same event with two numbers, as after a RESUME that overlaps.
- `hold` keeps events back until `release`; they get their numbers then.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[[], None]


@dataclass
class Deliveries:
    """made: how many events people caused."""

    made: int = 0
    _twice: int = 0
    _late: list[float] = field(default_factory=list)
    _held: list[Told] | None = None
    _timers: set[asyncio.TimerHandle] = field(default_factory=set)

    def twice(self, times: int = 1) -> None:
        """The next `times` events come twice at once."""
        self._twice += times

    def late(self, seconds: float, times: int = 1) -> None:
        """The next `times` events come `seconds` late; later ones may come before them."""
        self._late += [seconds] * times

    def hold(self) -> None:
        """Keep events back."""
        self._held = self._held or []

    def release(self, *, backwards: bool = False) -> None:
        """Deliver what was held. backwards: the last one first."""
        held, self._held = self._held or [], None
        for tell in reversed(held) if backwards else held:
            tell()

    def take(self, tell: Told) -> None:
        """Deliver something, in the way that is due."""
        self.made += 1
        if self._twice:
            self._twice -= 1
            self._deliver(tell)
        self._deliver(tell)

    def close(self) -> None:
        """Give up what is still to come."""
        for timer in self._timers:
            timer.cancel()

    def _deliver(self, tell: Told) -> None:
        if self._held is not None:
            self._held.append(tell)
        elif self._late:
            self._timers.add(asyncio.get_running_loop().call_later(self._late.pop(0), tell))
        else:
            tell()
