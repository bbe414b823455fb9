"""What reached us from Discord, understood. Made by `translate` (pure), acted on by `receiver`.

key: the delivery key, of the message or the interaction itself, so that a second delivery has the same one. at: UTC
seconds by Discord's clock.
"""

from __future__ import annotations

from msgspec import Struct

from adapters.discord.arrivals import Commanded, Presser
from adapters.discord.presses import Control
from bot.dialogue.events import Asked, Chose, Replied


class Said(Struct, frozen=True):
    """A person wrote something. guild: empty in direct messages: then it is for the guild that they turned to last.

    changed: an earlier message was changed. number: of the message, for `heard`. has_files: something is attached, and
    is not read.
    """

    user: str
    channel: str
    guild: str
    text: str
    key: str
    at: float
    number: int
    changed: bool = False
    has_files: bool = False


class Did(Struct, frozen=True):
    """A student's press, or an answer from a window: ready for the engine."""

    event: Chose | Replied | Asked
    presser: Presser


class OnCard(Struct, frozen=True):
    """A press on a teacher's card, or the text that it asked for. What it means is looked up: an id is a hint only.

    choice: the key of the card's choice.
    """

    presser: Presser
    control: Control
    choice: str
    key: str
    at: float
    reason: str | None = None


class WindowWanted(Struct, frozen=True):
    """A student wants to write an answer in a window. question: as their message shows it."""

    presser: Presser
    control: Control
    question: str


class Joining(Struct, frozen=True):
    """The join button of a class, or `/learn` in its channel."""

    presser: Presser
    guild: str
    class_id: str
    key: str
    at: float


class Wanted(Struct, frozen=True):
    """A slash command."""

    command: Commanded
    key: str
    at: float


class Nothing(Struct, frozen=True):
    """Known, and of no concern: what bots write, what is said in channels."""


class Old(Struct, frozen=True):
    """A control that cannot be read: of an older version, or forged."""

    presser: Presser


Received = Said | Did | OnCard | WindowWanted | Joining | Wanted | Nothing | Old
