"""One bot on two shards, in one process and in two that share a database: every letter once and in order, whichever
process heard what led to it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.discord import PLATFORM
from adapters.discord import sessions as sessions_module
from adapters.discord.adapter import Discord
from adapters.discord.chats import Chats
from adapters.discord.teachers_desk import Pages
from adapters.metrics import Metrics
from bot.classroom.pages import Page
from bot.dialogue.enrollment import Phase, phase_of
from bot.dialogue.events import Chose, Replied
from bot.dialogue.simulate import answer
from bot.dialogue.simulate import press as press_of
from bot.dialogue.wording import Wording
from bot.engine import Engine
from bot.engine.replay import Difference, verify
from bot.store.open import open_store
from bot.store.schema import journal, letters
from tests.dialogue.classroom import tiny_course
from tests.discord.fake import permissions as allowed
from tests.discord.fake import shapes
from tests.discord.fake.faults import MESSAGES
from tests.discord.ids import (
    BOT,
    CLASS,
    OTHER_CHANNEL,
    OTHER_GUILD,
    OTHER_STUDENT,
    OWNER,
    STRANGER,
    STUDENT,
)
from tests.discord.school import COMMUNITY, PATIENCE, settings_of
from tests.discord.service import Service, joins, make_class
from tests.discord.students import letters_to, text_in
from tests.engine.waiting import until
from tests.store.conftest import postgres_address
from tests.store.postgres import fresh_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from bot.store.store import Store
    from tests.discord.bed import Bed
    from tests.discord.fake import server

__all__ = ["postgres_address"]
Json = dict[str, Any]
TINY = tiny_course()
OTHER_COMMUNITY = f"discord:{OTHER_GUILD}"
OTHER_TEACHERS = "1104000000000001212"
IN_BOTH = STRANGER


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions_module, "BETWEEN", 0.05)


@pytest.fixture
async def url(postgres_address: str) -> str:
    return await asyncio.to_thread(fresh_database, postgres_address)


@pytest.fixture
def two_schools(fake: server.Discord) -> server.Discord:
    """The other guild has students and a channel of its teachers too."""
    world = fake.world
    world.guilds[OTHER_GUILD].members.update({user: shapes.member([]) for user in (OTHER_STUDENT, IN_BOTH)})
    hidden = shapes.channel(OTHER_TEACHERS, OTHER_GUILD, "staff", 1)
    hidden["permission_overwrites"] = [
        shapes.overwrite(OTHER_GUILD, of_role=True, deny=allowed.VIEW_CHANNEL),
        shapes.overwrite(BOT, of_role=False, allow=allowed.VIEW_CHANNEL),
    ]
    world.channels[OTHER_TEACHERS] = hidden
    return fake


@dataclass
class Part:
    """One process of several, in the test's own loop. shards: that it carries."""

    store: Store
    engine: Engine
    discord: Discord


@asynccontextmanager
async def part(bed: Bed, url: str, *shards: int) -> AsyncIterator[Part]:
    """All shards where none is named."""
    settings = settings_of(bed, shard_ids=shards, shard_count=2)
    discord = Discord(
        settings, Metrics(), folders={}, courses={TINY.id: (TINY.title, TINY.language)}, clock=bed.now, pause=0.2
    )
    store = await open_store(url)
    try:
        engine = Engine(
            store,
            courses={TINY.id: TINY},
            wordings={"en": Wording()},
            couriers={PLATFORM: discord.courier},
            clock=bed.now,
            shares={PLATFORM: discord.shards.owns} if discord.shards.are_some else None,
        )
        async with engine, _serving(discord, engine):
            await until(lambda: discord.state.word == "connected", PATIENCE)
            yield Part(store, engine, discord)
    finally:
        await store.close()


@asynccontextmanager
async def _serving(discord: Discord, engine: Engine) -> AsyncIterator[None]:
    async def today(community: str, class_ids: Sequence[str]) -> Page:
        return Page("Today", ())

    async def student(community: str, class_id: str, user: str) -> Page | None:
        return None

    serving = asyncio.create_task(discord.serve(engine, Pages(today, student, lambda _: {})))
    try:
        yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def enrolled(fake: server.Discord) -> None:
    """A class in each guild; one student in each, and one in both."""
    await make_class(fake)
    await make_class(fake, channel=OTHER_CHANNEL, teachers=OTHER_TEACHERS, title="Another")
    await joins(fake, STUDENT)
    await joins(fake, OTHER_STUDENT, OTHER_CHANNEL)
    await joins(fake, IN_BOTH)
    await joins(fake, IN_BOTH, OTHER_CHANNEL)
    await until(lambda: len(ours(fake, IN_BOTH)) == 2, PATIENCE)


def ours(fake: server.Discord, user: str) -> list[str]:
    """What stands in somebody's chat from us, in order."""
    chat = fake.world.chats.get(user, "")
    return [head(text_in(one)) for one in fake.world.messages[chat].values() if one["author"]["id"] == BOT]


def head(text: str) -> str:
    """How it begins: further down an answered question has changed."""
    lines = text.split("\n")
    return "\n".join(lines[: 2 if lines[0].startswith("-#") else 1])


async def study(fake: server.Discord, rounds: int = 4) -> None:
    """Everybody writes in their chat, and asks in the channel of their class, which another shard hears."""
    for number in range(rounds):
        for user, channel in ((STUDENT, CLASS), (OTHER_STUDENT, OTHER_CHANNEL), (IN_BOTH, OTHER_CHANNEL)):
            await fake.people.say(user, fake.world.chats[user], f"text {number}")
            await (await fake.people.command(user, channel, ("where", "help", "units", "goals")[number])).answered()


async def is_complete(fake: server.Discord, store: Store) -> int:
    """How many letters stand where they belong, each once and in its order."""
    found = 0
    for user in (STUDENT, OTHER_STUDENT, IN_BOTH):
        wanted = [await letters_to(store, community, user) for community in (COMMUNITY, OTHER_COMMUNITY)]
        async with asyncio.timeout(PATIENCE):
            while len(ours(fake, user)) < sum(map(len, wanted)):  # noqa: ASYNC110 -- it stands elsewhere
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        came = ours(fake, user)
        assert sorted(came) == sorted(map(head, wanted[0] + wanted[1]))
        assert all(is_within([*map(head, of_one)], came) for of_one in wanted)
        found += len(came)
    assert [one async for one in verify(store, {"en": Wording()}) if isinstance(one, Difference)] == []
    return found


def is_within(wanted: list[str], came: list[str]) -> bool:
    """In this order, whatever stands between."""
    rest = iter(came)
    return all(text in rest for text in wanted)


async def has_a_card(part: Part) -> None:
    """The student of the other guild misses until its teachers hear of it; this process plays the turns."""
    engine = part.engine
    setting = engine.setting_of(OTHER_COMMUNITY, OTHER_CHANNEL)
    for step in range(60):
        enrollment = await engine.enrollment(OTHER_COMMUNITY, OTHER_CHANNEL, OTHER_STUDENT)
        assert enrollment is not None
        if enrollment.card is not None:
            return
        doing = answer(enrollment, setting, right=phase_of(enrollment) is not Phase.CHECK)
        doing = doing or press_of(enrollment, nth=int(phase_of(enrollment) is Phase.GOALS))
        assert doing is not None
        head: dict[str, Any] = {
            "id": f"step:{step}",
            "at": 2_000_000_000.0 + step,
            "community": OTHER_COMMUNITY,
            "student": OTHER_STUDENT,
            "class_id": OTHER_CHANNEL,
        }
        event = Chose(ref=doing.ref, picks=doing.picks, **head) if doing.picks else Replied(text=doing.text, **head)
        await engine.handle(event)
    raise AssertionError("no card was made")


async def acts_on_the_card(fake: server.Discord) -> None:
    """The owner of the other class presses Seen, in the guild of the other shard."""
    await until(lambda: len(fake.world.messages[OTHER_TEACHERS]) == 1, PATIENCE)
    (card,) = fake.world.messages[OTHER_TEACHERS].values()
    parts = [part for row in card["components"] for part in row["components"]]
    seen = next(part for part in parts if part.get("label") == "Seen")
    await (await fake.people.press(OWNER, OTHER_TEACHERS, card["id"], seen["custom_id"])).answered(PATIENCE)

    def is_changed() -> bool:
        (one,) = fake.world.messages[OTHER_TEACHERS].values()
        return "Seen by" in str(one["embeds"]) + str(one["content"])

    await until(is_changed, PATIENCE)


async def test_two_shards_in_one_process(by_fake: Bed, two_schools: server.Discord, tmp_path: Path) -> None:
    fake = two_schools
    async with part(by_fake, str(tmp_path / "tutor.db")) as one:
        assert fake.identifies == 2
        await enrolled(fake)
        await study(fake)
        assert await is_complete(fake, one.store) >= 20
        await fake.drop(resumable=False)
        for user in (STUDENT, OTHER_STUDENT, IN_BOTH):
            await fake.people.say(user, fake.world.chats[user], "after")
        await until_counted(one.store, 15)
        await until(lambda: one.discord.told_to_probes().startswith("connected, "), PATIENCE)
        assert await is_complete(fake, one.store) >= 20
        await has_a_card(one)
        await acts_on_the_card(fake)


@pytest.mark.postgres
async def test_two_processes_with_a_shard_each(by_fake: Bed, two_schools: server.Discord, url: str) -> None:
    fake = two_schools
    async with part(by_fake, url, 0) as first, part(by_fake, url, 1) as second:
        await enrolled(fake)
        await study(fake)
        assert await is_complete(fake, first.store) >= 20
        await has_a_card(first)
        await acts_on_the_card(fake)
        assert await is_complete(fake, second.store) >= 25
        of_other_guild = await letters_in(first.store, OTHER_CHANNEL, OTHER_TEACHERS)
        assert of_other_guild >= 2
        assert letters_of(second) == of_other_guild
        assert letters_of(first) == await letters_in(first.store) - of_other_guild
        posts = [call.body["nonce"] for call in fake.calls.of("POST", MESSAGES)]
        assert len(posts) == len(set(posts)), "two processes have brought the same letter"
        for chat in await first.engine.chats(PLATFORM):
            assert chat.place == fake.world.chats[chat.person], "a process that knew less has written over it"
    async with part(by_fake, url, 1):
        for user in (STUDENT, OTHER_STUDENT, IN_BOTH):
            await fake.people.say(user, fake.world.chats[user], "while shard 0 was away")
        await asyncio.sleep(0.5)
        async with part(by_fake, url, 0) as first:
            await until_counted(first.store, 15)
            assert await is_complete(fake, first.store) >= 28


async def until_counted(store: Store, count: int) -> None:
    """Until so many messages were counted, and no more."""
    async with asyncio.timeout(PATIENCE):
        while (found := await messages_in(store)) < count:  # noqa: ASYNC110 -- rows have no event
            await asyncio.sleep(0.05)
    assert found == count


async def messages_in(store: Store) -> int:
    rows = await store.read(
        lambda transaction: transaction.connection.execute(
            journal.select().where(journal.c.key.like("msg:%"))
        ).fetchall()
    )
    return len(rows)


async def letters_in(store: Store, *channels: str) -> int:
    """How many were written, to all channels where none is named."""
    rows = await store.read(lambda transaction: transaction.connection.execute(letters.select()).fetchall())
    return sum(1 for row in rows if not channels or row.channel in channels)


def letters_of(one: Part) -> float:
    labels = {"platform": PLATFORM, "outcome": "delivered"}
    return one.discord.state.metrics.registry.get_sample_value("tutor_letters_total", labels) or 0.0


@asynccontextmanager
async def away(url: str) -> AsyncIterator[None]:
    """Nobody can use the database while the block runs."""
    address, _, name = url.rpartition("/")
    server = create_async_engine(
        f"{address}/postgres".replace("postgresql", "postgresql+asyncpg"), isolation_level="AUTOCOMMIT"
    )
    async with server.connect() as connection:
        await connection.exec_driver_sql(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        await connection.exec_driver_sql(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 -- our own
        )
        try:
            yield
        finally:
            await connection.exec_driver_sql(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
    await server.dispose()


@pytest.mark.postgres
async def test_a_message_that_two_processes_could_not_save_is_read_again(
    by_fake: Bed, two_schools: server.Discord, url: str
) -> None:
    """Where the store is shared and away, it is not known who somebody is either."""
    fake = two_schools
    async with part(by_fake, url, 0) as first, part(by_fake, url, 1):
        await enrolled(fake)
        async with away(url):
            await fake.people.say(STUDENT, fake.world.chats[STUDENT], "text 0")
            await asyncio.sleep(1.0)
        await fake.people.say(STUDENT, fake.world.chats[STUDENT], "text 1")
        await until_counted(first.store, 2)


@pytest.mark.slow
@pytest.mark.postgres
async def test_two_services_with_a_shard_each(two_schools: server.Discord, tmp_path: Path, url: str) -> None:
    fake = two_schools
    first, second = (
        Service(fake, tmp_path, TUTOR_DATABASE=url, DISCORD_SHARDS=str(number), DISCORD_SHARD_COUNT="2")
        for number in range(2)
    )
    async with first.running() as one, second.running() as other:
        assert fake.identifies == 2
        await enrolled(fake)
        await study(fake)
        one.process.kill()
        await asyncio.to_thread(one.ends)
        for user in (STUDENT, OTHER_STUDENT, IN_BOTH):
            await fake.people.say(user, fake.world.chats[user], "while shard 0 was away")
        async with first.running() as again:
            store = await open_store(url)
            try:
                await until_counted(store, 15)
                assert await is_complete(fake, store) >= 20
            finally:
                await store.close()
            assert await asyncio.to_thread(again.stop) == 0
        assert await asyncio.to_thread(other.stop) == 0


@pytest.mark.postgres
async def test_what_one_process_knows_of_a_chat_writes_over_nothing_that_another_wrote(
    url: str, by_fake: Bed, two_schools: server.Discord
) -> None:
    async with part(by_fake, url, 0) as first:
        await make_class(two_schools)
        here, there = Chats(shared=True), Chats(shared=True)
        for chats in (here, there):
            await chats.begin(first.engine)
        await here.turn(COMMUNITY, STUDENT, 1.0, 7)
        await there.turn(OTHER_COMMUNITY, STUDENT, 2.0, 8)
        await there.turn(COMMUNITY, STUDENT, 3.0, 9)
        await here.put(COMMUNITY, STUDENT, "123456789012345678")
        await here.turn(OTHER_COMMUNITY, STUDENT, 4.0, 10)
        await there.turn(COMMUNITY, STUDENT, 5.0, 11)
        kept = {chat.community: chat for chat in await first.engine.chats_of(PLATFORM, STUDENT)}
        assert kept[COMMUNITY].place == "123456789012345678"
        assert kept[COMMUNITY].turned == 5.0
        assert kept[COMMUNITY].heard == 7
