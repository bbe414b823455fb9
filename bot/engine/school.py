"""Classes and who teaches them: written outside of turns, each change in one transaction.

Rules
- A class is made once: its first letter to its own channel is written together with it, so that a second delivery of
  the same wish announces nothing twice.
- A class keeps its owner, who cannot be dismissed.

Who may change what is decided by `bot.classroom.rights`, by whoever calls this.
"""

from typing import NamedTuple

from msgspec import Struct, json

from bot.dialogue.effects import Say
from bot.engine.courier import Addressed
from bot.store.rows import ClassRow, ConversationRow, LetterRow, StaffRow
from bot.store.statements import (
    ADD_CLASSES,
    ADD_CONVERSATIONS,
    ADD_LETTERS,
    ADD_STAFF,
    ADVANCE_CONVERSATIONS,
    CLASS,
    CONVERSATIONS_AT,
    DROP_CLASSES,
    DROP_STAFF,
    STAFF_OF,
)
from bot.store.transaction import Transaction

encode = json.Encoder().encode


class Teacher(Struct, frozen=True):
    """Someone of a class's staff. name: as students read it. role: `owner` or `teacher`."""

    community: str
    class_id: str
    person: str
    name: str
    role: str


class Founded(NamedTuple):
    """is_new: the class was made now. letter: its announcement, written with it."""

    is_new: bool
    letter: Addressed | None


def write_class(
    transaction: Transaction, row: ClassRow, owner: Teacher | None, announce: Say | None, now: float
) -> Founded:
    """Make a class, or change it. owner, announce: for a class that is new."""
    is_new = not transaction.ask(CLASS, row.community, row.class_id)
    transaction.run(DROP_CLASSES, [(row.community, row.class_id)])
    transaction.run(ADD_CLASSES, [row])
    if not is_new:
        return Founded(is_new=False, letter=None)
    if owner is not None:
        appoint(transaction, owner)
    letter = _announce(transaction, row, announce, now) if announce is not None and row.class_channel else None
    return Founded(is_new=True, letter=letter)


def _announce(transaction: Transaction, row: ClassRow, body: Say, now: float) -> Addressed:
    where = (row.community, row.class_channel)
    found = transaction.among(CONVERSATIONS_AT, [where])
    seq = found[0][3] + 1 if found else 1
    if found:
        transaction.run(ADVANCE_CONVERSATIONS, [(seq, *where)])
    else:
        transaction.run(ADD_CONVERSATIONS, [ConversationRow(*where, "", seq, 0, 0.0, "")])
    transaction.run(ADD_LETTERS, [LetterRow(*where, seq, "", row.class_id, 0, now, encode(body).decode())])
    return Addressed(*where, seq, now, body, class_id=row.class_id)


def appoint(transaction: Transaction, teacher: Teacher) -> None:
    """They teach the class from now on, under this name. An owner stays the owner."""
    owns = [row for row in staff_of(transaction, teacher.community, teacher.class_id) if row.role == "owner"]
    role = "owner" if any(row.person == teacher.person for row in owns) else teacher.role
    row = StaffRow(teacher.community, teacher.class_id, teacher.person, teacher.name, role)
    transaction.run(DROP_STAFF, [row[:3]])
    transaction.run(ADD_STAFF, [row])


def dismiss(transaction: Transaction, community: str, class_id: str, person: str) -> bool:
    """They teach the class no more. False: they did not, or they own it."""
    row = next((row for row in staff_of(transaction, community, class_id) if row.person == person), None)
    if row is None or row.role == "owner":
        return False
    transaction.run(DROP_STAFF, [(community, class_id, person)])
    return True


def staff_of(transaction: Transaction, community: str, class_id: str) -> list[Teacher]:
    """Who teaches a class, its owner first."""
    return [Teacher(*row) for row in transaction.ask(STAFF_OF, community, class_id)]
