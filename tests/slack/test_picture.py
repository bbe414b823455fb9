"""The picture of a conversation in Slack that README shows, drawn from the blocks that Slack was given.

`pytest tests/web tests/slack/test_picture.py --renew-pictures` writes it anew; else the test only sees that it can be
drawn.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import async_playwright

from adapters.png import png_of
from bot.curriculum.course import Course
from bot.curriculum.folder import read_course
from bot.dialogue.effects import Ask
from bot.dialogue.events import Chose
from tests.machine import chromium
from tests.slack.school import COMMUNITY, school
from tests.slack.seen import Shown, page
from tests.slack.stand_in import CLASS, OTHER_STUDENT, STUDENT, TEACHERS
from tests.walked import Walker, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.slack.bed import Bed
    from tests.slack.school import School

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "deploy" / "pictures"
COURSE = ROOT / "curricula" / "fractions"
PAUSE = 3
"""Seconds between what a student does."""
LAST = 6
"""Messages of the student's chat that are shown."""


def fractions() -> Course:
    course = read_course(COURSE)
    assert isinstance(course, Course)
    return course


class OverSlack:
    """Implements `tests.walked.Hands`. What is typed goes through Slack; what is pressed goes to the engine."""

    def __init__(self, running: School) -> None:
        self._running = running
        self._done = 0

    async def say(self, user: str, text: str) -> None:
        """In the student's chat."""
        bed = self._running.bed
        bed.proxy.clock += PAUSE
        await bed.workspace.say(user, await bed.workspace.chat(user), text)
        await self._running.quiet()

    async def choose(self, user: str, ref: str, picks: Sequence[str]) -> None:
        """As a press that has been understood."""
        self._done += 1
        head = {"id": f"press-{self._done}", "community": COMMUNITY, "student": user, "class_id": CLASS}
        now = self._running.bed.proxy.now()
        self._running.bed.proxy.clock += PAUSE
        await self._running.engine.handle(Chose(ref=ref, picks=tuple(picks), at=now, **head))
        await self._running.quiet()


def pictures_of(bed: Bed) -> dict[str, str]:
    """What was uploaded, by Slack's id of the file, as addresses that a page can show."""
    found = {}
    for call in bed.proxy.calls.of("files.getUploadURLExternal"):
        if call.answer is not None:
            (source,) = COURSE.glob(f"media/{Path(call.arguments['filename']).stem}.*")
            content = base64.b64encode(png_of(source)[1]).decode()
            found[str(call.answer["file_id"])] = f"data:image/png;base64,{content}"
    return found


async def shown(bed: Bed, channel: str, last: int) -> list[Shown]:
    """The last messages of a channel, as people see them."""
    names = {STUDENT: "Ada"}
    return [
        Shown(
            who=names.get(message["user"], "Tutor"),
            text=message["text"],
            blocks=message.get("blocks", ()),
            when="9:41",
            edited=bool(message.get("edited")),
        )
        for message in (await bed.workspace.messages(channel))[-last:]
    ]


async def test_the_picture_of_readme_is_drawn_from_real_blocks(
    by_socket: Bed, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = chromium()
    async with school(by_socket, fractions(), folders={"fractions": COURSE}) as running:
        for student in (STUDENT, OTHER_STUDENT):
            await by_socket.workspace.command(student, CLASS, "join")
            await running.quiet()
        hands = OverSlack(running)
        ben, ada = (Walker(COMMUNITY, CLASS, student) for student in (OTHER_STUDENT, STUDENT))
        await walk(running.engine, ben, hands, right=False, until_picture=False)
        await walk(running.engine, ada, hands, right=True, until_picture=True)
        entries = await running.engine.conversation(COMMUNITY, STUDENT)
        assert isinstance(entries[-1].letter, Ask)
        chat = await shown(by_socket, await by_socket.workspace.chat(STUDENT), LAST)
        cards = await shown(by_socket, TEACHERS, 1)
    assert any(block["type"] == "image" for message in chat for block in message.blocks)
    drawn = page(
        [("Tutor", "Ada's private chat", chat), ("staff-7b", "the teachers' channel", cards)], pictures_of(by_socket)
    )
    folder = KEPT if request.config.getoption("--renew-pictures", default=False) else tmp_path
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        tab = await browser.new_page(viewport={"width": 1320, "height": 860})
        await tab.set_content(drawn)
        await tab.screenshot(path=folder / "slack.png")
        await browser.close()
    assert 20_000 < (folder / "slack.png").stat().st_size < 400_000
