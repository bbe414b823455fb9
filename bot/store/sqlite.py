"""SQLite: one file, one process, one connection that writes.

Rules
- WAL and synchronous=FULL: what was committed is on the disk. BEGIN IMMEDIATE always: a transaction that began as a
  reader cannot become a writer behind another one's back (SQLITE_BUSY_SNAPSHOT).
- All writes and checkpoints go over one connection (sqlite.org/wal.html#walresetbug); readers open the file read-only.
- That connection is driven from one thread, a whole transaction per hop, and not through aiosqlite, where every
  statement is three hops: measured with groups of 64 turns, 8,600 turns/s against 5,900.
- A second process is refused by a lock on `<file>.lock`, held by SQLite itself, hence alike on every system and gone
  with the process that held it.
- A file is looked at before it is opened for writing: what is foreign, damaged or newer stays untouched.
"""

import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from bot.store.errors import DatabaseDamaged, DatabaseForeign, DatabaseInUse, DatabaseReadOnly, StoreError

APPLICATION = 0x7475746F  # 'tuto', in the file's header: this database is ours
HEADER = b"SQLite format 3\x00"
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",  # what is erased is overwritten
    "cache_size=-16000",  # KiB
    "wal_autocheckpoint=4000",  # pages: a page that many turns change is copied back once (measured: 18 µs a turn)
    "journal_size_limit=67108864",  # a WAL that grew once becomes small again
)
LOOK_SECONDS = 2.0  # a large file is looked at for so long and then trusted; `tutor doctor` looks at all of it


class FileLock:
    """This process owns the database file."""

    def __init__(self, file: Path) -> None:
        """Raises DatabaseInUse when another process has it, DatabaseReadOnly when its folder takes no file."""
        lock = file.with_name(file.name + ".lock")
        try:
            self._connection = sqlite3.connect(lock, timeout=0, isolation_level=None, check_same_thread=False)
        except sqlite3.OperationalError:
            raise _unwritable(file) from None
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            self._connection.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise DatabaseInUse(
                    f"The database {file} is used by another tutor on this machine.",
                    "Stop that one first, or give this one its own file.",
                ) from None
            raise _unwritable(file) from None

    def release(self) -> None:
        self._connection.close()


def _unwritable(file: Path) -> StoreError:
    return DatabaseReadOnly(
        f"The database {file} cannot be written.", "Give this account the right to write to the file and to its folder."
    )


def look_at(file: Path) -> None:
    """Look at an existing file without changing it. Raises DatabaseForeign, DatabaseDamaged or DatabaseReadOnly."""
    try:
        with file.open("rb") as opened:
            header = opened.read(100)
        with file.open("r+b"):
            pass
    except OSError:
        raise _unwritable(file) from None
    if header[:16] != HEADER:
        raise _foreign(file)
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    give_up = time.monotonic() + LOOK_SECONDS
    connection.set_progress_handler(lambda: int(time.monotonic() > give_up), 100_000)
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if application != APPLICATION and (application or tables):
            raise _foreign(file)  # without either it is ours: a first start that did not get far
        fault = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        fault = "ok" if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT else str(error)
    finally:
        connection.close()
    if fault != "ok":
        raise DatabaseDamaged(
            f"The database {file} is damaged ({fault}); it was left as it is.",
            "Put back the newest copy that you have of it, and keep this file until that copy works.",
        )


def _foreign(file: Path) -> StoreError:
    return DatabaseForeign(
        f"{file} is not a database of this program; it was left as it is.", "Give the tutor a file name of its own."
    )


def writer_of(file: Path, patience: float) -> Engine:
    """The engine of the one connection that writes. patience: seconds to wait for a lock of another program."""
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        connect_args={"timeout": patience, "check_same_thread": False},
        poolclass=StaticPool,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_writer)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_writer(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # sqlite3's own: BEGIN is said below, not guessed
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def readers_of(file: Path) -> AsyncEngine:
    """Read-only connections, each on its own snapshot."""
    engine = create_async_engine(
        URL.create(
            "sqlite+aiosqlite",
            database="file:" + quote(file.absolute().as_posix()),
            query={"mode": "ro", "uri": "true"},
        ),
        pool_size=2,
        max_overflow=2,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _prepare_reader)
    return engine


def _prepare_reader(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.execute("PRAGMA cache_size=-4000")
    cursor.close()
