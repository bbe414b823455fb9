"""One task writes: everything that waits becomes one transaction.

Rules
- Nothing is answered before its commit. A caller that goes away changes nothing: its turn is played to its end.
- Alone, a turn is committed at once; under load a group is whatever waits, at most `MOST_TOGETHER`. Nobody waits for
  a group to fill.
- What waits is bounded: beyond it a caller waits outside, in order, up to `PATIENCE` seconds, and is then told Busy.
- A database that cannot write now refuses the whole group with its cure, and the next group tries again. Rows that a
  database refuses are tried one turn at a time, so that one turn spoils no other.
- Where the store can, a second group is played while the first is on its way to the disk. If the first does not arrive,
  the second is sent again behind it: the order of a student's events is kept.
- Where another process plays turns too, rows may be refused because it wrote the same key first (the first card of a
  class, a student who joins twice): that turn is played again on top of what is there now.
- A commit whose outcome is unknown is told as not saved; the same key sent again is recognised.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.engine.errors import Busy, EngineError, NotApplied, NotSaved, Stopped
from bot.engine.known import Arrival
from bot.engine.outbox import Folded, Outbox
from bot.engine.played import Played, Receipt
from bot.store.errors import DatabaseAway, RowsRefused, StoreError
from bot.store.store import Group, Overtaken, Sent, Store

logger = logging.getLogger(__name__)

MOST_TOGETHER = 64
MOST_WAITING = 1024
PATIENCE = 2.0
PAUSE_AFTER_TROUBLE = 1.0
MOST_TRIES = 4
"""Of one turn whose rows another process may have written first."""

MakeGroup = Callable[[Sequence[Arrival], Folded | None], Group[Played]]


@dataclass(slots=True, eq=False)
class _Waiting:
    arrival: Arrival
    answer: asyncio.Future[Receipt]
    tries: int = 1


@dataclass(slots=True, eq=False)
class _Flight:
    """A group on its way to the disk."""

    group: list[_Waiting]
    folded: Folded | None
    sent: Sent[Played]


class Writer:
    """group: makes the work of one transaction. committed: told what was written, before the callers are answered.

    shared: other processes play turns on the same database.
    """

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        group: MakeGroup,
        committed: Callable[[Played], None],
        *,
        shared: bool = False,
    ) -> None:
        self._shared = shared
        self._store = store
        self._outbox = outbox
        self._group = group
        self._committed = committed
        self._waiting: deque[_Waiting] = deque()
        self._outside: deque[_Waiting] = deque()
        self._flights: deque[_Flight] = deque()
        self._most_flights = 2 if store.overlaps else 1
        self._something = asyncio.Event()
        self._fold_from = 0.0
        self._stopping = False

    async def put(self, arrival: Arrival) -> Receipt:
        """Wait for the turn of this event. Raises EngineError."""
        if self._stopping:
            raise Stopped
        loop = asyncio.get_running_loop()
        waiting = _Waiting(arrival, loop.create_future())
        if len(self._waiting) < MOST_WAITING and not self._outside:
            self._waiting.append(waiting)
            self._something.set()
        elif len(self._outside) < MOST_WAITING:
            self._outside.append(waiting)
            loop.call_later(PATIENCE, self._send_away, waiting)
        else:
            _refuse(waiting, _busy())
        return await waiting.answer

    def _send_away(self, waiting: _Waiting) -> None:
        if waiting in self._outside:
            self._outside.remove(waiting)
            _refuse(waiting, _busy())

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
            while self._waiting or self._flights or not self._stopping:
                await self._something.wait()
                self._something.clear()
                await self._go_on()
            await self._land(self._take_off([], self._outbox.take()))
        finally:
            self._stopping = True
            on_their_way = [waiting for flight in self._flights for waiting in flight.group]
            for waiting in (*on_their_way, *self._waiting, *self._outside):
                _refuse(waiting, Stopped())

    async def _go_on(self) -> None:
        """Take what has landed, send what waits."""
        while self._flights and self._flights[0].sent.outcome.done():
            await self._land(self._flights.popleft())
        if self._outbox.unsure and not self._flights:
            await self._outbox.recover()
        while len(self._flights) < self._most_flights:
            group = [self._waiting.popleft() for _ in range(min(MOST_TOGETHER, len(self._waiting)))]
            while self._outside and len(self._waiting) < MOST_WAITING:
                self._waiting.append(self._outside.popleft())
            folded = self._outbox.take() if asyncio.get_running_loop().time() >= self._fold_from else None
            if not group and folded is None:
                return
            self._flights.append(self._take_off(group, folded))

    def _take_off(self, group: list[_Waiting], folded: Folded | None) -> _Flight:
        work = self._group([waiting.arrival for waiting in group], folded)
        before = self._flights[-1].sent if self._flights else None
        sent = self._store.send(work, before)
        loop = asyncio.get_running_loop()
        sent.outcome.add_done_callback(lambda _: loop.call_soon_threadsafe(self._something.set))
        return _Flight(group, folded, sent)

    async def _land(self, flight: _Flight) -> None:
        """What was written is answered; what was not is refused, or tried again."""
        try:
            played = await asyncio.wrap_future(flight.sent.outcome)
        except Exception as error:  # noqa: BLE001 - a fault of one turn must not end the writing of all
            await self._recall()
            self._not_folded(flight.folded)
            await self._not_written(flight.group, error)
        except BaseException:
            for waiting in flight.group:
                _refuse(waiting, Stopped())
            raise
        else:
            if flight.folded is not None:
                self._outbox.written(flight.folded)
            if self._outbox.unsure:
                await self._outbox.recover()
            self._committed(played)
            for waiting, result in zip(flight.group, played.results, strict=True):
                if isinstance(result, EngineError):
                    _refuse(waiting, result)
                elif not waiting.answer.done():
                    waiting.answer.set_result(result)

    async def _recall(self) -> None:
        """What was sent behind a group that did not arrive waits again, in its order."""
        while self._flights:
            flight = self._flights.pop()
            with suppress(Overtaken):
                await asyncio.wrap_future(flight.sent.outcome)
            self._not_folded(flight.folded)
            self._waiting.extendleft(reversed(flight.group))
        self._something.set()

    def _not_folded(self, folded: Folded | None) -> None:
        """Cursors are not urgent: try again in a while, not at once."""
        if folded is not None:
            loop = asyncio.get_running_loop()
            self._outbox.not_written(folded)
            self._fold_from = loop.time() + PAUSE_AFTER_TROUBLE
            loop.call_later(PAUSE_AFTER_TROUBLE, self.wake)

    async def _not_written(self, group: list[_Waiting], error: Exception) -> None:
        logger.error("a group of %s was not written: %s", len(group), _loggable(error))
        if isinstance(error, DatabaseAway):
            self._outbox.doubt()
        if isinstance(error, StoreError) and error.passing:
            refusal: EngineError = NotSaved(
                f"This was not saved. {error.sentence}", f"{error.cure} Then send it again."
            )
        elif len(group) > 1 or self._may_have_been_second(group, error):
            for waiting in group:
                waiting.tries += 1
                await self._land(self._take_off([waiting], None))
            return
        else:
            refusal = NotApplied.broken()
        for waiting in group:
            _refuse(waiting, refusal)

    def _may_have_been_second(self, group: list[_Waiting], error: Exception) -> bool:
        """Another process may have written the same key first; now it can be read."""
        again = self._shared and isinstance(error, RowsRefused)
        return again and all(waiting.tries < MOST_TRIES for waiting in group)


def _loggable(error: Exception) -> str:
    """Only a StoreError's own sentence is known to hold nothing that a student wrote."""
    return str(error) if isinstance(error, StoreError) else type(error).__name__


def _busy() -> Busy:
    return Busy("Many are answering at once.", "Nothing was saved; send it again in a moment.")


def _refuse(waiting: _Waiting, error: EngineError) -> None:
    if not waiting.answer.done():
        waiting.answer.set_exception(error)
