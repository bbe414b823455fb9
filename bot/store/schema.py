"""The tables, once, for SQLite and PostgreSQL.

Rules
- The community (workspace, guild, local classroom) leads every primary key, so that tables can be spread by it. The one
  exception holds no student: `contents` are named by their own hash.
- `journal`, `facts` and `letters` only grow: rows are inserted and, at the end of their time, erased; never changed.
- Events, facts and letters are JSON text; a state is MessagePack: it is read and written whole in every turn, and that
  is a third quicker and a fifth smaller (measured). Nothing here is a pickle.
- Times are UTC seconds. No column can be computed from another one of the same row.
- No index that a turn would have to keep besides the keys: measured on SQLite, each one costs a page per turn, and
  pages are what a commit spends its time on.

What may never be true is a constraint, with the reason beside it.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _text(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def _whole(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, autoincrement=False)


def _added(name: str, kind: type[Text] | type[BigInteger], default: str) -> Column[Any]:
    """A column of a later revision: rows from before it have `default` (SQL)."""
    return Column(name, kind, nullable=False, server_default=text(default))


def _time(name: str) -> Column[float]:
    return Column(name, Double, nullable=False)


people = Table(
    "people",
    metadata,
    _text("community"),
    _text("person"),
    _text("name"),
    _text("language"),
    _text("channel"),  # the private conversation; letters to this person go there
    _text("class_id"),  # the class that an event without one means
    PrimaryKeyConstraint("community", "person"),
    sqlite_with_rowid=False,  # small rows: one tree to walk instead of two
)

classes = Table(
    "classes",
    metadata,
    _text("community"),
    _text("class_id"),
    _text("title"),
    _text("teacher"),
    _text("course_id"),
    _text("teacher_channel"),  # empty: nobody listens, alerts have no letter
    _text("settings"),  # JSON object
    _added("class_channel", Text, "''"),  # where the class meets, seen by all of it; empty: nowhere
    PrimaryKeyConstraint("community", "class_id"),
)

enrollments = Table(
    "enrollments",
    metadata,
    _text("community"),
    _text("person"),
    _text("class_id"),
    _whole("turn"),
    Column("state", LargeBinary, nullable=False),
    PrimaryKeyConstraint("community", "person", "class_id"),
    CheckConstraint("turn >= 1", name="begun"),  # a row is written by its first turn
    Index(None, "community", "class_id"),  # who is in a class; a turn does not touch it
)

contents = Table("contents", metadata, _text("version"), _text("body"), PrimaryKeyConstraint("version"))
"""What turns were played with, each named by its hash and kept as it was: units, courses, places (`engine.contents`).
"""

journal = Table(
    "journal",
    metadata,
    _text("community"),
    _text("key"),
    _text("person"),
    _text("class_id"),
    _whole("turn"),
    _text("channel"),
    _whole("seq"),
    _time("at"),
    _text("place"),  # where it was played: a version in `contents`
    _text("event"),
    _text("verdict", null=True),  # as it was graded then: a later change of grading changes no mark
    PrimaryKeyConstraint("community", "key"),  # a delivery is applied once
    # One student's turns are serial: a second turn n cannot be written, whoever tries.
    UniqueConstraint("community", "person", "class_id", "turn"),
    CheckConstraint("turn >= 1", name="begun"),
)

facts = Table(
    "facts",
    metadata,
    _text("community"),
    _text("class_id"),
    _text("person"),
    _whole("turn"),
    _whole("n"),
    _time("at"),
    _text("kind"),
    _text("body"),
    PrimaryKeyConstraint("community", "class_id", "person", "turn", "n"),
)

letters = Table(
    "letters",
    metadata,
    _text("community"),
    _text("channel"),
    _whole("seq"),
    _text("person"),
    _text("class_id"),
    _whole("turn"),
    _time("at"),
    _text("body"),
    PrimaryKeyConstraint("community", "channel", "seq"),  # one order per conversation
)

conversations = Table(
    "conversations",
    metadata,
    _text("community"),
    _text("channel"),
    _text("person"),  # whose private chat it is; empty for a teacher's channel
    _whole("last"),
    _whole("sent"),
    _time("wait_until"),
    _text("problem"),
    PrimaryKeyConstraint("community", "channel"),
    CheckConstraint("sent <= last", name="sent_what_was_written"),
    sqlite_with_rowid=False,  # as people
)

posted = Table(
    "posted",
    metadata,
    _text("community"),
    _text("channel"),
    _text("ref"),
    _text("platform_id"),
    _added("seq", BigInteger, "0"),  # of the letter that it shows now
    PrimaryKeyConstraint("community", "channel", "ref"),
)

chats = Table(
    "chats",
    metadata,
    _text("community"),
    _text("person"),
    _text("place"),  # the platform's own id of where it is; empty: nowhere yet
    _whole("heard"),  # number of the last message heard there; 0: none
    _time("turned"),  # when the person last turned to this community
    PrimaryKeyConstraint("community", "person"),
    Index(None, "person"),  # one person in all communities; no turn writes here
)
"""Where private chats are, on platforms where the engine's name of a conversation does not tell."""

staff = Table(
    "staff",
    metadata,
    _text("community"),
    _text("class_id"),
    _text("person"),
    _text("name"),  # as students read it
    _text("role"),
    PrimaryKeyConstraint("community", "class_id", "person"),
    CheckConstraint("role IN ('owner', 'teacher')", name="known_role"),  # whoever has another one may do nothing
)
"""Who teaches a class: rights are read from here at every press."""

dead_letters = Table(
    "dead_letters",
    metadata,
    _text("community"),
    _text("channel"),
    _whole("seq"),
    _time("at"),
    _text("why"),
    PrimaryKeyConstraint("community", "channel", "seq"),  # given up once
)

timers = Table(
    "timers",
    metadata,
    _text("community"),
    _text("person"),
    _text("class_id"),
    _text("name"),
    _time("at"),
    PrimaryKeyConstraint("community", "person", "class_id", "name"),
    Index(None, "at"),  # what is due next
)
