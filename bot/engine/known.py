"""What a group of turns knows: read before the first turn, changed in memory by each turn, written once at the end.

Rules
- People are locked before anything else of them is read (PostgreSQL: a locked read sees what the one before committed).
- Nothing here asks the clock or decides what a turn does.
- An enrollment is decoded when its first turn is played and encoded after its last: several turns of one student in
  one group cost one row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec import msgpack

from bot.dialogue.enrollment import Enrollment
from bot.dialogue.events import Event
from bot.store.rows import PersonRow, TimerRow
from bot.store.statements import CONVERSATIONS_AT, ENROLLMENTS_OF, KNOWN_KEYS, LOCK_PEOPLE
from bot.store.transaction import Transaction

decode_state = msgpack.Decoder(Enrollment).decode
encode_state = msgpack.Encoder().encode

Who = tuple[str, str]
"""(community, person)"""
Where = tuple[str, str]
"""(community, channel)"""


@dataclass(slots=True)
class Arrival:
    """One event that waits for its turn.

    text: the event as JSON. channel: with `Joined`, the private conversation. rang: the timer that made a `Ticked`.
    """

    event: Event
    text: str
    channel: str = ""
    rang: TimerRow | None = None


@dataclass(slots=True)
class Progress:
    """One student in one class. before: the turn that was read, 0 for none. state: None after a turn changed it."""

    before: int
    state: bytes | None
    enrollment: Enrollment | None = None

    def now(self) -> Enrollment:
        if self.enrollment is None:
            self.enrollment = decode_state(self.state or b"")
        return self.enrollment


@dataclass(slots=True)
class Line:
    """A conversation: the last number given out. begun: it has a row. moved: that number changed."""

    person: str
    last: int
    begun: bool
    moved: bool = False


@dataclass(slots=True)
class Known:
    """keys: delivery key -> turn, for what was applied before (also earlier in this group)."""

    keys: dict[tuple[str, str], int] = field(default_factory=dict)
    people: dict[Who, PersonRow] = field(default_factory=dict)
    classes_of: dict[Who, dict[str, Progress]] = field(default_factory=dict)
    lines: dict[Where, Line] = field(default_factory=dict)


def read_known(transaction: Transaction, arrivals: Iterable[Arrival]) -> Known:
    """Three questions for the whole group."""
    known = Known()
    who = {(arrival.event.community, arrival.event.student) for arrival in arrivals}
    for row in transaction.among(LOCK_PEOPLE, who):
        known.people[row[0], row[1]] = PersonRow._make(row)
    keys = [(arrival.event.community, arrival.event.id) for arrival in arrivals]
    known.keys = {(community, key): turn for community, key, turn in transaction.among(KNOWN_KEYS, keys)}
    for community, person, class_id, turn, state, last in transaction.among(ENROLLMENTS_OF, known.people):
        known.classes_of.setdefault((community, person), {})[class_id] = Progress(turn, state)
        if last is not None:
            channel = known.people[community, person].channel
            known.lines[community, channel] = Line(person, last, begun=True)
    return known


def lock_lines(transaction: Transaction, channels: Iterable[Where]) -> None:
    """Conversations that this transaction is going to change, locked in one order: another process changes them too."""
    transaction.among(CONVERSATIONS_AT, channels)


def read_lines(transaction: Transaction, known: Known, channels: Iterable[Where]) -> None:
    """Conversations that are not known yet; one that has no row begins."""
    missing = {where for where in channels if where not in known.lines}
    for community, channel, person, last, *_ in transaction.among(CONVERSATIONS_AT, missing):
        known.lines[community, channel] = Line(person, last, begun=True)
