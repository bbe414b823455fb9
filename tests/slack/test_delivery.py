"""What reaches the tutor counts once; what the tutor sends arrives, all of it, in order and once, whatever breaks."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from bot.dialogue.events import Asked
from bot.engine.replay import decode_event
from bot.store.schema import journal, letters
from tests.dialogue.classroom import tiny_course
from tests.slack.deliveries import Mark
from tests.slack.faults import Broken, Cut, Limited, Lost, Slow
from tests.slack.read_aloud import read
from tests.slack.school import COMMUNITY, school
from tests.slack.service import until
from tests.slack.stand_in import CLASS, OTHER_STUDENT, STUDENT, TEACHERS
from tests.slack.workspace import Workspace, pressed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.engine import Engine
    from tests.slack.bed import Bed
    from tests.slack.school import School

TINY = tiny_course()
POST = "chat.postMessage"
BURST_STUDENTS = 200
LETTERS_EACH = 5


async def begun(running: School, student: str = STUDENT) -> str:
    """The student has joined and stands at the first offer; their chat."""
    await running.bed.workspace.command(student, CLASS, "join")
    await running.quiet()
    return await running.bed.workspace.chat(student)


async def press(workspace: Workspace, chat: str, label: str, student: str = STUDENT) -> None:
    """The newest button of this label."""
    message = next(one for one in reversed(await workspace.of_bot(chat)) if label in str(one.get("blocks")))
    await workspace.press(student, pressed(message, label))


async def heard(running: School) -> list[Any]:
    """Everything that was applied, in order."""
    rows = await running.store.read(
        lambda transaction: transaction.connection.execute(
            journal.select().order_by(journal.c.person, journal.c.turn)
        ).fetchall()
    )
    return [decode_event(row.event) for row in rows]


async def seen(workspace: Workspace, chat: str) -> list[str]:
    return [line for message in await workspace.of_bot(chat) for line in read(message)]


# --- in ---


async def test_the_same_delivery_again_changes_nothing_also_after_a_restart(by_both: Bed) -> None:
    deliveries = by_both.proxy.deliveries
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        await by_both.workspace.say(STUDENT, chat, "where am I")
        await press(by_both.workspace, chat, "Start")
        await running.quiet()
        before, lines = len(await heard(running)), await seen(by_both.workspace, chat)
        first = list(deliveries.made)
        for delivery in first:
            assert (await deliveries.again(delivery)).taken
            assert (await deliveries.again(delivery, Mark(1, "http_timeout"))).taken
        await running.quiet()
        assert len(await heard(running)) == before
        assert await seen(by_both.workspace, chat) == lines
    async with school(by_both, TINY) as running:
        for delivery in first:
            assert (await deliveries.again(delivery, Mark(2, "http_error"))).taken
        await running.quiet()
        assert len(await heard(running)) == before
        assert await seen(by_both.workspace, chat) == lines


async def test_two_deliveries_at_the_same_time_are_one_turn(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        by_both.proxy.deliveries.twice(2, marked=True)
        await by_both.workspace.say(STUDENT, chat, "where am I")
        await press(by_both.workspace, chat, "Start")
        await running.quiet()
        assert [type(event).__name__ for event in await heard(running)] == ["Joined", "Replied", "Chose"]


async def test_a_double_click_counts_once_and_is_answered_kindly(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        (offer,) = [one for one in await by_both.workspace.of_bot(chat) if "Start" in str(one["blocks"])]
        start = pressed(offer, "Start")
        await by_both.workspace.press(STUDENT, start)
        by_both.proxy.clock += 1
        await by_both.workspace.press(STUDENT, start)
        await running.quiet()
        enrollment = await running.engine.enrollment(COMMUNITY, CLASS, STUDENT)
        assert enrollment is not None
        assert list(enrollment.started.values()) == [1]
        assert any("from before" in line for line in await seen(by_both.workspace, chat))


async def test_an_answer_written_before_the_question_was_asked_is_no_answer_to_it(by_both: Bed) -> None:
    """Slack delivers late and out of order."""
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        await press(by_both.workspace, chat, "Start")
        await running.quiet()
        by_both.proxy.deliveries.hold()
        await by_both.workspace.say(STUDENT, chat, "7")
        by_both.proxy.clock += 60
        await press(by_both.workspace, chat, "Go")
        await by_both.proxy.deliveries.release(backwards=True)
        await running.quiet()
        enrollment = await running.engine.enrollment(COMMUNITY, CLASS, STUDENT)
        assert enrollment is not None
        form = enrollment.runs[-1].form
        assert form is not None
        assert form.reached == ()
        assert form.open is not None


async def test_slack_is_answered_after_the_commit_and_not_before(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        lock = sqlite3.connect(by_both.folder / "tutor.db", isolation_level=None, check_same_thread=False)
        lock.execute("BEGIN IMMEDIATE")
        saying = asyncio.create_task(by_both.workspace.say(STUDENT, chat, "where am I"))
        await asyncio.sleep(0.7)
        assert not saying.done(), "acknowledged before it was written"
        lock.execute("ROLLBACK")
        lock.close()
        await saying
        assert by_both.proxy.deliveries.made[-1].tries[0].seconds > 0.6
        assert [type(event).__name__ for event in await heard(running)] == ["Joined", "Replied"]


async def test_what_could_not_be_saved_is_not_acknowledged_and_counts_when_it_comes_again(by_both: Bed) -> None:
    by_both.proxy.deliveries.again_after = (0.0, 3.0, 3.0)
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        lock = sqlite3.connect(by_both.folder / "tutor.db", isolation_level=None, check_same_thread=False)
        lock.execute("BEGIN IMMEDIATE")
        await by_both.workspace.say(STUDENT, chat, "where am I")
        delivery = by_both.proxy.deliveries.made[-1]
        assert not any(one.taken for one in delivery.tries)
        lock.execute("ROLLBACK")
        lock.close()
        await by_both.proxy.deliveries.settled()
        assert delivery.tries[-1].taken
        assert [type(event).__name__ for event in await heard(running)] == ["Joined", "Replied"]


async def test_twenty_students_at_once_are_acknowledged_within_a_second(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        students = [f"U1{number:03d}" for number in range(20)]
        chats = {student: await by_both.workspace.chat(student) for student in students}
        for student in students:
            await enrol(running.engine, student)
        deliveries = by_both.proxy.deliveries
        made = len(deliveries.made)
        payloads = [message_of(by_both, student, chats[student], "where am I") for student in students]
        await asyncio.gather(*(deliveries.inject(payload) for payload in payloads))
        tries = [one.tries[0] for one in deliveries.made[made:]]
        assert len(tries) == 20
        assert all(one.taken for one in tries)
        assert max(one.seconds for one in tries) < 1.0


# --- out ---


async def enrol(engine: Engine, student: str) -> None:
    await engine.enrol(
        community=COMMUNITY,
        class_id=CLASS,
        person=student,
        name=f"Student {student}",
        language="",
        channel=student,
        at=time.time(),
        key=f"join:{student}",
    )


def message_of(bed: Bed, student: str, chat: str, text: str) -> dict[str, Any]:
    from tests.slack.workspace import event_of  # noqa: PLC0415 -- only here

    ts = f"{bed.proxy.now():.6f}"
    event = {"type": "message", "channel": chat, "channel_type": "im", "user": student, "text": text, "ts": ts}
    return event_of(event | {"event_ts": ts, "client_msg_id": student})


@pytest.mark.slow
async def test_a_burst_of_a_thousand_letters_arrives_whole_and_in_order_through_every_fault(by_socket: Bed) -> None:
    students = [f"U2{number:03d}" for number in range(BURST_STUDENTS)]
    calls = by_socket.proxy.calls
    async with school(by_socket, TINY) as running:
        calls.meet(POST, Limited("1"), times=3)
        calls.meet("conversations.open", Limited("0"), times=2)
        for number in range(40):
            fault = (Lost(), Cut(), Broken(503), Broken(200, "{cut"))[number % 4]
            calls.meet(POST, fault, where=partial(_ends_with, str(number % 10)))
        await asyncio.gather(*(enrol(running.engine, student) for student in students))
        for what in ("help", "units", "where", "goals"):
            asked = (
                Asked(id=f"{what}:{student}", at=time.time(), community=COMMUNITY, student=student, what=what)
                for student in students
            )
            await asyncio.gather(*map(running.engine.handle, asked))
        await asyncio.wait_for(running.quiet(), 90)
        for student in students:
            chat = await by_socket.workspace.chat(student)
            assert await texts_in(by_socket.workspace, chat) == await texts_written(running, student)
    met = [call.met for call in calls.of(POST) if call.met is not None]
    assert sum(isinstance(fault, Lost) for fault in met) >= 5
    assert sum(isinstance(fault, Limited) for fault in met) >= 1


def _ends_with(last: str, call: Mapping[str, Any]) -> bool:
    return str(call["channel"]).endswith(last)


async def texts_in(workspace: Workspace, chat: str) -> list[str]:
    return [message["text"] for message in await workspace.of_bot(chat)]


async def texts_written(running: School, student: str) -> list[str]:
    """The texts of a student's letters, in order, as they should stand in Slack."""
    from adapters.slack.render import rendered  # noqa: PLC0415 -- only here
    from adapters.slack.words import words_for  # noqa: PLC0415 -- as above
    from bot.engine.reading import decode_letter  # noqa: PLC0415 -- as above

    rows = await running.store.read(
        lambda transaction: transaction.connection.execute(
            letters.select().where(letters.c.channel == student).order_by(letters.c.seq)
        ).fetchall()
    )
    bodies = [decode_letter(row.body) for row in rows]
    assert len(bodies) >= LETTERS_EACH
    return [
        rendered(body, class_id=CLASS, pictures={}, words=words_for("en")).text
        for body in bodies
        if type(body).__name__ not in ("Settle", "Grant")
    ]


async def test_a_lost_answer_leads_to_no_second_message(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        by_both.proxy.calls.meet(POST, Lost(), times=2)
        await by_both.workspace.say(STUDENT, chat, "where am I")
        await running.quiet()
        assert len(await texts_in(by_both.workspace, chat)) == 2
        assert by_both.proxy.calls.of("conversations.history")


async def test_a_stop_while_slack_is_slow_to_answer_takes_no_time_and_leads_to_no_second_message(by_both: Bed) -> None:
    by_both.proxy.calls.meet(POST, Slow(9), times=0)
    async with school(by_both, TINY):
        await by_both.workspace.command(STUDENT, CLASS, "join")
        await by_both.workspace.command(OTHER_STUDENT, CLASS, "join")
        await asyncio.sleep(0.3)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    by_both.proxy.calls.mend()
    async with school(by_both, TINY) as running:
        await running.quiet()
        for student in (STUDENT, OTHER_STUDENT):
            assert len(await texts_in(by_both.workspace, await by_both.workspace.chat(student))) == 1


async def test_a_conversation_that_must_wait_holds_back_no_other(by_socket: Bed) -> None:
    async with school(by_socket, TINY) as running:
        ada = await begun(running)
        ben = await begun(running, OTHER_STUDENT)
        by_socket.proxy.calls.meet(POST, Broken(503), times=0, where=lambda call: call["channel"] == ada)
        await by_socket.workspace.say(STUDENT, ada, "where am I")
        await by_socket.workspace.say(OTHER_STUDENT, ben, "where am I")

        async def ben_was_answered() -> bool:
            return len(await texts_in(by_socket.workspace, ben)) == 2

        await until(ben_was_answered)
        assert len(await texts_in(by_socket.workspace, ada)) == 1
        by_socket.proxy.calls.mend()
        await running.quiet()
        assert len(await texts_in(by_socket.workspace, ada)) == 2


async def test_an_answered_question_shows_what_was_chosen_and_takes_no_more_presses(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        await press(by_both.workspace, chat, "Start")
        await running.quiet()
        (offer,) = [one for one in await by_both.workspace.messages(chat) if one.get("edited")]
        assert "→ Start" in str(offer["blocks"])
        assert not [block for block in offer["blocks"] if block["type"] == "actions"]


async def test_nothing_of_a_student_stands_in_a_shared_channel(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        await by_both.workspace.say(STUDENT, chat, "where am I")
        await by_both.workspace.command(STUDENT, CLASS, "where")
        await running.quiet()
        shared = await by_both.workspace.of_bot(CLASS)
        assert "Ada" not in str(shared)
        alone = await by_both.workspace.of_bot(CLASS, STUDENT)
        assert "private chat" in str(alone), "the answer of a command is seen by who wrote it"
        assert "not begun" not in str(alone)
        assert await by_both.workspace.of_bot(TEACHERS) == []
