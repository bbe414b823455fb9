"""What reached us. Names are past tense; an event is a value, it never does anything.

`id` is the platform's delivery key: the same id is applied once, however often it arrives. `at` is the time of the
platform (UTC seconds). `community` is the workspace, guild or local classroom. Every event concerns one student in
one class; `class_id` is empty where the platform cannot know it: then the student's current class is meant.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class _Event(Struct, frozen=True, kw_only=True):
    id: str
    at: float
    community: str
    student: str
    class_id: str = ""


class Joined(_Event, frozen=True, kw_only=True, tag="joined"):
    """The student entered the class (again, perhaps). name: as the class calls them."""

    name: str
    language: str = ""


class Replied(_Event, frozen=True, kw_only=True, tag="replied"):
    """A text was written in the student's private chat: an answer, or a word such as `hint` or `where am I`.

    on: the `ref` of the question the writer could see, where the platform knows it (a form in a page); else empty.
    """

    text: str
    on: str = ""


class Chose(_Event, frozen=True, kw_only=True, tag="chose"):
    """Buttons of the message `ref` were pressed: option keys of a question, or the key of a choice."""

    ref: str
    picks: tuple[str, ...]


class Edited(_Event, frozen=True, kw_only=True, tag="edited"):
    """An earlier message was changed on the platform. It changes nothing here, and the student is told."""

    text: str


Asking = Literal["where", "why", "help", "hint", "goals", "units", "pause", "continue", "courses", "start-over"]


class Asked(_Event, frozen=True, kw_only=True, tag="asked"):
    """A command of the platform (a slash command, a page's button): the same as writing the word."""

    what: Asking


class Switched(_Event, frozen=True, kw_only=True, tag="switched"):
    """The student turned to another class of theirs; `class_id` is the one turned to."""


Action = Literal[
    "open-summative", "start-over", "open-unit", "seen", "assign", "write", "peer-thread", "mark", "snooze"
]


LONGEST_WRITTEN = 500
"""Characters of a message or a reason of a teacher; what is longer is cut."""


class TeacherActed(_Event, frozen=True, kw_only=True, tag="teacher"):
    """A teacher did something for this student. reason: as the teacher wrote it (for `write`, the message); it is kept.

    card: the `ref` of the card whose button it was, empty from elsewhere. on: what follows the action in the key of
    that button: a goal, or a goal and the number of a corrective (`unit/objective:0`).
    """

    teacher: str
    action: Action
    unit: str = ""
    reason: str = ""
    card: str = ""
    on: str = ""


class Unreached(_Event, frozen=True, kw_only=True, tag="unreached"):
    """A letter to the student's private chat will never be taken by the platform. why: the platform's own word."""

    why: str


class Ticked(_Event, frozen=True, kw_only=True, tag="ticked"):
    """A time that was asked for by `Remind` has come."""

    name: str


Event = Joined | Replied | Chose | Edited | Asked | Switched | TeacherActed | Unreached | Ticked
