"""What goes wrong in Discord, and what people see of it: whoever waits is told, the log says it in clear words without
anybody's name or answer, nothing is lost, and the conversation goes on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from adapters.discord.chats import channel_of, is_thread
from adapters.discord.components import TEXT
from adapters.discord.presses import Control, Origin, read, written
from bot.dialogue.enrollment import Phase, phase_of
from bot.dialogue.events import Chose, Edited, Replied, TeacherActed, Unreached
from bot.dialogue.simulate import answer
from bot.dialogue.simulate import press as press_of
from bot.engine import ClassRecord, Teacher
from bot.store.statements import DEAD_LETTERS
from tests.dialogue.classroom import tiny_course
from tests.discord.fake import permissions
from tests.discord.fake.faults import ANYWHERE, EVERY, Code
from tests.discord.ids import (
    BOT,
    BOT_ROLE,
    CLASS,
    ELSEWHERE,
    EVERYONE,
    GUILD,
    OTHER_CHANNEL,
    OTHER_GUILD,
    OTHER_STUDENT,
    OWNER,
    STRANGER,
    STUDENT,
    TEACHER,
    TEACHERS,
    TOKEN,
)
from tests.discord.reader import meanings
from tests.discord.school import COMMUNITY, PATIENCE, school
from tests.discord.students import button, heard, joined, press, until_heard
from tests.discord.test_courier import bodies_refused, read_of
from tests.engine.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.dialogue.events import Event
    from tests.discord.bed import Bed
    from tests.discord.fake.server import Discord
    from tests.discord.people import Pressed
    from tests.discord.school import School

Json = dict[str, Any]
TINY = tiny_course()
SECRET = "a marmalade answer"  # noqa: S105 -- what a student writes, to be found in no log
PRIVATE = (TOKEN, "Ada", "Ben", "Okafor", "Kim", SECRET, "marmalade")
CALLS = {"everyone", "mention", "masked link", "invitation", "heading", "spoiler"}
"""What no name may become. An address is shown as one in letters to a student, where everybody sees where it leads."""
UNAUTHORISED = Code(401, 0, "401: Unauthorized")


@pytest.fixture(autouse=True)
def _no_log_line_names_anybody(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Of all of these tests."""
    yield
    logged = "\n".join(record.getMessage() + (record.exc_text or "") for record in caplog.get_records("call"))
    assert [word for word in PRIVATE if word in logged] == []


@pytest.fixture
async def running(by_fake: Bed, fake: Discord) -> AsyncIterator[School]:
    async with school(by_fake, TINY) as made:
        yield made
    assert fake.calls.unknown == []
    assert bodies_refused(fake) == []


async def told(pressed: Pressed) -> str:
    """What whoever pressed or commanded was told, and nobody else."""
    await pressed.answered(PATIENCE)
    assert not pressed.failed
    assert pressed.alone == pressed.replies
    return "\n".join(read_of(reply) for reply in pressed.replies)


async def read_in(running: School, channel: str) -> list[str]:
    return [read_of(message) for message in await running.bed.people.messages(channel)]


async def owner_reads(running: School) -> str:
    """The direct messages of the class's owner."""
    chat = await running.bed.people.dm(TEACHER)
    return "\n".join(await read_in(running, chat)) if chat else ""


async def ask_where(running: School, student: str, channel: str) -> Pressed:
    """`/where`, until every letter has left."""
    pressed = await running.bed.people.command(student, channel, "where")
    await pressed.answered(PATIENCE)
    await running.quiet()
    return pressed


async def goes_on(running: School, chat: str, student: str = STUDENT) -> None:
    """They ask where they are, and are told in their chat."""
    before = len(await running.bed.people.messages(chat))
    await ask_where(running, student, chat)
    assert len(await running.bed.people.messages(chat)) > before


async def walk(running: School, fake: Discord, student: str = STUDENT, *, until_card: bool) -> None:
    """The student goes to the check; there they miss until the teachers hear of it."""
    setting = running.engine.setting_of(COMMUNITY, CLASS)
    for step in range(80):
        enrollment = await running.engine.enrollment(COMMUNITY, CLASS, student)
        assert enrollment is not None
        in_check = phase_of(enrollment) is Phase.CHECK
        if (in_check and not until_card) or enrollment.card is not None:
            break
        doing = answer(enrollment, setting, right=not in_check)
        doing = doing or press_of(enrollment, nth=int(phase_of(enrollment) is Phase.GOALS))  # skip the placement
        assert doing is not None
        fake.ahead += 30  # the same text twice at once would be one
        head: Json = {
            "id": f"step:{student}:{step}",
            "at": running.bed.now(),
            "community": COMMUNITY,
            "student": student,
            "class_id": CLASS,
        }
        event: Event = (
            Chose(ref=doing.ref, picks=doing.picks, **head) if doing.picks else Replied(text=doing.text, **head)
        )
        await running.engine.handle(event)
    await running.quiet()


def note_to(running: School, student: str) -> TeacherActed:
    """A teacher writes to a student."""
    return TeacherActed(
        id="note",
        at=running.bed.now(),
        community=COMMUNITY,
        student=student,
        class_id=CLASS,
        teacher="Ms Okafor",
        action="write",
        reason="Where are you?",
    )


async def turn_of(running: School) -> int:
    enrollment = await running.engine.enrollment(COMMUNITY, CLASS, STUDENT)
    assert enrollment is not None
    return enrollment.turn


async def turned(running: School, turn: int) -> None:
    """Until more than so many turns were taken, and every letter has left. The gateway acknowledges nothing."""
    async with asyncio.timeout(PATIENCE):
        while await turn_of(running) <= turn:  # noqa: ASYNC110 -- what it looks at is in the store
            await asyncio.sleep(0.005)
    await running.quiet()


async def dead_letters(running: School) -> list[str]:
    """Why letters were kept aside."""
    rows = await running.store.read(lambda transaction: transaction.ask(DEAD_LETTERS, COMMUNITY, 10))
    return [row.why for row in rows]


async def card_says(running: School, fake: Discord, words: str) -> None:
    """Until a card in the teachers' channel says it."""
    await until(lambda: any(words in read_of(one) for one in fake.world.messages[TEACHERS].values()), PATIENCE)
    await running.quiet()


# --- the token ---


async def test_a_token_that_is_not_taken_stops_discord_and_nothing_else(
    by_fake: Bed, fake: Discord, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("adapters.discord.adapter.OUT_PAUSE", 0.1)
    fake.calls.meet("GET", "/users/@me", UNAUTHORISED, times=2)
    async with school(by_fake, TINY) as running:  # it connects once the token is taken
        assert running.discord.told_to_probes() == "connected"
        await goes_on(running, await joined(running))
    lines = [record.getMessage() for record in caplog.records if "token" in record.getMessage()]
    assert "no longer takes the token (401 Unauthorized). Letters wait." in lines[0]
    assert "tutor setup discord" in lines[0]
    assert len([line for line in lines if "no longer" in line]) == 1


async def test_letters_wait_while_the_token_is_out_and_then_they_go_in_their_order(
    running: School, fake: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.courier.TOKEN_PAUSE", 0.1)
    chat = await joined(running)
    before = len(await running.bed.people.messages(chat))
    fake.calls.meet(EVERY, ANYWHERE, UNAUTHORISED, times=0)
    for text in ("where am I", "help"):
        await running.bed.people.say(STUDENT, chat, text)
    await until(lambda: running.discord.state.word == "out", PATIENCE)
    assert running.discord.told_to_probes() == "out (401 Unauthorized)"
    fake.calls.mend()
    await until_heard(running, 2)
    assert len(await running.bed.people.messages(chat)) == before + 2
    assert running.discord.told_to_probes() == "connected"
    assert await dead_letters(running) == []


# --- commands where they do not work ---


@pytest.mark.parametrize("word", ["learn", "where", "hint", "help", "goals", "units", "why", "pause", "courses"])
async def test_a_command_of_somebody_in_no_class_says_how_to_begin(running: School, fake: Discord, word: str) -> None:
    for channel in (ELSEWHERE, await fake.people.open_dm(STRANGER)):
        said = await told(await running.bed.people.command(STRANGER, channel, word))
        assert "`/learn`" in said, channel
    assert await heard(running) == []


async def test_a_teachers_command_outside_a_class_says_where_it_works(running: School) -> None:
    assert "`/class set-up`" in await told(await running.bed.people.command(OWNER, ELSEWHERE, "class today"))
    assert "`/class set-up`" in await told(await running.bed.people.command(OWNER, OTHER_CHANNEL, "class today"))


async def test_somebody_in_no_class_who_writes_is_told_once_how_to_begin(running: School, fake: Discord) -> None:
    chat = await fake.people.open_dm(STRANGER)
    for _ in range(3):
        await running.bed.people.say(STRANGER, chat, SECRET)
    await until(lambda: bool(fake.world.messages[chat]) and len(fake.world.messages[chat]) >= 4, PATIENCE)
    await running.quiet()
    (said,) = await read_in(running, chat)
    assert "`/learn`" in said
    assert await heard(running) == []


# --- people, channels and threads that are not there any more ---


async def test_a_student_who_left_is_told_to_the_teacher_once_and_who_comes_back_goes_on(
    running: School, fake: Discord
) -> None:
    ada, ben = await joined(running), await joined(running, OTHER_STUDENT)
    fake.owner.leave(GUILD, STUDENT)
    await ask_where(running, STUDENT, ada)
    await card_says(running, fake, "they have left the server")
    await running.engine.handle(note_to(running, STUDENT))
    await running.quiet()
    assert len([said for said in await read_in(running, TEACHERS) if "Ada" in said]) == 1
    assert await dead_letters(running) == ["they have left the server"] * 2
    assert await fake.people.threads(CLASS) == []
    await goes_on(running, ben, OTHER_STUDENT)
    fake.owner.join(GUILD, STUDENT)
    await goes_on(running, ada)
    await card_says(running, fake, "✓ done")


async def test_a_locked_thread_is_told_to_the_teacher_and_an_open_one_goes_on(running: School, fake: Discord) -> None:
    fake.owner.permit(GUILD, BOT_ROLE, permissions.OF_THE_BOT & ~permissions.MANAGE_THREADS)
    fake.closed_dms.add(STUDENT)
    thread = await joined(running)
    assert is_thread(await running.discord.chats.of(COMMUNITY, STUDENT))
    fake.owner.lock(thread)
    await ask_where(running, STUDENT, CLASS)
    await card_says(running, fake, "the thread is locked")
    fake.owner.archive(thread, archived=False, locked=False)
    await goes_on(running, thread)
    await card_says(running, fake, "✓ done")
    assert len(await fake.people.threads(CLASS)) == 1


async def test_a_deleted_private_thread_is_followed_by_another_in_which_it_goes_on(
    running: School, fake: Discord, caplog: pytest.LogCaptureFixture
) -> None:
    fake.closed_dms.add(STUDENT)
    first = await joined(running)
    fake.owner.delete_channel(first)
    said = await told(await ask_where(running, STUDENT, CLASS))
    assert "private chat" in said
    second = channel_of(await running.discord.chats.of(COMMUNITY, STUDENT))
    assert second != first
    assert "direct messages are closed" in (await read_in(running, second))[0]
    await goes_on(running, second)
    assert await dead_letters(running) == []
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_deleted_class_channel_stops_no_conversation(
    running: School, fake: Discord, caplog: pytest.LogCaptureFixture
) -> None:
    chat = await joined(running)
    fake.owner.delete_channel(CLASS)
    await until(lambda: "a channel of class" in caplog.text, PATIENCE)
    assert f"Discord: a channel of class {CLASS} was deleted" in caplog.text
    await goes_on(running, chat)


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        ("deleted", "the channel is gone"),
        ("hidden", "the tutor cannot see the channel"),
        ("silent", "the tutor lacks a permission there"),
        ("open to all", "everybody in the server can read it"),
    ],
)
async def test_a_card_finds_the_owner_where_the_teachers_channel_takes_none(
    running: School, fake: Discord, trouble: str, why: str
) -> None:
    await joined(running)
    match trouble:
        case "deleted":
            fake.owner.delete_channel(TEACHERS)
        case "hidden":
            fake.owner.overwrite(TEACHERS, BOT_ROLE)
        case "silent":
            fake.owner.overwrite(TEACHERS, BOT_ROLE, allow=permissions.VIEW_CHANNEL, deny=permissions.SEND_MESSAGES)
        case _:
            fake.owner.overwrite(TEACHERS, EVERYONE)
            await until(lambda: running.discord.guilds.is_open_to_all(GUILD, TEACHERS), PATIENCE)
    await walk(running, fake, until_card=True)
    said = await owner_reads(running)
    assert "Ada" in said
    assert said.count(why) == 1
    assert said.count("`/class set-up`") == 1
    assert fake.world.messages[TEACHERS] == {} or trouble != "open to all"
    assert await dead_letters(running) == []


async def test_a_student_who_blocks_the_tutor_in_a_check_is_met_in_a_thread_and_comes_back(
    running: School, fake: Discord
) -> None:
    chat = await joined(running)
    await walk(running, fake, until_card=False)
    fake.closed_dms.add(STUDENT)
    said = await told(await ask_where(running, STUDENT, CLASS))
    assert "private chat" in said
    thread = channel_of(await running.discord.chats.of(COMMUNITY, STUDENT))
    assert thread != chat
    assert "direct messages are closed" in (await read_in(running, thread))[0]
    enrollment = await running.engine.enrollment(COMMUNITY, CLASS, STUDENT)
    assert enrollment is not None
    assert phase_of(enrollment) is Phase.CHECK
    turn, shown = await turn_of(running), len(await read_in(running, chat))
    fake.closed_dms.discard(STUDENT)
    await running.bed.people.say(STUDENT, chat, "where am I")
    await turned(running, turn)
    assert channel_of(await running.discord.chats.of(COMMUNITY, STUDENT)) == chat
    assert len(await read_in(running, chat)) > shown
    await goes_on(running, chat)
    assert await dead_letters(running) == []


# --- what is pasted ---


async def to_a_typed_question(running: School, fake: Discord, student: str = STUDENT) -> None:
    """In the check, at a question whose answer is typed."""
    setting = running.engine.setting_of(COMMUNITY, CLASS)
    await walk(running, fake, student, until_card=False)
    for step in range(20):
        enrollment = await running.engine.enrollment(COMMUNITY, CLASS, student)
        assert enrollment is not None
        doing = answer(enrollment, setting, right=True)
        assert doing is not None
        if doing.text:
            break
        fake.ahead += 30
        event = Chose(
            id=f"to:{step}",
            at=running.bed.now(),
            community=COMMUNITY,
            student=student,
            class_id=CLASS,
            ref=doing.ref,
            picks=doing.picks,
        )
        await running.engine.handle(event)
    await running.quiet()


async def right_text(running: School) -> str:
    enrollment = await running.engine.enrollment(COMMUNITY, CLASS, STUDENT)
    assert enrollment is not None
    doing = answer(enrollment, running.engine.setting_of(COMMUNITY, CLASS), right=True)
    assert doing is not None
    return doing.text


async def said_more_than(running: School, chat: str, before: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(await read_in(running, chat)) == before:  # noqa: ASYNC110 -- what it looks at is in Discord
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("how", ["message", "file", "window"])
async def test_a_paste_of_any_length_is_answered_counts_for_nothing_and_the_question_stays_open(
    running: School, fake: Discord, how: str
) -> None:
    chat = await joined(running)
    await to_a_typed_question(running, fake)
    right, turn, before = await right_text(running), await turn_of(running), len(await read_in(running, chat))
    paste = (SECRET + " ") * 600
    match how:
        case "message":
            await running.bed.people.say(STUDENT, chat, paste[:10_000])
        case "file":
            await running.bed.people.say(STUDENT, chat, "", [("message.txt", paste[:10_000].encode())])
        case _:
            opened = await press(running, chat, "Write your answer")
            await opened.answered(PATIENCE)
            assert opened.modal is not None
            longest = opened.modal["components"][-1]["component"]["max_length"]
            assert longest == 4_000
            sent = await running.bed.people.submit(STUDENT, chat, opened, {TEXT: paste[:longest]})
            await sent.answered(PATIENCE)
    if how == "file":  # nothing of it reaches the dialogue
        await said_more_than(running, chat, before)
        turn -= 1
    else:
        await turned(running, turn)
    (sentence,) = (await read_in(running, chat))[before:]
    assert ("I cannot read files." if how == "file" else "longer than I can read") in sentence
    assert "marmalade" not in sentence
    assert await right_text(running) == right, "the same question is open"
    await running.bed.people.say(STUDENT, chat, right)
    await turned(running, turn + 1)
    assert len(await read_in(running, chat)) > before + 1


async def test_a_message_that_is_changed_afterwards_changes_nothing_and_a_preview_of_a_link_is_no_change(
    running: School, fake: Discord, caplog: pytest.LogCaptureFixture
) -> None:
    chat = await joined(running)
    await to_a_typed_question(running, fake)
    right, turn = await right_text(running), await turn_of(running)
    wrong = await running.bed.people.say(STUDENT, chat, "987654")
    await turned(running, turn)
    before = await heard(running)
    preview = {**fake.world.messages[chat][wrong], "embeds": [{"type": "link", "title": "A page"}]}
    await fake.malformed("MESSAGE_UPDATE", preview)
    await running.bed.people.edit(STUDENT, chat, wrong, right)
    await turned(running, turn + 1)
    (changed,) = [one for one in await heard(running) if one not in before]
    assert isinstance(changed, Edited)
    assert changed.text == right
    assert changed.id.startswith(f"edit:{wrong}:")
    assert right not in (await read_in(running, chat))[-1]
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


# --- what is forged ---


def forged(place: str = CLASS, ref: str = "", key: str = "a", guild: str = GUILD, **more: Any) -> str:
    """A custom_id as we would write it."""
    return written(Control(more.get("verb", "press"), Origin(more.get("kind", "chat"), guild, place, ref), key))


OTHER_CLASS = "1104000000000000777"
FORGED = {
    "unreadable": "ans:7:a",
    "cut": forged(ref=f"{CLASS}/3")[:-6],
    "sql": forged("'; DROP TABLE enrollments; --", "' OR 1=1", "'"),
    "markdown": forged(place="**@everyone**", ref="[free](https://evil.example)", key="# x"),
    "another class": forged(OTHER_CLASS, f"{OTHER_CLASS}/3"),
    "another guild": forged(OTHER_CHANNEL, f"{OTHER_CHANNEL}/3", guild=OTHER_GUILD),
    "a guild of letters": forged(guild="me", ref=f"{CLASS}/3"),
    "join from afar": forged(OTHER_CHANNEL, f"join/{OTHER_CHANNEL}", "join", guild=OTHER_GUILD),
    "a card": forged(TEACHERS, f"card/{CLASS}/{STUDENT}/3", "open-unit", kind="card"),
    "a card nowhere": forged(CLASS, f"{CLASS}/3", "seen", kind="card"),
    "a window pressed": forged(ref=f"{CLASS}/3", key="", verb="answer"),
    "a page": forged(ref="0", key="erase", kind="page"),
}


@pytest.mark.parametrize("name", FORGED)
async def test_a_forged_press_is_answered_kindly_and_changes_nothing(running: School, fake: Discord, name: str) -> None:
    other = ClassRecord(COMMUNITY, OTHER_CLASS, "8a", "Kim", TINY.id, ELSEWHERE)
    await running.engine.add_class(other, owner=Teacher(COMMUNITY, OTHER_CLASS, STRANGER, "Kim", "owner"))
    afar = ClassRecord(f"discord:{OTHER_GUILD}", OTHER_CHANNEL, "9z", "Kim", TINY.id, "", class_channel=OTHER_CHANNEL)
    await running.engine.add_class(afar)
    chat = await joined(running)
    before = await heard(running)
    message = (await running.bed.people.messages(chat))[-1]
    said = await told(await running.bed.people.forge(STUDENT, chat, message["id"], FORGED[name]))
    assert "/where" in said or "/learn" in said or "teachers of this class" in said, said
    assert not CALLS & meanings(said)
    assert await heard(running) == before
    assert await running.engine.person(f"discord:{OTHER_GUILD}", STUDENT) is None
    shown, custom_id = await button(running, chat, "Start")
    await (await running.bed.people.press(STUDENT, chat, shown["id"], custom_id)).answered(PATIENCE)
    await running.quiet()
    assert len(await heard(running)) == len(before) + 1, "the conversation goes on"


async def test_keys_that_were_never_offered_change_nothing_that_counts(running: School, fake: Discord) -> None:
    chat = await joined(running)
    message, custom_id = await button(running, chat, "Start")
    real = read(custom_id)
    assert real is not None
    for key in ("zzz", "a" * 40, "-1", "start/../../x", "mark:sums/add", "\u202e", "0"):
        bad = written(Control("press", real.origin, key))
        await (await running.bed.people.forge(STUDENT, chat, message["id"], bad)).answered(PATIENCE)
    menu = written(Control("pick", real.origin))
    for values in (["zzz"], ["x" * 100] * 25, [""]):
        pressed = await running.bed.people.forge(STUDENT, chat, message["id"], menu, kind=3, values=values)
        await pressed.answered(PATIENCE)
    await running.quiet()
    enrollment = await running.engine.enrollment(COMMUNITY, CLASS, STUDENT)
    assert enrollment is not None
    assert enrollment.menu is not None
    assert enrollment.menu.ref == real.origin.ref, "the offer is open as it was"
    await (await running.bed.people.press(STUDENT, chat, message["id"], custom_id)).answered(PATIENCE)
    await running.quiet()
    after = await running.engine.enrollment(COMMUNITY, CLASS, STUDENT)
    assert after is not None
    assert after.menu is None or after.menu.ref != real.origin.ref


async def test_another_student_s_question_is_pressed_for_nobody(running: School, fake: Discord) -> None:
    fake.closed_dms.add(OTHER_STUDENT)
    chat, thread = await joined(running), await joined(running, OTHER_STUDENT)
    before = await heard(running)
    theirs, custom_id = await button(running, thread, "Start")
    fake.world.thread_members[thread].add(STUDENT)  # a moderator let them in
    said = await told(await running.bed.people.press(STUDENT, thread, theirs["id"], custom_id))
    assert said
    assert await heard(running) == before, "neither in their name nor in one's own"
    await running.bed.people.say(STUDENT, thread, f"<@{BOT}> {SECRET}")
    await goes_on(running, chat)
    assert [one for one in await heard(running) if one.student == OTHER_STUDENT] == [
        one for one in before if one.student == OTHER_STUDENT
    ]
    assert SECRET not in str(await heard(running))


async def test_a_card_is_pressed_by_its_teachers_only_whoever_sees_it(
    running: School, fake: Discord, caplog: pytest.LogCaptureFixture
) -> None:
    await joined(running)
    await walk(running, fake, until_card=True)
    card, custom_id = await button(running, TEACHERS, "Seen")
    before = len(await heard(running))
    fake.owner.overwrite(TEACHERS, STRANGER, allow=permissions.VIEW_CHANNEL)
    said = await told(await running.bed.people.press(STRANGER, TEACHERS, card["id"], custom_id))
    assert "teachers of this class" in said
    assert "does not teach the class" in caplog.text
    assert len(await heard(running)) == before
    await (await running.bed.people.press(TEACHER, TEACHERS, card["id"], custom_id)).answered(PATIENCE)
    await running.quiet()
    assert len(await heard(running)) == before + 1


# --- names and titles ---

NAMES = (
    "@everyone",
    "@here Ada",
    "<@&1104000000000002001>",
    f"<@{OWNER}>",
    "[Ada](https://evil.example)",
    "discord.gg/abc",
    "\u202eadA\u202c",
    "# **Ada** ||x||",
    "A" * 100,
    "",
    " \u200b ",
    "`Ada`",
)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
async def test_whatever_a_student_is_called_nobody_is_called_and_nothing_is_formatted(
    running: School, fake: Discord, name: str
) -> None:
    fake.owner.rename(STUDENT, name)
    chat = await joined(running)
    event = Unreached(id="lost", at=running.bed.now(), community=COMMUNITY, student=STUDENT, class_id=CLASS, why=name)
    await running.engine.handle(event)
    await running.quiet()
    enrollment = await running.engine.enrollment(COMMUNITY, CLASS, STUDENT)
    assert enrollment is not None
    assert enrollment.name
    assert len(enrollment.name) <= 40
    assert "\u202e" not in enrollment.name
    (card,) = await running.bed.people.messages(TEACHERS)
    assert not {"link", "bare link"} & meanings(read_of(card))
    for message in (card, *await running.bed.people.messages(chat)):
        assert (message["mentions"], message["mention_roles"], message["mention_everyone"]) == ([], [], False)
        assert not CALLS & meanings(read_of(message)), read_of(message)
        assert "\u202e" not in read_of(message)
        assert "@everyone" not in read_of(message).replace("\\", ""), "some clients read no escape there"
    await goes_on(running, chat)


async def test_a_title_with_markdown_is_read_as_it_was_typed(running: School, fake: Discord) -> None:
    title = "**7b** @everyone [x](https://evil.example) ||y|| <@&1104000000000002001>"
    options = {"course": TINY.id, "teachers-channel": TEACHERS, "title": title, "your-name": "@here *Kim*"}
    said = await told(await running.bed.people.command(OWNER, ELSEWHERE, "class set-up", options))
    await running.quiet()
    (announced,) = await running.bed.people.messages(ELSEWHERE)
    assert announced["mention_everyone"] is False
    for text in (said, read_of(announced)):
        assert not CALLS & meanings(text), text
    joined_there = await running.bed.people.press(
        STRANGER, ELSEWHERE, announced["id"], announced["components"][0]["components"][0]["custom_id"]
    )
    await joined_there.answered(PATIENCE)
    await running.quiet()
    for message in await running.bed.people.messages(await running.bed.people.dm(STRANGER)):
        assert not CALLS & meanings(read_of(message)), read_of(message)
