"""What Discord brought, as values: read off the library's objects in `reading`, understood by `translate` (pure).

Ids are decimal strings, empty for what is not there; times are UTC seconds, read from the id itself: an id of Discord
holds the millisecond at which it was made (Discord's developer documents, API Reference, Snowflakes).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

EPOCH = 1_420_070_400.0
"""Seconds from 1970 to the beginning of 2015, from which Discord counts."""


def made_at(snowflake: str) -> float:
    """When this id was made, UTC seconds."""
    return (int(snowflake) >> 22) / 1000 + EPOCH


class Presser(Struct, frozen=True):
    """Who did something, where. guild: empty in direct messages. roles: theirs in the guild, now. may_manage: they
    may manage channels there. name: as they are called there."""

    user: str
    name: str
    channel: str
    guild: str = ""
    roles: frozenset[str] = frozenset()
    may_manage: bool = False
    locale: str = ""


class Written(Struct, frozen=True):
    """A message, new or changed. edit: milliseconds at which it was changed, 0: new. text: as Discord sends it.

    names: of the people and channels that it mentions, by id. has_files: something is attached.
    """

    id: str
    user: str
    channel: str
    guild: str
    text: str
    is_person: bool
    edit: int = 0
    names: Mapping[str, str] = {}
    has_files: bool = False


class Pressed(Struct, frozen=True):
    """A button or a select of a message. values: what was taken from a select."""

    id: str
    presser: Presser
    message: str
    custom_id: str
    values: tuple[str, ...] = ()
    question: str = ""


class Submitted(Struct, frozen=True):
    """A window was sent. texts: by the custom_id of the field."""

    id: str
    presser: Presser
    custom_id: str
    texts: Mapping[str, str]


class Named(Struct, frozen=True):
    """A person, a role or a channel that a command names."""

    id: str
    name: str
    is_bot: bool = False


class Commanded(Struct, frozen=True):
    """A slash command. name: `learn`, `class set-up`. options: texts, truths and `Named`, as far as they were given."""

    id: str
    presser: Presser
    name: str
    options: Mapping[str, Any] = {}

    def text(self, option: str) -> str:
        """Of an option; empty where it was not given."""
        return str(self.options.get(option, ""))

    def named(self, option: str) -> Named | None:
        """What an option names; None where it was not given."""
        found = self.options.get(option)
        return found if isinstance(found, Named) else None


Arrival = Written | Pressed | Submitted | Commanded
