"""The store over one SQLite file.

Rules
- The writing connection is used by one thread at a time: `work`, and the reading and writing of groups, in the store's
  thread; a commit, where another group waits, in a thread of its own.
- While a commit is on its way to the disk, the next group is played: it was read before, in the transaction that is
  being committed, so it knows what that one wrote. Measured: a commit of 64 turns takes 5 ms and playing them 9.
- If that commit does not succeed, the next group falls with it (`Overtaken`) and is sent again.
"""

import asyncio
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.naming import named
from bot.store.sqlite import FileLock
from bot.store.store import Group, Overtaken, Reader, Sent, Store, T, Work
from bot.store.transaction import Texts, Transaction


class SqliteStore(Store):
    """thread: where the connection lives. writer: the engine of that one connection."""

    overlaps = True

    def __init__(
        self, place: str, lock: FileLock, thread: ThreadPoolExecutor, writer: Engine, readers: AsyncEngine
    ) -> None:
        self.place = place
        self._lock = lock
        self._thread = thread
        self._committer = ThreadPoolExecutor(1, thread_name_prefix="tutor-commit")
        self._committing: Future[None] | None = None
        self._writer = writer
        self._connection: Connection | None = None
        self._texts = Texts(writer.dialect)
        self._reader = Reader(readers, place)
        self._line: deque[Sent[Any]] = deque()

    # --- one piece of work ---

    async def write(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._write, work)

    def _write(self, work: Work[T]) -> T:
        try:
            transaction, begun = self._begin()
            with begun:  # commits, or rolls back what raised
                return work(transaction)
        except DBAPIError as error:
            raise named(error, self.place) from None

    def _begin(self) -> tuple[Transaction, RootTransaction]:
        """A new transaction, after the one that is being committed."""
        if self._committing is not None:
            self._committing.exception()  # waits; how it went is told to whoever sent it
            self._committing = None
        if self._connection is None:
            self._connection = self._writer.connect()
        return Transaction(self._connection, self._texts), self._connection.begin()

    # --- group after group ---

    def send(self, group: Group[T], after: Sent[T] | None) -> Sent[T]:
        sent = Sent(group, after)
        self._line.append(sent)
        self._thread.submit(self._next)
        return sent

    def _next(self) -> None:
        """Write one group; read the one behind it in the same transaction; play that while this one is committed."""
        sent = self._line.popleft()
        if sent.was_overtaken():
            self._failed(sent, Overtaken())
            return
        try:
            transaction, begun = self._begin()
        except BaseException as error:  # noqa: BLE001 - whatever ends it, who waits is told
            self._failed(sent, error)
            return
        try:
            if not sent.is_played:
                sent.group.read(transaction)
                sent.group.play(lambda work: work(transaction))
            result = sent.group.write(transaction)
        except BaseException as error:  # noqa: BLE001 - whatever ends it, who waits is told
            begun.rollback()
            self._failed(sent, error)
            return
        behind = self._read_behind(transaction)
        if behind is None:
            self._commit(begun, sent, result)
        else:
            self._committing = self._committer.submit(self._commit, begun, sent, result)
            behind.group.play(self._write)
            behind.is_played = True

    def _read_behind(self, transaction: Transaction) -> Sent[Any] | None:
        """The next group, read; None: there is none, or it meets its own trouble when its turn comes."""
        behind = self._line[0] if self._line else None
        if behind is None or behind.after is None:
            return None
        try:
            behind.group.read(transaction)
        except Exception:  # noqa: BLE001 - it belongs to the next group and is told to that one
            return None
        return behind

    def _commit(self, begun: RootTransaction, sent: Sent[T], result: T) -> None:
        try:
            begun.commit()
        except BaseException as error:  # noqa: BLE001 - whatever ends it, who waits is told
            begun.rollback()
            self._failed(sent, error)
        else:
            sent.outcome.set_result(result)

    def _failed(self, sent: Sent[T], error: BaseException) -> None:
        sent.outcome.set_exception(named(error, self.place) if isinstance(error, DBAPIError) else error)

    # --- reading, closing ---

    async def read(self, work: Work[T]) -> T:
        return await self._reader.read(work)

    async def close(self) -> None:
        await self._reader.close()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close_writer)
        self._thread.shutdown()
        self._committer.shutdown()
        self._lock.release()

    def _close_writer(self) -> None:
        if self._committing is not None:
            self._committing.exception()
        if self._connection is not None:
            self._connection.close()
        self._writer.dispose()
