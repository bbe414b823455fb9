"""The picture of the classroom that README shows, taken of a real lesson.

`pytest tests/web/test_picture.py --renew-pictures` writes it anew; else the test only sees that it can be taken.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from adapters.web.local import COMMUNITY, TEACHER_CHANNEL, student_channel
from bot.dialogue.effects import Alert, Ask
from bot.engine import Engine
from tests.web.rooms import Pupil, Running
from tests.web.walker import visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KEPT = Path(__file__).resolve().parents[2] / "deploy" / "pictures"
COURSE = "fractions"
MOST_STEPS = 150


@pytest_asyncio.fixture(loop_scope="session")
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    served = Running(tmp_path / "class.db")
    await served.start()
    yield served
    await served.stop()


async def seen_by_teacher(engine: Engine, student: str) -> list[Alert]:
    """The cards about one student, the newest last."""
    entries = await engine.conversation(COMMUNITY, TEACHER_CHANNEL)
    return [entry.letter for entry in entries if isinstance(entry.letter, Alert) and entry.letter.student == student]


async def open_ask(engine: Engine, student: str) -> Ask | None:
    """The question that a student sees last."""
    entries = await engine.conversation(COMMUNITY, student_channel(student))
    return entries[-1].letter if isinstance(entries[-1].letter, Ask) else None


async def a_class_at_work(engine: Engine) -> None:
    """One has mastered a unit, one is called for, one goes on; Ada looks at a question with a picture."""
    cleo, ben, dana, ada = (
        Pupil(engine, COURSE, f"s-00000000000{number}", name)
        for number, name in enumerate(["Cleo Fuchs", "Ben Castillo", "Dana Ito", "Ada Nwosu"])
    )
    for pupil, right in ((cleo, "r"), (ben, "m"), (dana, "rm" * 40)):
        await pupil.enter()
        for _ in range(MOST_STEPS):
            cards = await seen_by_teacher(engine, pupil.student)
            if any(card.resolved or card.urgent or pupil is dana for card in cards):
                break
            await pupil.walk(1, right)
    await ada.enter()
    for step in range(MOST_STEPS):
        ask = await open_ask(engine, ada.student)
        if step > 4 and ask is not None and ask.picture is not None:
            break
        await ada.walk(1, "rrm")


async def test_the_picture_of_readme_can_be_taken(
    browser: Browser, running: Running, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    assert running.engine is not None
    await a_class_at_work(running.engine)
    room = await visit(browser, running, viewport={"width": 1320, "height": 860}, reduced_motion="reduce")
    await room.page.get_by_role("navigation").get_by_role("button", name="Ada").click()
    await expect(room.open_question.get_by_role("img")).to_be_visible()
    await expect(room.page.locator(".card").first).to_be_visible()
    await expect(room.page.get_by_role("navigation").get_by_role("button", name="Ada")).to_contain_text("·")
    assert await room.open_question.get_by_role("img").evaluate("picture => picture.naturalWidth > 0")
    head = await room.chat.locator("header").bounding_box()
    assert head is not None
    assert head["height"] < 120, "the name stands beside its face, not below it letter by letter"
    folder = KEPT if request.config.getoption("--renew-pictures", default=False) else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    await room.page.mouse.move(0, 0)
    await room.page.screenshot(path=folder / "classroom.png")
    assert (folder / "classroom.png").stat().st_size < 400_000
    assert room.problems == []
    await room.page.context.close()
