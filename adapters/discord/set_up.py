"""`/class set-up`: makes the channel a class, or changes it, and says what an administrator should look at.

Rules
- A class meets in an ordinary text channel. Whoever makes one may manage channels there.
- What was not given stays as it is. What is lacking is named by channel and by Discord's own names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.discord.answers import Answer, told
from adapters.discord.choices import meant
from adapters.discord.classes import Wish
from adapters.discord.commands import option_in
from bot.dialogue.marks import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.discord.arrivals import Commanded
    from adapters.discord.classes import Classes
    from adapters.discord.guilds import Guilds
    from adapters.discord.permissions import Where
    from adapters.discord.replies import Replies


class SetUp:
    """Of classes."""

    def __init__(self, classes: Classes, guilds: Guilds) -> None:
        self._classes = classes
        self._guilds = guilds

    async def make(self, command: Commanded, community: str, replies: Replies) -> Answer:
        """Make it, or change it. replies: in the language of whoever asks. Raises EngineError."""
        presser, class_id = command.presser, command.presser.channel
        if not self._guilds.is_text(presser.guild, class_id):
            return told(replies.only_in_a_text_channel)
        refused = await self._classes.set_up_refused(presser, community, class_id)
        if refused is not None:
            return told(getattr(replies, refused))
        wish = _wish(command, {id_: title for id_, (title, _) in self._classes.courses.items()})
        if wish.course_id not in self._classes.courses:
            return told(replies.no_such_course)
        fault = self._classes.fault(community, class_id, wish)
        if fault is not None:
            return told(getattr(replies, fault))
        is_new = await self._classes.set_up(community, class_id, wish, presser)
        replies = self._classes.replies(community, class_id)
        course, _ = self._classes.courses[wish.course_id]
        sentence = (replies.class_made if is_new else replies.class_changed).format(
            title=self._classes.title(community, class_id), course=quote(course)
        )
        return told("\n".join([sentence, *self._to_see_to(community, class_id, command)]))

    def _to_see_to(self, community: str, class_id: str, command: Commanded) -> list[str]:
        """What an administrator should look at: who else reads the teachers' channel, what we lack where."""
        replies, guild = self._classes.replies(community, class_id), command.presser.guild
        language = self._classes.language(community, class_id)
        lines = []
        teachers = self._classes.teacher_channel(community, class_id)
        readers = self._guilds.readers(guild, teachers)
        if readers:
            lines.append(replies.readers.format(roles=", ".join(map(quote, readers))))
        forum = self._classes.forum(community, class_id)
        places: tuple[tuple[str, Where, str], ...] = (
            (class_id, "class", "channel"),
            (teachers, "teachers", "teachers-channel"),
            (forum, "forum", "help-forum"),
        )
        for channel, where, option in places:
            lacking = self._guilds.missing(guild, channel, where, language) if channel else []
            if lacking:
                # Of a channel that we do not see Discord tells no name.
                shown = self._guilds.channel_name(guild, channel)
                name = quote(f"#{shown}") if shown else f"`{option_in(language, option)}`"
                lines.append(replies.lacking.format(place=name, permissions=", ".join(lacking)))
        return lines


def _wish(command: Commanded, courses: Mapping[str, str]) -> Wish:
    channel, role, forum = command.named("teachers"), command.named("role"), command.named("forum")
    return Wish(
        course_id=meant(courses, command.text("course")),
        teacher_channel=channel.id if channel is not None else "",
        title=command.text("title"),
        name=command.text("name"),
        role=role.id if role is not None else "",
        forum=forum.id if forum is not None else "",
    )
