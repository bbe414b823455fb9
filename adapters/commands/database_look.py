"""How a database is: there, whole, of this revision, nothing left unsent, and every student where the journal leads.

Rules
- Read-only until the end; then, if nobody else has it and its revision is ours, it is opened to play journals again.
- Nothing of a student is told: counts, and the ids of enrollments that differ.
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from adapters.commands.check import counted
from adapters.commands.findings import Finding, fine, mend, note
from adapters.commands.opened import sqlite_file
from bot.engine.catalogues import read_wordings
from bot.engine.replay import Difference, verify
from bot.store import migrate, postgres
from bot.store.errors import DatabaseInUse, StoreError
from bot.store.naming import named
from bot.store.open import open_store
from bot.store.sqlite import APPLICATION, HEADER, FileLock
from bot.store.statements import UNSENT_CONVERSATIONS
from bot.store.transaction import Texts, Transaction

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 5.0
MOST_TOLD = 5
DIFFERS = (
    "After an update that may be a mended rule; else something else wrote to this database. Keep a copy and report it."
)
OLD_COPY = "Put back the newest copy that you have of it, and keep this file until that copy works."


def look_at_database(database: str) -> list[Finding]:
    """Everything about the database at this path or URL."""
    file = sqlite_file(database)
    try:
        if file is None:
            return asyncio.run(_look_at_postgres(database))
        return _look_at_file(file, database)
    except StoreError as error:
        return [mend(error.sentence, error.cure)]


def _look_at_file(file: Path, database: str) -> list[Finding]:
    if not file.exists() or not file.stat().st_size:
        return [fine(f"{file} will be made by the first start")]
    with file.open("rb") as opened:
        if opened.read(16) != HEADER:
            return [mend(f"{file} is no SQLite database.", "Give the tutor a file name of its own.")]
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True),
        poolclass=NullPool,
    )
    try:
        with engine.connect() as connection:
            found, current = _whole(connection, file)
            if current:
                found += _unsent(connection)
    except DBAPIError as error:
        raise named(error, str(file)) from None
    finally:
        engine.dispose()
    if not current:
        return found
    if _in_use(file):
        return [*found, note("a tutor is using it now", "Stop that one to have journals compared with what is stored.")]
    return found + asyncio.run(_replayed(database))


def _in_use(file: Path) -> bool:
    try:
        FileLock(file).release()
    except DatabaseInUse:
        return True
    return False


def _whole(connection: Connection, file: Path) -> tuple[list[Finding], bool]:
    """Whether its pages agree and whose it is. True: it can be read further."""
    application = connection.exec_driver_sql("PRAGMA application_id").scalar()
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar()
    if application != APPLICATION and (application or tables):  # without either a first start did not get far
        return [mend(f"{file} is a database of another program.", "Give the tutor a file name of its own.")], False
    fault = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if fault != "ok":
        return [mend(f"{file} is damaged ({fault}).", OLD_COPY)], False
    size = file.stat().st_size / 1e6
    found, current = _revision(connection, str(file))
    return [fine(f"{file} is whole ({size:.1f} MB)"), *found], current


def _revision(connection: Connection, place: str) -> tuple[list[Finding], bool]:
    migrate.refuse_what_is_not_ours(connection, place)
    at, newest = migrate.revision_of(connection), migrate.scripts().get_current_head()
    if at == newest:
        return [fine(f"revision {at}, the newest")], True
    if at is None:
        return [fine("empty; the first start makes its tables")], False
    return [note(f"revision {at}; the next start brings it to {newest}", "Keep a copy of it first.")], False


def _unsent(connection: Connection) -> list[Finding]:
    waiting = len(Transaction(connection, Texts(connection.dialect)).ask(UNSENT_CONVERSATIONS))
    if waiting:
        return [
            note(
                f"letters wait in {waiting} conversations",
                "They leave at the next start, or when their platform answers.",
            )
        ]
    return [fine("every letter has left")]


async def _look_at_postgres(database: str) -> list[Finding]:
    try:
        url = make_url(database)
    except ArgumentError:
        return [mend("the address of the database cannot be read", "Write postgresql://user@host/name or a file.")]
    if url.get_backend_name() != "postgresql":
        return [
            mend(f"there is no database of the kind {url.get_backend_name()!r} here", "Write a file, or postgresql://")
        ]
    place = url.set(query={}).render_as_string(hide_password=True)

    def look(connection: Connection) -> tuple[list[Finding], bool]:
        found, current = _revision(connection, place)
        return [fine(f"{place} answers"), *found, *(_unsent(connection) if current else [])], current

    pool = postgres.pool_of(url, PATIENCE)
    try:
        async with pool.connect() as connection:
            found, current = await connection.run_sync(look)
    except (DBAPIError, OSError) as error:
        raise named(error, place) from None
    finally:
        await pool.dispose()
    return found + (await _replayed(database) if current else [])


async def _replayed(database: str) -> list[Finding]:
    """Every enrollment beside what its journal gives when it is played again."""
    store = await open_store(database)
    count, differ = 0, []
    try:
        async for one in verify(store, read_wordings()):
            count += 1
            if isinstance(one, Difference):
                differ.append(f"{one.community}/{one.class_id}/{one.person}: {one.why}")
    finally:
        await store.close()
    if not differ:
        return [fine(f"{counted(count, 'enrollment')}, each as its journal gives it")]
    return [
        *(mend(says, "") for says in differ[:MOST_TOLD]),
        mend(f"{len(differ)} of {counted(count, 'enrollment')} differ from their journals", DIFFERS),
    ]
