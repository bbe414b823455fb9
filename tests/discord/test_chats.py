"""Where private chats are and how far they were heard, kept in a real store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.discord.chats import THREAD, Chats
from bot.dialogue.wording import Wording
from bot.engine import Chat, Engine
from bot.store.open import open_store

if TYPE_CHECKING:
    from pathlib import Path

ADA = "900000000000000013"
DIRECT = Chat("discord:1", ADA, "100", 5, 1.0)
IN_A_THREAD = Chat("discord:2", ADA, f"{THREAD}200", 5, 2.0)
NOWHERE_YET = Chat("discord:3", ADA, "", 5, 3.0)


async def heard_in(folder: Path, channel: str) -> dict[str, int]:
    """How far each of the three chats was heard, after message 50 in this channel; as a restart reads it."""
    store = await open_store(str(folder / "tutor.db"))
    try:
        engine = Engine(store, courses={}, wordings={"en": Wording()}, couriers={})
        async with engine:
            for chat in (DIRECT, IN_A_THREAD, NOWHERE_YET):
                await engine.keep_chat(chat)
            chats = Chats()
            await chats.begin(engine)
            chats.heard(ADA, channel, 50)
            await chats.flush()
            return {chat.community: chat.heard for chat in await engine.chats("discord")}
    finally:
        await store.close()


async def test_direct_messages_are_heard_for_every_server_that_they_may_be_for(tmp_path: Path) -> None:
    assert await heard_in(tmp_path, "100") == {"discord:1": 50, "discord:2": 5, "discord:3": 50}


async def test_what_is_heard_in_a_thread_is_of_that_thread_alone(tmp_path: Path) -> None:
    assert await heard_in(tmp_path, "200") == {"discord:1": 5, "discord:2": 50, "discord:3": 5}


async def test_whoever_turns_to_another_server_has_been_heard_up_to_there(tmp_path: Path) -> None:
    """Else a restart would read again what was for the one before, and take it for this one."""
    store = await open_store(str(tmp_path / "tutor.db"))
    try:
        engine = Engine(store, courses={}, wordings={"en": Wording()}, couriers={})
        async with engine:
            for chat in (DIRECT, NOWHERE_YET):
                await engine.keep_chat(chat)
            chats = Chats()
            await chats.begin(engine)
            chats.heard(ADA, "100", 50)
            await chats.turn("discord:1", ADA, 4.0, 51)
            assert [(chat.community, chat.heard) for chat in await engine.chats("discord")] == [
                ("discord:1", 50),
                ("discord:3", 50),
            ]
    finally:
        await store.close()


async def test_whoever_waits_for_a_chat_is_told_once_something_stands_there_and_is_not_kept() -> None:
    chats = Chats()
    assert not await chats.came("discord:1", ADA, 0.01)
    chats.arrived("discord:1", ADA)  # nobody waits any more
    assert not await chats.came("discord:1", ADA, 0.01)
