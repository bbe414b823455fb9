"""Slack, made from the settings: its courier, its pages, its door. Imported only where a workspace is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.commands.pages import Pages
from adapters.commands.served_platform import Platform
from adapters.slack.adapter import Slack
from adapters.slack.manifest import PATH

if TYPE_CHECKING:
    from adapters.commands.course_folders import CoursesHere
    from adapters.commands.opened import Opened
    from adapters.metrics import Metrics
    from adapters.slack.settings import SlackSettings


def slack_platform(settings: SlackSettings, metrics: Metrics, here: CoursesHere) -> Platform:
    """The adapter, not connected yet."""
    courses = {course.id: (course.title, course.language) for course in here.by_id.values()}
    slack = Slack(settings, metrics, folders=here.folders, courses=courses)

    async def serve(classroom: Opened) -> None:
        pages = Pages(classroom)
        await slack.serve(classroom.engine, page_of=pages.of, today_of=pages.today)

    doors = {PATH: slack.http_events.answer} if settings.transport == "http" else {}
    return Platform(slack.courier, serve, slack.state.told_to_probes, doors)
