"""What the drivers call a trouble, and what we call it.

Sources: sqlite.org/rescode.html (the low byte is the primary code), PostgreSQL appendix A (SQLSTATE). The drivers' own
sentences are not repeated: PostgreSQL puts the values of a row into its own.
"""

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.store.errors import (
    DatabaseAway,
    DatabaseDamaged,
    DatabaseInUse,
    DatabaseReadOnly,
    DiskFull,
    RowsRefused,
    StoreError,
)

_LATER = "Nothing has to be restarted: it goes on by itself once that is mended."

_SQLITE: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_BUSY: DatabaseInUse,
    sqlite3.SQLITE_LOCKED: DatabaseInUse,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CANTOPEN: DatabaseReadOnly,  # what a read-only file system says in WAL mode
    sqlite3.SQLITE_PERM: DatabaseReadOnly,
    sqlite3.SQLITE_IOERR: DatabaseAway,
    sqlite3.SQLITE_CORRUPT: DatabaseDamaged,
    sqlite3.SQLITE_NOTADB: DatabaseDamaged,
    sqlite3.SQLITE_CONSTRAINT: RowsRefused,
    sqlite3.SQLITE_TOOBIG: RowsRefused,
    sqlite3.SQLITE_MISMATCH: RowsRefused,
    sqlite3.SQLITE_RANGE: RowsRefused,
}
_SQLSTATES: tuple[tuple[str, type[StoreError]], ...] = (
    ("22", RowsRefused),
    ("23", RowsRefused),
    ("25006", DatabaseReadOnly),
    ("40", DatabaseInUse),  # serialization failure, deadlock: the other one went first
    ("55P03", DatabaseInUse),
    ("53100", DiskFull),
    ("XX001", DatabaseDamaged),
    ("XX002", DatabaseDamaged),
)
_SENTENCES: dict[type[StoreError], tuple[str, str]] = {
    DiskFull: ("There is no space left for the database {place}.", f"Free some space on that disk. {_LATER}"),
    DatabaseInUse: ("Another program holds a lock on the database {place}.", f"Close that program. {_LATER}"),
    DatabaseReadOnly: (
        "The database {place} can be read but not written now.",
        f"Give this account the right to write to it and to its folder. {_LATER}",
    ),
    DatabaseAway: ("The database {place} did not answer.", f"See whether it runs and its disk is well. {_LATER}"),
    DatabaseDamaged: (
        "The database {place} is damaged.",
        "Stop the tutor and put back the newest copy that you have of it.",
    ),
    RowsRefused: ("The database {place} did not take these rows ({called}).", "Please report this with that word."),
}


def named(error: DBAPIError | PoolTimeoutError | OSError, place: str) -> StoreError:
    """The trouble as a StoreError. place: where the database is, without a password."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return named_sqlite(cause, place)
    return _sentence(_of_sqlstate(cause), place, getattr(cause, "sqlstate", None) or type(cause).__name__)


def named_sqlite(error: sqlite3.Error, place: str) -> StoreError:
    code = getattr(error, "sqlite_errorcode", None)
    kind = RowsRefused if code is None else _SQLITE.get(code & 0xFF, DatabaseAway)
    return _sentence(kind, place, getattr(error, "sqlite_errorname", type(error).__name__))


def _of_sqlstate(cause: BaseException | None) -> type[StoreError]:
    state = getattr(cause, "sqlstate", None)
    if not state:
        return RowsRefused if "DataError" in type(cause).__name__ else DatabaseAway
    return next((kind for start, kind in _SQLSTATES if state.startswith(start)), DatabaseAway)


def _sentence(kind: type[StoreError], place: str, called: str) -> StoreError:
    sentence, cure = _SENTENCES[kind]
    return kind(sentence.format(place=place, called=called), cure)
