"""What reached us from Slack, as values. Made by `translate` (pure), acted on by `receiver`.

user, channel and team are Slack's ids. key: the delivery key, of the payload itself and never of a retry header, so
that a second delivery of the same thing has the same key. at: UTC seconds by Slack's clock.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from bot.dialogue.events import Event, TeacherActed

View = dict[str, Any]


class Heard(Struct, frozen=True):
    """Something of a student, ready for the engine. reply_to: the conversation to write to if it is refused."""

    event: Event
    reply_to: str


class CardPressed(Struct, frozen=True):
    """A teacher's button. Whether `user` may do it is asked of the roster, not of who saw the button.

    event: `teacher` is filled in by the receiver, from the roster.
    """

    user: str
    event: TeacherActed
    channel: str


class WindowWanted(Struct, frozen=True):
    """A press that asks for a text first: `view` is to be opened with `trigger_id`, within 3 s. class_id: empty unless
    it is a teacher's window; then the roster is asked before it opens."""

    user: str
    trigger_id: str
    view: View
    channel: str
    class_id: str = ""


class Joining(Struct, frozen=True):
    """The join button of a class, or `/tutor join` in its channel. A class has the id of its channel."""

    user: str
    user_name: str
    class_id: str
    key: str
    at: float


class HomeOpened(Struct, frozen=True):
    """The Home tab; what is on it is made now."""

    user: str


class ChatOpened(Struct, frozen=True):
    """The Messages tab: someone who is in no class yet is told how to begin."""

    user: str
    channel: str


class Commanded(Struct, frozen=True):
    """`/tutor WORD REST`. word: lower case, empty for `/tutor` alone."""

    user: str
    user_name: str
    channel: str
    channel_name: str
    word: str
    rest: str
    trigger_id: str
    key: str
    at: float


class ClassChosen(Struct, frozen=True):
    """The window of `/tutor class` was sent. channel: of the class. teacher_name: as students read it."""

    user: str
    channel: str
    title: str
    course_id: str
    teacher_channel: str
    teacher_name: str


class Uninstalled(Struct, frozen=True):
    """The app was removed from the workspace, or its tokens were revoked."""

    why: str


class ChannelChanged(Struct, frozen=True):
    """A channel was archived, deleted or left by the bot. what: `archived`, `unarchived`, `deleted`, `left`."""

    channel: str
    what: str


class Nothing(Struct, frozen=True):
    """Known, and of no concern: a message of a bot, a join notice, a checkbox that was ticked."""


class Unknown(Struct, frozen=True):
    """A shape that nobody here knows. shape: its types and the names of its fields, never a value of them."""

    shape: str


Received = (
    Heard
    | CardPressed
    | WindowWanted
    | Joining
    | HomeOpened
    | ChatOpened
    | Commanded
    | ClassChosen
    | Uninstalled
    | ChannelChanged
    | Nothing
    | Unknown
)
