"""Open a database: know it, bring it up to date, hand out a Store.

Rules
- What is foreign, damaged, newer or in use is refused before anything is written, with a sentence and a cure.
- Nothing stays open after a refusal: no thread, no lock, no connection.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.store import migrate, postgres, sqlite
from bot.store.errors import StoreError
from bot.store.naming import named
from bot.store.sqlite_store import SqliteStore
from bot.store.store import PostgresStore, Store


async def open_store(url: str | Path, *, patience: float = 5.0) -> Store:
    """Open the database at `url`: a path, `sqlite:///path`, or `postgresql://user@host/name`.

    A SQLite file that does not exist is made, its folder too. patience: seconds to wait for locks and connections.
    Raises StoreError with a sentence and its cure.
    """
    if isinstance(url, Path) or "://" not in url:
        return await _open_sqlite(Path(url), patience)
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError("The address of the database cannot be read.", _FORMS) from None
    match parsed.get_backend_name():
        case "sqlite" if parsed.database:
            return await _open_sqlite(Path(parsed.database), patience)
        case "postgresql":
            return await _open_postgres(parsed, patience)
        case other:
            raise StoreError(f"There is no database of the kind {other!r} here.", _FORMS)


_FORMS = "Write a path such as `tutor.db`, or `postgresql://user@host/name`."


async def _open_sqlite(file: Path, patience: float) -> Store:
    thread = ThreadPoolExecutor(1, thread_name_prefix="tutor-store")
    try:
        return await asyncio.get_running_loop().run_in_executor(thread, _prepare_sqlite, file, patience, thread)
    except BaseException:
        thread.shutdown(wait=False)
        raise


def _prepare_sqlite(file: Path, patience: float, thread: ThreadPoolExecutor) -> Store:
    file = file.expanduser().absolute()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {file.parent} for the database cannot be made ({error.strerror}).",
            "Name a folder that can be.",
        ) from None
    lock = sqlite.FileLock(file)
    writer = sqlite.writer_of(file, patience)
    try:
        if file.exists() and file.stat().st_size:
            sqlite.look_at(file)
        _migrate_sqlite(writer, str(file))
    except BaseException:
        writer.dispose()
        lock.release()
        raise
    return SqliteStore(str(file), lock, thread, writer, sqlite.readers_of(file))


def _migrate_sqlite(writer: Engine, place: str) -> None:
    try:
        with writer.begin() as connection:
            migrate.refuse_what_is_not_ours(connection, place)
            connection.exec_driver_sql(f"PRAGMA application_id={sqlite.APPLICATION}")
            migrate.upgrade(connection)
    except DBAPIError as error:
        raise named(error, place) from None


async def _open_postgres(url: URL, patience: float) -> Store:
    place = url.set(query={}).render_as_string(hide_password=True)
    pool = postgres.pool_of(url, patience)

    def bring_up_to_date(connection: Connection) -> None:
        postgres.wait_for_migration_of_others(connection)
        migrate.refuse_what_is_not_ours(connection, place)
        migrate.upgrade(connection)

    try:
        async with pool.begin() as connection:
            await connection.run_sync(bring_up_to_date)
    except (DBAPIError, OSError) as error:
        await pool.dispose()
        raise named(error, place) from None
    except BaseException:
        await pool.dispose()
        raise
    return PostgresStore(place, pool)
