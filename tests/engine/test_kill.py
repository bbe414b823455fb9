"""The engine killed under load, again and again (SIGKILL), with copies and resends: the promises P1 to P5.

The parent is the platform: it sends events, keeps what was acknowledged and every letter it was brought, and sends
again what was not acknowledged. A letter may come twice (at least once); the platform knows it by its number.
"""

import asyncio
import random
import sqlite3
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec import json

from bot.dialogue.events import Event, Joined, Replied
from bot.engine.replay import Difference, verify
from bot.store.open import open_store
from tests.engine.classroom import WORDINGS
from tests.engine.conftest import COURSES
from tests.engine.waiting import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL there")

KILLS = 12
STUDENTS = [f"s{n:02}" for n in range(30)]
LIFE = (0.02, 0.5)  # seconds under load before a kill
GAP = 1 / 900  # mean seconds between deliveries
COPIES = 0.1  # deliveries that are a copy of one of the last 200
WORDS = ("1", "2", "start", "continue", "mass", "volume", "8", "12.5", "I don't know yet", "where am I", "hint", "true")


@dataclass
class Platform:
    """What the outside saw. sent: every event by key, in order. letters: (channel, seq) -> text, by first sight."""

    sent: dict[str, Event] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    letters: dict[tuple[str, int], str] = field(default_factory=dict)
    brought: int = 0
    draw: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - a load, not a secret

    def hear(self, line: str) -> None:
        match line.split(" ", 3):
            case ["ack", key]:
                self.acknowledged.add(key)
            case ["letter", channel, seq, body]:
                self.brought += 1
                known = self.letters.setdefault((channel, int(seq)), body)
                assert known == body, "one number, two letters"

    def next_event(self) -> Event:
        """Something new, or a copy of something sent before."""
        if self.sent and self.draw.random() < COPIES:
            return self.draw.choice(list(self.sent.values())[-200:])
        number = len(self.sent)
        at = 1_000_000.0 + number
        if number < len(STUDENTS):
            name = STUDENTS[number]
            event: Event = Joined(
                id=f"e{number:06}", at=at, community="local", student=name, class_id="7b", name=name.title()
            )
        else:
            student, text = self.draw.choice(STUDENTS), self.draw.choice(WORDS)
            event = Replied(id=f"e{number:06}", at=at, community="local", student=student, text=text)
        self.sent[event.id] = event
        return event

    def open_events(self) -> list[Event]:
        """What was not acknowledged: joins first (nobody speaks before), the rest in any order."""
        events = [event for key, event in self.sent.items() if key not in self.acknowledged]
        self.draw.shuffle(events)
        return sorted(events, key=lambda event: not isinstance(event, Joined))


@asynccontextmanager
async def child(platform: Platform, database: Path, *flags: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """One life of the engine, from `ready` on. It is over when the block ends, one way or another."""
    program = [str(Path(__file__).with_name("killed.py")), str(database), str(COURSES / "matter"), *flags]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *program, stdin=-1, stdout=-1, limit=2**20, env={"PYTHONPATH": str(COURSES.parent)}
    )
    assert process.stdout is not None
    while (line := await process.stdout.readline()) != b"ready\n":  # letters of the life before may come first
        assert line, "it ended before it was ready"
        platform.hear(line.decode().rstrip("\n"))

    async def hear(lines: asyncio.StreamReader) -> None:
        while line := await lines.readline():
            if line.endswith(b"\n"):  # the last one may be cut by the kill
                platform.hear(line.decode().rstrip("\n"))

    hearing = asyncio.create_task(hear(process.stdout))
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await hearing
        await process.wait()


async def send(process: asyncio.subprocess.Process, events: Sequence[Event]) -> None:
    assert process.stdin is not None
    process.stdin.writelines(json.encode(event) + b"\n" for event in events)
    with suppress(ConnectionError):
        await process.stdin.drain()


async def one_life(platform: Platform, database: Path) -> None:
    async with child(platform, database) as process:
        await send(process, platform.open_events())
        with suppress(TimeoutError):
            async with asyncio.timeout(platform.draw.uniform(*LIFE)):
                while True:
                    await send(process, [platform.next_event()])
                    await asyncio.sleep(platform.draw.expovariate(1 / GAP))


async def last_life(platform: Platform, database: Path) -> None:
    """Nothing is killed: everything is answered, every letter leaves, and it ends by itself."""
    async with child(platform, database) as process:
        await send(process, platform.open_events())
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(60):
            assert await process.wait() == 0


def journal_of(database: Path) -> dict[str, tuple[str, int]]:
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = connection.execute("SELECT key, person, turn FROM journal").fetchall()
    connection.close()
    assert len({key for key, _, _ in rows}) == len(rows)
    return {key: (person, turn) for key, person, turn in rows}


async def differences(database: Path) -> list[Difference]:
    store = await open_store(database)
    found = [found async for found in verify(store, WORDINGS) if isinstance(found, Difference)]
    await store.close()
    return found


@pytest.mark.slow
async def test_killed_again_and_again_nothing_is_lost_doubled_or_out_of_order(tmp_path: Path) -> None:
    database = tmp_path / "tutor.db"
    platform = Platform()
    for _ in range(KILLS):
        await one_life(platform, database)
    await last_life(platform, database)
    journal = journal_of(database)

    assert len(platform.sent) > 100 * KILLS / 10
    assert platform.acknowledged == platform.sent.keys()
    assert platform.acknowledged == journal.keys()  # P1: nothing acknowledged is lost. P2: nothing else is there
    for student in STUDENTS:  # P3: one student's turns are serial
        turns = sorted(turn for person, turn in journal.values() if person == student)
        assert turns == list(range(1, len(turns) + 1))

    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT channel, seq, body FROM letters").fetchall()
    connection.close()
    assert await differences(database) == []  # P2, P3: each state is the fold of its journal, byte for byte

    assert {(channel, seq): body for channel, seq, body in rows} == platform.letters  # P4: each letter, no other
    seen: dict[str, int] = {}
    for channel, seq in platform.letters:  # P5: first sightings in order
        assert seq > seen.get(channel, 0)
        seen[channel] = seq
    assert platform.brought < len(platform.letters) * 1.5  # copies only of what was on its way when it was killed


@pytest.mark.slow
async def test_the_same_test_finds_an_engine_that_acknowledges_too_early(tmp_path: Path) -> None:
    database = tmp_path / "tutor.db"
    platform = Platform()
    for _ in range(2):
        async with child(platform, database, "ack-first") as process:
            await send(process, [platform.next_event() for _ in range(200)])
            await until(lambda: len(platform.acknowledged) >= len(platform.sent) // 2)
    assert platform.acknowledged - journal_of(database).keys()
