"""Every event once: copies, order, neighbours, callers that go away."""

import asyncio
import logging

import pytest
from msgspec.structs import replace

from bot.engine import EngineError, NotApplied, NotEnrolled, Receipt, UnknownClass
from tests.engine.classroom import COMMUNITY, Classroom


async def test_a_receipt_counts_the_turns(room: Classroom) -> None:
    assert await room.join("ana") == Receipt(applied=True, turn=1)
    assert await room.engine.handle(room.where("ana")) == Receipt(applied=True, turn=2)


async def test_a_repeated_key_changes_nothing(room: Classroom) -> None:
    await room.join("ana", key="joined")
    await room.engine.handle(room.where("ana", key="a"))
    before = await room.standing("ana"), await room.letters("dm-ana"), await room.journal("ana")
    assert await room.engine.handle(room.where("ana", key="a")) == Receipt(applied=False, turn=2)
    assert await room.join("ana", key="joined") == Receipt(applied=False, turn=1)
    assert (await room.standing("ana"), await room.letters("dm-ana"), await room.journal("ana")) == before


async def test_copies_that_arrive_together_are_one(room: Classroom) -> None:
    await room.join("ana")
    event = room.where("ana", key="a")
    receipts = await asyncio.gather(*(room.engine.handle(event) for _ in range(20)))
    assert [receipt.applied for receipt in receipts].count(True) == 1
    assert {receipt.turn for receipt in receipts} == {2}
    assert [row.key for row in await room.journal("ana")] == ["key-1", "a"]


async def test_a_key_belongs_to_its_community(room: Classroom) -> None:
    """Two workspaces may well number their events alike."""
    await room.join("ana", key="1")
    with pytest.raises(UnknownClass):
        await room.engine.enrol(
            community="other", class_id="7b", person="ana", name="Ana", language="", channel="c", at=1.0, key="1"
        )


async def test_events_of_one_student_keep_their_order(room: Classroom) -> None:
    await room.join("ana")
    keys = [f"k{n:03}" for n in range(150)]
    receipts = await asyncio.gather(*(room.engine.handle(room.where("ana", key=key)) for key in keys))
    assert [receipt.turn for receipt in receipts] == list(range(2, 152))
    assert [row.key for row in (await room.journal("ana"))[1:]] == keys


async def test_one_that_cannot_be_worked_out_spoils_no_neighbour(told: Classroom) -> None:
    students = [f"s{n:02}" for n in range(32)]
    await asyncio.gather(*(told.join(student) for student in students))
    events = [told.said(student, "break" if student == "s07" else "say on") for student in students]
    results = await asyncio.gather(*(told.engine.handle(event) for event in events), return_exceptions=True)
    assert [isinstance(result, NotApplied) for result in results].count(True) == 1
    assert isinstance(results[7], NotApplied)
    assert [len(await told.journal(student)) for student in students] == [1 if s == "s07" else 2 for s in students]


async def test_rows_that_a_database_refuses_spoil_no_neighbour(url: str, room: Classroom) -> None:
    """SQLite has no NaN, PostgreSQL no NUL: each refuses one of the two, and takes the other."""
    students = [f"s{n:02}" for n in range(32)]
    await asyncio.gather(*(room.join(student) for student in students))
    events = [room.where(student) for student in students]
    change = {"id": "nul\x00"} if url.startswith("postgresql") else {"at": float("nan")}
    events[7] = replace(events[7], **change)
    results = await asyncio.gather(*(room.engine.handle(event) for event in events), return_exceptions=True)
    assert isinstance(results[7], EngineError)
    assert [result for n, result in enumerate(results) if n != 7] == [Receipt(applied=True, turn=2)] * 31


async def test_a_row_that_is_refused_keeps_the_order_of_what_is_behind_it(room: Classroom, url: str) -> None:
    """Several groups of one student are on their way when the first one has to be taken apart."""
    await room.join("ana")
    keys = [f"k{n:03}" for n in range(300)]
    events = [room.where("ana", key=key) for key in keys]
    for n in (10, 100, 101, 250):
        change = {"id": f"nul{n}\x00"} if url.startswith("postgresql") else {"at": float("nan")}
        events[n] = replace(events[n], **change)
    results = await asyncio.gather(*(room.engine.handle(event) for event in events), return_exceptions=True)
    assert [n for n, result in enumerate(results) if isinstance(result, EngineError)] == [10, 100, 101, 250]
    taken = [key for n, key in enumerate(keys) if n not in (10, 100, 101, 250)]
    assert [row.key for row in (await room.journal("ana"))[1:]] == taken
    assert await room.differences() == []


async def test_a_refusal_is_logged_without_what_was_written(told: Classroom, caplog: pytest.LogCaptureFixture) -> None:
    await told.join("ana")
    with caplog.at_level(logging.DEBUG), pytest.raises(NotApplied) as refused:
        await told.engine.handle(told.said("ana", "canary-7391"))
    assert "RuntimeError" in caplog.text
    assert "canary" not in caplog.text + str(refused.value)


async def test_a_caller_that_goes_away_changes_nothing(room: Classroom) -> None:
    await room.join("ana")
    caller = asyncio.create_task(room.engine.handle(room.where("ana", key="a")))
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await room.engine.handle(room.where("ana", key="b")) == Receipt(applied=True, turn=3)
    assert await room.engine.handle(room.where("ana", key="a")) == Receipt(applied=False, turn=2)


async def test_who_is_in_no_class_is_told_so(room: Classroom) -> None:
    with pytest.raises(NotEnrolled, match="You are in no class here yet"):
        await room.engine.handle(room.where("nobody"))
    await room.join("ana")
    with pytest.raises(UnknownClass, match=r"There is no class '9z' here\. Make the class first"):
        await room.join("ana", class_id="9z")
    assert (await room.standing("ana")).turn == 1


async def test_half_a_character_is_not_refused(room: Classroom) -> None:
    await room.join("ana")
    assert (await room.engine.handle(room.said("ana", "a\ud800b"))).applied
    assert "a?b" in (await room.journal("ana"))[1].event


async def test_a_long_study_follows_from_its_journal(room: Classroom) -> None:
    await asyncio.gather(*(room.join(student) for student in ("ana", "ben")))
    await room.study("ana", 60)
    await room.study("ben", 7)
    assert await room.differences() == []
    assert [row.turn for row in await room.journal("ana")] == list(range(1, 62))
    assert (await room.engine.people(COMMUNITY))[0].name == "Ana"
