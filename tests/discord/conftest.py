"""A Discord of its own for each test that asks for one: our own fake, or the twin, which is by other hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from tests.discord.bed import Bed
from tests.discord.fake.server import fake_discord
from tests.discord.ids import TOKEN
from tests.discord.twin.bed import twin_bed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.discord.fake.server import Discord


@pytest.fixture(autouse=True)
def addresses() -> Iterator[None]:
    """The library's two addresses, which an adapter changes, are as before after each test."""
    api, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    yield
    discord.http.Route.BASE = api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway


@pytest.fixture
async def fake() -> AsyncIterator[Discord]:
    """Our own."""
    async with fake_discord() as made:
        yield made


@pytest.fixture
async def by_fake(fake: Discord, tmp_path: Path) -> Bed:
    """A bed on our own fake."""
    return bed_of(fake, tmp_path)


@pytest.fixture
async def by_twin(tmp_path: Path) -> AsyncIterator[Bed]:
    """A bed on the twin."""
    async with twin_bed(tmp_path) as made:
        yield made


def bed_of(fake: Discord, folder: Path) -> Bed:
    """folder: for files of the test."""

    async def stand(second: float) -> None:
        fake.standing = second

    return Bed(fake.people, fake.api_url, fake.gateway_url, TOKEN, folder, stand, fake.now, has_chats=True)
