"""Who brings letters to a platform, and what can come of it. Adapters implement `Courier`; the outbox calls it.

Rules
- Letters of one conversation are brought one after another, in the order of `seq`; the next one is brought when the one
  before was delivered or refused.
- At least once: after a crash a letter may be brought again, with the same (community, channel, seq). A platform with
  a key of its own for that (Discord's nonce) is given one; the local classroom knows the number.
- A courier never tries again by itself: it says `Wait` and is asked later.
"""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from bot.dialogue.effects import Letter


class Target(Struct, frozen=True):
    """An earlier message that a letter changes. platform_id: as its delivery named it. body: what it shows now; None
    where that is of no concern (a card is replaced as a whole)."""

    platform_id: str
    body: Letter | None = None


class Addressed(Struct, frozen=True):
    """One letter and where it goes. person: whom it is about; empty for a letter to a whole class.

    target: the earlier message with its ref, if the platform has it.
    """

    community: str
    channel: str
    seq: int
    at: float
    body: Letter
    person: str = ""
    class_id: str = ""
    target: Target | None = None


class Delivered(Struct, frozen=True):
    """platform_id: of the message, where the platform needs it to change that message later."""

    platform_id: str = ""


class Wait(Struct, frozen=True):
    """Not now: bring it again after so many seconds. Only this conversation waits."""

    seconds: float
    why: str = ""


class Refused(Struct, frozen=True):
    """The platform will never take it (a closed chat, an archived channel). why: for the teacher and the log."""

    why: str


Delivery = Delivered | Wait | Refused


class Courier(Protocol):
    async def deliver(self, letter: Addressed) -> Delivery:
        """Bring one letter. An exception counts as `Wait`, longer each time, and in the end as `Refused`."""
        ...


Share = Callable[[str, bool], bool]
"""owns(community, is_private): whether this process brings the letters of such conversations, where several processes
share one database. is_private: a student's own chat. For one conversation it says yes in one process alone, and says
the same as long as that process runs."""


def platform_of(community: str) -> str:
    """`slack:T1` -> `slack`, `local` -> `local`."""
    return community.partition(":")[0]
