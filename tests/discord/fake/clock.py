"""The fake's clock, and the snowflakes that come from it.

Rules
- `standing` stops the clock at a second (UTC); otherwise it goes with the machine's, `ahead` seconds before it.
- A snowflake tells the millisecond at which it was made, and is greater than every one before it, however the clock
  is set.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

EPOCH = 1_420_070_400.0
"""Discord's: the first second of 2015."""


@dataclass
class Clock:
    """standing: the second at which it stands still. ahead: seconds before the machine's."""

    standing: float | None = None
    ahead: float = 0.0
    _last: int = 0

    def now(self) -> float:
        """UTC seconds."""
        return time.time() + self.ahead if self.standing is None else self.standing

    def snowflake(self) -> str:
        """The next id."""
        self._last = max(self._last + 1, int((self.now() - EPOCH) * 1000) << 22)
        return str(self._last)

    def said(self) -> str:
        """The time now as Discord writes it."""
        return written(self.now())


def written(seconds: float) -> str:
    """A time as Discord writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def made_at(snowflake: str) -> float:
    """UTC seconds at which an id was made."""
    return (int(snowflake) >> 22) / 1000 + EPOCH
