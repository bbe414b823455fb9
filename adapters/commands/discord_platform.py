"""Discord, made from the settings: its courier, its pages, its share. Imported only where a bot is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.commands import pages
from adapters.commands.served_platform import Platform
from adapters.discord.adapter import Discord
from adapters.discord.teachers_desk import Pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.commands.course_folders import CoursesHere
    from adapters.commands.opened import Opened
    from adapters.discord.settings import DiscordSettings
    from adapters.metrics import Metrics


def discord_platform(settings: DiscordSettings, metrics: Metrics, here: CoursesHere) -> Platform:
    """The adapter, not connected yet."""
    courses = {course.id: (course.title, course.language) for course in here.by_id.values()}
    discord = Discord(settings, metrics, folders=here.folders, courses=courses)

    def units_of(course_id: str) -> Mapping[str, str]:
        course = here.by_id.get(course_id)
        return {unit_id: unit.title for unit_id, unit in course.units.items()} if course is not None else {}

    async def serve(classroom: Opened) -> None:
        made = pages.Pages(classroom)
        await discord.serve(classroom.engine, Pages(made.of_classes, made.student, units_of))

    share = discord.shards.owns if discord.shards.are_some else None
    return Platform(discord.courier, serve, discord.told_to_probes, share=share)
