"""What Discord's error codes mean for a letter. One table; a code that is not in it is waited for, then given up.

Source: Discord's developer documents, Opcodes and Status Codes, JSON (JSON Error Codes).
"""

from __future__ import annotations

UNAUTHORISED = 401
"""HTTP: our token is not taken. Every letter waits until a person mends it, and none is lost."""

UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MEMBER, UNKNOWN_MESSAGE, UNKNOWN_ROLE = 10003, 10004, 10007, 10008, 10011
UNKNOWN_USER, NO_ACCESS, NO_PERMISSION = 10013, 50001, 50013
ARCHIVED, LOCKED = 50083, 160005
TOO_FAST = 40003
"""Direct messages are being opened too fast."""
CLOSED = 50007
"""This person takes no direct messages from us."""
NO_COMMON_GUILD = 50278

PLACE = frozenset(
    {UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_USER, NO_ACCESS, NO_PERMISSION, ARCHIVED, LOCKED, CLOSED, NO_COMMON_GUILD}
)
"""This place takes nothing more: another way is tried."""

CONTENT = frozenset({50035, 50006, 40005, 50109, 50046})
"""What was sent cannot be shown (invalid body, empty, too large, no JSON, a bad file): it is sent plainer."""

GONE = frozenset({UNKNOWN_MESSAGE, 50005, 50027, UNKNOWN_CHANNEL})
"""The message that was to be changed is not there any more, or not ours."""

AS_READ = {
    UNKNOWN_CHANNEL: "the channel is gone",
    UNKNOWN_GUILD: "the tutor is not in that server any more",
    UNKNOWN_USER: "Discord does not know that account any more",
    UNKNOWN_MEMBER: "they have left the server",
    UNKNOWN_ROLE: "the role is gone",
    NO_ACCESS: "the tutor cannot see the channel",
    NO_PERMISSION: "the tutor lacks a permission there",
    ARCHIVED: "the thread is archived",
    LOCKED: "the thread is locked",
    CLOSED: "their direct messages are closed",
    NO_COMMON_GUILD: "they have left the server",
}


def as_read(code: int) -> str:
    """What a teacher or an admin reads about a refusal."""
    return AS_READ.get(code, f"Discord error {code}")
