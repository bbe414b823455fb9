"""Who and what there is in the tests of Discord: one school with a class, and a guild that is no school of ours.

Rules
- Everything has a fixed snowflake, as a decimal string, older than anything that a test makes.
- Draws hang on who asks and where. With these ids every transcript is true as it stands.
- With two shards, the two guilds are on different ones: `GUILD` on shard 0, `OTHER_GUILD` on shard 1.
"""

from __future__ import annotations

from typing import NamedTuple

TOKEN = "OTAwMDAwMDAwMDAwMDAwMDAw.fake.for-tests-only"  # noqa: S105 -- a stand-in's

GUILD = "1050000000000000000"
EVERYONE = GUILD
"""The role that everybody has has the id of its guild."""
OTHER_GUILD = "1050000000004194304"

BOT = "900000000000000001"
"""The bot's user, and the application's id as well."""
OWNER = "900000000000000002"
STUDENT = "900000000000000013"
OTHER_STUDENT = "900000000000000021"
TEACHER = "900000000000000034"
STRANGER = "900000000000000055"
"""A member of the guild, in no class and without a role."""

CLASS = "1104000000000000707"
TEACHERS = "1104000000000000808"
"""Hidden from everybody but the teachers and the bot."""
FORUM = "1104000000000000909"
ELSEWHERE = "1104000000000001010"
OTHER_CHANNEL = "1104000000000001111"
"""In the other guild."""

TEACHER_ROLE = "1104000000000002001"
MASTERY_ROLE = "1104000000000002002"
"""Below the bot's: the bot may give it."""
BOT_ROLE = "1104000000000002003"
"""The bot's own, which Discord makes with the permissions of the invitation."""
HIGH_ROLE = "1104000000000002004"
"""Above the bot's: nobody but the owner may give it."""


class Person(NamedTuple):
    """id: of the user. name: unique. shown: the display name. roles: in the school's guild, besides @everyone's."""

    id: str
    name: str
    shown: str
    roles: tuple[str, ...] = ()


PEOPLE = (
    Person(OWNER, "head", "The Head"),
    Person(STUDENT, "ada", "Ada"),
    Person(OTHER_STUDENT, "ben", "Ben"),
    Person(TEACHER, "okafor", "Ms Okafor", (TEACHER_ROLE,)),
    Person(STRANGER, "kim", "Kim"),
)
