"""The way from Slack to the bot: what is delivered, when, and how often again.

Rules
- As Slack does: an event that is not taken within 3 s, or whose connection breaks, comes again up to three times (after
  0, 0.5 and 2 s here, for Slack's 0 s, 1 min and 5 min). Presses, windows and commands come once.
- The stand-in is answered after the first try, so that whoever said something can go on; later tries are the proxy's.
- `hold` keeps events and presses back until `release`, in any order. `twice` delivers them a second time at once.
- Every delivery is recorded with its tries; `again` sends one of them as often as wanted, `inject` one that nobody
  made.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.slack.on_the_way import Payload

Kind = Literal["events_api", "interactive", "slash_commands"]


class Mark(NamedTuple):
    """What marks a later try. number: 1 to 3."""

    number: int
    reason: str


class Try(NamedTuple):
    """One try. status: HTTP's, 200 for an acknowledged envelope, 0 for none. seconds: how long it took."""

    status: int
    body: Any
    seconds: float
    mark: Mark | None
    why: str = ""

    @property
    def taken(self) -> bool:
        """Whether the bot acknowledged it."""
        return 200 <= self.status < 300


@dataclass
class Delivery:
    """One payload as the bot got it. id: of its envelope."""

    kind: Kind
    payload: Payload
    id: str
    tries: list[Try] = field(default_factory=list)

    @property
    def taken(self) -> bool:
        """Whether some try was acknowledged."""
        return any(one.taken for one in self.tries)


class Bot(Protocol):
    """One way to reach the bot."""

    async def reach(self, delivery: Delivery, mark: Mark | None, patience: float) -> Try:
        """Deliver once; never raises."""
        ...


@dataclass
class Deliveries:
    """altered: changes a payload on the way. made: every delivery, in order. patience: seconds for an acknowledgement.

    again_after: seconds before each later try.
    """

    bot: Bot
    altered: Callable[[Payload], Payload]
    made: list[Delivery] = field(default_factory=list)
    patience: float = 3.0
    again_after: tuple[float, ...] = (0.0, 0.5, 2.0)
    _twice: list[bool] = field(default_factory=list)
    _held: list[Delivery] | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def twice(self, times: int = 1, *, marked: bool = False) -> None:
        """The next `times` events or presses are delivered twice at once. marked: with the marks of a retry."""
        self._twice += [marked] * times

    def hold(self) -> None:
        """Keep events and presses back."""
        self._held = self._held or []

    async def release(self, *, backwards: bool = False) -> None:
        """Deliver what was held, one after the other. backwards: the last one first."""
        held, self._held = self._held or [], None
        for delivery in reversed(held) if backwards else held:
            await self._first_try(delivery)

    async def take(self, kind: Kind, payload: Payload, envelope: str = "") -> Try:
        """Deliver what the stand-in sent; the first try of it."""
        delivery = Delivery(kind, self.altered(payload), envelope or str(uuid4()))
        self.made.append(delivery)
        if kind == "slash_commands" or delivery.payload.get("type") in ("view_submission", "view_closed"):
            return await self._try(delivery, None)
        if self._held is not None:
            self._held.append(delivery)
            return Try(200, None, 0.0, None, "held")
        return await self._first_try(delivery)

    async def again(self, delivery: Delivery, mark: Mark | None = None) -> Try:
        """The same once more, now, by the same key."""
        return await self._try(delivery, mark)

    async def inject(self, payload: Payload, kind: Kind = "events_api") -> Delivery:
        """Deliver, once, something that nobody in the stand-in did. It goes as it is, without changes on the way."""
        delivery = Delivery(kind, payload, str(uuid4()))
        self.made.append(delivery)
        await self._try(delivery, None)
        return delivery

    async def settled(self) -> None:
        """Until no later try is to come."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Give up what is still to come."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _first_try(self, delivery: Delivery) -> Try:
        if self._twice:
            mark = Mark(1, "http_timeout") if self._twice.pop(0) else None
            first, _ = await asyncio.gather(self._try(delivery, None), self._try(delivery, mark))
        else:
            first = await self._try(delivery, None)
        if not delivery.taken and delivery.kind == "events_api" and first.why != "x-slack-no-retry":
            task = asyncio.create_task(self._later_tries(delivery, first.why))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return first

    async def _later_tries(self, delivery: Delivery, why: str) -> None:
        for number, pause in enumerate(self.again_after, 1):
            await asyncio.sleep(pause)
            tried = await self._try(delivery, Mark(number, why))
            if tried.taken or tried.why == "x-slack-no-retry":
                return
            why = tried.why

    async def _try(self, delivery: Delivery, mark: Mark | None) -> Try:
        began = time.monotonic()
        tried = await self.bot.reach(delivery, mark, self.patience)
        tried = tried._replace(seconds=time.monotonic() - began)
        delivery.tries.append(tried)
        return tried
