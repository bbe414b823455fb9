"""The process is killed again and again while students write and press: nothing that was written is lost, and nothing
counts twice."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.dialogue.wording import Wording
from bot.engine.replay import Difference, verify
from bot.store.open import open_store
from tests.discord.fake.components import walk
from tests.discord.fake.faults import MESSAGES, Slow
from tests.discord.ids import BOT, CLASS, OTHER_STUDENT, STRANGER, STUDENT
from tests.discord.service import PATIENCE, Service, joins, make_class
from tests.engine.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.discord.fake.server import Discord
    from tests.discord.people import Pressed

KILLS = 5
STUDENTS = (STUDENT, OTHER_STUDENT, STRANGER)


async def write_for_ever(fake: Discord, student: str, chat: str, chance: random.Random) -> None:
    """Something every few milliseconds, now and then a press on whatever can be pressed."""
    for number in range(10_000):
        await fake.people.say(student, chat, f"{number // 2}")
        if number % 4 == 0:
            await press_something(fake, student, chat, chance)
        await asyncio.sleep(0.05)


async def press_something(fake: Discord, student: str, chat: str, chance: random.Random) -> Pressed:
    """A button of the newest message that has one."""
    for message in reversed(await fake.people.messages(chat)):
        buttons = [part["custom_id"] for _, part in walk("", message["components"]) if part["type"] == 2]
        if buttons:
            return await fake.people.press(student, chat, message["id"], chance.choice(buttons))
    raise AssertionError("the greeting has buttons")


def counted(database: Path) -> list[str]:
    with sqlite3.connect(database) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM journal WHERE key LIKE 'msg:%'")]


def presses_counted(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        return int(connection.execute("SELECT count(*) FROM journal WHERE key LIKE 'act:%'").fetchone()[0])


def written(fake: Discord, chats: dict[str, str]) -> list[str]:
    return [
        f"msg:{message['id']}"
        for student, chat in chats.items()
        for message in fake.world.messages[chat].values()
        if message["author"]["id"] == student
    ]


async def differences(database: Path) -> list[Difference]:
    store = await open_store(database)
    try:
        return [found async for found in verify(store, {"en": Wording()}) if isinstance(found, Difference)]
    finally:
        await store.close()


@pytest.mark.slow
async def test_what_was_written_is_kept_and_counts_once_through_kills(fake: Discord, tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 -- when to kill
    service = Service(fake, tmp_path)
    async with service.running() as process:
        await make_class(fake)
        chats = {student: await joins(fake, student) for student in STUDENTS}
        await asyncio.to_thread(process.stop)
    writers = [asyncio.create_task(write_for_ever(fake, *chat, chance)) for chat in chats.items()]
    for _ in range(KILLS):
        fake.deliveries.twice(20)
        async with service.running() as process:
            await asyncio.sleep(chance.uniform(0.1, 0.9))
            process.process.kill()
            await asyncio.to_thread(process.ends)
    for writer in writers:
        writer.cancel()
    ended = await asyncio.gather(*writers, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in ended)
    wanted = written(fake, chats)
    async with service.running() as process:
        await until(lambda: len(counted(service.database)) >= len(wanted), 60)
        for student, chat in chats.items():
            await (await press_something(fake, student, chat, chance)).answered(PATIENCE)
        last = fake.world.clock.snowflake()
        await until(lambda: letters_rest(fake, last), 60)
        assert await asyncio.to_thread(process.stop) == 0
    keys = counted(service.database)
    assert len(wanted) > 100
    assert sorted(keys) == sorted(wanted)
    assert presses_counted(service.database) >= 2 * len(STUDENTS), "with those by which they joined"
    assert await differences(service.database) == []
    assert is_in_order(service.database)
    print(f"\n{KILLS} kills: {len(wanted)} messages, each counted once; {presses_counted(service.database)} presses")


def letters_rest(fake: Discord, since: str) -> bool:
    """Whether nothing new was sent for a while: `since` is older than every message by some seconds."""
    newest = max((int(call.answer["id"]) for call in fake.calls.of("POST", MESSAGES) if call.status == 200), default=0)
    return (int(fake.world.clock.snowflake()) - max(newest, int(since))) >> 22 > 2_000


def is_in_order(database: Path) -> bool:
    """Whether what each student wrote was applied in the order in which it was written."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "SELECT person, key FROM journal WHERE key LIKE 'msg:%' ORDER BY person, turn"
        ).fetchall()
    numbers: dict[str, list[int]] = {}
    for person, key in rows:
        numbers.setdefault(person, []).append(int(key.removeprefix("msg:")))
    return all(of_person == sorted(of_person) for of_person in numbers.values())


@pytest.mark.slow
async def test_a_letter_that_left_in_the_moment_of_a_kill_stands_there_once(fake: Discord, tmp_path: Path) -> None:
    service = Service(fake, tmp_path)
    async with service.running() as process:
        await make_class(fake)
        fake.calls.meet("POST", MESSAGES, Slow(60.0), times=0)
        await fake.people.command(STUDENT, CLASS, "learn")
        await until(lambda: bool(fake.calls.of("POST", MESSAGES)), PATIENCE)
        await asyncio.sleep(0.1)
        process.process.kill()
        await asyncio.to_thread(process.ends)
    fake.calls.mend()
    fake.ahead += 900  # by then Discord knows the nonce no more
    with sqlite3.connect(service.database) as connection:  # the clock of a process cannot be moved, what it wrote can
        connection.execute("UPDATE letters SET at = at - 900")
    chat = fake.world.chats[STUDENT]
    async with service.running():
        await until(lambda: bool(fake.calls.of("GET", MESSAGES)), PATIENCE)
        await asyncio.sleep(1.5)
        assert len([one for one in fake.world.messages[chat].values() if one["author"]["id"] == BOT]) == 1
