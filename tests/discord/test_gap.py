"""What students write while nobody listens is found in the history of their chats: all of it, in order, each counted
once."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import pytest

from adapters.discord import gap as gap_module
from adapters.discord import sessions as sessions_module
from adapters.discord.chats import channel_of
from bot.dialogue.events import Chose
from bot.store.open import open_store
from tests.dialogue.classroom import tiny_course
from tests.discord.fake.faults import MESSAGES, Code, Dropped, Fault, RateLimited, Slow, Status
from tests.discord.ids import OTHER_STUDENT, STRANGER, STUDENT, TEACHER
from tests.discord.school import PATIENCE, school
from tests.discord.students import (
    differences,
    is_nothing_passed_over,
    joined,
    kinds,
    locked,
    press,
    texts_of,
    until_heard,
)
from tests.engine.waiting import until

if TYPE_CHECKING:
    from tests.discord.bed import Bed
    from tests.discord.fake.server import Discord
    from tests.discord.school import School

TINY = tiny_course()
STUDENTS = (STUDENT, OTHER_STUDENT, STRANGER)
IN_A_THREAD = STRANGER
"""Whose direct messages are closed."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same pauses, shorter; and pages so small that several are read."""
    monkeypatch.setattr(sessions_module, "BETWEEN", 0.05)
    monkeypatch.setattr(gap_module, "AGAIN", 0.2)
    monkeypatch.setattr(gap_module, "PAGE", 4)
    monkeypatch.setattr("adapters.discord.api.AT_THE_EDGE", 0.3)
    monkeypatch.setattr("tests.discord.school.open_store", partial(open_store, patience=0.25))


async def all_joined(running: School, fake: Discord) -> dict[str, str]:
    """Three students, one of them in a private thread; the channels of their chats."""
    fake.closed_dms.add(IN_A_THREAD)
    return {student: await joined(running, student) for student in STUDENTS}


async def write(fake: Discord, chats: dict[str, str], numbers: range) -> None:
    """One message for each number, by the students in turn."""
    for number in numbers:
        student = STUDENTS[number % 3]
        await fake.people.say(student, chats[student], f"text {number}")


def written_by(student: str, numbers: range) -> list[str]:
    return [f"text {number}" for number in numbers if STUDENTS[number % 3] == student]


async def is_complete(running: School, fake: Discord, numbers: range) -> None:
    for student in STUDENTS:
        assert await texts_of(running, student) == written_by(student, numbers)
    await running.discord.chats.flush()
    assert await is_nothing_passed_over(running, fake)
    assert await differences(running) == []


async def test_what_was_written_while_the_tutor_was_off_is_found(by_fake: Bed, fake: Discord) -> None:
    fake.privileged = True
    async with school(by_fake, TINY, message_content=True) as running:
        chats = await all_joined(running, fake)
        await write(fake, chats, range(3))
        await until_heard(running, 3)
    await write(fake, chats, range(3, 23))
    async with school(by_fake, TINY, message_content=True) as running:
        await until_heard(running, 23)
        await is_complete(running, fake, range(23))
        await until(lambda: running.discord.gap is not None and running.discord.gap.waiting() == 0)
        for chat in await running.engine.chats("discord"):
            last = max(
                int(one["id"])
                for one in fake.world.messages[channel_of(chat)].values()
                if one["author"]["id"] == chat.person
            )
            assert chat.heard == last, "the next start reads none of it again"


async def test_what_was_written_while_the_session_was_lost_is_found(by_fake: Bed, fake: Discord) -> None:
    fake.privileged = True
    async with school(by_fake, TINY, message_content=True) as running:
        chats = await all_joined(running, fake)
        async with fake.away(resumable=False):
            await write(fake, chats, range(20))
        await until_heard(running, 20)
        await is_complete(running, fake, range(20))


async def test_a_message_that_comes_meanwhile_overtakes_nothing(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        fake.calls.meet("GET", MESSAGES, Slow(0.5), times=0)
        async with fake.away(resumable=False):
            for number in range(6):
                await fake.people.say(STUDENT, chat, f"text {number}")
        await fake.connected()
        await fake.people.say(STUDENT, chat, "text 6")
        await press(running, chat, "Start")
        await fake.people.say(STUDENT, chat, "text 7")
        await until_heard(running, 8)
        assert await texts_of(running, STUDENT) == [f"text {number}" for number in range(8)]
        await until_heard(running, 1, Chose)
        assert (await kinds(running))[:7] == ["Joined", *["Replied"] * 6]


@pytest.mark.parametrize(
    "fault",
    [
        Status(503),
        Status(500),
        Status(200),
        Dropped(),
        RateLimited(0.3),
        RateLimited(3600.0),
        RateLimited(9.0, via=False),
        Code(401, 0),
    ],
    ids=str,
)
async def test_a_history_that_cannot_be_read_now_is_read_later_and_nothing_is_passed_over(
    by_fake: Bed, fake: Discord, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    """A live message is left to the history: taken at once, it would have hidden what came before."""
    async with school(by_fake, TINY) as running:
        chat, other = await joined(running), await joined(running, OTHER_STUDENT)
        fake.calls.meet("GET", MESSAGES, fault, times=3)
        async with fake.away(resumable=False):
            for number in range(3):
                await fake.people.say(STUDENT, chat, f"text {number}")
                await fake.people.say(OTHER_STUDENT, other, f"text {number}")
        await fake.connected()
        for number in range(3, 6):
            await fake.people.say(STUDENT, chat, f"text {number}")
            await running.discord.chats.flush()
            assert await is_nothing_passed_over(running, fake)
        await until_heard(running, 9)
        assert await texts_of(running, STUDENT) == [f"text {number}" for number in range(6)]
        assert await texts_of(running, OTHER_STUDENT) == [f"text {number}" for number in range(3)]
        assert fake.identifies == 2, "nothing was begun anew for it"
        assert await is_nothing_passed_over(running, fake)


async def test_a_session_that_is_lost_while_a_history_is_read_is_a_gap_again(by_fake: Bed, fake: Discord) -> None:
    """The history that was asked for before holds nothing of what came after."""
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        fake.calls.meet("GET", MESSAGES, Slow(1.0))
        async with fake.away(resumable=False):
            await fake.people.say(STUDENT, chat, "first")
        await until(lambda: len(fake.calls.of("GET", MESSAGES)) == 1, PATIENCE)
        async with fake.away(resumable=False):
            await fake.people.say(STUDENT, chat, "second")
        await until_heard(running, 2)
        assert await texts_of(running, STUDENT) == ["first", "second"]


async def test_a_chat_that_is_gone_holds_nobody_up(
    by_fake: Bed, fake: Discord, caplog: pytest.LogCaptureFixture
) -> None:
    fake.privileged = True
    async with school(by_fake, TINY, message_content=True) as running:
        chats = await all_joined(running, fake)
    await write(fake, chats, range(6))
    fake.owner.delete_channel(chats[IN_A_THREAD])
    async with school(by_fake, TINY, message_content=True) as running:
        await until_heard(running, 4)
        assert await texts_of(running, STUDENT) == written_by(STUDENT, range(6))
        assert await texts_of(running, OTHER_STUDENT) == written_by(OTHER_STUDENT, range(6))
        gap = running.discord.gap
        await until(lambda: gap is not None and gap.waiting() == 0)
    assert "10003" in caplog.text


async def test_a_thread_whose_contents_we_may_not_read_counts_no_empty_answer(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        chats = await all_joined(running, fake)
        async with fake.away(resumable=False):
            await fake.people.say(IN_A_THREAD, chats[IN_A_THREAD], "where am I")
            await fake.people.say(STUDENT, chats[STUDENT], "where am I")
        await until_heard(running, 1)
        gap = running.discord.gap
        await until(lambda: gap is not None and gap.waiting() == 0)
        await running.discord.later.finished()
        assert await texts_of(running, IN_A_THREAD) == []
        told = str(await fake.people.messages(chats[IN_A_THREAD]))
        assert "@tutor" in told
        (chat,) = await running.engine.chats_of("discord", IN_A_THREAD)
        assert chat.place == f"thread/{chats[IN_A_THREAD]}"


async def test_what_others_write_in_a_students_thread_is_not_the_students(by_fake: Bed, fake: Discord) -> None:
    fake.privileged = True
    async with school(by_fake, TINY, message_content=True) as running:
        chats = await all_joined(running, fake)
        thread = chats[IN_A_THREAD]
        fake.world.thread_members[thread].add(TEACHER)
        async with fake.away(resumable=False):
            await fake.people.say(TEACHER, thread, "you can do it")
            await fake.people.say(IN_A_THREAD, thread, "where am I")
        await until_heard(running, 1)
        assert await texts_of(running, IN_A_THREAD) == ["where am I"]
        assert await texts_of(running, TEACHER) == []


async def test_what_could_not_be_saved_is_read_again_in_its_order(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        chats = await all_joined(running, fake)
        del chats[IN_A_THREAD]
        await fake.people.say(STUDENT, chats[STUDENT], "text 0")
        await until_heard(running, 1)
        async with locked(running):
            for number in range(1, 5):
                await fake.people.say(STUDENT, chats[STUDENT], f"text {number}")
                await fake.people.say(OTHER_STUDENT, chats[OTHER_STUDENT], f"text {number}")
            await asyncio.sleep(1.5)
            pressed = await press(running, chats[STUDENT], "Start")
            await until(lambda: bool(pressed.alone), PATIENCE)
            assert not pressed.failed
        await fake.people.say(STUDENT, chats[STUDENT], "text 5")
        await until_heard(running, 10)
        assert await texts_of(running, STUDENT) == [f"text {number}" for number in range(6)]
        assert await texts_of(running, OTHER_STUDENT) == [f"text {number}" for number in range(1, 5)]
        assert await is_nothing_passed_over(running, fake)


async def test_what_could_not_be_saved_before_a_stop_is_found_after_it(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        await fake.people.say(STUDENT, chat, "text 0")
        await until_heard(running, 1)
        async with locked(running):
            await fake.people.say(STUDENT, chat, "text 1")
            await asyncio.sleep(1.0)
    async with school(by_fake, TINY) as running:
        await until_heard(running, 2)
        assert await texts_of(running, STUDENT) == ["text 0", "text 1"]


async def test_what_was_changed_while_its_chat_could_not_be_read_counts_as_changed(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        early = await fake.people.say(STUDENT, chat, "early")
        await until_heard(running, 1)
        fake.calls.meet("GET", MESSAGES, Status(503), times=2)
        async with fake.away(resumable=False):
            await fake.people.say(STUDENT, chat, "text 1")
        await fake.connected()
        fake.standing = fake.now() + 1
        await fake.people.edit(STUDENT, chat, early, "earlier")
        await until_heard(running, 2)
        assert sorted(await kinds(running)) == ["Edited", "Joined", "Replied", "Replied"]


async def test_a_chat_in_which_nothing_was_missed_is_read_once_a_session(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        await joined(running)
        await joined(running, OTHER_STUDENT)
    fake.calls.made.clear()
    async with school(by_fake, TINY) as running:
        gap = running.discord.gap
        await until(lambda: gap is not None and gap.waiting() == 0)
        await asyncio.sleep(0.3)
        assert len(fake.calls.of("GET", MESSAGES)) == 2
        await fake.reconnect()
        await until(lambda: fake.resumes == 1, PATIENCE)
        await asyncio.sleep(0.3)
        assert len(fake.calls.of("GET", MESSAGES)) == 2, "a session that was resumed is no gap"
        await fake.drop(resumable=False)
        await until(lambda: len(fake.calls.of("GET", MESSAGES)) == 4, PATIENCE)
