"""A database that is open: one way to write, one way to read.

Rules
- `write` runs a whole piece of work in one transaction and commits it; anything it raises rolls all of it back. A
  caller that is cancelled leaves the transaction to its end: it never stays half open.
- `read` runs on a snapshot and cannot write.
- The work is the same function on both databases; only who drives the connection differs.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.naming import named
from bot.store.sqlite import FileLock
from bot.store.transaction import Texts, Transaction

T = TypeVar("T")
Work = Callable[[Transaction], T]


class Store(ABC):
    """place: where it is, as people are told, without a password. owned: no other process writes to it."""

    place: str
    owned: bool

    @abstractmethod
    async def write(self, work: Work[T]) -> T:
        """Run `work` in one transaction, commit, return what it returned. Raises StoreError, or what `work` raised."""

    @abstractmethod
    async def read(self, work: Work[T]) -> T:
        """Run `work` on one snapshot. Raises StoreError."""

    @abstractmethod
    async def close(self) -> None: ...


class SqliteStore(Store):
    """The writing connection belongs to one thread; `work` runs there, so it may use no event loop."""

    owned = True

    def __init__(
        self, place: str, lock: FileLock, thread: ThreadPoolExecutor, writer: Engine, readers: AsyncEngine
    ) -> None:
        self.place = place
        self._lock = lock
        self._thread = thread
        self._writer = writer
        self._texts = Texts(writer.dialect)
        self._readers = readers
        self._read_texts = Texts(readers.dialect)

    async def write(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transact, work)

    def _transact(self, work: Work[T]) -> T:
        try:
            with self._writer.begin() as connection:
                return work(Transaction(connection, self._texts))
        except DBAPIError as error:
            raise named(error, self.place) from None

    async def read(self, work: Work[T]) -> T:
        return await _read(self._readers, self._read_texts, self.place, work)

    async def close(self) -> None:
        await self._readers.dispose()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._writer.dispose)
        self._thread.shutdown()
        self._lock.release()


class PostgresStore(Store):
    """Several processes may write: rows are locked before they are read."""

    owned = False

    def __init__(self, place: str, pool: AsyncEngine) -> None:
        self.place = place
        self._pool = pool
        self._texts = Texts(pool.dialect)

    async def write(self, work: Work[T]) -> T:
        def transact(connection: Connection) -> T:
            return work(Transaction(connection, self._texts))

        try:
            async with self._pool.begin() as connection:
                return await connection.run_sync(transact)
        except (DBAPIError, OSError) as error:
            raise named(error, self.place) from None

    async def read(self, work: Work[T]) -> T:
        return await _read(self._pool, self._texts, self.place, work)

    async def close(self) -> None:
        await self._pool.dispose()


async def _read(engine: AsyncEngine, texts: Texts, place: str, work: Work[T]) -> T:
    def look(connection: Connection) -> T:
        return work(Transaction(connection, texts))

    try:
        async with engine.connect() as connection:
            return await connection.run_sync(look)
    except (DBAPIError, OSError) as error:
        raise named(error, place) from None
