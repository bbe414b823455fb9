"""What students of class 7b do in the fake, many of them where it takes many, and what the tutor made of it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from adapters.discord.chats import channel_of
from adapters.discord.render import rendered
from adapters.words import words_for
from bot.dialogue.effects import Grant, Settle
from bot.dialogue.events import Event, Replied
from bot.dialogue.wording import Wording
from bot.engine.reading import decode_letter
from bot.engine.replay import Difference, decode_event, verify
from bot.store.schema import journal, letters
from tests.discord.fake import shapes
from tests.discord.ids import CLASS, GUILD, STUDENT
from tests.discord.school import COMMUNITY, PATIENCE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.store.store import Store
    from tests.discord.fake.server import Discord
    from tests.discord.people import Pressed
    from tests.discord.school import School

Json = dict[str, Any]
FIRST = 910_000_000_000_000_000


def crowd(fake: Discord, count: int) -> list[str]:
    """So many more members of the guild; their ids."""
    users = [str(FIRST + number) for number in range(count)]
    for number, user in enumerate(users):
        fake.world.users[user] = shapes.user(user, f"student{number}", f"Student {number}")
        fake.world.guilds[GUILD].members[user] = shapes.member([])
    return users


async def joined(running: School, student: str = STUDENT) -> str:
    """The student has joined and stands at the first offer; the channel of their chat."""
    pressed = await running.bed.people.command(student, CLASS, "learn")
    await pressed.answered(PATIENCE)
    await running.quiet()
    chat = channel_of(await running.discord.chats.of(COMMUNITY, student))
    assert chat
    return chat


# --- doing ---


async def button(running: School, chat: str, label: str) -> tuple[Json, str]:
    """(the newest message with a button of this label, its custom_id)."""
    for message in reversed(await running.bed.people.messages(chat)):
        for row in message["components"]:
            for part in row["components"]:
                if part.get("label") == label:
                    return message, part["custom_id"]
    raise AssertionError(f"nothing in {chat} has a button {label!r}")


async def press(running: School, chat: str, label: str, student: str = STUDENT) -> Pressed:
    """The newest button of this label; what came of it is not waited for."""
    message, custom_id = await button(running, chat, label)
    return await running.bed.people.press(student, chat, message["id"], custom_id)


# --- what came of it ---


async def heard(running: School) -> list[Event]:
    """Everything that was applied, each student's in order."""
    rows = await running.store.read(
        lambda transaction: transaction.connection.execute(
            journal.select().order_by(journal.c.person, journal.c.turn)
        ).fetchall()
    )
    return [decode_event(row.event) for row in rows]


async def texts_of(running: School, student: str) -> list[str]:
    """What was counted of what a student wrote, in the order in which it was."""
    return [one.text for one in await heard(running) if isinstance(one, Replied) and one.student == student]


async def until_heard(running: School, count: int, kind: type[Event] = Replied, seconds: float = PATIENCE) -> None:
    """Until so many messages (or others) were counted, and every letter has left. The gateway acknowledges nothing."""
    async with asyncio.timeout(seconds):
        while sum(isinstance(one, kind) for one in await heard(running)) < count:  # noqa: ASYNC110 -- rows have no event
            await asyncio.sleep(0.02)
    await running.quiet()


async def kinds(running: School, student: str = STUDENT) -> list[str]:
    """The kinds of a student's events, in order."""
    return [type(one).__name__ for one in await heard(running) if one.student == student]


async def differences(running: School) -> list[Difference]:
    """Where an enrollment is not what its journal makes of it."""
    return [one async for one in verify(running.store, {"en": Wording()}) if isinstance(one, Difference)]


async def is_nothing_passed_over(running: School, fake: Discord) -> bool:
    """Whether everything that a student wrote up to what is kept as heard was counted."""
    counted = {one.id for one in await heard(running) if isinstance(one, Replied)}
    for chat in await running.engine.chats("discord"):
        messages = fake.world.messages[channel_of(chat)].values()
        written = [int(one["id"]) for one in messages if one["author"]["id"] == chat.person]
        if any(f"msg:{id_}" not in counted for id_ in written if id_ <= chat.heard):
            return False
    return True


async def letters_to(store: Store, community: str, channel: str) -> list[str]:
    """The texts of the letters to a conversation, in order, as they should stand in Discord."""
    rows = await store.read(
        lambda transaction: transaction.connection.execute(
            letters.select()
            .where(letters.c.community == community, letters.c.channel == channel)
            .order_by(letters.c.seq)
        ).fetchall()
    )
    bodies = [(decode_letter(row.body), row.class_id) for row in rows]
    texts = []
    for body, class_id in bodies:
        if not isinstance(body, Settle | Grant):
            guild = community.partition(":")[2]
            one = rendered(body, guild=guild, class_id=class_id, channel=channel, words=words_for("en"))
            texts.append((one.content or (one.embed.description if one.embed is not None else "")).strip())
    return texts


async def shown(running: School, chat: str) -> list[str]:
    """The texts of our messages in a chat, in order."""
    return [text_in(message) for message in await running.bed.people.messages(chat)]


def text_in(message: Json) -> str:
    """What a message says, in its text or its embed."""
    embeds = message["embeds"]
    return str(message["content"] or (embeds[0].get("description", "") if embeds else ""))


@asynccontextmanager
async def locked(running: School) -> AsyncIterator[None]:
    """Another process holds the database while the block runs."""
    lock = sqlite3.connect(running.bed.folder / "tutor.db", isolation_level=None, check_same_thread=False)
    lock.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        lock.execute("ROLLBACK")
        lock.close()
