"""Several processes on one PostgreSQL: who handles a turn and who brings its letters are two questions."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

import pytest

from bot.curriculum.course import Course
from bot.dialogue.effects import Alert, Say
from bot.engine import Addressed, Delivered, Delivery, Receipt, Wait, others
from bot.engine import outbox as outbox_module
from bot.engine.others import Others
from bot.engine.outbox import Outbox
from bot.engine.places import Places
from bot.engine.replay import Difference, verify
from bot.engine.school import encode
from bot.store.open import open_store
from bot.store.rows import ClassRow, ConversationRow, JournalRow, LetterRow
from bot.store.schema import conversations, journal
from bot.store.statements import ADD_CLASSES, ADD_CONVERSATIONS, ADD_LETTERS, UNSENT_CONVERSATIONS
from bot.store.store import Store, T, Work
from bot.store.transaction import Transaction
from tests.engine.classroom import WORDINGS, Recorder
from tests.engine.obedient import OBEDIENT
from tests.engine.processes import COMMUNITIES, PLATFORM, Process, owner, two
from tests.engine.waiting import until
from tests.store.postgres import fresh_database

pytestmark = pytest.mark.postgres

TURNS = 30
STUDENTS = [(community, f"s{number}-{n}") for number, community in enumerate(COMMUNITIES) for n in range(5)]
CARDS = TURNS // 6 * 5
"""Of one community."""


@pytest.fixture
async def url(postgres_address: str) -> str:
    return await asyncio.to_thread(fresh_database, postgres_address)


def wanted(turns: int) -> list[str]:
    """What a student is told, in order."""
    told = [["told"] if turn % 6 == 5 else [] if turn % 6 == 4 else [f"w{turn}"] for turn in range(turns)]
    return ["Joined 7b", *(text for texts in told for text in texts)]


async def study(processes: list[Process], community: str, student: str, seed: int, turns: int = TURNS) -> None:
    """Turn after turn, each handled by any of the processes; now and then two of them get the same delivery."""
    chance = random.Random(seed)  # noqa: S311 - which process takes a turn is no secret
    await chance.choice(processes).join(community, student)
    for turn in range(turns):
        text = f"alert a-{student}-{turn}" if turn % 6 == 5 else "quiet" if turn % 6 == 4 else f"say w{turn}"
        takers = processes if chance.random() < 0.2 else [chance.choice(processes)]
        copies = [process.said(community, student, text, f"{student}-{turn}") for process in takers]
        receipts = await asyncio.gather(*copies)
        assert sorted(receipt.applied for receipt in receipts) == [False] * (len(receipts) - 1) + [True]
        assert {receipt.turn for receipt in receipts} == {turn + 2}


def brought_by_owner(processes: list[Process], community: str, channel: str) -> list[Addressed]:
    """What was brought to a conversation; nobody but its owner brought anything."""
    mine = owner(community, channel != "teachers")
    for process in processes:
        if process.number != mine:
            assert process.brought(community, channel) == []
    return processes[mine].brought(community, channel)


async def all_rows(process: Process, table: object) -> list[tuple[object, ...]]:
    return list(
        await process.store.read(
            lambda transaction: transaction.connection.execute(table.select()).fetchall()  # type: ignore[attr-defined]
        )
    )


async def left_unsent(process: Process) -> list[ConversationRow]:
    rows = await process.store.read(lambda transaction: transaction.ask(UNSENT_CONVERSATIONS))
    return [ConversationRow._make(row) for row in rows]


async def until_all_is_sent(process: Process, seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while await left_unsent(process):  # noqa: ASYNC110 - rows have no event
            await asyncio.sleep(0.05)


def is_complete(processes: list[Process]) -> None:
    for community, student in STUDENTS:
        letters = brought_by_owner(processes, community, f"dm-{student}")
        assert [letter.body.text for letter in letters if isinstance(letter.body, Say)] == wanted(TURNS)
        numbers = [letter.seq for letter in letters]
        assert numbers == sorted(set(numbers))
    for community in COMMUNITIES:
        cards = brought_by_owner(processes, community, "teachers")
        assert [card.seq for card in cards] == list(range(1, CARDS + 1))
        refs = {card.body.ref for card in cards if isinstance(card.body, Alert)}
        assert len(refs) == CARDS


@pytest.mark.parametrize("seed", range(3))
async def test_every_conversation_is_whole_in_order_and_brought_by_its_owner_whoever_handles_the_turns(
    url: str, courses: Mapping[str, Course], seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with two(url, courses) as processes:
        await asyncio.gather(*(study(processes, *student, seed=seed * 1000 + n) for n, student in enumerate(STUDENTS)))
        await until_all_is_sent(processes[0])
        is_complete(processes)
        found = [found async for found in verify(processes[0].store, WORDINGS, OBEDIENT)]
        assert [one for one in found if isinstance(one, Difference)] == []
        assert [engine.conversations_waiting() for engine in (one.engine for one in processes)] == [0, 0]
    assert "deadlock" not in caplog.text
    assert "40P01" not in caplog.text


async def test_a_slow_platform_and_short_queues_change_nothing_of_it(
    url: str, courses: Mapping[str, Course], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "MOST_QUEUED", 3)
    chance = random.Random(7)  # noqa: S311 - nor when a platform is slow

    def now_and_then(_: Addressed) -> Delivery:
        return Wait(0.05) if chance.random() < 0.2 else Delivered("id")

    async with two(url, courses) as processes:
        for process in processes:
            process.courier.answers = now_and_then
            process.clock = asyncio.get_running_loop().time
        await asyncio.gather(*(study(processes, *student, seed=n) for n, student in enumerate(STUDENTS)))
        await until_all_is_sent(processes[0], seconds=30.0)
        is_complete(processes)


async def test_a_letter_that_another_process_wrote_leaves_within_a_second(
    url: str, courses: Mapping[str, Course]
) -> None:
    async with two(url, courses) as (first, second):
        await first.join("far:1", "ada")
        await until(lambda: len(second.brought("far:1", "dm-ada")) == 1, seconds=1.0)
        await first.said("far:1", "ada", "say hello", "1")
        await until(lambda: len(second.brought("far:1", "dm-ada")) == 2, seconds=1.0)
        assert first.courier.brought == []


async def test_a_letter_that_the_owner_wrote_leaves_at_once(
    url: str, courses: Mapping[str, Course], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(others, "LOOK_SECONDS", 3600.0)
    async with two(url, courses) as (first, _):
        await first.join("far:0", "ada")
        await first.said("far:0", "ada", "alert a", "1")
        await until(lambda: len(first.courier.brought) == 3, seconds=1.0)


async def test_what_was_heard_last_and_led_to_no_letter_is_not_looked_at_for_ever(
    url: str, courses: Mapping[str, Course]
) -> None:
    async with two(url, courses) as (first, second):
        await first.join("far:1", "ada")
        await first.said("far:1", "ada", "quiet", "1")
        await until_all_is_sent(first)
        rows = [ConversationRow._make(row) for row in await all_rows(first, conversations)]
        assert [(row.last, row.sent) for row in rows] == [(3, 3)]
        assert len(second.courier.brought) == 1
        assert second.engine.conversations_waiting() == 0


async def test_a_class_made_or_changed_by_one_is_known_to_the_other(url: str, courses: Mapping[str, Course]) -> None:
    async with two(url, courses) as (first, second):
        await first.add_class("far:9")
        assert await second.join("far:9", "ada") == Receipt(applied=True, turn=1), "a turn does not wait for the look"
        await first.add_class("far:8")
        await until(lambda: second.engine.communities(PLATFORM) == [*COMMUNITIES, "far:8", "far:9"], seconds=1.0)
        await second.add_class("far:8", title="Science, new")
        await until(lambda: [row.title for row in first.engine.classes("far:8")] == ["Science, new"], seconds=1.0)


async def test_what_two_write_for_the_first_time_at_once_is_written_once(
    url: str, courses: Mapping[str, Course]
) -> None:
    """One turn each, alone in its group: a class's first turn, a student who comes twice, the first card."""
    async with two(url, courses) as (first, second):
        for number in range(20, 40):
            community = f"far:{number}"
            await first.add_class(community, title=f"Class {number}")
            await asyncio.gather(first.join(community, "ada", "a"), second.join(community, "ben", "b"))
            joined = await asyncio.gather(first.join(community, "eva", "c"), second.join(community, "eva", "c"))
            assert sorted(receipt.applied for receipt in joined) == [False, True]
            await asyncio.gather(
                first.said(community, "ada", "alert a", "1"), second.said(community, "ben", "alert b", "2")
            )
        await until_all_is_sent(first)
        for number in range(20, 40):
            cards = brought_by_owner([first, second], f"far:{number}", "teachers")
            assert [card.seq for card in cards] == [1, 2]
            assert {card.person for card in cards} == {"ada", "ben"}


async def test_one_that_was_closed_goes_on_where_it_was(url: str, courses: Mapping[str, Course]) -> None:
    first, second = (Process(number, url, courses) for number in range(2))
    async with first.open():
        for community in COMMUNITIES:
            await first.add_class(community)
        async with second.open():
            await asyncio.gather(*(study([first, second], *student, seed=n) for n, student in enumerate(STUDENTS)))
            await until_all_is_sent(first)
        is_complete([first, second])
        here, there = len(first.courier.brought), len(second.courier.brought)
        await asyncio.gather(
            *(first.said(*student, f"say more{n}", f"{student[1]}-more{n}") for student in STUDENTS for n in range(3))
        )
        await until(lambda: len(first.courier.brought) == here + 3 * sum(owner(c, True) == 0 for c, _ in STUDENTS))
        assert len(second.courier.brought) == there
        async with second.open():
            await until_all_is_sent(first)
        for community, student in STUDENTS:
            letters = brought_by_owner([first, second], community, f"dm-{student}")
            assert [letter.body for letter in letters[-3:]] == [Say(f"more{n}") for n in range(3)]
            assert len(letters) == len(wanted(TURNS)) + 3


async def test_one_that_is_closed_in_the_middle_loses_nothing(url: str, courses: Mapping[str, Course]) -> None:
    """What was on its way may come again, with the same number: first sightings are whole and in order."""
    first, second = (Process(number, url, courses) for number in range(2))
    async with first.open():
        for community in COMMUNITIES:
            await first.add_class(community)
        studying = [asyncio.create_task(study([first], *student, seed=n)) for n, student in enumerate(STUDENTS)]
        while not all(task.done() for task in studying):
            async with second.open():
                await asyncio.sleep(0.15)
        await asyncio.gather(*studying)
        async with second.open():
            await until_all_is_sent(first)
    for community, student in STUDENTS:
        letters = brought_by_owner([first, second], community, f"dm-{student}")
        seen = list({letter.seq: letter.body for letter in letters}.items())
        assert seen == sorted(seen, key=lambda sighting: sighting[0])
        assert [body.text for _, body in seen if isinstance(body, Say)] == wanted(TURNS)


async def test_a_timer_that_each_process_rings_rings_once(url: str, courses: Mapping[str, Course]) -> None:
    async with two(url, courses) as processes:
        await asyncio.gather(*(processes[n % 2].join(*student) for n, student in enumerate(STUDENTS)))
        await asyncio.gather(
            *(processes[n % 2].said(*student, "remind x 60", f"{student[1]}-x") for n, student in enumerate(STUDENTS))
        )
        for process in processes:
            process.clock = lambda: 1_000_100.0
            process.engine.look_at_timers()
        await asyncio.sleep(0.2)
        await until_all_is_sent(processes[0])
        rows = [JournalRow._make(row) for row in await all_rows(processes[0], journal)]
        assert sorted(row.person for row in rows if row.key.startswith("tick:")) == [name for _, name in STUDENTS]
        for community, student in STUDENTS:
            letters = brought_by_owner(processes, community, f"dm-{student}")
            assert [letter.body for letter in letters] == [Say("Joined 7b"), Say("tick x")]


# --- what was read a moment too early ---


class Slow:
    """A store whose next read, once it was told to `hold`, is handed over when `go_on` is set."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._holds = False
        self.is_held = False
        self.go_on = asyncio.Event()

    def hold(self) -> None:
        self._holds = True

    async def read(self, work: Work[T]) -> T:
        holds, self._holds = self._holds, False
        found = await self._store.read(work)
        if holds:
            self.is_held = True
            await self.go_on.wait()
        return found


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = await open_store(url)
    yield opened
    await opened.close()


def outbox_of(store: Any, courier: Recorder) -> Outbox:
    return Outbox(
        store,
        {PLATFORM: courier},
        lambda: 2.0,
        lambda _: None,
        lambda: None,
        lambda _letter, _why: None,
        {PLATFORM: lambda _community, _is_private: True},
    )


async def test_a_look_that_comes_late_brings_nothing_twice(store: Store) -> None:
    hello = LetterRow("far:1", "dm-ada", 1, "ada", "7b", 1, 1.0, encode(Say("hello")).decode())

    def write(transaction: Transaction) -> None:
        transaction.run(ADD_CONVERSATIONS, [ConversationRow("far:1", "dm-ada", "ada", 1, 0, 0.0, "")])
        transaction.run(ADD_LETTERS, [hello])

    await store.write(write)
    slow, courier = Slow(store), Recorder()
    outbox = outbox_of(slow, courier)
    bringing = asyncio.create_task(outbox.run())
    slow.hold()
    late = asyncio.create_task(outbox.look())
    await until(lambda: slow.is_held)
    await outbox.look()
    await until(lambda: outbox.waiting() == 0 and len(courier.brought) == 1)
    folded = outbox.take()
    assert folded is not None
    await store.write(folded.write)
    outbox.written(folded)
    slow.go_on.set()
    await late
    await until(lambda: outbox.waiting() == 0)
    assert courier.to("dm-ada") == [Say("hello")]
    bringing.cancel()
    await asyncio.gather(bringing, return_exceptions=True)


async def test_classes_that_were_read_before_a_change_do_not_undo_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(others, "LOOK_SECONDS", 0.01)
    before = ClassRow("far:1", "7b", "Science", "Ms Keller", "matter", "", "{}")
    await store.write(lambda transaction: transaction.run(ADD_CLASSES, [before]))
    slow, places = Slow(store), Places({}, WORDINGS)
    looking = asyncio.create_task(Others(cast("Store", slow), outbox_of(store, Recorder()), places).run())
    await until(lambda: places.classes("far:1") == [before])
    slow.hold()
    await until(lambda: slow.is_held)
    monkeypatch.setattr(others, "LOOK_SECONDS", 3600.0)
    places.learn([before._replace(title="Science, new")])
    slow.go_on.set()
    await asyncio.sleep(0.05)
    assert [row.title for row in places.classes("far:1")] == ["Science, new"]
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
