"""When a session of the gateway may begin: a bot has 1,000 a day, and beyond them Discord resets its token.

Source: Discord's developer documents, Gateway, Session Start Limit and Rate Limiting. To resume one costs nothing.

Rules
- Two begin five seconds apart. Who has begun many within an hour waits longer each time, up to five minutes: at worst
  some 25 an hour and one for each shard.
- It is counted for the whole process, whatever began them.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BETWEEN, LONGEST = 5.0, 300.0
FREE = 10
"""Of an hour, besides one for each shard."""
HOUR = 3600.0


class Sessions:
    """steady: monotonic seconds."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._begun: deque[float] = deque()

    async def begin(self, shards: int) -> None:
        """Return when one may begin; it is counted. shards: of this process."""
        await asyncio.sleep(self.pause(shards))
        self.began()

    def began(self) -> None:
        """One begins now."""
        self._begun.append(self._steady())

    def pause(self, shards: int) -> float:
        """Seconds until one may begin."""
        now = self._steady()
        while self._begun and self._begun[0] < now - HOUR:
            self._begun.popleft()
        if not self._begun:
            return 0.0
        beyond = max(0, len(self._begun) - FREE - shards)
        return max(0.0, self._begun[-1] + min(LONGEST, BETWEEN * 2.0 ** min(beyond, 10)) - now)
