"""Bring a database to the newest revision of the tables, in the caller's transaction: all of it or nothing.

A database of a newer program is refused with both revisions named; one without our mark but with tables is foreign.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from bot.store.errors import DatabaseForeign, DatabaseNewer

FOLDER = Path(__file__).with_name("migrations")
VERSION_TABLE = "tutor_version"


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def revision_of(connection: Connection) -> str | None:
    """The revision a database is at; None: it has none of our tables."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


def refuse_what_is_not_ours(connection: Connection, place: str) -> None:
    """Raises DatabaseNewer or DatabaseForeign; changes nothing."""
    at = revision_of(connection)
    known = {script.revision for script in scripts().walk_revisions()}
    if at is None and inspect(connection).get_table_names():
        raise DatabaseForeign(
            f"The database {place} holds tables of another program; it was left as it is.",
            "Give the tutor a database of its own.",
        )
    if at is not None and at not in known:
        raise DatabaseNewer(
            f"The database {place} is at revision {at}; "
            f"this program knows revisions up to {scripts().get_current_head()}.",
            "Start the newer version of the tutor that wrote it, or put back a copy from before.",
        )


def upgrade(connection: Connection) -> None:
    """To the newest revision. The caller began a transaction and commits it."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
