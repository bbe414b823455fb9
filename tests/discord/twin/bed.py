"""The test bed over the twin: nobody takes direct messages, so that a student's chat is a private thread."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.discord.bed import Bed
from tests.discord.twin.people import people
from tests.discord.twin.stand_in import stand_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@asynccontextmanager
async def twin_bed(folder: Path) -> AsyncIterator[Bed]:
    """A twin and the people in it, while the block runs."""
    with stand_in(folder) as twin:
        async with people(twin) as hands:
            standing: list[float] = []

            async def stand(at: float) -> None:
                await hands.clock(at)
                standing[:] = [at]

            def now() -> float:
                return standing[0] if standing else time.time()

            yield Bed(hands, twin.api_url, twin.gateway_url, twin.token, folder, stand, now, has_chats=False)
