"""What the tests of the local classroom share: a room without a server, a room with one, a browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.machine import chromium
from tests.web.rooms import Room, Running, classroom


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-pictures", action="store_true", help="write the pictures of README anew (with tests/web)")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """The application over a real engine, asked in this process."""
    async with classroom(tmp_path / "class.db") as (engine, app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            yield Room(engine, client)


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    """A served classroom."""
    served = Running(tmp_path / "class.db")
    await served.start()
    yield served
    await served.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests of a run; each test has a context of its own."""
    path = chromium()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        await started.close()
