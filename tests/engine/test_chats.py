"""Where private chats are and up to where they were heard, and what a message shows now: on both databases."""

import asyncio
from collections.abc import Mapping

import pytest
from sqlalchemy import text

from bot.curriculum.course import Course
from bot.dialogue.effects import Alert, Ask
from bot.engine import Chat, ClassRecord, Delivered, Engine, NotSaved
from bot.engine import outbox as outbox_module
from bot.store.open import open_store
from bot.store.transaction import Transaction
from tests.engine.classroom import COMMUNITY, WORDINGS, Classroom
from tests.engine.obedient import OBEDIENT
from tests.engine.waiting import until
from tests.store.postgres import fresh_database

ADA = Chat("discord:1", "ada", "900", 17, 5.0)
ADA_ELSEWHERE = Chat("discord:2", "ada", "900", 17, 9.0)
BEN = Chat("discord:1", "ben", "901", 0, 7.0)


async def test_chats_of_a_platform_come_the_one_turned_to_last_first(room: Classroom) -> None:
    for chat in (ADA, BEN, ADA_ELSEWHERE, Chat("discordia:1", "ada", "1"), Chat("slack:T1", "ada", "2", 3, 99.0)):
        await room.engine.keep_chat(chat)
    assert await room.engine.chats("discord") == [ADA_ELSEWHERE, BEN, ADA]
    assert await room.engine.chats_of("discord", "ada") == [ADA_ELSEWHERE, ADA]
    assert await room.engine.chats("local") == []


async def test_a_chat_that_moved_keeps_what_was_heard(room: Classroom) -> None:
    await room.engine.keep_chat(ADA)
    await room.engine.keep_chat(Chat("discord:1", "ada", "thread", 3, 8.0))
    assert await room.engine.chats("discord") == [Chat("discord:1", "ada", "thread", 17, 8.0)]
    await room.engine.keep_chat(Chat("discord:1", "ada", "thread", 30, 8.0))
    assert await room.engine.chats("discord") == [Chat("discord:1", "ada", "thread", 30, 8.0)]


async def test_what_was_heard_goes_forward_only_and_makes_no_chat(room: Classroom) -> None:
    await room.engine.keep_chat(ADA)
    await room.engine.keep_chat(BEN)
    snowflake = 1_234_567_890_123_456_789
    rows = [("discord:1", "ben", 4), ("discord:1", "ada", 9), ("discord:1", "ben", snowflake), ("discord:1", "ben", 5)]
    await room.engine.heard([*rows, ("discord:1", "nobody", 5)])
    await room.engine.heard([])
    assert {chat.person: chat.heard for chat in await room.engine.chats("discord")} == {"ada": 17, "ben": snowflake}


async def test_chats_are_there_after_a_restart(url: str, courses: Mapping[str, Course]) -> None:
    room = Classroom(url, courses)
    async with room.open():
        await room.engine.keep_chat(ADA)
    async with room.open():
        assert await room.engine.chats("discord") == [ADA]


async def test_a_database_that_takes_no_chat_is_told(room: Classroom) -> None:
    await room.store.write(_without_chats)
    for asked in (
        room.engine.keep_chat(ADA),
        room.engine.heard([("discord:1", "ada", 1)]),
        room.engine.chats("discord"),
        room.engine.chats_of("discord", "ada"),
    ):
        with pytest.raises(NotSaved):
            await asked


def _without_chats(transaction: Transaction) -> None:
    transaction.connection.execute(text("DROP TABLE chats"))


@pytest.mark.postgres
async def test_two_processes_that_keep_and_hear_the_same_chats_stand_in_no_circle(
    postgres_address: str, courses: Mapping[str, Course]
) -> None:
    stores = [await open_store(url) for url in [await asyncio.to_thread(fresh_database, postgres_address)] * 2]
    engines = [Engine(store, courses=courses, wordings=WORDINGS, couriers={}) for store in stores]
    people = [f"p{number:02}" for number in range(20)]
    for number in range(1, 21):
        chats = [Chat("discord:1", person, f"place-{number}", number, float(number)) for person in people]
        rows = [(chat.community, chat.person, number) for chat in chats]
        await asyncio.gather(
            *(engine.keep_chat(chats[number % 20]) for engine in engines),
            *(engine.heard(way) for engine, way in zip(engines, (rows, rows[::-1]), strict=True)),
        )
    found = await engines[0].chats("discord")
    assert sorted(chat.person for chat in found) == people
    assert {chat.heard for chat in found} == {20}
    await asyncio.gather(*(store.close() for store in stores))


# --- what a message shows ---


async def test_what_a_message_shows_is_known_before_its_row_is_written_and_after_a_restart(
    url: str, courses: Mapping[str, Course], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "FOLD_SECONDS", 60.0)
    room = Classroom(url, courses, OBEDIENT)
    room.courier.answers = lambda letter: Delivered(f"id-{letter.seq}")
    asked, card = Ask("r1", "What is it?", "text"), Alert("a", "ana", "7b", "Look", ("here",))
    async with room.open():
        await room.join("ana")
        await room.engine.handle(room.said("ana", "ask r1"))
        await until(lambda: room.courier.numbers("dm-ana") == [2, 4])
        assert await room.engine.letter(COMMUNITY, "dm-ana", "r1") == asked
        await room.engine.handle(room.said("ana", "settle r1"))
        await room.engine.handle(room.said("ana", "alert a"))
        await until(lambda: len(room.courier.brought) == 5)
    async with room.open():
        assert await room.engine.letter(COMMUNITY, "dm-ana", "r1") == asked
        assert await room.engine.letter(COMMUNITY, "teacher-7b", "a") == card
        assert await room.engine.letter(COMMUNITY, "dm-ana", "a") is None
        assert await room.engine.letter("elsewhere", "dm-ana", "r1") is None


async def test_a_card_that_was_changed_shows_the_change(url: str, courses: Mapping[str, Course]) -> None:
    room = Classroom(url, courses, OBEDIENT)
    room.courier.answers = lambda _: Delivered("id-1")
    changed = Alert("a", "ana", "7b", "Look", ("there",))
    async with room.open():
        await room.join("ana")
        await room.engine.handle(room.said("ana", "alert a"))
        await room.engine.handle(room.said("ana", "alert a there"))
        await until(lambda: len(room.courier.to("teacher-7b")) == 2)
        assert await room.engine.letter(COMMUNITY, "teacher-7b", "a") == changed
    async with room.open():
        assert await room.engine.letter(COMMUNITY, "teacher-7b", "a") == changed


async def test_communities_are_those_of_the_platform_that_have_a_class(room: Classroom) -> None:
    for community in ("discord:9", "discord:10", "slack:T1", "discord:9"):
        await room.engine.add_class(ClassRecord(community, "c", "Science", "Ms K", "matter"))
    assert room.engine.communities("discord") == ["discord:10", "discord:9"]
    assert room.engine.communities("local") == ["local"]
    assert room.engine.communities("far") == []
