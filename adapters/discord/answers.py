"""What whoever pressed, sent or commanded something is answered with, as values; `answering` brings them to Discord."""

from __future__ import annotations

from msgspec import Struct

from adapters.discord.render import Message, note


class Done(Struct, frozen=True):
    """Nothing but the acknowledgement: what comes of it stands in the conversation."""


class Told(Struct, frozen=True):
    """Seen by whoever asked, and by nobody else (ephemeral)."""

    message: Message


class Window(Struct, frozen=True):
    """A window (modal) with one field. question: to be read beside it; may be empty."""

    custom_id: str
    title: str
    label: str
    question: str
    longest: int


Answer = Done | Told | Window
DONE = Done()


def told(sentence: str) -> Told:
    """One sentence, with light marks."""
    return Told(note(sentence))
