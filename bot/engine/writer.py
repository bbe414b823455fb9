"""One task writes: everything that waits becomes one transaction.

Rules
- Nothing is answered before its commit. A caller that goes away changes nothing: its turn is played to its end.
- Alone, a turn is committed at once; under load a group is whatever waits, at most `MOST_TOGETHER`. Nobody waits for
  a group to fill.
- What waits is bounded: beyond it a caller waits up to `PATIENCE` seconds for a place and is then told Busy.
- A database that cannot write now refuses the whole group with its cure, and the next group tries again. Rows that a
  database refuses are tried one turn at a time, so that one turn spoils no other.
- A commit whose outcome is unknown is told as not saved; the same key sent again is recognised.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.engine.errors import Busy, EngineError, NotSaved, Stopped
from bot.engine.known import Arrival
from bot.engine.outbox import Folded, Outbox
from bot.engine.played import Played, Receipt
from bot.store.errors import DatabaseAway, StoreError
from bot.store.store import Store
from bot.store.transaction import Transaction

logger = logging.getLogger(__name__)

MOST_TOGETHER = 64
MOST_WAITING = 1024
PATIENCE = 2.0

PlayGroup = Callable[[Transaction, list[Arrival]], Played]
"""Reads, plays and writes a group inside a transaction."""


@dataclass(slots=True)
class _Waiting:
    arrival: Arrival
    answer: asyncio.Future[Receipt]


class Writer:
    """play_group: what happens inside a transaction. committed: told what was, before the callers are answered."""

    def __init__(
        self, store: Store, outbox: Outbox, play_group: PlayGroup, committed: Callable[[Played], None]
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._play_group = play_group
        self._committed = committed
        self._waiting: deque[_Waiting] = deque()
        self._places: deque[asyncio.Future[None]] = deque()
        self._something = asyncio.Event()
        self._stopping = False
        self._stopped = False

    async def put(self, arrival: Arrival) -> Receipt:
        """Wait for the turn of this event. Raises EngineError."""
        if len(self._waiting) >= MOST_WAITING:
            await self._wait_for_a_place()
        if self._stopping or self._stopped:
            raise Stopped
        answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(arrival, answer))
        self._something.set()
        return await answer

    async def _wait_for_a_place(self) -> None:
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._places.append(place)
        try:
            await asyncio.wait_for(place, PATIENCE)
        except TimeoutError:
            raise Busy("Many are answering at once.", "Nothing was saved; send it again in a moment.") from None

    def wake(self) -> None:
        """Cursors of the outbox wait to be written."""
        self._something.set()

    def stop(self) -> None:
        """Take nothing more, finish what waits, then end."""
        self._stopping = True
        self._something.set()

    async def run(self) -> None:
        """Until `stop`. Whoever still waits when it ends by an error is told so."""
        try:
            while self._waiting or not self._stopping:
                await self._something.wait()
                self._something.clear()
                await self._turn_over()
            await self._write([], self._outbox.take(everything=True))
        finally:
            self._stopped = True
            for waiting in self._waiting:
                _refuse(waiting, Stopped())
            self._waiting.clear()

    async def _turn_over(self) -> None:
        """Write groups until nothing waits."""
        while True:
            group = [self._waiting.popleft() for _ in range(min(MOST_TOGETHER, len(self._waiting)))]
            folded = self._outbox.take()
            if self._outbox.unsure and not group:
                await self._outbox.recover()
            if not group and folded is None:
                return
            self._give_places(len(group))
            await self._write(group, folded)

    def _give_places(self, count: int) -> None:
        while self._places and count:
            place = self._places.popleft()
            if not place.done():
                place.set_result(None)
                count -= 1

    async def _write(self, group: list[_Waiting], folded: Folded | None) -> None:
        """One transaction. What it cannot write is refused or tried one by one; what it wrote is answered."""
        if not group and folded is None:
            return
        try:
            played = await self._store.write(lambda transaction: self._in_transaction(transaction, group, folded))
        except StoreError as error:
            if folded is not None:
                self._outbox.not_written(folded)
            await self._not_written(group, error)
            return
        if folded is not None:
            self._outbox.written(folded)
        if self._outbox.unsure:
            await self._outbox.recover()
        self._committed(played)
        for waiting, result in zip(group, played.results, strict=True):
            if isinstance(result, EngineError):
                _refuse(waiting, result)
            elif not waiting.answer.done():
                waiting.answer.set_result(result)

    def _in_transaction(self, transaction: Transaction, group: list[_Waiting], folded: Folded | None) -> Played:
        if folded is not None:
            folded.write(transaction)
        return self._play_group(transaction, [waiting.arrival for waiting in group]) if group else Played()

    async def _not_written(self, group: list[_Waiting], error: StoreError) -> None:
        logger.error("a group of %s was not written: %s", len(group), error)
        if isinstance(error, DatabaseAway):
            self._outbox.doubt()
        if not error.passing and len(group) > 1:
            for waiting in group:
                await self._write([waiting], None)
            return
        refusal = NotSaved(f"This was not saved. {error.sentence}", f"{error.cure} Then send it again.")
        for waiting in group:
            _refuse(waiting, refusal)


def _refuse(waiting: _Waiting, error: EngineError) -> None:
    if not waiting.answer.done():
        waiting.answer.set_exception(error)
