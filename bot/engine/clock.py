"""Timers that come due become `Ticked` events.

Rules
- A timer is a row, so it survives a restart. It rings once: its event's key holds the time it was set to, and its
  row goes with the turn that it made.
- One that nobody can play now (its course is not here) stays, an hour later: it stands in no other's way.
- The task sleeps until the next timer, or until an earlier one is set. It looks again after `LONGEST_SLEEP` at the
  latest, because the clock of the machine may be moved.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from bot.dialogue.events import Ticked
from bot.engine.errors import EngineError, NotApplied, NotEnrolled, Stopped, UnknownClass
from bot.store.errors import StoreError
from bot.store.rows import TimerRow
from bot.store.statements import ADD_TIMERS, DROP_RUNG_TIMERS, DUE_TIMERS, NEXT_TIMER, TIMER_AT
from bot.store.store import Store
from bot.store.transaction import Transaction

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 30.0
MOST_AT_ONCE = 64
PAUSE_AFTER_TROUBLE = 5.0
LATER = 3600.0
"""Seconds after which a timer that could not be played is tried again."""


class Clock:
    """now: UTC seconds. ring: hands the event on and returns after its commit; raises EngineError."""

    def __init__(
        self, store: Store, now: Callable[[], float], ring: Callable[[Ticked, TimerRow], Awaitable[object]]
    ) -> None:
        self._store = store
        self._now = now
        self._ring = ring
        self._set = asyncio.Event()
        self._next = float("inf")

    def timer_set(self, at: float) -> None:
        """A timer was committed. An earlier one than all others wakes the task."""
        if at < self._next:
            self._next = at
            self._set.set()

    def look(self) -> None:
        """Look at the timers now (the clock was moved)."""
        self._set.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            pause = await self._ring_due()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._set.wait(), pause)
            self._set.clear()

    async def _ring_due(self) -> float:
        """Ring what is due; return the seconds until it is worth looking again."""
        try:
            rows = await self._store.read(lambda transaction: transaction.ask(DUE_TIMERS, self._now(), MOST_AT_ONCE))
            due = [TimerRow._make(row) for row in rows]
            results = await asyncio.gather(*(self._ring_one(timer) for timer in due))
            ((next_at,),) = await self._store.read(lambda transaction: transaction.ask(NEXT_TIMER))
        except StoreError as error:
            logger.warning("timers wait: %s", error)
            return PAUSE_AFTER_TROUBLE
        self._next = float("inf") if next_at is None else next_at
        if not all(results):
            return PAUSE_AFTER_TROUBLE
        return min(max(self._next - self._now(), 0.0), LONGEST_SLEEP)

    async def _ring_one(self, timer: TimerRow) -> bool:
        """False: it stays and is tried again."""
        event = Ticked(
            id=f"tick:{timer.person}:{timer.class_id}:{timer.name}:{timer.at!r}",
            at=max(timer.at, self._now()),
            community=timer.community,
            student=timer.person,
            class_id=timer.class_id,
            name=timer.name,
        )
        try:
            await self._ring(event, timer)
        except Stopped:
            raise
        except (NotEnrolled, NotApplied, UnknownClass) as error:
            logger.warning("a timer rings later: %s", error)
            await self._store.write(partial(_move, timer=timer, at=self._now() + LATER))
        except EngineError as error:
            logger.warning("a timer did not ring: %s", error)
            return False
        return True


def _move(transaction: Transaction, timer: TimerRow, at: float) -> None:
    """One that was set anew or forgotten meanwhile stays as it is."""
    if transaction.ask(TIMER_AT, *timer):
        transaction.run(DROP_RUNG_TIMERS, [timer])
        transaction.run(ADD_TIMERS, [timer._replace(at=at)])
