"""How much memory an engine takes: measured in a process of its own, which holds nothing else.

The process is given the courses and some events as text, opens a database that was filled before, plays the events, and
says what is resident then.
"""

import asyncio
import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from msgspec import json

from bot.curriculum.course import Course, unit_from_json
from bot.curriculum.model import CourseFile
from bot.dialogue.events import Event
from bot.engine.catalogues import read_wordings
from bot.engine.collector import calm_the_collector
from bot.engine.courier import Addressed, Delivered
from bot.engine.engine import Engine
from bot.store.open import open_store

AT_ONCE = 64

CourseText = tuple[str, list[str]]
"""The course's own file and its units, as JSON."""


def resident_mb_with(courses: Mapping[str, Course], database: Path, events: Sequence[Event]) -> float | None:
    """Megabytes after these events. None: this system does not say."""
    texts = [
        (course.file.model_dump_json(by_alias=True), [unit.to_json() for unit in course.units.values()])
        for course in courses.values()
    ]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as processes:
        return processes.submit(_measure, texts, str(database), json.encode(events)).result()


class _Local:
    async def deliver(self, letter: Addressed) -> Delivered:  # noqa: ARG002 - it goes nowhere
        return Delivered()


def _measure(texts: list[CourseText], database: str, events: bytes) -> float | None:
    asyncio.run(_play([_course(*text) for text in texts], database, json.decode(events, type=list[Event])))
    return _resident_mb()


def _course(file: str, units: list[str]) -> Course:
    found = [unit_from_json(unit) for unit in units]
    return Course(CourseFile.model_validate_json(file), {unit.id: unit for unit in found}, {})


async def _play(courses: Sequence[Course], database: str, events: Sequence[Event]) -> None:
    calm_the_collector()
    store = await open_store(database)
    try:
        engine = Engine(
            store,
            courses={course.id: course for course in courses},
            wordings=read_wordings(),
            couriers={"local": _Local()},
        )
        async with engine:
            for start in range(0, len(events), AT_ONCE):
                await asyncio.gather(*(engine.handle(event) for event in events[start : start + AT_ONCE]))
    finally:
        await store.close()


def _resident_mb() -> float | None:
    statm = Path("/proc/self/statm")  # Linux
    if not statm.exists():
        return None
    return round(int(statm.read_text(encoding="ascii").split()[1]) * 4096 / 1e6, 1)
