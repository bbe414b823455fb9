"""What the tutor sends arrives, all of it, in order and once, whatever breaks; what is pressed is answered in time."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from adapters.discord.chats import channel_of
from bot.dialogue.events import Asked, Chose, Joined
from tests.dialogue.classroom import tiny_course
from tests.discord.fake.faults import (
    CALLBACK,
    COMMANDS,
    FOLLOW_UP,
    MESSAGE,
    MESSAGES,
    OPEN_DM,
    ORIGINAL,
    Code,
    Dropped,
    Fault,
    RateLimited,
    Slow,
    Status,
)
from tests.discord.ids import CLASS, OTHER_STUDENT, STUDENT
from tests.discord.people import NotOfferedError
from tests.discord.school import COMMUNITY, PATIENCE, school
from tests.discord.students import (
    button,
    crowd,
    differences,
    joined,
    kinds,
    letters_to,
    locked,
    press,
    shown,
    texts_of,
    until_heard,
)
from tests.engine.waiting import until

if TYPE_CHECKING:
    from bot.engine import Engine
    from tests.discord.bed import Bed
    from tests.discord.fake.server import Discord
    from tests.discord.school import School

Json = dict[str, Any]
TINY = tiny_course()
BURST_STUDENTS = 200
LETTERS_EACH = 5


def check_bodies(fake: Discord) -> int:
    """Every message has a nonce that Discord enforces, and nothing that was sent may ping anybody; their number."""
    posts = [call for call in fake.calls.of("POST", MESSAGES) if call.body is not None]
    for call in posts:
        assert 0 < len(str(call.body["nonce"])) <= 25
        assert call.body["enforce_nonce"] is True
    callbacks = [call.body["data"] for call in fake.calls.of("POST", CALLBACK) if call.body["type"] in (4, 7)]
    bodies = [call.body for call in posts] + callbacks
    for method, path in (("PATCH", MESSAGE), ("POST", FOLLOW_UP), ("PATCH", ORIGINAL)):
        bodies += [call.body for call in fake.calls.of(method, path)]
    for body in bodies:
        assert body["allowed_mentions"].get("parse") == [], body
        assert not any(body["allowed_mentions"].get(kind) for kind in ("users", "roles", "replied_user"))
    return len(bodies)


async def asks(running: School, key: str, student: str = STUDENT, what: Any = "where") -> None:
    """One letter to a student, without the gateway."""
    event = Asked(id=key, at=running.bed.now(), community=COMMUNITY, student=student, what=what)
    await running.engine.handle(event)


# --- out ---

ACCEPTED = [Status(500, accepted=True), Status(502, accepted=True), Status(503, accepted=True), Dropped(accepted=True)]
UNREADABLE = Status(200, accepted=True)
REFUSED = [Status(500), Status(503), Dropped(), RateLimited(0.2), RateLimited(0.2, is_global=True)]


@pytest.mark.parametrize("fault", [*ACCEPTED, UNREADABLE, *REFUSED], ids=str)
async def test_a_letter_whose_answer_is_lost_stands_there_once(
    by_fake: Bed, fake: Discord, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        before = await shown(running, chat)
        fake.calls.meet("POST", MESSAGES, fault)
        await asks(running, "one", what="help")
        await asks(running, "two", what="where")
        await running.quiet()
        texts = (await shown(running, chat))[len(before) :]
        assert len(texts) == 2
        assert len(set(texts)) == 2
        check_bodies(fake)
    assert "did not leave" not in caplog.text, "the courier said what came of it"


async def crash(by_fake: Bed, fake: Discord, *, of_second: bool, accepted: bool) -> list[str]:
    """Two equal letters without controls in a row; at one of them everything stops before it is known that it left.
    What stands there after a start a quarter of an hour later."""
    fault = Slow(60.0) if accepted else Slow(60.0, before=True)
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        before = len(await shown(running, chat))
        if of_second:
            await asks(running, "one", what="hint")
            await running.quiet()
            fake.ahead += 10
        posts = len(fake.calls.of("POST", MESSAGES))
        fake.calls.meet("POST", MESSAGES, fault, times=0)
        await asks(running, "two" if of_second else "one", what="hint")
        if not of_second:
            await asks(running, "two", what="hint")
        await until(lambda: len(fake.calls.of("POST", MESSAGES)) > posts)
        await asyncio.sleep(0.1)
    fake.calls.mend()
    fake.ahead += 900
    async with school(by_fake, TINY) as running:
        await running.quiet()
        assert fake.calls.of("GET", MESSAGES)
        check_bodies(fake)
        return (await shown(running, chat))[before:]


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("of_second", [True, False])
async def test_a_letter_that_left_in_the_moment_of_a_crash_is_found_also_between_equal_ones(
    by_fake: Bed, fake: Discord, *, of_second: bool, accepted: bool
) -> None:
    texts = await crash(by_fake, fake, of_second=of_second, accepted=accepted)
    assert len(texts) == 2
    assert len(set(texts)) == 1


@pytest.mark.parametrize("minutes", [0, 15])
async def test_an_equal_letter_that_left_just_before_is_not_taken_for_one_that_never_did(
    by_fake: Bed, fake: Discord, minutes: int
) -> None:
    """Two equal answers within a second, the first known to have left, the second cut off before it reached Discord."""
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        before = len(await shown(running, chat))
        await asks(running, "one", what="hint")
        await running.quiet()
        posts = len(fake.calls.of("POST", MESSAGES))
        fake.calls.meet("POST", MESSAGES, Slow(60.0, before=True), times=0)
        await asks(running, "two", what="hint")
        await until(lambda: len(fake.calls.of("POST", MESSAGES)) > posts)
    fake.calls.mend()
    fake.ahead += 60 * minutes
    async with school(by_fake, TINY) as running:
        await running.quiet()
        texts = (await shown(running, chat))[before:]
    assert len(texts) == 2
    assert len(set(texts)) == 1


async def test_a_refusal_at_the_edge_stops_every_call_for_a_while(
    by_fake: Bed, fake: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.api.AT_THE_EDGE", 1.0)
    async with school(by_fake, TINY) as running:
        chat, other = await joined(running), await joined(running, OTHER_STUDENT)
        fake.calls.meet("POST", MESSAGES, RateLimited(9.0, via=False))
        posts = len(fake.calls.of("POST", MESSAGES))
        await asks(running, "one")
        await until(lambda: len(fake.calls.of("POST", MESSAGES)) == posts + 1)
        await asyncio.sleep(0.1)
        await asks(running, "two", OTHER_STUDENT)
        await asyncio.sleep(0.5)
        assert len(fake.calls.of("POST", MESSAGES)) == posts + 1
        await running.quiet()
        assert len(await shown(running, chat)) == len(await shown(running, other)) == 2


async def test_a_long_limit_holds_back_its_conversation_and_no_other(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        chat, other = await joined(running), await joined(running, OTHER_STUDENT)
        fake.calls.meet("POST", f"/channels/{chat}/messages", RateLimited(3_000.0))
        await asks(running, "one")
        await asks(running, "two", OTHER_STUDENT)
        await until(lambda: len(fake.world.messages[other]) == 2, PATIENCE)
        await asyncio.sleep(0.3)
        assert len(await shown(running, chat)) == 1
        assert len(fake.calls.of("POST", f"/channels/{chat}/messages")) == 2
        assert running.engine.conversations_waiting() == 1


async def test_a_call_that_takes_too_long_while_it_waits_for_a_global_limit_blocks_no_other(
    by_fake: Bed, fake: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library would never open its gate again, were the call cancelled."""
    async with school(by_fake, TINY) as running:
        chat, other = await joined(running), await joined(running, OTHER_STUDENT)
        monkeypatch.setattr("adapters.discord.api.PATIENCE", 0.3)
        fake.calls.meet("POST", MESSAGES, RateLimited(1.0, is_global=True))
        await asks(running, "one")
        await asks(running, "two", OTHER_STUDENT)
        await until(lambda: len(fake.world.messages[chat]) == len(fake.world.messages[other]) == 2, 20)
        await running.quiet()
        assert len(await shown(running, chat)) == 2


async def test_a_storm_of_errors_heals(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        users = crowd(fake, 10)
        chats = [await joined(running, user) for user in users]
        for path in (MESSAGES, MESSAGE, OPEN_DM):
            fake.calls.meet("*", path, Status(503), times=0)
        for number, user in enumerate(users):
            await asks(running, f"a{number}", user, "help")
            await asks(running, f"b{number}", user, "where")
        await asyncio.sleep(2.5)
        assert running.engine.conversations_waiting() == 10
        tries = len(fake.calls.of("POST", MESSAGES))
        assert tries < 10 + 10 * 5, "each conversation waits longer each time"
        assert running.discord.state.word == "connected"
        fake.calls.mend()
        await running.quiet()
        for chat in chats:
            assert len(await shown(running, chat)) == 3
        check_bodies(fake)


async def test_direct_messages_that_are_opened_too_fast_wait(
    by_fake: Bed, fake: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.courier.TOO_FAST_PAUSE", 0.3)
    fake.calls.meet("POST", OPEN_DM, Code(429, 40003))
    fake.calls.meet("POST", OPEN_DM, Code(400, 40003))
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        assert len(await shown(running, chat)) == 1
        assert await fake.people.threads(CLASS) == []


async def test_a_message_that_was_deleted_is_not_changed_and_holds_nothing_up(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        message, custom_id = await button(running, chat, "Start")
        fake.owner.delete_message(chat, message["id"])
        fake.world.messages[chat][message["id"]] = message
        pressed = await fake.people.forge(STUDENT, chat, message["id"], custom_id)
        fake.world.messages[chat].pop(message["id"])
        await pressed.answered(PATIENCE)
        await until_heard(running, 1, Chose)
        assert [call.status for call in fake.calls.of("PATCH", MESSAGE)] == [404]
        assert await shown(running, chat)


async def enrol(engine: Engine, student: str, at: float) -> None:
    await engine.enrol(
        community=COMMUNITY,
        class_id=CLASS,
        person=student,
        name=f"Student {student}",
        language="",
        channel=student,
        at=at,
        key=f"join:{student}",
    )


@pytest.mark.slow
async def test_a_burst_of_a_thousand_letters_arrives_whole_and_in_order_through_every_fault(
    by_fake: Bed, fake: Discord
) -> None:
    users = crowd(fake, BURST_STUDENTS)
    async with school(by_fake, TINY) as running:
        before = kept_in_memory()
        faults = (
            Dropped(accepted=True),
            Dropped(),
            Status(503, accepted=True),
            Status(503),
            Status(500, accepted=True),
        )
        for number in range(60):
            fake.calls.meet("POST", MESSAGES, faults[number % 5], where=partial(_has_nonce_with, number))
        fake.calls.meet("POST", MESSAGES, RateLimited(0.5), times=10)
        fake.calls.meet("POST", MESSAGES, RateLimited(0.5, is_global=True))
        fake.calls.meet("POST", OPEN_DM, Dropped(accepted=True), times=10)
        began = time.monotonic()
        await asyncio.gather(*(enrol(running.engine, user, running.bed.now()) for user in users))
        for what in ("help", "units", "where", "goals"):
            await asyncio.gather(*(asks(running, f"{what}:{user}", user, what) for user in users))
        await until(lambda: running.engine.conversations_waiting() == 0, 90)
        took = time.monotonic() - began
        for user in users:
            chat = channel_of(await running.discord.chats.of(COMMUNITY, user))
            wanted = await letters_to(running.store, COMMUNITY, user)
            assert await shown(running, chat) == wanted
            assert len(wanted) == LETTERS_EACH
        check_bodies(fake)
        assert kept_in_memory() <= before, "a letter that has left is forgotten"
    met = [call.met for call in fake.calls.of("POST", MESSAGES) if call.met is not None]
    assert len(met) >= 50
    print(f"\n{BURST_STUDENTS * LETTERS_EACH} letters, {len(met)} faults: {took:.1f} s")


def _has_nonce_with(number: int, body: Json) -> bool:
    """Faults are spread over letters, and a letter that is brought again meets no other of them at once."""
    return int(str(body.get("nonce", "0"))[:6] or "0", 16) % 60 == number


def kept_in_memory() -> int:
    """Letters that a courier still knows of, those of earlier tests among them."""
    import gc  # noqa: PLC0415 -- only here

    from adapters.discord.places import Trial  # noqa: PLC0415 -- what no other sees

    gc.collect()
    return sum(isinstance(one, Trial) for one in gc.get_objects())


# --- interactions ---


async def test_a_press_is_answered_after_the_commit(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        calls = len(fake.calls.of("POST", CALLBACK))
        async with locked(running):
            pressed = await press(running, chat, "Start")
            await asyncio.sleep(0.7)
            assert len(fake.calls.of("POST", CALLBACK)) == calls, "answered before it was written"
        await pressed.answered(PATIENCE)
        assert await kinds(running) == ["Joined", "Chose"]
        assert not pressed.failed
        assert not pressed.deferred or pressed.after is not None


async def test_a_press_that_takes_longer_is_deferred_in_time_and_taken_once(
    by_fake: Bed, fake: Discord, caplog: pytest.LogCaptureFixture
) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        calls = len(fake.calls.of("POST", CALLBACK))
        async with locked(running):
            pressed = await press(running, chat, "Start")
            await asyncio.sleep(2.8)
        await until_heard(running, 1, Chose)
        assert pressed.deferred
        assert pressed.after is not None
        assert 1.9 < pressed.after < 2.9
        assert not pressed.failed
        assert len(fake.calls.of("POST", CALLBACK)) == calls + 1
        assert received(running, "did") == 1
    assert "broke" not in caplog.text


def received(running: School, kind: str) -> float:
    labels = {"platform": "discord", "kind": kind}
    return running.discord.state.metrics.registry.get_sample_value("tutor_received_total", labels) or 0.0


async def test_a_command_that_takes_longer_is_followed_up(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        await joined(running)
        async with locked(running):
            pressed = await fake.people.command(OTHER_STUDENT, CLASS, "learn")
            await asyncio.sleep(2.5)
        await pressed.answered(PATIENCE)
        assert pressed.deferred
        assert not pressed.failed
        assert len(pressed.alone) == 1
        check_bodies(fake)


@pytest.mark.parametrize("how", ["the token has expired", "the first answer comes too late", "the connection breaks"])
async def test_what_cannot_be_answered_any_more_goes_by_an_ordinary_message(
    by_fake: Bed, fake: Discord, how: str
) -> None:
    async with school(by_fake, TINY) as running:
        await joined(running)
        seconds = 0.6
        if how == "the token has expired":
            fake.interactions.lasts = -1.0
            seconds = 2.5
        elif how == "the first answer comes too late":
            fake.patience = 0.2
        else:
            fake.calls.meet("POST", CALLBACK, Dropped())
        async with locked(running):
            pressed = await fake.people.command(OTHER_STUDENT, CLASS, "learn")
            await asyncio.sleep(seconds)
        await until_heard(running, 2, Joined)
        chat = await fake.people.dm(OTHER_STUDENT)
        await until(lambda: len(fake.world.messages[chat]) == 2, PATIENCE)
        assert pressed.replies == []
        assert "private chat" in str(await shown(running, chat)).lower() or len(await shown(running, chat)) == 2
        check_bodies(fake)


async def test_the_same_interaction_twice_is_one_turn(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        fake.deliveries.twice(10)
        chat = await joined(running)
        await (await press(running, chat, "Start")).answered(PATIENCE)
        await (await fake.people.command(STUDENT, chat, "where")).answered(PATIENCE)
        await running.quiet()
        assert await kinds(running) == ["Joined", "Chose", "Asked"]


async def test_the_same_interaction_twice_is_answered_once_and_sends_no_message_besides(
    by_fake: Bed, fake: Discord
) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        before = len(await shown(running, chat))
        fake.deliveries.twice()
        asked = await (await fake.people.command(STUDENT, CLASS, "hint")).answered(PATIENCE)
        await until(lambda: len(fake.calls.of("POST", CALLBACK)) >= 3)  # joining, and this one twice
        await running.quiet()
        await asyncio.sleep(0.2)
        assert len(asked.replies) == 1
        assert len(await shown(running, chat)) == before + 1, "the letter, and nothing that was said already"


async def test_two_presses_at_once_on_one_question_are_one_answer(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        message, custom_id = await button(running, chat, "Start")
        both = [await fake.people.press(STUDENT, chat, message["id"], custom_id) for _ in range(2)]
        for pressed in both:
            await pressed.answered(PATIENCE)
            assert not pressed.failed
        await running.quiet()
        enrollment = await running.engine.enrollment(COMMUNITY, CLASS, STUDENT)
        assert enrollment is not None
        assert list(enrollment.started.values()) == [1]


async def test_what_one_student_writes_presses_and_commands_is_taken_in_its_order(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        chat, other = await joined(running), await joined(running, OTHER_STUDENT)
        message, custom_id = await button(running, chat, "Start")
        for round_ in range(5):
            fake.deliveries.hold()
            await fake.people.forge(STUDENT, chat, message["id"], custom_id)
            await fake.people.say(STUDENT, chat, f"a{round_}")
            await fake.people.command(STUDENT, chat, "where")
            await fake.people.say(OTHER_STUDENT, other, f"o{round_}")
            await fake.people.say(STUDENT, chat, f"b{round_}")
            await fake.people.forge(STUDENT, chat, message["id"], custom_id)
            fake.deliveries.release()
            await until_heard(running, 3 * (round_ + 1))
        await until_heard(running, 10, Chose)
        await until_heard(running, 5, Asked)
        assert await kinds(running) == ["Joined", *["Chose", "Replied", "Asked", "Replied", "Chose"] * 5]
        assert await texts_of(running, STUDENT) == [f"{letter}{n}" for n in range(5) for letter in "ab"]
        assert await differences(running) == []


async def test_twenty_students_at_once_are_answered_within_a_second(by_fake: Bed, fake: Discord) -> None:
    async with school(by_fake, TINY) as running:
        users = crowd(fake, 20)
        for user in users:
            await enrol(running.engine, user, running.bed.now())
        await running.quiet()
        chats = [channel_of(await running.discord.chats.of(COMMUNITY, user)) for user in users]
        presses = []
        for round_ in range(5):
            label = "Start" if round_ == 0 else "Go"
            for user, chat in zip(users, chats, strict=True):
                try:
                    presses.append(await press(running, chat, label, user))
                except (AssertionError, NotOfferedError):
                    presses.append(await fake.people.command(user, chat, "where"))
            await asyncio.gather(*(one.answered(PATIENCE) for one in presses))
            await running.quiet()
        seconds = sorted(one.after for one in presses if one.after is not None)
        assert len(seconds) == 100
        assert not any(one.failed for one in presses)
        p50, p99 = seconds[len(seconds) // 2], seconds[len(seconds) * 99 // 100]
        print(f"\n100 presses and commands, 20 at once: p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms")
        assert p99 < 2.0


async def test_nothing_that_is_sent_can_ping_and_every_message_has_a_nonce(by_fake: Bed, fake: Discord) -> None:
    fake.owner.rename(STUDENT, "@everyone <@&1> [x](https://evil.example)")
    async with school(by_fake, TINY) as running:
        chat = await joined(running)
        await fake.people.say(STUDENT, chat, "@everyone where am I")
        await until_heard(running, 1)
        await press(running, chat, "Start")
        await until_heard(running, 1, Chose)
        await fake.people.say(OTHER_STUDENT, await fake.people.open_dm(OTHER_STUDENT), "hello")
        await until(lambda: len(fake.world.messages[fake.world.chats[OTHER_STUDENT]]) == 2, PATIENCE)
        await running.discord.later.finished()
        assert check_bodies(fake) >= 7
        every = [one for messages in fake.world.messages.values() for one in messages.values()]
        assert not any(one["mention_everyone"] or one["mention_roles"] for one in every if one["author"].get("bot"))
        assert fake.calls.unknown == []
        assert fake.calls.of("GET", COMMANDS)
