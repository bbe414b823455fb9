"""Waking those who look at a conversation. In this process only; nothing is polled and nothing is kept."""

import asyncio
from types import TracebackType
from typing import Self

from bot.engine.known import Where


class Watch:
    """Wakes whenever its conversation has something new, once for several things at once.

    with engine.watch(community, channel) as news:
        async for _ in news:
            ...read the conversation after the last number seen
    """

    def __init__(self, watches: "Watches", where: Where) -> None:
        self._watches = watches
        self._where = where
        self._news = asyncio.Event()

    def __enter__(self) -> Self:
        self._watches.add(self._where, self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watches.remove(self._where, self)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> None:
        await self._news.wait()
        self._news.clear()

    def wake(self) -> None:
        self._news.set()


class Watches:
    def __init__(self) -> None:
        self._of: dict[Where, list[Watch]] = {}

    def add(self, where: Where, watch: Watch) -> None:
        self._of.setdefault(where, []).append(watch)

    def remove(self, where: Where, watch: Watch) -> None:
        self._of[where].remove(watch)
        if not self._of[where]:
            del self._of[where]

    def wake(self, where: Where) -> None:
        for watch in self._of.get(where, ()):
            watch.wake()
