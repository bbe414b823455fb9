"""The process that the kill test kills: the real engine between two pipes.

in:  one event per line, as JSON. An empty input ends it, once every letter has left.
out: `ready`, `ack <key>` after the commit, `letter <channel> <seq> <JSON>` when a letter is brought.

    python killed.py <database> <folder of the course> [ack-first]

`ack-first` is the fault that the test must be able to see: it acknowledges before the commit.
"""

import asyncio
import os
import sys
from pathlib import Path

from msgspec import json

from bot.curriculum.folder import read_course
from bot.dialogue.events import Event, Joined
from bot.dialogue.wording import Wording
from bot.engine import Addressed, ClassRecord, Delivered, Engine
from bot.store.open import open_store

decode = json.Decoder(Event).decode


def tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # unbuffered: what was said is said, however this ends


class Pipe:
    async def deliver(self, letter: Addressed) -> Delivered:
        tell(f"letter {letter.channel} {letter.seq} {json.encode(letter.body).decode()}")
        return Delivered()


async def serve(database: str, folder: Path, *, ack_first: bool) -> None:
    course = read_course(folder)
    if isinstance(course, list):
        raise SystemExit(f"the course has faults: {course[0]}")
    store = await open_store(database)
    engine = Engine(store, courses={course.id: course}, wordings={"en": Wording()}, couriers={"local": Pipe()})
    try:
        async with engine:
            await engine.add_class(ClassRecord("local", "7b", "7b", "Ms Keller", course.id, "teacher-7b"))
            tell("ready")
            await listen(engine, ack_first=ack_first)
            while engine.conversations_waiting():  # noqa: ASYNC110 - letters leave in their own time
                await asyncio.sleep(0.01)
    finally:
        await store.close()


async def listen(engine: Engine, *, ack_first: bool) -> None:
    lines = asyncio.StreamReader(limit=2**20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with asyncio.TaskGroup() as tasks:
        while line := await lines.readline():
            tasks.create_task(answer(engine, decode(line), ack_first=ack_first))


async def answer(engine: Engine, event: Event, *, ack_first: bool) -> None:
    if ack_first:
        tell(f"ack {event.id}")
    if isinstance(event, Joined):
        await engine.enrol(
            community=event.community, class_id=event.class_id, person=event.student, name=event.name,
            language="en", channel=f"dm-{event.student}", at=event.at, key=event.id,
        )  # fmt: skip
    else:
        await engine.handle(event)
    if not ack_first:
        tell(f"ack {event.id}")


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2]), ack_first="ack-first" in sys.argv))
