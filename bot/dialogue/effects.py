"""What to do. Names are imperative; the engine turns effects into letters and timers, adapters turn letters into
payloads.

Texts are final, in the reader's language, with light marks (`marks.py`). What a student wrote is quoted so that it can
never become a mark, a mention or a link. `ref` names a message within its conversation, so that a later press or change
can point to it; it is opaque to platforms.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from bot.curriculum.question import Option, Picture


class Choice(Struct, frozen=True, omit_defaults=True):
    """A button: its key comes back in `Chose.picks`, of a card as `TeacherActed.action` and `on` (`action:on`).

    asks: a text is asked for first (a reason, a message); it is the label of the field, and the text comes back as
    `TeacherActed.reason`. A key has at most 120 characters, a label at most 75.
    """

    key: str
    label: str
    asks: str = ""


class Selection(Struct, frozen=True):
    """Choices of one kind under one label, of which one is taken: a menu that opens. 1 to 100 choices.

    asks: as of a choice, for all of them.
    """

    label: str
    choices: tuple[Choice, ...]
    asks: str = ""


class Say(Struct, frozen=True, tag="say"):
    """A message to the student, with buttons where `choices` are given (then `ref` is set)."""

    text: str
    choices: tuple[Choice, ...] = ()
    ref: str = ""
    picture: Picture | None = None


class Ask(Struct, frozen=True, tag="ask"):
    """A question to the student.

    answer: `one` or `several` of `options`, or a typed `text`. place: '2 of about 6'. asides: buttons beside the answer
    (a hint, 'I don't know yet').
    """

    ref: str
    text: str
    answer: Literal["one", "several", "text"]
    options: tuple[Option, ...] = ()
    place: str = ""
    picture: Picture | None = None
    asides: tuple[Choice, ...] = ()


class Settle(Struct, frozen=True, tag="settle"):
    """The question or menu `ref` takes no more presses. chosen: what was answered, to show in it; mark: how it went."""

    ref: str
    chosen: str = ""
    mark: Literal["right", "almost", "not yet", "done"] = "done"


class Alert(Struct, frozen=True, tag="alert"):
    """A card in the teacher's channel. The same `ref` again changes the card instead of posting a new one.

    urgent: a person should look now. resolved: nothing is left to do; the card says how it ended.
    """

    ref: str
    student: str
    class_id: str
    title: str
    lines: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    urgent: bool = False
    resolved: bool = False
    selections: tuple[Selection, ...] = ()


class OpenThread(Struct, frozen=True, tag="open thread"):
    """A thread in the class's shared channel. text: seen by the whole class, so it names nobody and no result."""

    ref: str
    class_id: str
    text: str


class Grant(Struct, frozen=True, tag="grant"):
    """What the class gives to who mastered this unit (a role, a door to a channel), where the platform has such
    things; elsewhere it is taken and nothing is shown. It names no message, so `ref` is empty."""

    ref: str
    class_id: str
    student: str
    unit: str


class Remind(Struct, frozen=True, tag="remind"):
    """Send `Ticked(name)` to this enrollment at `at` (UTC seconds); the same name again moves it."""

    name: str
    at: float


class Forget(Struct, frozen=True, tag="forget"):
    """The timer `name` is not needed any more."""

    name: str


class GoTo(Struct, frozen=True, tag="go to"):
    """The student turns to another class of theirs: the engine applies `Switched` there in the same transaction."""

    class_id: str


Effect = Say | Ask | Settle | Alert | OpenThread | Grant | Remind | Forget | GoTo
Letter = Say | Ask | Settle | Alert | OpenThread | Grant
"""Effects that leave, in order, through a courier: as a message, as its change, or as what the platform does."""
