"""Timers: they survive a restart, ring once, and can be moved or forgotten."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace

from bot.curriculum.course import Course
from bot.dialogue.draft import Outcome
from bot.dialogue.enrollment import Enrollment
from bot.dialogue.events import Event, Ticked
from bot.dialogue.setting import Setting
from bot.engine.reading import decode_event
from bot.grading.verdict import Verdict
from tests.engine.classroom import Classroom
from tests.engine.obedient import OBEDIENT
from tests.engine.test_letters import texts
from tests.engine.waiting import until


async def ticks(room: Classroom, student: str = "ana") -> list[str]:
    events = [decode_event(row.event) for row in await room.journal(student)]
    return [event.name for event in events if isinstance(event, Ticked)]


async def pass_time(room: Classroom, seconds: float) -> None:
    room.now += seconds
    room.engine.look_at_timers()
    await asyncio.sleep(0.1)


async def test_a_timer_rings_once_when_its_time_has_come(told: Classroom) -> None:
    await told.join("ana")
    await told.engine.handle(told.said("ana", "remind review 60"))
    await pass_time(told, 59)
    assert await ticks(told) == []
    await pass_time(told, 2)
    await until(lambda: "tick review" in texts(told, "ana"))
    await pass_time(told, 1000)
    assert await ticks(told) == ["review"]


async def test_a_timer_wakes_the_clock_by_itself(told: Classroom) -> None:
    """Nobody looks: the task was asleep until a far timer when an earlier one was set."""
    await told.join("ana")
    await told.engine.handle(told.said("ana", "remind far 1000"))
    await asyncio.sleep(0.05)
    start = time.monotonic()
    told.clock = lambda: told.now + time.monotonic() - start
    await told.engine.handle(told.said("ana", "remind near 0.1"))
    await until(lambda: "tick near" in texts(told, "ana"))
    assert await ticks(told) == ["near"]


async def test_a_timer_that_was_moved_rings_at_its_new_time_only(told: Classroom) -> None:
    await told.join("ana")
    await told.engine.handle(told.said("ana", "remind review 60"))
    await told.engine.handle(told.said("ana", "remind review 600"))
    await pass_time(told, 61)
    assert await ticks(told) == []
    await pass_time(told, 600)
    assert await ticks(told) == ["review"]


async def test_a_timer_that_was_forgotten_never_rings(told: Classroom) -> None:
    await told.join("ana")
    await told.engine.handle(told.said("ana", "remind review 60"))
    await told.engine.handle(told.said("ana", "forget review"))
    await pass_time(told, 61)
    assert await ticks(told) == []


async def test_timers_survive_a_restart_and_ring_once(url: str, courses: Mapping[str, Course]) -> None:
    room = Classroom(url, courses, OBEDIENT)
    async with room.open():
        await room.join("ana")
        await room.engine.handle(room.said("ana", "remind a 60"))
        await room.engine.handle(room.said("ana", "remind b 90"))
    room.now += 70
    async with room.open():
        await until(lambda: "tick a" in texts(room, "ana"))
    room.now += 70
    async with room.open():
        await until(lambda: "tick b" in texts(room, "ana"))
        assert await ticks(room) == ["a", "b"]


async def test_many_timers_at_once_all_ring(told: Classroom) -> None:
    students = [f"s{n}" for n in range(150)]
    await asyncio.gather(*(told.join(student) for student in students))
    await asyncio.gather(*(told.engine.handle(told.said(student, "remind x 60")) for student in students))
    told.now += 61
    told.engine.look_at_timers()
    await until(lambda: all("tick x" in texts(told, student) for student in students))
    assert [await ticks(told, student) for student in students] == [["x"]] * 150


async def test_a_timer_that_cannot_be_played_now_rings_later_and_stands_in_no_others_way(
    url: str, courses: Mapping[str, Course]
) -> None:
    stuck = [True]

    def step(enrollment: Enrollment, event: Event, setting: Setting, verdict: Verdict | None) -> Outcome:
        if stuck and isinstance(event, Ticked) and event.name == "stuck":
            raise RuntimeError
        return OBEDIENT.step(enrollment, event, setting, verdict)

    room = Classroom(url, courses, replace(OBEDIENT, step=step))
    async with room.open():
        await room.join("ana")
        await room.engine.handle(room.said("ana", "remind stuck 60"))
        await room.engine.handle(room.said("ana", "remind review 61"))
        await pass_time(room, 62)
        await until(lambda: "tick review" in texts(room, "ana"))
        assert await ticks(room) == ["review"]
        stuck.clear()
        await pass_time(room, 1800)
        assert await ticks(room) == ["review"], "it waits for its new time"
        await pass_time(room, 1900)
        await until(lambda: "tick stuck" in texts(room, "ana"))
        assert await ticks(room) == ["review", "stuck"]
