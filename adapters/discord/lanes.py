"""What one person does is taken in the order in which it came: the gateway hands over everything at once.

A lane is gone as soon as nobody waits in it, so that there are as many as people who are being answered now.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Lanes:
    """One lock per person, first come first served (`asyncio.Lock` is fair)."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}

    def waiting(self, person: str) -> int:
        """How much of this person's is being taken or waits for it."""
        return self._waiting.get(person, 0)

    @asynccontextmanager
    async def turn(self, person: str) -> AsyncIterator[None]:
        """While the block runs, nothing else of this person's is taken."""
        lock = self._locks.setdefault(person, asyncio.Lock())
        self._waiting[person] = self._waiting.get(person, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[person] -= 1
            if not self._waiting[person]:
                del self._waiting[person], self._locks[person]
