"""A database that is open: one way to write, one way to read, and one to write group after group.

Rules
- `write` runs a whole piece of work in one transaction and commits it; anything it raises rolls all of it back. A
  caller that is cancelled leaves the transaction to its end: it never stays half open.
- `read` runs on a snapshot and cannot write.
- `send` is `write` for work that comes in a row: what needs no database (`play`) may be done while the transaction
  before is on its way to the disk. A group that read what the one before wrote falls with it: see `Overtaken`.
- The work is the same on both databases; only who drives the connection differs.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.naming import named
from bot.store.transaction import Texts, Transaction

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Work = Callable[[Transaction], T]


class Look(Protocol):
    def __call__(self, work: Work[T], /) -> T:
        """What `work` finds in the database."""
        ...


class Group(Protocol[T_co]):
    """Work in three parts: `read` and `write` in the transaction, `play` between them, without the database."""

    def read(self, transaction: Transaction) -> None: ...

    def play(self, look: "Look") -> None:
        """look: read something after all (rare: it waits for the transaction before)."""
        ...

    def write(self, transaction: Transaction) -> T_co: ...


class Sent(Generic[T]):
    """A group on its way. outcome: what `write` returned, once it is committed, or what went wrong."""

    def __init__(self, group: Group[T], after: "Sent[T] | None") -> None:
        self.group = group
        self.after = after
        self.is_played = False
        self.outcome: Future[T] = Future()

    def was_overtaken(self) -> bool:
        """Waits for the group before."""
        after, self.after = self.after, None  # a chain of all groups is not to be kept
        return after is not None and after.outcome.exception() is not None


class Overtaken(Exception):  # noqa: N818 - a kind is named by what happened
    """The group before was not written, so what this one read is not true. Nothing of it was written; send it again."""


class Store(ABC):
    """place: where it is, as people are told, without a password. overlaps: whether two groups may be sent at once."""

    place: str
    overlaps: bool

    @abstractmethod
    async def write(self, work: Work[T]) -> T:
        """Run `work` in one transaction, commit, return what it returned. Raises StoreError, or what `work` raised."""

    @abstractmethod
    async def read(self, work: Work[T]) -> T:
        """Run `work` on one snapshot. Raises StoreError."""

    @abstractmethod
    def send(self, group: Group[T], after: Sent[T] | None) -> Sent[T]:
        """Write a group. after: the group sent before, if its outcome is not known yet; that one is written first."""

    @abstractmethod
    async def close(self) -> None: ...


class PostgresStore(Store):
    """Several processes may write: rows are locked before they are read, so a group is one transaction throughout."""

    overlaps = False

    def __init__(self, place: str, pool: AsyncEngine) -> None:
        self.place = place
        self._pool = pool
        self._texts = Texts(pool.dialect)
        self._reader = Reader(pool, place)
        self._sending: set[asyncio.Task[None]] = set()

    async def write(self, work: Work[T]) -> T:
        def transact(connection: Connection) -> T:
            return work(Transaction(connection, self._texts))

        try:
            async with self._pool.begin() as connection:
                return await connection.run_sync(transact)
        except (DBAPIError, PoolTimeoutError, OSError) as error:
            raise named(error, self.place) from None

    def send(self, group: Group[T], after: Sent[T] | None) -> Sent[T]:
        sent = Sent(group, after)
        task = asyncio.get_running_loop().create_task(self._send(sent))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        return sent

    async def _send(self, sent: Sent[T]) -> None:
        def whole(transaction: Transaction) -> T:
            sent.group.read(transaction)
            sent.group.play(lambda work: work(transaction))
            return sent.group.write(transaction)

        try:
            result = await self.write(whole)
        except BaseException as error:  # noqa: BLE001 - whatever ends it, who waits is told
            sent.outcome.set_exception(error)
        else:
            sent.outcome.set_result(result)

    async def read(self, work: Work[T]) -> T:
        return await self._reader.read(work)

    async def close(self) -> None:
        await self._reader.close()


class Reader:
    """Reads on connections of `engine`.

    A caller that goes away leaves its reading to its end, and `close` waits for it: a connection that is cut off while
    it reads would keep the database from being closed whole.
    """

    def __init__(self, engine: AsyncEngine, place: str) -> None:
        self._engine = engine
        self._texts = Texts(engine.dialect)
        self._place = place
        self._under_way: set[asyncio.Task[Any]] = set()

    async def read(self, work: Work[T]) -> T:
        """What `work` found on one snapshot. Raises StoreError."""
        task = asyncio.create_task(self._read(work))
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # told to the caller, if one still waits

    async def _read(self, work: Work[T]) -> T:
        def look(connection: Connection) -> T:
            return work(Transaction(connection, self._texts))

        try:
            async with self._engine.connect() as connection:
                return await connection.run_sync(look)
        except (DBAPIError, PoolTimeoutError, OSError) as error:
            raise named(error, self._place) from None

    async def close(self) -> None:
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._engine.dispose()
