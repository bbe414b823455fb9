"""Changes of answered questions that Slack lets through later: one after another, behind everything else.

Rules
- One change at a time takes a place in Slack's line, so that the marks of a whole class hold up no card.
- There are at most `MOST`; beyond it the oldest is left as it stands, which answers presses kindly anyway.
- They may be lost with the process: the answer itself is committed long before.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.later import Later

    Try = Callable[[], Awaitable[float]]
    """Makes the change; seconds until it is worth trying again, 0 where it is done or not worth it any more."""

MOST = 500
MOST_TRIES = 20
LEAST_PAUSE = 0.05


class Marks:
    """later: where they are worked on."""

    def __init__(self, later: Later) -> None:
        self._later = later
        self._waiting: deque[Try] = deque(maxlen=MOST)
        self._working = False

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, change: Try) -> None:
        """Make this change when its turn comes."""
        self._waiting.append(change)
        if not self._working:
            self._working = True
            self._later.do(self._work())

    async def _work(self) -> None:
        try:
            while self._waiting:
                change = self._waiting.popleft()
                for _ in range(MOST_TRIES):
                    pause = await change()
                    if pause <= 0:
                        break
                    await asyncio.sleep(max(pause, LEAST_PAUSE))
        finally:
            self._working = False
