"""The picture of a conversation in Discord that README shows, drawn from the messages that Discord was given.

`pytest tests/web tests/discord/test_picture.py -k real_messages --renew-pictures` writes it anew; else the test only
sees that it can be drawn.
"""

from __future__ import annotations

import asyncio
import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import async_playwright

from adapters.discord.presses import read as control_of
from bot.curriculum.course import Course
from bot.curriculum.folder import read_course
from tests.discord.ids import BOT, CLASS, OTHER_STUDENT, STUDENT, TEACHERS
from tests.discord.school import COMMUNITY, PATIENCE, school
from tests.discord.seen import Pane, Sight, page
from tests.machine import chromium
from tests.walked import Walker, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.discord.bed import Bed
    from tests.discord.fake.server import Discord
    from tests.discord.people import Pressed
    from tests.discord.school import School

pytestmark = pytest.mark.browser

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "deploy" / "pictures"
COURSE = ROOT / "curricula" / "fractions"
LESSON = datetime(2026, 10, 5, 9, 20, tzinfo=UTC)
"""When the class begins."""
PAUSE = 20
"""Seconds between what a student does."""
SELECT = 3


def fractions() -> Course:
    course = read_course(COURSE)
    assert isinstance(course, Course)
    return course


class OverDiscord:
    """Implements `tests.walked.Hands`: everything is written, pressed and taken in Discord."""

    def __init__(self, running: School) -> None:
        self._running = running
        self._people = running.bed.people

    async def join(self, user: str) -> None:
        """In the class's channel."""
        await self._done(await self._people.command(user, CLASS, "learn"))

    async def say(self, user: str, text: str) -> None:
        """In the student's chat."""
        turn = await self._begin(user)
        await self._people.say(user, await self._people.dm(user), text)
        async with asyncio.timeout(PATIENCE):  # the gateway acknowledges nothing
            while await self._turn(user) == turn:  # noqa: ASYNC110 -- what it looks at is in the store
                await asyncio.sleep(0.005)
        await self._running.quiet()

    async def choose(self, user: str, ref: str, picks: Sequence[str]) -> None:
        """A button, or options of a menu."""
        await self._begin(user)
        chat = await self._people.dm(user)
        message, control = next(
            (message, control)
            for message in reversed(await self._people.messages(chat))
            for control in controls(message)
            if takes(control, ref, picks)
        )
        where = (user, chat, message["id"], control["custom_id"])
        if control["type"] == SELECT:
            await self._done(await self._people.choose(*where, picks))
        else:
            await self._done(await self._people.press(*where))

    async def _begin(self, user: str) -> int:
        """A while later; the student's turn so far."""
        bed = self._running.bed
        await bed.stand(bed.now() + PAUSE)
        return await self._turn(user)

    async def _turn(self, user: str) -> int:
        enrollment = await self._running.engine.enrollment(COMMUNITY, CLASS, user)
        assert enrollment is not None
        return enrollment.turn

    async def _done(self, pressed: Pressed) -> None:
        await pressed.answered(PATIENCE)
        assert not pressed.failed
        await self._running.quiet()


def controls(message: Json) -> Iterator[Json]:
    """Of a message, in order."""
    for row in message["components"]:
        yield from row["components"]


def takes(control: Json, ref: str, picks: Sequence[str]) -> bool:
    """Whether it is how these are taken."""
    meant = control_of(control["custom_id"])
    return meant is not None and meant.origin.ref == ref and (control["type"] == SELECT or meant.key == picks[0])


def files_of(fake: Discord) -> dict[str, str]:
    """What was uploaded, as addresses that a page can show."""
    return {
        f"{fake.address}{path}": f"data:image/png;base64,{base64.b64encode(content).decode()}"
        for path, content in fake.world.files.items()
    }


async def test_the_picture_of_readme_is_drawn_from_real_messages(
    fake: Discord, by_fake: Bed, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = chromium()
    await by_fake.stand(LESSON.timestamp())
    async with school(by_fake, fractions(), folders={"fractions": COURSE}) as running:
        hands = OverDiscord(running)
        for student in (OTHER_STUDENT, STUDENT):
            await hands.join(student)
        ben, ada = (Walker(COMMUNITY, CLASS, student) for student in (OTHER_STUDENT, STUDENT))
        await walk(running.engine, ben, hands, right=False, until_picture=False)
        await walk(running.engine, ada, hands, right=True, until_picture=True)
        chat, cards = (list(fake.world.messages[id_].values()) for id_ in (await fake.people.dm(STUDENT), TEACHERS))
    assert chat[-1]["attachments"], "Ada is asked with a picture"
    assert cards[-1]["embeds"], "the teachers hear of Ben"
    drawn = page(
        [Pane("Ada's direct messages", "", chat), Pane("The teachers' channel", "staff-7b", cards)],
        Sight(BOT, {BOT: "Tutor"}, files_of(fake)),
    )
    folder = KEPT if request.config.getoption("--renew-pictures", default=False) else tmp_path
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        tab = await browser.new_page(viewport={"width": 1320, "height": 956}, device_scale_factor=1.5)
        await tab.set_content(drawn)
        await tab.evaluate("document.fonts.ready")
        await tab.screenshot(path=folder / "discord.png")
        await browser.close()
    assert 20_000 < (folder / "discord.png").stat().st_size < 400_000
