"""Letters: after the commit, in order, each conversation by itself, across restarts."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.curriculum.course import Course
from bot.dialogue.effects import Alert, Ask, Grant, Say, Settle
from bot.engine import Addressed, ClassRecord, Courier, Delivered, Delivery, Refused, Target, Wait
from bot.engine import outbox as outbox_module
from bot.engine.outbox import Outbox
from bot.store.errors import DatabaseAway
from bot.store.open import open_store
from bot.store.statements import DEAD_LETTERS
from bot.store.store import Store, T, Work
from tests.engine.classroom import COMMUNITY, Classroom, Recorder
from tests.engine.obedient import OBEDIENT
from tests.engine.waiting import until


async def say(room: Classroom, student: str, *words: str) -> None:
    for word in words:
        await room.engine.handle(room.said(student, f"say {word}"))


def texts(room: Classroom, student: str) -> list[str]:
    return [letter.text for letter in room.courier.to(f"dm-{student}") if isinstance(letter, Say)]


async def test_letters_of_a_conversation_leave_in_order(told: Classroom) -> None:
    students = ["ana", "ben", "eva"]
    await asyncio.gather(*(told.join(student) for student in students))
    words = [f"w{n}" for n in range(40)]
    await asyncio.gather(*(say(told, student, *words) for student in students))
    await until(lambda: all(len(texts(told, student)) == 41 for student in students))
    for student in students:
        assert texts(told, student)[1:] == words
        assert told.courier.numbers(f"dm-{student}") == sorted(told.courier.numbers(f"dm-{student}"))


async def test_an_event_and_its_letters_share_one_numbering(told: Classroom) -> None:
    await told.join("ana")
    await say(told, "ana", "one")
    await told.engine.handle(told.said("ana", "quiet"))
    await say(told, "ana", "two")
    await until(lambda: len(texts(told, "ana")) == 3)
    entries = await told.engine.conversation(COMMUNITY, "dm-ana")
    assert [(entry.seq, entry.heard is not None) for entry in entries] == [
        (1, True), (2, False), (3, True), (4, False), (5, True), (6, True), (7, False),
    ]  # fmt: skip


async def test_what_is_given_for_a_unit_leaves_in_its_order_and_is_nothing_to_be_seen(told: Classroom) -> None:
    await told.join("ana")
    await told.engine.handle(told.said("ana", "grant sums"))
    await until(lambda: len(told.courier.brought) == 4)
    assert told.courier.to("dm-ana")[1:] == [Say("before"), Grant("", "7b", "ana", "sums"), Say("after")]
    assert (told.courier.brought[2].seq, told.courier.brought[2].person) == (5, "ana")
    seen = await told.engine.conversation(COMMUNITY, "dm-ana", after=3)
    assert [(entry.seq, entry.letter) for entry in seen] == [(4, Say("before")), (6, Say("after"))]
    (next_one,) = await told.engine.conversation(COMMUNITY, "dm-ana", after=4, limit=1)
    assert next_one.seq == 6, "a page that would show nothing is not the end"
    assert await told.differences() == []


async def test_wait_holds_back_only_its_own_conversation(told: Classroom) -> None:
    waited: list[int] = []

    def ana_waits_twice(letter: Addressed) -> Delivery:
        if letter.channel == "dm-ana" and len(waited) < 2:
            waited.append(letter.seq)
            return Wait(0.2, "rate limited")
        return Delivered()

    told.courier.answers = ana_waits_twice
    await told.join("ana")
    await told.join("ben")
    await say(told, "ana", "one", "two")
    await say(told, "ben", "one", "two")
    await until(lambda: len(texts(told, "ben")) == 3)
    assert texts(told, "ana") == []
    told.now += 60
    await until(lambda: len(texts(told, "ana")) == 3)
    assert waited == [2, 2]
    assert told.courier.numbers("dm-ana") == [2, 4, 6]


async def test_a_letter_that_no_platform_takes_is_kept_aside_and_the_next_one_leaves(told: Classroom) -> None:
    told.courier.answers = lambda letter: Refused("closed") if letter.seq == 4 else Delivered()
    await told.join("ana")
    await say(told, "ana", "one", "two")
    await until(lambda: len(texts(told, "ana")) == 3)
    assert texts(told, "ana") == ["Joined 7b", "two", "Unreached 7b"], "the dialogue hears of it, once"
    await asyncio.sleep(outbox_module.FOLD_SECONDS * 2)
    dead = await told.store.read(lambda transaction: transaction.ask(DEAD_LETTERS, COMMUNITY, 10))
    assert [(row.channel, row.seq, row.why) for row in dead] == [("dm-ana", 4, "closed")]


async def test_a_courier_that_raises_is_asked_again_and_in_the_end_given_up(
    told: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "MOST_TRIES", 3)
    monkeypatch.setattr(outbox_module, "LONGEST_PAUSE", 0.01)
    tries: list[int] = []

    def raises_at_two(letter: Addressed) -> Delivery:
        tries.append(letter.seq)
        if letter.seq == 2:
            raise ConnectionError("away")
        return Delivered()

    told.courier.answers = raises_at_two
    await told.join("ana")
    await say(told, "ana", "one")
    async with asyncio.timeout(5):
        while not texts(told, "ana"):
            told.now += 1
            await asyncio.sleep(0.02)
    assert tries[:4] == [2, 2, 2, 4]


async def test_what_was_not_sent_is_sent_after_a_restart(url: str, courses: Mapping[str, Course]) -> None:
    room = Classroom(url, courses, OBEDIENT)
    room.courier.answers = lambda _: Wait(3600)
    async with room.open():
        await room.join("ana")
        await say(room, "ana", "one", "two")
        await room.engine.handle(room.said("ana", "alert a"))
    assert room.courier.brought == []
    room.courier.answers = lambda _: Delivered()
    room.now += 7200
    async with room.open():
        await until(lambda: len(room.courier.brought) == 5)
        assert texts(room, "ana") == ["Joined 7b", "one", "two", "told"]
        assert room.courier.to("teacher-7b") == [Alert("a", "ana", "7b", "Look", ("here",))]


async def test_what_was_sent_is_not_sent_again_after_a_restart(url: str, courses: Mapping[str, Course]) -> None:
    room = Classroom(url, courses, OBEDIENT)
    async with room.open():
        await room.join("ana")
        await say(room, "ana", "one", "two")
        await until(lambda: len(texts(room, "ana")) == 3)
    async with room.open():
        await say(room, "ana", "three")
        await until(lambda: len(texts(room, "ana")) >= 4)
        await asyncio.sleep(0.05)
    assert texts(room, "ana") == ["Joined 7b", "one", "two", "three"]


async def test_a_conversation_that_falls_behind_is_read_from_its_table(
    told: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "MOST_QUEUED", 4)
    open_at = told.now + 100
    told.courier.answers = lambda _: Delivered() if told.now >= open_at else Wait(0.05)
    await told.join("ana")
    words = [f"w{n}" for n in range(30)]
    await say(told, "ana", *words)
    told.now = open_at
    await until(lambda: len(texts(told, "ana")) == 31)
    assert texts(told, "ana")[1:] == words


async def test_alerts_of_many_students_are_numbered_in_the_teachers_conversation(told: Classroom) -> None:
    students = [f"s{n}" for n in range(20)]
    await asyncio.gather(*(told.join(student) for student in students))
    await asyncio.gather(*(told.engine.handle(told.said(student, f"alert {student}")) for student in students))
    await until(lambda: len(told.courier.to("teacher-7b")) == 20)
    assert told.courier.numbers("teacher-7b") == list(range(1, 21))
    entries = await told.engine.conversation(COMMUNITY, "teacher-7b", after=5, limit=3)
    assert [entry.seq for entry in entries] == [6, 7, 8]


async def test_a_later_change_knows_the_platforms_id_of_its_message(url: str, courses: Mapping[str, Course]) -> None:
    room = Classroom(url, courses, OBEDIENT)
    room.courier.answers = lambda letter: Delivered(f"id-{letter.seq}")
    async with room.open():
        await room.join("ana")
        await room.engine.handle(room.said("ana", "ask r1"))
        await room.engine.handle(room.said("ana", "settle r1"))
        await until(lambda: Settle("r1") in room.courier.to("dm-ana"))
        assert room.courier.brought[-1].target == Target("id-4", Ask("r1", "What is it?", "text"))
        await room.engine.handle(room.said("ana", "ask r2"))
        await until(lambda: isinstance(room.courier.brought[-1].body, Ask))
    async with room.open():
        await room.engine.handle(room.said("ana", "settle r2"))
        await until(lambda: Settle("r2") in room.courier.to("dm-ana"))
        assert room.courier.brought[-1].target == Target("id-8", Ask("r2", "What is it?", "text"))


async def test_a_message_and_its_change_that_leave_together_are_remembered_once(
    url: str, courses: Mapping[str, Course]
) -> None:
    room = Classroom(url, courses, OBEDIENT)
    room.courier.answers = lambda letter: Delivered(f"id-{letter.seq}")
    async with room.open():
        await room.join("ana")
        await asyncio.gather(*(room.engine.handle(room.said("ana", f"{do} r1")) for do in ("ask", "settle", "settle")))
        await until(lambda: room.courier.to("dm-ana").count(Settle("r1")) == 2)
        await room.engine.handle(room.said("ana", "ask r2"))
        await until(lambda: isinstance(room.courier.brought[-1].body, Ask))
    async with room.open():
        await room.engine.handle(room.said("ana", "settle r2"))
        await until(lambda: Settle("r2") in room.courier.to("dm-ana"))


async def test_nothing_is_shown_before_it_was_sent(told: Classroom) -> None:
    open_at = told.now + 100
    told.courier.answers = lambda letter: Delivered() if letter.seq != 4 or told.now >= open_at else Wait(0.05)
    await told.join("ana")
    await say(told, "ana", "one", "two")
    await until(lambda: len(texts(told, "ana")) == 1)
    assert [entry.seq for entry in await told.engine.conversation(COMMUNITY, "dm-ana")] == [1, 2, 3]
    told.now = open_at
    await until(lambda: len(texts(told, "ana")) == 3)
    assert [entry.seq for entry in await told.engine.conversation(COMMUNITY, "dm-ana", after=3)] == [4, 5, 6]


async def test_who_watches_a_conversation_is_woken(told: Classroom) -> None:
    await told.join("ana")
    seen: list[int] = []

    async def look() -> None:
        with told.engine.watch(COMMUNITY, "dm-ana") as news:
            async for _ in news:
                entries = await told.engine.conversation(COMMUNITY, "dm-ana", after=seen[-1] if seen else 0)
                seen.extend(entry.seq for entry in entries)

    watcher = asyncio.create_task(look())
    await asyncio.sleep(0)
    await say(told, "ana", "one", "two")
    await until(lambda: seen == [1, 2, 3, 4, 5, 6])
    watcher.cancel()


async def test_another_class_answers_in_the_same_transaction(told: Classroom) -> None:
    await told.engine.add_class(ClassRecord(COMMUNITY, "8a", "Science 8a", "Mr Ruiz", "matter"))
    await told.join("ana", class_id="8a")
    await told.join("ana", class_id="7b")
    receipt = await told.engine.handle(told.said("ana", "go 8a"))
    await until(lambda: len(texts(told, "ana")) == 3)
    assert receipt.turn == 2
    assert texts(told, "ana")[-1] == "Switched 8a"
    assert (await told.standing("ana", "8a")).turn == 2
    person = await told.engine.person(COMMUNITY, "ana")
    assert person is not None
    assert person.class_id == "8a"
    assert (await told.engine.handle(told.where("ana"))).turn == 3
    assert await told.differences() == []


async def test_a_read_that_goes_amiss_skips_no_letter(sqlite_url: str, courses: Mapping[str, Course]) -> None:
    room = Classroom(sqlite_url, courses, OBEDIENT)
    room.courier.answers = lambda _: Wait(0.05)
    async with room.open():
        await room.join("ana")
        await say(room, "ana", "one", "two")
    store, here = await open_store(sqlite_url), Recorder()
    outbox = outbox_of(FailsAt(3, store), {"local": here})  # after the two reads of its start
    await outbox.start()
    bringing = asyncio.create_task(outbox.run())
    await asyncio.sleep(0.1)
    outbox.post([Addressed(COMMUNITY, "dm-ana", 7, 0.0, Say("not written yet"))])
    await until(lambda: len(here.brought) >= 3)
    assert here.numbers("dm-ana")[:3] == [2, 4, 6]
    bringing.cancel()
    await asyncio.gather(bringing, return_exceptions=True)
    await store.close()


class FailsAt:
    """A store whose nth read meets trouble; the others are the real one's."""

    def __init__(self, nth: int, store: Store) -> None:
        self._left = nth
        self._store = store

    async def read(self, work: Work[T]) -> T:
        self._left -= 1
        if self._left == 0:
            raise DatabaseAway("The database is away.", "Wait.")
        return await self._store.read(work)


def outbox_of(store: Any, couriers: Mapping[str, Courier]) -> Outbox:
    return Outbox(store, couriers, lambda: 2_000_000.0, lambda _: None, lambda: None, lambda _letter, _why: None)


async def test_a_platform_that_hangs_keeps_no_other_waiting(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "tutor.db")
    here, hanging = Recorder(), Hanging()
    outbox = outbox_of(store, {"local": here, "far": hanging})
    bringing = asyncio.create_task(outbox.run())
    outbox.post(Addressed("far:1", f"chat-{number}", 1, 0.0, Say("hello")) for number in range(200))
    await until(lambda: hanging.asked == outbox_module.WORKERS)
    outbox.post([Addressed("local", "dm-ana", 1, 0.0, Say("hello"))])
    await until(lambda: here.to("dm-ana") == [Say("hello")])
    bringing.cancel()
    await asyncio.gather(bringing, return_exceptions=True)
    await store.close()


class Hanging:
    """A courier whose platform never answers. asked: letters that it holds."""

    def __init__(self) -> None:
        self.asked = 0

    async def deliver(self, letter: Addressed) -> Delivery:
        self.asked += 1
        await asyncio.Event().wait()
        return Refused(f"letter {letter.seq} was held for ever")
