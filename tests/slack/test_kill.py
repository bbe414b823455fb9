"""The process is killed again and again while students write and Slack delivers again: nothing that was acknowledged is
lost, and nothing counts twice."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.dialogue.wording import Wording
from bot.engine.replay import Difference, verify
from bot.store.open import open_store
from tests.slack.service import Service, make_class, until
from tests.slack.stand_in import CLASS, OTHER_STUDENT, STRANGER, STUDENT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.slack.bed import Bed

KILLS = 6
STUDENTS = (STUDENT, OTHER_STUDENT, STRANGER)


async def write_for_ever(bed: Bed, student: str) -> None:
    """Something every few milliseconds, now and then twice the same."""
    chat = await bed.workspace.chat(student)
    for number in range(10_000):
        await bed.workspace.say(student, chat, f"{number // 2}")
        await asyncio.sleep(0.03)


def heard_keys(database: Path) -> list[str]:
    with sqlite3.connect(database) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM journal WHERE key LIKE 'msg:%'")]


async def differences(database: Path) -> list[Difference]:
    store = await open_store(database)
    try:
        return [found async for found in verify(store, {"en": Wording()}) if isinstance(found, Difference)]
    finally:
        await store.close()


@pytest.mark.slow
async def test_what_was_acknowledged_is_kept_and_counts_once_through_kills(by_both: Bed) -> None:
    bed, chance = by_both, random.Random(7)  # noqa: S311 -- when to kill
    bed.proxy.deliveries.again_after = (0.0, 1.5, 5.0)
    service = Service(bed)
    async with service.running() as process:
        await make_class(bed.workspace)
        for student in STUDENTS:
            await bed.workspace.command(student, CLASS, "join")
        await asyncio.to_thread(process.stop)
    writers = [asyncio.create_task(write_for_ever(bed, student)) for student in STUDENTS]
    for _ in range(KILLS):
        bed.proxy.deliveries.twice(20)
        async with service.running() as process:
            await asyncio.sleep(chance.uniform(0.2, 0.9))
            process.process.kill()
            await asyncio.to_thread(process.ends)
    for writer in writers:
        writer.cancel()
    await asyncio.gather(*writers, return_exceptions=True)
    async with service.running() as process:
        await asyncio.wait_for(bed.proxy.deliveries.settled(), 60)
        assert await asyncio.to_thread(process.stop) == 0
    made = [one for one in bed.proxy.deliveries.made if one.payload.get("event", {}).get("type") == "message"]
    taken = {f"msg:{one.payload['event']['channel']}:{one.payload['event']['ts']}" for one in made if one.taken}
    tries = sum(len(one.tries) for one in made)
    keys = heard_keys(bed.folder / "data" / "tutor.db")
    assert len(taken) > 50
    assert tries > len(made) + 20, "much was delivered again"
    assert set(keys) >= taken, "an acknowledged message is missing"
    assert len(keys) == len(set(keys))
    assert await differences(bed.folder / "data" / "tutor.db") == []


@pytest.mark.slow
async def test_letters_that_waited_for_the_next_start_arrive_once_and_in_order(by_socket: Bed) -> None:
    service = Service(by_socket)
    async with service.running() as process:
        await make_class(by_socket.workspace)
        await by_socket.workspace.command(STUDENT, CLASS, "join")
        await by_socket.proxy.shut()
        process.process.kill()
        await asyncio.to_thread(process.ends)
    await by_socket.proxy.reopen()
    async with service.running():
        chat = await by_socket.workspace.chat(STUDENT)

        async def greeted() -> bool:
            return bool(await by_socket.workspace.of_bot(chat))

        await until(greeted)
        await asyncio.sleep(1.5)
        assert len(await by_socket.workspace.of_bot(chat)) == 1
