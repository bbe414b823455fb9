"""What is done after the acknowledgement, and may be lost with the process: a window, a page, a note.

Whatever a student said is not among it: that is committed before anything is acknowledged.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine

logger = logging.getLogger(__name__)

MOST = 200
"""At once. What comes on top is left out and told: a person can press again."""


class Later:
    """Keeps its tasks, so that none is collected, and ends them with the program. name: of the platform, for the log.
    most: at once."""

    def __init__(self, name: str, most: int = MOST) -> None:
        self._name = name
        self._most = most
        self._tasks: set[asyncio.Task[Any]] = set()

    def do(self, work: Coroutine[Any, Any, object]) -> None:
        """Begin `work` now, behind whoever asks."""
        if len(self._tasks) >= self._most:
            logger.warning("%s: %s windows, notes or changes at once; one is left out", self._name, self._most)
            work.close()
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            kind = type(error).__name__
            logger.error("%s: something after an acknowledgement broke: %s", self._name, kind, exc_info=error)

    async def close(self) -> None:
        """End what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def finished(self) -> None:
        """Wait for what is under way: for tests."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
