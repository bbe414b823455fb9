"""The rows of a group of turns, written: one statement per table."""

from operator import itemgetter

from bot.engine.contents import add
from bot.engine.known import Known, encode_state
from bot.engine.played import Played
from bot.store.rows import ConversationRow, EnrollmentRow, TimerRow
from bot.store.statements import (
    ADD_CONVERSATIONS,
    ADD_ENROLLMENTS,
    ADD_FACTS,
    ADD_JOURNAL,
    ADD_LETTERS,
    ADD_PEOPLE,
    ADD_TIMERS,
    ADVANCE_CONVERSATIONS,
    ADVANCE_ENROLLMENTS,
    CHANGE_PEOPLE,
    DROP_RUNG_TIMERS,
    DROP_TIMERS,
)
from bot.store.transaction import Transaction


def write(transaction: Transaction, known: Known, played: Played) -> None:
    """Everything that the group changed: one statement per table, what is new in the order of its key: another process
    that adds the same waits, and never in a circle."""
    add(transaction, played.places.values())
    begun = {who: row for who, row in played.people.items() if who in played.newcomers}
    changed = [row for who, row in played.people.items() if who not in played.newcomers]
    transaction.run(ADD_PEOPLE, sorted(begun.values()))
    transaction.run(
        CHANGE_PEOPLE,
        [(row.name, row.language, row.channel, row.class_id, row.community, row.person) for row in changed],
    )
    transaction.run(ADD_JOURNAL, played.journal)
    _write_enrollments(transaction, played)
    transaction.run(ADD_FACTS, played.facts)
    transaction.run(ADD_LETTERS, played.letters)
    moved = [(where, line) for where, line in known.lines.items() if line.moved]
    transaction.run(
        ADD_CONVERSATIONS,
        [
            ConversationRow(*where, line.person, line.last, 0, 0.0, "")
            for where, line in sorted(moved, key=itemgetter(0))
            if not line.begun
        ],
    )
    transaction.run(ADVANCE_CONVERSATIONS, [(line.last, *where) for where, line in moved if line.begun])
    transaction.run(DROP_RUNG_TIMERS, played.rang)
    transaction.run(DROP_TIMERS, list(played.timers))
    transaction.run(ADD_TIMERS, [TimerRow(*key, at) for key, at in played.timers.items() if at is not None])


def _write_enrollments(transaction: Transaction, played: Played) -> None:
    """If another process wrote turn n meanwhile, the journal's key refused the group before this is reached."""
    added: list[EnrollmentRow] = []
    advanced: list[tuple[int, bytes, str, str, str, int]] = []
    for key, progress in played.turned.items():
        enrollment = progress.now()
        state = encode_state(enrollment)
        if progress.before == 0:
            added.append(EnrollmentRow(*key, enrollment.turn, state))
        else:
            advanced.append((enrollment.turn, state, *key, progress.before))
    transaction.run(ADD_ENROLLMENTS, added)
    transaction.run(ADVANCE_ENROLLMENTS, advanced)
