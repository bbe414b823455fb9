"""A class in Slack from its making to its cards: what a teacher and students do and see, through real messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.dialogue.enrollment import Phase, phase_of
from bot.dialogue.events import Asked
from bot.store.schema import facts
from tests.dialogue.classroom import tiny_course
from tests.slack.read_aloud import read
from tests.slack.school import COMMUNITY, school
from tests.slack.service import class_values, make_class, until
from tests.slack.stand_in import CLASS, ELSEWHERE, OTHER_STUDENT, STUDENT, TEACHER, TEACHERS
from tests.slack.test_delivery import begun, heard, press, seen, texts_in
from tests.slack.test_trouble import misses_four
from tests.slack.workspace import pressed, presses

if TYPE_CHECKING:
    from tests.slack.bed import Bed
    from tests.slack.school import School

TINY = tiny_course()
ADDRESSED = "<!channel> <@U04OKAFOR> *loud* _low_ <https://example.org|here> & `x`"


async def make_another_class(bed: Bed) -> None:
    """The teacher makes #general a class as well."""
    await bed.workspace.command(TEACHER, ELSEWHERE, "class")

    async def opened() -> bool:
        return await bed.workspace.window() is not None

    await until(opened)
    assert await bed.workspace.send_window(TEACHER, class_values("General 8a", TINY.id, TEACHERS)) == {}


async def write_in_window(bed: Bed, user: str, text: str) -> None:
    """Into the one field of the window that is open, and send it."""

    async def opened() -> bool:
        return await bed.workspace.window() is not None

    await until(opened)
    await bed.workspace.send_window(user, {"text": {"text": {"type": "plain_text_input", "value": text}}})


async def card_of(bed: Bed, name: str = "Ada") -> dict[str, Any]:
    """The newest card about a student."""
    return next(one for one in reversed(await bed.workspace.of_bot(TEACHERS)) if name in str(one["blocks"]))


async def kinds_of_facts(running: School) -> list[str]:
    rows = await running.store.read(
        lambda transaction: transaction.connection.execute(facts.select().order_by(facts.c.turn, facts.c.n)).fetchall()
    )
    return [row.kind for row in rows]


async def test_a_class_is_made_announced_joined_and_greets_in_private(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        await make_another_class(by_both)
        await running.quiet()
        await running.slack.later.finished()
        (announced,) = [one for one in await by_both.workspace.of_bot(ELSEWHERE) if list(presses(one))]
        assert "**General 8a** practises “Tiny numbers” with me" in read(announced)[0]
        assert "now the class" in str(await by_both.workspace.of_bot(ELSEWHERE, TEACHER))
        await by_both.workspace.press(STUDENT, pressed(announced, "Join the class"))
        await running.quiet()
        await running.slack.later.finished()
        chat = await by_both.workspace.chat(STUDENT)
        assert (await seen(by_both.workspace, chat))[0] == (
            "< Hi Ada. In Ms Okafor's class “General 8a” you practise with me."
        )
        assert "You are in" in str(await by_both.workspace.of_bot(ELSEWHERE, STUDENT))
        assert "Ada" not in str(await by_both.workspace.of_bot(ELSEWHERE))


async def test_the_window_is_filled_with_what_is_known_and_changes_the_class(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        assert await make_class(by_both.workspace, title="Fractions, 6b", course=TINY.id) == {}
        await running.slack.later.finished()
        (record,) = running.engine.classes(COMMUNITY)
        assert (record.title, record.teacher, record.teacher_channel) == ("Fractions, 6b", "Ms Okafor", TEACHERS)
        assert [one.person for one in await running.engine.staff(COMMUNITY, CLASS)] == [TEACHER]


async def test_a_student_of_two_classes_answers_each_where_it_was_asked(by_both: Bed) -> None:
    """Both classes speak in one private chat: a button belongs to the class that showed it."""
    async with school(by_both, TINY) as running:
        await make_another_class(by_both)
        chat = await begun(running)
        await press(by_both.workspace, chat, "Start")
        await running.quiet()
        await by_both.workspace.command(STUDENT, ELSEWHERE, "join")
        await running.quiet()
        old = next(
            one for one in await by_both.workspace.of_bot(chat) if any(item.label == "Go" for item in presses(one))
        )
        await by_both.workspace.press(STUDENT, pressed(old, "Go"))
        await running.quiet()
        here = await running.engine.enrollment(COMMUNITY, CLASS, STUDENT)
        there = await running.engine.enrollment(COMMUNITY, ELSEWHERE, STUDENT)
        assert here is not None
        assert there is not None
        assert there.started == {}, "a button of the other class began nothing here"
        assert phase_of(here) is Phase.PLACEMENT, "and went on there"
        await by_both.workspace.say(STUDENT, chat, "where am I")
        await running.quiet()
        assert "Unit sums" in "".join((await seen(by_both.workspace, chat))[-2:]), "and has turned to that class"
        await press(by_both.workspace, chat, "Start")
        await running.quiet()
        there = await running.engine.enrollment(COMMUNITY, ELSEWHERE, STUDENT)
        assert there is not None
        assert list(there.started.values()) == [1]


async def test_what_a_student_writes_is_shown_as_it_is_and_means_nothing(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        await press(by_both.workspace, chat, "Start")
        await running.quiet()
        await press(by_both.workspace, chat, "Skip, teach me from the start")
        await running.quiet()
        await press(by_both.workspace, chat, "Next")
        await running.quiet()
        await by_both.workspace.say(STUDENT, chat, ADDRESSED)
        await misses_four(running)
        await running.quiet()
        everything = str(await by_both.workspace.of_bot(TEACHERS)) + str(await by_both.workspace.of_bot(chat))
        assert "'type': 'user'" not in everything
        assert "'type': 'broadcast'" not in everything
        assert "mrkdwn" not in everything
        for call in by_both.proxy.calls.of("chat.postMessage"):
            assert call.arguments["parse"] == "none"
            assert call.arguments["link_names"] is False
            assert "<!" not in call.arguments["text"]


async def test_a_name_with_markup_is_shown_as_it_is(by_both: Bed) -> None:
    by_both.proxy.calls.people[STUDENT] = {"profile": {"real_name": "*Ada* <!here>"}, "real_name": "*Ada* <!here>"}
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        (message,) = await by_both.workspace.of_bot(chat)
        assert "Hi *Ada* <!here>." in message["blocks"][0]["elements"][0]["elements"][0]["text"]
        assert "&lt;!here&gt;" in message["text"]


async def test_a_teacher_writes_to_a_student_from_the_card_and_the_card_says_so(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        await misses_four(running)
        await by_both.workspace.press(TEACHER, pressed(await card_of(by_both), "Write to the student"))
        await write_in_window(by_both, TEACHER, "See me at eleven, *please* <!channel>")
        await running.quiet()
        lines = "\n".join(await seen(by_both.workspace, chat))
        assert "Ms Okafor" in lines
        assert "See me at eleven, *please* <!channel>" in str((await by_both.workspace.of_bot(chat))[-1]["blocks"])
        assert "teacher wrote" in await kinds_of_facts(running)
        assert "See me at eleven" in str((await card_of(by_both))["blocks"])


async def test_a_goal_is_marked_with_a_reason_only_by_a_teacher_of_the_class(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        await begun(running)
        await misses_four(running)
        menu = next(item for item in presses(await card_of(by_both)) if "mark:" in str(item.action))
        await by_both.workspace.press(OTHER_STUDENT, menu)
        await running.slack.later.finished()
        assert await by_both.workspace.window() is None, "no window for somebody who does not teach it"
        by_both.proxy.clock += 1
        await by_both.workspace.press(TEACHER, menu)
        await write_in_window(by_both, TEACHER, "showed me at the board")
        await running.quiet()
        assert "marked mastered" in await kinds_of_facts(running)
        assert "showed me at the board" in str((await card_of(by_both))["blocks"])


async def test_a_thread_for_the_class_names_the_goal_and_nobody(by_both: Bed) -> None:
    async with school(by_both, TINY, meets=True) as running:
        await begun(running)
        await misses_four(running)
        card = await card_of(by_both)
        button = next(item for item in presses(card) if "peer-thread:" in str(item.action))
        await by_both.workspace.press(TEACHER, button)
        await running.quiet()
        asked = [one for one in await by_both.workspace.of_bot(CLASS) if "can" in str(one["blocks"])]
        assert asked
        assert "Ada" not in str(await by_both.workspace.of_bot(CLASS))
        assert "peer thread opened" in await kinds_of_facts(running)


async def test_a_card_is_changed_and_not_repeated_when_the_thing_resolves(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        await begun(running)
        await misses_four(running)
        before = len(await by_both.workspace.of_bot(TEACHERS))
        await by_both.workspace.press(TEACHER, pressed(await card_of(by_both), "Seen"))
        await running.quiet()
        cards = await by_both.workspace.of_bot(TEACHERS)
        assert len(cards) == before
        assert not list(presses(cards[-1]))


async def test_an_answer_can_be_written_in_a_window_that_enter_does_not_send(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        await press(by_both.workspace, chat, "Start")
        await running.quiet()
        await press(by_both.workspace, chat, "Skip, teach me from the start")
        await running.quiet()
        await press(by_both.workspace, chat, "Next")
        await running.quiet()
        await press(by_both.workspace, chat, "Write your answer")
        await write_in_window(by_both, STUDENT, "2")
        await running.quiet()
        assert "< Yes, 2." in await seen(by_both.workspace, chat)


async def test_the_home_tab_is_drawn_when_it_is_opened(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        await by_both.workspace.open_home(STUDENT)
        await running.slack.later.finished()
        view = await by_both.workspace.home(STUDENT)
        assert view is not None
        assert view["blocks"][0]["text"]["text"] == f"Page of {STUDENT}"


async def test_today_opens_in_a_window_and_stands_in_no_channel(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        await by_both.workspace.command(TEACHER, CLASS, "today")
        await running.slack.later.finished()
        assert await by_both.workspace.window() is not None
        await by_both.workspace.command(STUDENT, CLASS, "today")
        assert "teachers of this class" in str(await by_both.workspace.of_bot(CLASS, STUDENT))


async def test_a_changed_message_changes_nothing_and_the_student_is_told(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        message = await by_both.workspace.say(STUDENT, chat, "where am I")
        await by_both.workspace.edit(STUDENT, chat, message["ts"], "where were I")
        await by_both.workspace.delete(STUDENT, chat, message["ts"])
        await running.quiet()
        assert [type(event).__name__ for event in await heard(running)] == ["Joined", "Replied", "Edited"]


async def test_what_is_said_in_a_channel_or_by_a_bot_is_not_heard(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        chat = await begun(running)
        before = len(await texts_in(by_both.workspace, chat))
        await by_both.workspace.say(STUDENT, CLASS, "42")
        await by_both.workspace.say(TEACHER, TEACHERS, "start-over")
        await running.quiet()
        assert len(await texts_in(by_both.workspace, chat)) == before
        assert [type(event).__name__ for event in await heard(running)] == ["Joined"]


async def test_a_word_of_slack_is_the_word_of_the_chat(by_both: Bed) -> None:
    async with school(by_both, TINY) as running:
        await begun(running)
        await by_both.workspace.command(STUDENT, CLASS, "goals")
        await by_both.workspace.command(STUDENT, CLASS, "nonsense")
        await running.quiet()
        (event,) = [one for one in await heard(running) if isinstance(one, Asked)]
        assert event.what == "goals"
        told = str(await by_both.workspace.of_bot(CLASS, STUDENT))
        assert "nonsense" in told
        assert "/tutor join" in told
