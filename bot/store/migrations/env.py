"""Run by Alembic: the connection and its transaction are the caller's.

transactional_ddl: on SQLite, with BEGIN said by us, a revision that stops halfway leaves nothing behind (measured;
Alembic's default for SQLite leaves the first half).
"""

from alembic import context

from bot.store.migrate import VERSION_TABLE
from bot.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
