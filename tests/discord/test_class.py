"""A class in Discord from its making to its private chats: what administrators, students and others do, and what each
of them reads, in real messages."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from adapters.discord.commands import STUDENT as WORDS_OF_STUDENTS
from adapters.discord.commands import student_commands
from adapters.discord.components import TEXT
from adapters.discord.presses import JOIN, Control, Origin, written
from adapters.discord.presses import read as control_of
from adapters.discord.replies import REPLIES
from bot.dialogue.enrollment import Phase, phase_of
from bot.dialogue.events import Chose, Replied
from bot.dialogue.simulate import answer
from bot.dialogue.simulate import press as press_of
from bot.engine.replay import decode_event
from bot.store.schema import facts, journal
from tests.dialogue.classroom import tiny_course
from tests.discord.fake import interactions, permissions, shapes
from tests.discord.fake.rest_commands import EVERYWHERE
from tests.discord.ids import (
    BOT,
    BOT_ROLE,
    CLASS,
    ELSEWHERE,
    EVERYONE,
    FORUM,
    GUILD,
    HIGH_ROLE,
    MASTERY_ROLE,
    OTHER_CHANNEL,
    OTHER_GUILD,
    OTHER_STUDENT,
    OWNER,
    PEOPLE,
    STRANGER,
    STUDENT,
    TEACHER,
    TEACHER_ROLE,
    TEACHERS,
)
from tests.discord.people import NotOfferedError
from tests.discord.read_aloud import read
from tests.discord.school import COMMUNITY, school
from tests.engine.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.discord.bed import Bed
    from tests.discord.fake.server import Discord
    from tests.discord.people import Pressed
    from tests.discord.school import School

Json = dict[str, Any]
TINY = tiny_course()
TINY_ES = tiny_course("language: es\n")
ENGLISH, SPANISH = REPLIES["en"], REPLIES["es"]
STAFF_ROOM = "1104000000000003001"
OPEN_ROOM = "1104000000000003002"
HIDDEN_ROOM = "1104000000000003003"
OTHER_STAFF_ROOM = "1104000000000003004"
PRIVATE_THREAD = 12


@asynccontextmanager
async def in_school(fake: Discord, bed: Bed, course: Any = TINY, **more: Any) -> AsyncIterator[School]:
    """Class 7b, with its commands registered."""
    async with school(bed, course, **more) as running:
        await until(lambda: bool(fake.world.commands.get(EVERYWHERE)))
        yield running


def new_channel(
    fake: Discord, id_: str, name: str, *, guild: str = GUILD, only: tuple[str, ...] | None = None, kind: int = 0
) -> None:
    """A channel that somebody made. only: the roles that see it; None: everybody."""
    channel = shapes.channel(id_, guild, name, 9, kind=kind)
    if only is not None:
        channel["permission_overwrites"] = [
            shapes.overwrite(guild, of_role=True, deny=permissions.VIEW_CHANNEL),
            *(shapes.overwrite(role, of_role=True, allow=permissions.VIEW_CHANNEL) for role in only),
        ]
    fake.world.channels[id_] = channel
    fake.tell_channel("CHANNEL_CREATE", channel)


async def alone(pressed: Pressed) -> str:
    """What the one who did something was told; nobody else was told anything."""
    await pressed.answered()
    assert not pressed.failed
    assert pressed.replies == pressed.alone
    return "\n".join(line for reply in pressed.alone for line in read(reply))


def said_of(word: str, besides: str = "") -> str:
    """What whoever writes a command is told at once. `/help` lists the commands; all else comes in the chat."""
    if word != "help":
        return f"< {besides}" if besides else ""
    listed = [*student_commands("en").split("\n"), *([besides] if besides else [])]
    return "< " + "\n  ".join(listed)


async def asks(fake: Discord, user: str, channel: str, name: str, /, **options: Any) -> str:
    """A command; what they alone were told. options: with `_` for `-`."""
    given = {key.replace("_", "-"): value for key, value in options.items()}
    return await alone(await fake.people.command(user, channel, name, given))


async def sets_up(fake: Discord, running: School, channel: str = ELSEWHERE, user: str = OWNER, **options: Any) -> str:
    """`/class set-up`, and every letter has left."""
    said = await asks(
        fake, user, channel, "class set-up", **({"course": "tiny", "teachers_channel": TEACHERS} | options)
    )
    await running.quiet()
    return said


async def lines_in(fake: Discord, channel: str) -> list[str]:
    """What the bot wrote there, as it is read."""
    return [line for message in await fake.people.messages(channel) for line in read(message)]


async def begun(fake: Discord, running: School, student: str = STUDENT, channel: str = CLASS) -> str:
    """The student has joined and stands at the first offer; their direct messages."""
    await alone(await fake.people.command(student, channel, "learn"))
    await running.quiet()
    return await fake.people.dm(student)


def controls(message: Json) -> dict[str, str]:
    """The buttons of a message: what is read on each, and its custom_id."""
    every = [one for row in message.get("components") or [] for one in row["components"]]
    return {str(one["label"]): str(one["custom_id"]) for one in every if "label" in one}


def control(message: Json, label: str) -> str:
    """The custom_id of a button that is read so."""
    return controls(message)[label]


def menu_of(message: Json, key: str) -> str:
    """The custom_id of the menu that offers a key."""
    every = [one for row in message["components"] for one in row["components"]]
    return next(
        str(one["custom_id"]) for one in every if key in [option["value"] for option in one.get("options") or []]
    )


async def presses(fake: Discord, running: School, channel: str, label: str, user: str = STUDENT) -> Pressed:
    """The newest button of this label."""
    message = [one for one in await fake.people.messages(channel) if label in controls(one)][-1]
    pressed = await fake.people.press(user, channel, message["id"], control(message, label))
    await pressed.answered()
    await running.quiet()
    return pressed


async def heard(running: School) -> list[Any]:
    """Everything that was applied, in order."""
    rows = await running.store.read(
        lambda transaction: transaction.connection.execute(
            journal.select().order_by(journal.c.person, journal.c.turn)
        ).fetchall()
    )
    return [decode_event(row.event) for row in rows]


async def kinds_of_facts(running: School, student: str = STUDENT) -> list[str]:
    """What is known of one student, in order."""
    of_one = facts.select().where(facts.c.person == student).order_by(facts.c.turn, facts.c.n)
    rows = await running.store.read(lambda transaction: transaction.connection.execute(of_one).fetchall())
    return [row.kind for row in rows]


async def practises(running: School, student: str = STUDENT, *, until_card: bool, again: bool = False) -> None:
    """The student goes on, by the engine: all is right until a unit is mastered, or with `until_card` misses in the
    check until the teachers hear of it. again: after the other."""
    setting = running.engine.setting_of(COMMUNITY, CLASS)
    for step in range(90):
        enrollment = await running.engine.enrollment(COMMUNITY, CLASS, student)
        assert enrollment is not None
        if enrollment.card is not None if until_card else "unit mastered" in await kinds_of_facts(running, student):
            break
        right = not until_card or phase_of(enrollment) is not Phase.CHECK
        doing = answer(enrollment, setting, right=right)
        doing = doing or press_of(enrollment, nth=int(phase_of(enrollment) is Phase.GOALS))  # skip the placement
        assert doing is not None
        head: dict[str, Any] = {
            "id": f"step:{student}:{step}:{again}",
            "at": running.bed.now() + step,
            "community": COMMUNITY,
            "student": student,
            "class_id": CLASS,
        }
        event = Chose(ref=doing.ref, picks=doing.picks, **head) if doing.picks else Replied(text=doing.text, **head)
        await running.engine.handle(event)
    await running.quiet()


async def shared(fake: Discord) -> list[Json]:
    """All that the bot wrote where more than one student reads, and the threads that are open to all."""
    places = [CLASS, FORUM, ELSEWHERE]
    threads = [one for place in places for one in await fake.people.threads(place) if one["type"] != PRIVATE_THREAD]
    messages = [
        message for place in places + [one["id"] for one in threads] for message in await fake.people.messages(place)
    ]
    return [*messages, *({"content": one["name"]} for one in threads)]


# --- making a class ---


async def test_a_class_is_made_announced_and_joined_by_its_button(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        assert await fake.people.autocomplete(OWNER, ELSEWHERE, "class set-up", "course", "ti") == [
            ("Tiny numbers", "tiny")
        ]
        assert await fake.people.autocomplete(OWNER, ELSEWHERE, "class set-up", "course", "zz") == []
        more = {"title": "Sums *8a*", "your_name": "Mr Head", "teachers_role": TEACHER_ROLE, "help_forum": FORUM}
        said = await sets_up(fake, running, **more)
        assert said.startswith("< This channel is now the class “Sums *8a*”, with the course “Tiny numbers”.")
        (announced,) = await fake.people.messages(ELSEWHERE)
        assert read(announced) == [
            f"< {ENGLISH.join_message.format(title='Sums *8a*', course='Tiny numbers', teacher='Mr Head')}",
            "  [Join the class]",
        ]
        pressed = await presses(fake, running, ELSEWHERE, "Join the class")
        chat = await fake.people.dm(STUDENT)
        assert await alone(pressed) == f"< {ENGLISH.joined_directly} https://discord.com/channels/@me/{chat}"
        assert (await lines_in(fake, await fake.people.dm(STUDENT)))[0] == (
            "< Hi Ada. In Mr Head's class “Sums *8a*” you practise with me."
        )
        assert await fake.people.messages(ELSEWHERE) == [announced]
        assert running.discord.classes.forum(COMMUNITY, ELSEWHERE) == FORUM
        assert running.discord.classes.set_for(COMMUNITY, ELSEWHERE).role == TEACHER_ROLE
        assert [(one.person, one.role) for one in await running.engine.staff(COMMUNITY, ELSEWHERE)] == [
            (OWNER, "owner")
        ]


@pytest.mark.parametrize("again", ["the same interaction", "other values"])
async def test_a_class_that_is_set_up_again_is_announced_once(fake: Discord, by_fake: Bed, again: str) -> None:
    async with in_school(fake, by_fake) as running:
        if again == "the same interaction":
            fake.deliveries.twice()
        await sets_up(fake, running)
        if again == "other values":
            assert "The class is now “Doubles”" in await sets_up(fake, running, title="Doubles")
        await until(lambda: running.discord.lanes.waiting(OWNER) == 0)
        await running.quiet()
        assert len(await fake.people.messages(ELSEWHERE)) == 1
        assert sorted(row.class_id for row in running.engine.classes(COMMUNITY)) == [CLASS, ELSEWHERE]


async def test_what_is_not_given_stays_as_it_was(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        new_channel(fake, STAFF_ROOM, "staff-8a", only=(TEACHER_ROLE, BOT_ROLE))
        more = {"title": "8a", "your_name": "Mr Head", "teachers_role": TEACHER_ROLE, "help_forum": FORUM}
        await sets_up(fake, running, **more)
        await sets_up(fake, running, user=TEACHER, teachers_channel=STAFF_ROOM)  # by the teachers' role
        record = running.discord.classes.record(COMMUNITY, ELSEWHERE)
        assert record is not None
        assert (record.title, record.teacher, record.teacher_channel) == ("8a", "Mr Head", STAFF_ROOM)
        of_discord = running.discord.classes.set_for(COMMUNITY, ELSEWHERE)
        assert (of_discord.role, of_discord.forum) == (TEACHER_ROLE, FORUM)
        assert [one.person for one in await running.engine.staff(COMMUNITY, ELSEWHERE)] == [OWNER]


@pytest.mark.parametrize(
    ("channel", "says"),
    [
        (OPEN_ROOM, ENGLISH.must_be_private),
        (ELSEWHERE, ENGLISH.choose_another),
        (CLASS, ENGLISH.choose_another),  # another class meets there
    ],
)
async def test_a_teachers_channel_that_students_read_is_refused(
    fake: Discord, by_fake: Bed, channel: str, says: str
) -> None:
    async with in_school(fake, by_fake) as running:
        new_channel(fake, OPEN_ROOM, "lounge")
        assert await sets_up(fake, running, teachers_channel=channel) == f"< {says}"
        assert [row.class_id for row in running.engine.classes(COMMUNITY)] == [CLASS]
        assert await fake.people.messages(ELSEWHERE) == []


async def test_no_class_is_made_where_the_teachers_of_another_meet(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        new_channel(fake, STAFF_ROOM, "staff-8a", only=(TEACHER_ROLE, BOT_ROLE))
        said = await sets_up(fake, running, TEACHERS, teachers_channel=STAFF_ROOM)
        assert said == f"< {ENGLISH.teachers_meet_here}"
        assert [row.class_id for row in running.engine.classes(COMMUNITY)] == [CLASS]


async def test_the_role_that_everybody_has_makes_nobody_a_teacher(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake, of_discord={"role": EVERYONE}) as running:
        assert await sets_up(fake, running, teachers_role=EVERYONE) == f"< {ENGLISH.everybodys_role}"
        assert [row.class_id for row in running.engine.classes(COMMUNITY)] == [CLASS]
        fake.owner.permit(GUILD, EVERYONE, permissions.ORDINARY | permissions.MANAGE_MESSAGES)
        assert await asks(fake, STUDENT, CLASS, "class today") == f"< {ENGLISH.not_a_teacher}"


async def test_a_course_can_be_typed_by_its_title_and_none_else_is_taken(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        assert await sets_up(fake, running, course="tiny sums") == f"< {ENGLISH.no_such_course}"
        assert "with the course “Tiny numbers”" in await sets_up(fake, running, course=" tiny NUMBERS ")


async def test_roles_that_can_read_the_teachers_channel_are_named(fake: Discord, by_fake: Bed) -> None:
    fake.world.guilds[GUILD].roles[HIGH_ROLE]["name"] = "*7b*"
    async with in_school(fake, by_fake) as running:
        fake.owner.overwrite(TEACHERS, HIGH_ROLE, allow=permissions.VIEW_CHANNEL)
        said = await sets_up(fake, running)
        assert said.splitlines()[1:] == [
            "  The teachers' channel can be read by: Teacher, *7b*. See that no student has one of these roles."
        ]


async def test_what_the_bot_lacks_is_named_by_channel_in_discords_own_words(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        fake.owner.overwrite(ELSEWHERE, BOT_ROLE, deny=permissions.CREATE_PRIVATE_THREADS | permissions.ATTACH_FILES)
        fake.owner.overwrite(FORUM, BOT_ROLE, deny=permissions.SEND_MESSAGES)
        new_channel(fake, HIDDEN_ROOM, "secret", only=(TEACHER_ROLE,))
        said = await sets_up(fake, running, teachers_channel=HIDDEN_ROOM, help_forum=FORUM)
        assert [line.partition("in ")[2].partition(". Please")[0] for line in said.splitlines()[1:]] == [
            "#general: Attach Files, Create Private Threads",
            "`teachers-channel`: View Channel, Send Messages, Embed Links, Read Message History",
            "#help-7b: Create Posts",
        ]


async def test_a_class_is_made_by_who_may_manage_channels_there(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        with pytest.raises(NotOfferedError):
            await sets_up(fake, running, user=STUDENT)
        assert await sets_up(fake, running, user=TEACHER) == f"< {ENGLISH.not_allowed_to_make}"
        assert [row.class_id for row in running.engine.classes(COMMUNITY)] == [CLASS]
        fake.owner.overwrite(ELSEWHERE, TEACHER_ROLE, allow=permissions.MANAGE_CHANNELS)
        assert "is now the class" in await sets_up(fake, running, user=TEACHER)


async def test_who_may_manage_channels_and_does_not_teach_a_class_does_not_change_it(
    fake: Discord, by_fake: Bed
) -> None:
    async with in_school(fake, by_fake) as running:
        before = running.discord.classes.record(COMMUNITY, CLASS)
        assert await sets_up(fake, running, CLASS, OWNER, title="Mine") == f"< {ENGLISH.not_a_teacher}"
        assert running.discord.classes.record(COMMUNITY, CLASS) == before


async def test_a_class_is_made_in_a_text_channel_only(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        for parent in (ELSEWHERE, FORUM):
            thread = await fake.people.post(OWNER, parent, "A thread", "hello")
            assert await sets_up(fake, running, thread) == f"< {ENGLISH.only_in_a_text_channel}"
        chat = await fake.people.open_dm(OWNER)
        with pytest.raises(NotOfferedError):
            await sets_up(fake, running, chat)
        assert await alone(forged_command(fake, OWNER, chat, "today")) == f"< {ENGLISH.only_in_a_server}"
        assert [row.class_id for row in running.engine.classes(COMMUNITY)] == [CLASS]


def forged_command(fake: Discord, user: str, channel: str, subcommand: str) -> Pressed:
    """`/class subcommand` where nobody is offered it."""
    (group,) = [one for one in fake.world.commands[EVERYWHERE] if one["name"] == "class"]
    options = [{"name": subcommand, "type": 1, "options": []}]
    data = {"id": group["id"], "name": "class", "type": 1, "options": options}
    return fake.interactions.begin(interactions.COMMAND, user, channel, data)


# --- joining ---


async def test_who_joins_again_is_let_in_once_and_goes_on(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await sets_up(fake, running)
        await presses(fake, running, ELSEWHERE, "Join the class")
        for _ in range(2):
            assert "You are in." in await alone(await presses(fake, running, ELSEWHERE, "Join the class"))
            assert await asks(fake, STUDENT, ELSEWHERE, "learn") == f"< {ENGLISH.in_private}"
        await running.quiet()
        assert [one.enrollment.student for one in await running.engine.roll(COMMUNITY, ELSEWHERE)] == [STUDENT]
        lines = await lines_in(fake, await fake.people.dm(STUDENT))
        assert sum("Hi Ada." in line for line in lines) == 1 + 2 * 2, "an offer that says hello is shown again"


@pytest.mark.parametrize("user", [STRANGER, OTHER_STUDENT])
async def test_learn_where_no_class_is_says_how_to_begin(fake: Discord, by_fake: Bed, user: str) -> None:
    async with in_school(fake, by_fake) as running:
        chat = await fake.people.open_dm(user)
        for channel in (ELSEWHERE, FORUM, chat):
            if channel != FORUM:  # nobody writes commands in a forum itself
                assert await asks(fake, user, channel, "learn") == f"< {ENGLISH.not_in_a_class}"
        await fake.people.say(user, chat, "hello")
        await fake.people.say(user, chat, "hello?")
        await until(lambda: BOT in [one["author"]["id"] for one in fake.world.messages[chat].values()])
        await asks(fake, user, chat, "learn")  # what was written before it has been taken
        await running.discord.later.finished()
        assert await lines_in(fake, chat) == [f"< {ENGLISH.not_in_a_class}"], "once"
        assert await heard(running) == []


async def test_a_join_button_lets_nobody_in_from_elsewhere(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await sets_up(fake, running)
        (announced,) = await fake.people.messages(ELSEWHERE)
        custom_id = control(announced, "Join the class")
        assert control_of(custom_id) == Control("press", Origin("chat", GUILD, ELSEWHERE, f"join/{ELSEWHERE}"), JOIN)
        chat = await begun(fake, running)
        message = (await fake.people.messages(chat))[0]["id"]
        foreign = written(Control("press", Origin("chat", OTHER_GUILD, OTHER_CHANNEL, f"join/{OTHER_CHANNEL}"), JOIN))
        for forged in (custom_id, foreign):
            assert await alone(await fake.people.forge(STUDENT, chat, message, forged)) == f"< {ENGLISH.old}"
        assert await running.engine.enrollment(COMMUNITY, ELSEWHERE, STUDENT) is None


async def test_a_student_of_two_classes_answers_each_where_it_was_asked(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await sets_up(fake, running, title="General 8a")
        chat = await begun(fake, running)
        await presses(fake, running, chat, "Start")
        assert "You are in." in await asks(fake, STUDENT, ELSEWHERE, "learn")
        await running.quiet()
        (old,) = [one for one in await fake.people.messages(chat) if "Go" in controls(one)]
        await (await fake.people.press(STUDENT, chat, old["id"], control(old, "Go"))).answered()
        await running.quiet()
        here = await running.engine.enrollment(COMMUNITY, CLASS, STUDENT)
        there = await running.engine.enrollment(COMMUNITY, ELSEWHERE, STUDENT)
        assert here is not None
        assert there is not None
        assert phase_of(here) is Phase.PLACEMENT
        assert there.started == {}, "a button of the other class began nothing here"


async def second_guild(fake: Discord, running: School) -> str:
    """A class of the other guild, which the student of `begun` is in too; its community."""
    fake.owner.give_role(OTHER_GUILD, BOT, OTHER_GUILD)
    new_channel(fake, OTHER_STAFF_ROOM, "staff", guild=OTHER_GUILD, only=())
    fake.owner.overwrite(OTHER_STAFF_ROOM, BOT, allow=permissions.VIEW_CHANNEL)
    fake.owner.join(OTHER_GUILD, STUDENT)
    await sets_up(fake, running, OTHER_CHANNEL, teachers_channel=OTHER_STAFF_ROOM, title="Evening class")
    return f"discord:{OTHER_GUILD}"


async def test_what_a_student_of_two_guilds_writes_is_for_the_one_they_turned_to_last(
    fake: Discord, by_fake: Bed
) -> None:
    async with in_school(fake, by_fake) as running:
        other = await second_guild(fake, running)
        chat = await begun(fake, running)
        assert await begun(fake, running, channel=OTHER_CHANNEL) == chat, "direct messages are one place"
        assert "Evening class" in (await lines_in(fake, chat))[-3]
        for channel, community in ((CLASS, COMMUNITY), (OTHER_CHANNEL, other), (CLASS, COMMUNITY)):
            assert await asks(fake, STUDENT, channel, "where") == f"< {ENGLISH.in_private}"
            await running.quiet()
            before = len(await heard(running))
            await fake.people.say(STUDENT, chat, "where am I")
            await until(lambda: running.discord.lanes.waiting(STUDENT) == 0)
            await until_heard(running, before + 1)
            told = [one for one in await heard(running) if isinstance(one, Replied)]
            assert max(told, key=lambda one: one.at).community == community
        assert {row.class_id for row in running.engine.classes(other)} == {OTHER_CHANNEL}
        assert {row.class_id for row in running.engine.classes(COMMUNITY)} == {CLASS}


async def until_heard(running: School, count: int) -> None:
    """So many events were applied, and every letter has left."""
    for _ in range(2_000):
        if len(await heard(running)) >= count:
            break
    assert len(await heard(running)) == count
    await running.quiet()


# --- nothing of anybody in a channel ---


async def test_a_students_command_is_answered_in_private_and_says_so(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        chat = await begun(fake, running)
        for word in WORDS_OF_STUDENTS:
            before = len(await fake.people.messages(chat))
            assert await asks(fake, STUDENT, CLASS, word) == said_of(word, ENGLISH.in_private), word
            await running.quiet()
            assert len(await fake.people.messages(chat)) > before, word
        assert await fake.people.messages(CLASS) == []


async def test_in_direct_messages_a_command_leaves_the_letter_alone(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        chat = await begun(fake, running)
        for word in WORDS_OF_STUDENTS:
            before = len(await fake.people.messages(chat))
            assert await asks(fake, STUDENT, chat, word) == said_of(word), word
            await running.quiet()
            assert len(await fake.people.messages(chat)) > before, word


@pytest.mark.parametrize("forum", [FORUM, ""])
async def test_no_channel_ever_shows_a_name_an_answer_or_a_result(fake: Discord, by_fake: Bed, forum: str) -> None:
    async with in_school(fake, by_fake, of_discord={"forum": forum} if forum else {}) as running:
        await sets_up(fake, running)
        await begun(fake, running, OTHER_STUDENT)
        await practises(running, OTHER_STUDENT, until_card=False)
        chat = await begun(fake, running)
        await practises(running, until_card=True)
        card = (await fake.people.messages(TEACHERS))[-1]
        menu = menu_of(card, "peer-thread:sums/add")
        picked = await fake.people.choose(TEACHER, TEACHERS, card["id"], menu, ["peer-thread:sums/add"])
        assert await alone(picked) == ""
        await running.quiet()
        for word in ("where", "goals", "why", "hint", "help"):
            await asks(fake, STUDENT, CLASS, word)
        await asks(fake, TEACHER, CLASS, "class today")
        await asks(fake, TEACHER, CLASS, "class student", student=STUDENT)
        await running.quiet()
        everything = await shared(fake)
        assert any("I can add" in str(one) for one in everything), "the thread is there"
        private = str(await lines_in(fake, chat)) + str(await lines_in(fake, TEACHERS))
        for secret in ("Ada", "987654", "not yet", STUDENT):
            assert secret in private or secret == STUDENT
            assert [one for one in everything if secret in shown(one)] == [], secret
        names = [person.shown for person in PEOPLE if person.id not in (OWNER, TEACHER)]
        assert [one for one in everything for name in names if name in shown(one)] == []


def shown(message: Json) -> str:
    """What is read of a message; a control's custom_id is not."""
    if "components" not in message:
        return str(message["content"])
    return "\n".join(read(message))


# --- direct messages that are closed ---


async def closed(fake: Discord, running: School) -> str:
    """A student whose direct messages are closed has joined; their private thread."""
    fake.closed_dms.add(STUDENT)
    await alone(await fake.people.command(STUDENT, CLASS, "learn"))
    await running.quiet()
    (thread,) = await fake.people.threads(CLASS)
    assert thread["type"] == PRIVATE_THREAD
    return str(thread["id"])


async def to_a_typed_question(fake: Discord, running: School, chat: str) -> None:
    """From the first offer to `Try add: 1 + 1?`."""
    for label in ("Start", "Skip, teach me from the start", "Next"):
        await presses(fake, running, chat, label)


async def test_closed_direct_messages_lead_to_a_private_thread_that_says_why(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        thread = await closed(fake, running)
        assert fake.world.channels[thread]["name"] == "Your practice"
        assert fake.world.thread_members[thread] == {BOT, STUDENT}
        lines = await lines_in(fake, thread)
        assert lines[0] == f"< {ENGLISH.in_a_thread}"
        assert "Hi Ada." in lines[1]
        for word in WORDS_OF_STUDENTS:
            if word != "learn":
                assert await asks(fake, STUDENT, CLASS, word) == said_of(word, ENGLISH.in_private), word
                assert await asks(fake, STUDENT, thread, word) == said_of(word), word
        assert await fake.people.messages(CLASS) == []


@pytest.mark.parametrize("how", ["window", "mention", "message content"])
async def test_an_answer_is_given_in_the_thread(fake: Discord, by_fake: Bed, how: str) -> None:
    fake.privileged = how == "message content"
    async with in_school(fake, by_fake, message_content=fake.privileged) as running:
        thread = await closed(fake, running)
        await to_a_typed_question(fake, running, thread)
        before = len(await heard(running))
        if how == "window":
            window = await presses(fake, running, thread, "Write your answer")
            assert await alone(await fake.people.submit(STUDENT, thread, window, {TEXT: "2"})) == ""
        else:
            await fake.people.say(STUDENT, thread, "2" if how == "message content" else f"<@{BOT}> 2")
        await until_heard(running, before + 1)
        assert "< Yes, 2." in await lines_in(fake, thread)


async def test_what_is_typed_in_a_thread_unread_is_told_once(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        thread = await closed(fake, running)
        before = len(await fake.people.messages(thread))
        for _ in range(2):
            await fake.people.say(STUDENT, thread, "2")
            await until(lambda: len(fake.world.messages[thread]) > before)
        await fake.people.say(OWNER, thread, "hello")
        await asks(fake, STUDENT, thread, "where")
        await running.quiet()
        new = (await lines_in(fake, thread))[-20:]
        assert new.count(f"< {ENGLISH.unread_here.format(me='@tutor')}") == 1
        assert [type(one).__name__ for one in await heard(running)] == ["Joined", "Asked"]


async def test_others_who_can_open_a_students_thread_do_nothing_in_it(fake: Discord, by_fake: Bed) -> None:
    fake.privileged = True
    async with in_school(fake, by_fake, message_content=True) as running:
        thread = await closed(fake, running)
        for label in ("Start", "Go"):
            await presses(fake, running, thread, label)
        assert "6 + 6" in str(await lines_in(fake, thread))
        before = len(await heard(running))
        for label in ("Write your answer", "I don't know yet"):
            pressed = await presses(fake, running, thread, label, OWNER)
            assert pressed.modal is None
            assert await alone(pressed) == f"< {ENGLISH.not_yours}"
        await fake.people.say(OWNER, thread, "12")
        await fake.people.say(STUDENT, thread, "where am I")
        await until_heard(running, before + 1)


async def test_learn_goes_back_to_direct_messages_once_they_are_open(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        thread = await closed(fake, running)
        for channel in (CLASS, thread, CLASS):
            await asks(fake, STUDENT, channel, "learn")
            await running.quiet()
        assert len(await fake.people.threads(CLASS)) == 1, "while they are closed, the thread is kept"
        before = len(await fake.people.messages(thread))
        fake.closed_dms.clear()
        assert await asks(fake, STUDENT, thread, "learn") == f"< {ENGLISH.in_private}"
        await running.quiet()
        lines = await lines_in(fake, await fake.people.dm(STUDENT))
        assert lines[0] == f"< {ENGLISH.here_again}"
        assert "Hi Ada." in lines[1]
        await asks(fake, STUDENT, CLASS, "where")
        await running.quiet()
        assert len(await fake.people.messages(thread)) == before


async def test_direct_messages_that_close_later_lead_to_a_thread_and_lose_no_letter(
    fake: Discord, by_fake: Bed
) -> None:
    async with in_school(fake, by_fake) as running:
        chat = await begun(fake, running)
        before = await lines_in(fake, chat)
        fake.closed_dms.add(STUDENT)
        assert await asks(fake, STUDENT, CLASS, "where") == f"< {ENGLISH.in_private}"
        await running.quiet()
        (thread,) = await fake.people.threads(CLASS)
        lines = await lines_in(fake, thread["id"])
        assert lines[0] == f"< {ENGLISH.in_a_thread}"
        assert "not begun yet" in lines[1]
        assert len(await lines_in(fake, chat)) == len(before)


async def test_who_writes_in_direct_messages_is_answered_there_again(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        thread = await closed(fake, running)
        fake.closed_dms.clear()
        before = await lines_in(fake, thread)
        chat = await fake.people.open_dm(STUDENT)
        await fake.people.say(STUDENT, chat, "where am I")
        await until_heard(running, 2)
        assert len(await lines_in(fake, chat)) > 0
        assert await lines_in(fake, thread) == before


# --- Spanish ---


async def test_a_spanish_class_is_spoken_to_in_spanish(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake, TINY_ES) as running:
        assert await asks(fake, STRANGER, ELSEWHERE, "where") == f"< {SPANISH.not_in_a_class}"
        assert "es ahora la clase" in await sets_up(fake, running)
        assert "practica «Tiny numbers» conmigo" in (await lines_in(fake, ELSEWHERE))[0]
        chat = await begun(fake, running, OTHER_STUDENT)
        message = (await fake.people.messages(chat))[0]["id"]
        assert await alone(await fake.people.forge(OTHER_STUDENT, chat, message, "x")) == f"< {SPANISH.old}"
        thread = await closed(fake, running)
        assert fake.world.channels[thread]["name"] == "Tu práctica"
        await fake.people.say(STUDENT, thread, "2")
        await until(lambda: "No puedo leer" in str(fake.world.messages[thread]))
        assert (await lines_in(fake, thread))[0] == f"< {SPANISH.in_a_thread}"
        assert await asks(fake, STUDENT, CLASS, "where") == f"< {SPANISH.in_private}"


async def test_a_student_of_no_class_is_answered_in_their_own_language(fake: Discord, by_fake: Bed) -> None:
    fake.locales[STRANGER] = "es-419"
    async with in_school(fake, by_fake):
        chat = await fake.people.open_dm(STRANGER)
        assert await asks(fake, STRANGER, chat, "where") == f"< {SPANISH.not_in_a_class}"


async def test_a_name_with_marks_is_shown_as_it_is_and_calls_nobody(fake: Discord, by_fake: Bed) -> None:
    fake.owner.rename(STUDENT, f"*Ada* @everyone <@&{MASTERY_ROLE}>"[:32])
    async with in_school(fake, by_fake) as running:
        chat = await begun(fake, running)
        await practises(running, until_card=True)
        (message,) = (await fake.people.messages(chat))[:1]
        assert "Hi *Ada* @everyone <@&" in read(message)[0]
        for one in (*await fake.people.messages(chat), *await fake.people.messages(TEACHERS)):
            assert not one["mention_everyone"]
            assert (one["mention_roles"], one["mentions"]) == ([], [])
        for call in fake.calls.of("POST", "/channels/*/messages"):
            assert call.body["allowed_mentions"] == {"parse": []}
