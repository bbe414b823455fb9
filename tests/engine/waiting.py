"""Waiting for what another task does."""

import asyncio
from collections.abc import Callable


async def until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    """Return when it is true; TimeoutError when it never is."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for is the outside of a courier, which has no event
            await asyncio.sleep(0.005)
