"""A workspace of its own for each test that asks for one: by Socket Mode, by HTTP, or one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.slack.bed import bed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.slack.bed import Bed
    from tests.slack.proxy import Transport


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> Transport:
    """Both, one after the other."""
    found: Transport = request.param
    return found


@pytest.fixture
async def by_both(transport: Transport, tmp_path: Path) -> AsyncIterator[Bed]:
    """A workspace; the test runs by Socket Mode and by HTTP."""
    async with bed(tmp_path, transport) as made:
        yield made


@pytest.fixture
async def by_socket(tmp_path: Path) -> AsyncIterator[Bed]:
    """A workspace that speaks Socket Mode."""
    async with bed(tmp_path, "socket") as made:
        yield made


@pytest.fixture
async def by_http(tmp_path: Path) -> AsyncIterator[Bed]:
    """A workspace that posts its events."""
    async with bed(tmp_path, "http") as made:
        yield made
