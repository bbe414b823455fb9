"""The gateway breaks in every way that Discord knows: it heals, it is told, and nothing is lost or counted twice."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any

import pytest

from adapters.discord import sessions as sessions_module
from adapters.discord.sessions import Sessions
from bot.dialogue.events import Asked
from tests.dialogue.classroom import tiny_course
from tests.discord.fake.faults import Code
from tests.discord.ids import OTHER_STUDENT, STUDENT
from tests.discord.school import COMMUNITY, PATIENCE, school
from tests.discord.students import differences, heard, joined, kinds, press, texts_of, until_heard
from tests.engine.waiting import until

if TYPE_CHECKING:
    from tests.discord.bed import Bed
    from tests.discord.fake.server import Discord
    from tests.discord.school import School

TINY = tiny_course()
DAY = 24 * 3600.0


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions that may begin soon after each other; how often, is shown below."""
    monkeypatch.setattr(sessions_module, "BETWEEN", 0.05)


async def connected(running: School) -> None:
    await until(lambda: running.discord.state.word == "connected", PATIENCE)


def counted(running: School, name: str) -> float:
    value = running.discord.state.metrics.registry.get_sample_value(f"tutor_{name}", {"platform": "discord"})
    assert value is not None
    return value


async def asks(running: School, key: str, student: str = STUDENT) -> None:
    """A letter to a student, without Discord."""
    await running.engine.handle(Asked(id=key, at=running.bed.now(), community=COMMUNITY, student=student, what="where"))


# --- breaks ---


async def ask_to_come_again(fake: Discord) -> None:
    await fake.reconnect()


async def invalidate(fake: Discord) -> None:
    await fake.invalidate(resumable=True)


async def forget(fake: Discord) -> None:
    await fake.invalidate(resumable=False)


async def cut(fake: Discord) -> None:
    await fake.drop(resumable=True)


async def lose(fake: Discord) -> None:
    await fake.drop(resumable=False)


async def close_oddly(fake: Discord) -> None:
    await fake.close(4000)


RESUMED = {ask_to_come_again, invalidate, cut, close_oddly}


@pytest.mark.parametrize("how", [ask_to_come_again, invalidate, forget, cut, lose, close_oddly])
async def test_what_is_written_around_a_break_counts_once_and_in_order(by_fake: Bed, fake: Discord, how: Any) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        texts = [f"text {number}" for number in range(9)]
        for text in texts[:3]:
            await by_fake.people.say(STUDENT, chat, text)
        await how(fake)
        for text in texts[3:6]:
            await by_fake.people.say(STUDENT, chat, text)
        await until(lambda: fake.connections >= 2, PATIENCE)
        await fake.connected()
        for text in texts[6:]:
            await by_fake.people.say(STUDENT, chat, text)
        await until_heard(running, 9)
        await connected(running)
        assert await texts_of(running, STUDENT) == texts
        assert fake.identifies == (1 if how in RESUMED else 2)
        assert (fake.resumes > 0) == (how is not forget)
        assert await differences(running) == []


async def test_what_a_resume_brings_again_counts_once(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        fake.deliveries.twice(50)
        async with fake.away():
            for number in range(5):
                await by_fake.people.say(STUDENT, chat, f"text {number}")
            await press(running, chat, "Start")
        await until_heard(running, 5)
        await until(lambda: fake.resumes == 1, PATIENCE)
        await asyncio.sleep(0.2)
        assert await kinds(running) == ["Joined", *["Replied"] * 5, "Chose"]
        assert fake.identifies == 1


async def test_every_event_twice_late_and_backwards_counts_once(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        fake.deliveries.twice(100)
        chat, other = await joined(running), await joined(running, OTHER_STUDENT)
        fake.deliveries.hold()
        for number in range(4):
            await by_fake.people.say(STUDENT, chat, f"text {number}")
            await by_fake.people.say(OTHER_STUDENT, other, f"text {number}")
        await press(running, chat, "Start")
        fake.deliveries.release(backwards=True)
        fake.deliveries.late(0.3, times=2)
        await by_fake.people.say(OTHER_STUDENT, other, "late")
        await by_fake.people.say(OTHER_STUDENT, other, "last")
        await until_heard(running, 10)
        await asyncio.sleep(0.4)
        assert sorted(await kinds(running)) == ["Chose", "Joined", *["Replied"] * 4]
        assert sorted(await texts_of(running, OTHER_STUDENT)) == ["last", "late", *(f"text {n}" for n in range(4))]
        assert len({event.id for event in await heard(running)}) == len(await heard(running))


@pytest.mark.parametrize(
    ("event", "payload"),
    [("MESSAGE_CREATE", {"id": "none"}), ("INTERACTION_CREATE", {"message": None}), ("GUILD_CREATE", None)],
)
async def test_an_event_that_nobody_can_read_is_told_and_healed_and_nothing_is_lost(
    by_fake: Bed, fake: Discord, event: str, payload: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async with school(by_fake, TINY) as running:
        chat, other = await joined(running), await joined(running, OTHER_STUDENT)
        assert running.discord.told_to_probes() == "connected"
        await by_fake.people.say(STUDENT, chat, "before")
        await fake.malformed(event, payload)
        await by_fake.people.say(STUDENT, chat, "at once")
        await until(lambda: running.discord.state.word == "reconnecting", PATIENCE)
        await by_fake.people.say(STUDENT, chat, "meanwhile")
        await by_fake.people.say(OTHER_STUDENT, other, "I too")
        await asks(running, "waits")
        await connected(running)
        await by_fake.people.say(STUDENT, chat, "after")
        await until_heard(running, 5)
        assert await texts_of(running, STUDENT) == ["before", "at once", "meanwhile", "after"]
        assert await texts_of(running, OTHER_STUDENT) == ["I too"]
        assert running.discord.told_to_probes() == "connected, 1 break healed"
        assert counted(running, "breaks_total") == 1
        assert counted(running, "connections_total") == 2
        assert counted(running, "platform_up") == 1
        assert fake.identifies == 2
    told = [record for record in caplog.records if "begun anew" in record.getMessage()]
    assert len(told) == 1


# --- what only a person mends ---


async def test_a_token_that_was_revoked_is_told_once_and_letters_wait(
    by_fake: Bed, fake: Discord, caplog: pytest.LogCaptureFixture
) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        before = len(await by_fake.people.messages(chat))
        await fake.close(4004)
        await until(lambda: running.discord.state.word == "out", PATIENCE)
        assert running.discord.told_to_probes() == "out (4004 Authentication failed)"
        await asks(running, "waits")
        await asyncio.sleep(1.0)
        assert running.engine.conversations_waiting() == 1
        assert len(await by_fake.people.messages(chat)) == before
        assert (fake.identifies, fake.connections) == (1, 1)
        assert counted(running, "platform_up") == 0
    (told,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "4004" in told.getMessage()
    assert "tutor setup discord" in told.getMessage()


async def test_a_token_that_is_taken_again_brings_the_letters_that_waited(
    by_fake: Bed, fake: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.adapter.LONGEST_PAUSE", 0.5)
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        before = len(await by_fake.people.messages(chat))
        await fake.close(4004)
        await until(lambda: running.discord.state.word == "out", PATIENCE)
        await by_fake.people.say(STUDENT, chat, "where am I")
        await connected(running)
        await until_heard(running, 1)
        assert len(await by_fake.people.messages(chat)) == before + 1


async def test_contents_that_are_off_in_the_portal_are_told_with_their_cure_and_healed(
    by_fake: Bed, fake: Discord, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("adapters.discord.adapter.LONGEST_PAUSE", 1.5)
    fake.privileged = True
    async with school(by_fake, TINY, message_content=True) as running:
        chat = await joined(running)
        fake.privileged = False
        await fake.drop(resumable=False)
        await until(lambda: running.discord.state.word == "out", PATIENCE)
        assert "Message Content Intent is off" in running.discord.told_to_probes()
        assert "DISCORD_MESSAGE_CONTENT" in caplog.text
        await by_fake.people.say(STUDENT, chat, "where am I")
        await asks(running, "waits")
        identifies = fake.identifies
        await asyncio.sleep(0.5)
        assert fake.identifies == identifies
        fake.privileged = True
        await connected(running)
        await until_heard(running, 1)
        assert running.discord.told_to_probes() == "connected, 1 break healed"


async def test_a_token_that_is_refused_begins_no_session(
    by_fake: Bed, fake: Discord, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("adapters.discord.adapter.OUT_PAUSE", 0.2)
    fake.calls.meet("GET", "/users/@me", Code(401, 0), times=3)
    async with school(by_fake, TINY) as running:
        assert running.discord.state.word == "connected"
    assert fake.identifies == 1
    assert len(fake.calls.of("GET", "/users/@me")) == 4
    told = [record.getMessage() for record in caplog.records if "401" in record.getMessage()]
    assert len(told) == 1
    assert "tutor setup discord" in told[0]


# --- how often ---


@pytest.mark.parametrize("lasts", [0.0, 30.0, 290.0, 700.0])
def test_sessions_stay_far_below_a_thousand_a_day_however_short_each_is(
    monkeypatch: pytest.MonkeyPatch, lasts: float
) -> None:
    monkeypatch.setattr(sessions_module, "BETWEEN", 5.0)
    now, begun = 0.0, 0
    sessions = Sessions(lambda: now)
    while now < DAY:
        now += sessions.pause(1)
        sessions.began()
        begun += 1
        now += lasts
    assert begun < 650


def test_a_first_session_begins_at_once_and_shards_five_seconds_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions_module, "BETWEEN", 5.0)
    now = 100.0
    sessions = Sessions(lambda: now)
    pauses = []
    for _ in range(16):
        pauses.append(sessions.pause(16))
        now += pauses[-1]
        sessions.began()
    assert pauses == [0.0, *[5.0] * 15]


async def test_sessions_that_are_refused_again_and_again_come_slower_and_the_last_one_serves(
    by_fake: Bed, fake: Discord
) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        end = time.monotonic() + 3.0
        while time.monotonic() < end:
            await fake.invalidate(resumable=False)
            await asyncio.sleep(0.01)
        assert 10 < fake.identifies < 20  # 0.05 s apart would be 80
        await by_fake.people.say(STUDENT, chat, "where am I")
        await until_heard(running, 1)


async def test_a_gateway_that_hangs_up_at_once_is_not_called_without_a_pause(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        fake.gateway.opened.clear()
        end = time.monotonic() + 3.0
        while time.monotonic() < end:
            await fake.drop()
            await asyncio.sleep(0.01)
        assert fake.connections < 30
        assert running.discord.state.word == "reconnecting"
        await by_fake.people.say(STUDENT, chat, "where am I")
        fake.gateway.opened.set()
        await until_heard(running, 1)
        await connected(running)
        assert fake.identifies <= 3


async def test_a_gateway_that_never_greets_us_is_told(
    by_fake: Bed, fake: Discord, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("adapters.discord.adapter.SILENCE", 0.3)
    fake.gateway.opened.clear()
    asyncio.get_running_loop().call_later(1.5, fake.gateway.opened.set)
    async with school(by_fake, TINY) as running:
        assert running.discord.state.word == "connected"
    assert "the gateway does not answer" in caplog.text


async def test_a_stop_while_the_gateway_is_away_takes_no_time(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY):
        fake.gateway.opened.clear()
        await fake.drop()
        await until(lambda: fake.connections == 2, PATIENCE)
        began = time.monotonic()
    assert time.monotonic() - began < 4
