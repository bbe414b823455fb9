"""What goes wrong around the engine: told with a cure, nothing lost, and it goes on by itself."""

import asyncio
import threading
from collections.abc import Mapping
from contextlib import suppress

import pytest

from bot.curriculum.course import Course
from bot.engine import Busy, Engine, NotSaved, Receipt, Stopped, UnknownClass, writer
from bot.engine.engine import ClassRecord
from bot.engine.outbox import Outbox
from bot.store.transaction import Transaction
from tests.engine.classroom import COMMUNITY, WORDINGS, Classroom, Recorder
from tests.engine.obedient import OBEDIENT
from tests.engine.test_letters import texts
from tests.engine.waiting import until
from tests.store.postgres import fresh_database
from tests.store.some import said


async def first_refusal(room: Classroom) -> tuple[int, NotSaved]:
    """Say `where` until it is not saved: the how-many-th, and what was told."""
    for number in range(200):
        try:
            await room.engine.handle(room.where("ana", key=f"w{number}"))
        except NotSaved as error:
            return number, error
    pytest.fail("the disk never was full")


async def test_a_full_disk_is_told_and_the_same_answer_counts_afterwards(
    sqlite_url: str, courses: Mapping[str, Course]
) -> None:
    room = Classroom(sqlite_url, courses)
    async with room.open():
        await room.join("ana")
        ((pages,),) = await room.store.write(said("PRAGMA page_count"))
        await room.store.write(said(f"PRAGMA max_page_count={pages}"))
        number, error = await first_refusal(room)
        assert "not saved" in error.sentence
        assert "no space left" in error.sentence
        assert "Free some space" in error.cure
        assert (await room.standing("ana")).turn == 1 + number
        await room.store.write(said("PRAGMA max_page_count=1000000"))
        assert (await room.engine.handle(room.where("ana", key=f"w{number}"))).applied
        assert (await room.standing("ana")).turn == 2 + number
        await until(lambda: len(room.courier.to("dm-ana")) >= 2 + number)
        assert room.courier.numbers("dm-ana") == sorted(room.courier.numbers("dm-ana"))
        assert await room.differences() == []


async def test_a_disk_that_fills_up_under_load_loses_nothing_that_was_acknowledged(
    sqlite_url: str, courses: Mapping[str, Course]
) -> None:
    """Groups fail while others are on their way behind them."""
    room = Classroom(sqlite_url, courses, OBEDIENT)
    students = [f"s{n}" for n in range(8)]
    async with room.open():
        await asyncio.gather(*(room.join(student) for student in students))
        ((pages,),) = await room.store.write(said("PRAGMA page_count"))
        await room.store.write(said(f"PRAGMA max_page_count={pages + 20}"))
        saying = [room.said(student, f"say {n}", key=f"{student}-{n}") for n in range(100) for student in students]
        results = await asyncio.gather(*(room.engine.handle(event) for event in saying), return_exceptions=True)
        saved = [event.id for event, result in zip(saying, results, strict=True) if isinstance(result, Receipt)]
        assert 0 < len(saved) < len(saying)
        assert all(isinstance(result, Receipt | NotSaved) for result in results)
        kept = [row.key for student in students for row in (await room.journal(student))[1:]]
        assert sorted(kept) == sorted(saved)
        await room.store.write(said("PRAGMA max_page_count=1000000"))
        again = await asyncio.gather(*(room.engine.handle(event) for event in saying))
        assert [receipt.applied for receipt in again].count(False) == len(saved)
        assert await room.differences() == []
        await until(lambda: len(room.courier.brought) == len(saying) + len(students))
        assert all(room.courier.numbers(f"dm-{s}") == sorted(room.courier.numbers(f"dm-{s}")) for s in students)


async def test_a_file_that_became_read_only_is_told(sqlite_url: str, courses: Mapping[str, Course]) -> None:
    room = Classroom(sqlite_url, courses)
    async with room.open():
        await room.join("ana")
        await room.store.write(said("PRAGMA query_only=ON"))
        with pytest.raises(NotSaved, match=r"can be read but not written now.*right to write"):
            await room.engine.handle(room.where("ana"))
        assert (await room.standing("ana")).turn == 1


@pytest.mark.postgres
async def test_a_connection_that_was_lost_is_found_again_and_nothing_counts_twice(
    postgres_address: str, courses: Mapping[str, Course]
) -> None:
    room = Classroom(await asyncio.to_thread(fresh_database, postgres_address), courses, OBEDIENT)
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    async with room.open():
        await room.join("ana")
        for number in range(5):
            await room.store.write(said(f"SELECT pg_terminate_backend(pid) {others}"))
            for _ in range(20):
                with suppress(NotSaved):
                    await room.engine.handle(room.said("ana", f"say {number}", key=f"k{number}"))
                    break
        await until(lambda: len(texts(room, "ana")) == 6)
        assert texts(room, "ana")[1:] == ["0", "1", "2", "3", "4"]
        assert await room.differences() == []


class Held:
    """The store is busy until `let_go`."""

    def __init__(self, room: Classroom) -> None:
        self._go = threading.Event()
        self._task = asyncio.create_task(room.store.write(self._hold))

    def _hold(self, _: Transaction) -> None:
        self._go.wait(10)

    async def let_go(self) -> None:
        self._go.set()
        await self._task


async def test_beyond_what_may_wait_a_caller_is_told_busy(
    sqlite_url: str, courses: Mapping[str, Course], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MOST_WAITING", 8)
    monkeypatch.setattr(writer, "PATIENCE", 0.3)
    room = Classroom(sqlite_url, courses)
    async with room.open():
        await room.join("ana")
        await asyncio.sleep(0.1)  # the cursor of the welcome is written, nothing else is on its way
        held = Held(room)
        await asyncio.sleep(0.02)
        on_their_way = []
        for _ in range(2):  # two groups of one may be on their way
            on_their_way.append(asyncio.create_task(room.engine.handle(room.where("ana"))))
            await asyncio.sleep(0.02)
        waiting = [asyncio.create_task(room.engine.handle(room.where("ana"))) for _ in range(8)]
        await asyncio.sleep(0.02)
        with pytest.raises(Busy, match="Nothing was saved; send it again in a moment"):
            await room.engine.handle(room.where("ana"))
        patient = asyncio.create_task(room.engine.handle(room.where("ana")))
        await asyncio.sleep(0)
        await held.let_go()
        receipts = [await task for task in (*on_their_way, *waiting, patient)]
        assert receipts == [Receipt(applied=True, turn=turn) for turn in range(2, 13)]


async def test_what_waits_when_the_engine_stops_is_finished(url: str, courses: Mapping[str, Course]) -> None:
    room = Classroom(url, courses, OBEDIENT)
    async with room.open():
        await room.join("ana")
        tasks = [asyncio.create_task(room.engine.handle(room.said("ana", "say x"))) for _ in range(200)]
        await asyncio.sleep(0)
        stopping_since = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - stopping_since < 5
    assert [(await task).turn for task in tasks] == list(range(2, 202))
    with pytest.raises(Stopped):
        await room.engine.handle(room.where("ana"))


async def test_a_background_task_that_dies_stops_the_engine_loudly(
    sqlite_url: str, courses: Mapping[str, Course], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(self: Outbox, *_: object) -> None:
        raise MemoryError("the outbox broke")

    monkeypatch.setattr(Outbox, "_drain", dies)
    room = Classroom(sqlite_url, courses, OBEDIENT)
    with pytest.raises(BaseExceptionGroup) as ended:
        await stop_when_it_breaks(room)
    assert ended.group_contains(MemoryError, match="the outbox broke")


async def stop_when_it_breaks(room: Classroom) -> None:
    """What the command line does, and an event that comes too late."""
    async with room.open():
        await room.join("ana")
        with pytest.raises(BaseExceptionGroup):
            await asyncio.wait_for(room.engine.wait(), 5)
        with pytest.raises(Stopped):
            await room.engine.handle(room.where("ana"))


async def test_an_engine_that_was_closed_has_nothing_to_wait_for(
    sqlite_url: str, courses: Mapping[str, Course]
) -> None:
    room = Classroom(sqlite_url, courses)
    async with room.open():
        waiting = asyncio.create_task(room.engine.wait())
        await asyncio.sleep(0)
        assert not waiting.done()
    async with asyncio.timeout(1):
        await waiting


async def test_a_class_with_a_course_that_is_not_here_is_refused(told: Classroom) -> None:
    with pytest.raises(UnknownClass, match=r"no course 'alchemy' here\. Choose one of \['matter'\]"):
        await told.engine.add_class(ClassRecord(COMMUNITY, "9a", "9a", "Ms K", "alchemy"))


async def test_a_platform_without_a_courier_keeps_its_letters(told: Classroom) -> None:
    engine = Engine(told.store, courses=told.courses, wordings=WORDINGS, couriers={}, rules=OBEDIENT)
    async with engine:
        await engine.enrol(
            community=COMMUNITY, class_id="7b", person="eva", name="Eva", language="", channel="dm-eva", at=1.0, key="e"
        )
        await asyncio.sleep(0.05)
    courier = Recorder()
    engine = Engine(told.store, courses=told.courses, wordings=WORDINGS, couriers={"local": courier}, rules=OBEDIENT)
    async with engine:
        await until(lambda: len(courier.to("dm-eva")) == 1)
