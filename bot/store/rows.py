"""Rows as values, in the order of their table's columns. A test holds the two orders together."""

from typing import NamedTuple


class PersonRow(NamedTuple):
    community: str
    person: str
    name: str
    language: str
    channel: str
    class_id: str


class ClassRow(NamedTuple):
    community: str
    class_id: str
    title: str
    teacher: str
    course_id: str
    teacher_channel: str
    settings: str
    class_channel: str = ""


class EnrollmentRow(NamedTuple):
    community: str
    person: str
    class_id: str
    turn: int
    state: bytes


class JournalRow(NamedTuple):
    community: str
    key: str
    person: str
    class_id: str
    turn: int
    channel: str
    seq: int
    at: float
    place: str
    event: str
    verdict: str | None


class FactRow(NamedTuple):
    community: str
    class_id: str
    person: str
    turn: int
    n: int
    at: float
    kind: str
    body: str


class LetterRow(NamedTuple):
    community: str
    channel: str
    seq: int
    person: str
    class_id: str
    turn: int
    at: float
    body: str


class ConversationRow(NamedTuple):
    community: str
    channel: str
    person: str
    last: int
    sent: int
    wait_until: float
    problem: str


class PostedRow(NamedTuple):
    community: str
    channel: str
    ref: str
    platform_id: str
    seq: int


class DeadLetterRow(NamedTuple):
    community: str
    channel: str
    seq: int
    at: float
    why: str


class TimerRow(NamedTuple):
    community: str
    person: str
    class_id: str
    name: str
    at: float


class ChatRow(NamedTuple):
    community: str
    person: str
    place: str
    heard: int
    turned: float


class StaffRow(NamedTuple):
    community: str
    class_id: str
    person: str
    name: str
    role: str


class ContentRow(NamedTuple):
    """version: the hash of `body`."""

    version: str
    body: str
