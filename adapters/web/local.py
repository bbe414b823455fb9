"""The names of the local platform: its community, its channels, its people's ids.

Rules
- One community, `local`. One teacher channel, `teacher`, for all local classes; one channel per student.
- A student's id is made from the key of the request that added them, so a repeated request finds the same student.
- A letter counts as delivered once it is committed: pages read the conversation itself, from the store.
"""

import re

from bot.engine import Addressed, Delivered

PLATFORM = "local"
COMMUNITY = "local"
TEACHER_CHANNEL = "teacher"
STUDENT_ID = re.compile(r"s-[0-9a-f]{12}")
_STUDENT = "student:"


def student_of_key(key: str) -> str:
    """The id of the student whom the request `key` (a UUID) adds."""
    return f"s-{key.replace('-', '')[:12]}"


def student_channel(student: str) -> str:
    """The channel of a student's private chat."""
    return f"{_STUDENT}{student}"


def is_channel(channel: str) -> bool:
    """Whether a channel of this name can exist here."""
    student = channel.removeprefix(_STUDENT)
    return channel == TEACHER_CHANNEL or (student != channel and STUDENT_ID.fullmatch(student) is not None)


class LocalCourier:
    """Delivers by doing nothing: the letter is in the store, and every open page is told by the engine's watch."""

    async def deliver(self, letter: Addressed) -> Delivered:
        """No id is needed to change the message later: a page finds it by its ref."""
        del letter
        return Delivered()
