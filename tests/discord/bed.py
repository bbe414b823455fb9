"""A test bed: a stand-in for Discord and the hands of the people in it. The two beds differ by what their Discord has.

fake  our own: direct messages, uploads, forums, faults
twin  by other hands: no direct messages, so that a student's chat is a private thread of the class's channel
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.discord.people import People


@dataclass(frozen=True)
class Bed:
    """stand: lets its clock stand at a second (UTC). now: by its clock. has_chats: there are direct messages."""

    people: People
    api_url: str
    gateway_url: str
    token: str
    folder: Path
    stand: Callable[[float], Awaitable[None]]
    now: Callable[[], float]
    has_chats: bool
