"""PostgreSQL: a pool of connections, and a lock while the tables are brought up to date.

Rules
- A student's row is locked before anything of that student is read (`statements.LOCK_PEOPLE`), in an order that is the
  same for everyone, so that two writers wait for each other and never in a circle.
- The address is shown without its password.
"""

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

MIGRATION_LOCK = 0x7475746F  # one number for all tutors: of several that start at once, one migrates


def pool_of(url: URL, patience: float) -> AsyncEngine:
    """A pool. patience: seconds to wait for a connection, and for an answer to a statement."""
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        pool_size=4,
        max_overflow=4,
        pool_timeout=patience,
        pool_pre_ping=True,  # after a restart of the database the next turn finds a living connection
        hide_parameters=True,
        connect_args={"timeout": patience, "command_timeout": 4 * patience},
    )


def wait_for_migration_of_others(connection: Connection) -> None:
    """Held until the end of the transaction."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
