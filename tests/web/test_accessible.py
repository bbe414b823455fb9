"""axe finds nothing: light, dark and phone; empty, in questions, in the dialog, in the teacher channel."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.web.rooms import Pupil, Running
from tests.web.walker import PHONE, WIDE, visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def busy(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A classroom in the middle of things: questions asked and answered, cards in the teacher channel."""
    folder: Path = tmp_path_factory.mktemp("busy")
    served = Running(folder / "class.db")
    await served.start()
    assert served.engine is not None
    for number, (name, steps, right) in enumerate([("Ada", 9, "rm"), ("Ben", 40, "rrmmm"), ("Cleo", 60, "r")]):
        pupil = Pupil(served.engine, "matter", f"s-00000000000{number}", name)
        await pupil.enter()
        await pupil.walk(steps, right)
    yield served
    await served.stop()


async def violations(page: Page) -> list[str]:
    """What axe found, a line each."""
    results = await Axe().run(page)
    return [
        f"{found['id']}: {node['html'][:160]} {node['failureSummary']}"
        for found in results.response["violations"]
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
async def test_axe_finds_nothing_in_the_classroom(
    browser: Browser, busy: Running, scheme: str, viewport: dict[str, int]
) -> None:
    room = await visit(browser, busy, color_scheme=scheme, viewport=viewport, reduced_motion="reduce")
    found: dict[str, list[str]] = {}
    for name in ("Ada", "Ben", "Cleo"):
        await room.page.get_by_role("navigation").get_by_role("button", name=name).click()
        await expect(room.log.locator(".row").first).to_be_attached()
        found[name] = await violations(room.page)
    await room.page.locator(".people [data-add]").click()
    found["dialog"] = await violations(room.page)
    await room.page.keyboard.press("Escape")
    if viewport is PHONE:
        await room.page.get_by_role("button", name="Teacher").click()
        found["teacher"] = await violations(room.page)
    await expect(room.page.locator(".card").first).to_be_visible()
    assert {name: rows for name, rows in found.items() if rows} == {}
    await room.page.context.close()


@pytest.mark.parametrize("path", ["student/s-000000000001", "teacher"])
async def test_axe_finds_nothing_in_a_tab_of_its_own(browser: Browser, busy: Running, path: str) -> None:
    own = await visit(browser, busy, path, reduced_motion="reduce")
    await expect(own.page.locator(".row, .card").first).to_be_visible()
    assert await violations(own.page) == []
    await own.page.context.close()


@pytest.mark.parametrize("button", ["Write to the student", "Do it: Mark as mastered"])
async def test_axe_finds_nothing_in_a_card_that_asks_for_a_text(browser: Browser, busy: Running, button: str) -> None:
    own = await visit(browser, busy, "teacher", reduced_motion="reduce")
    await own.page.get_by_role("button", name=button).last.click()
    await expect(own.page.locator(".why textarea")).to_be_focused()
    assert await violations(own.page) == []
    await own.page.context.close()


async def test_axe_finds_nothing_in_an_empty_classroom(browser: Browser, tmp_path: Path) -> None:
    served = Running(tmp_path / "class.db")
    await served.start()
    room = await visit(browser, served)
    assert await violations(room.page) == []
    await room.page.context.close()
    await served.stop()


async def test_axe_would_find_something(browser: Browser, busy: Running) -> None:
    room = await visit(browser, busy)
    await room.page.evaluate("document.querySelector('.people [data-add]').textContent = ''")
    found: list[Any] = await violations(room.page)
    assert [line.split(":")[0] for line in found] == ["button-name"]
    await room.page.context.close()
