"""Cards in the teachers' channel: every control of them, who may press it, and how they change."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from adapters.discord.components import TEXT
from adapters.discord.presses import MOST_NUMBER, written
from adapters.discord.presses import read as control_of
from adapters.discord.replies import REPLIES
from bot.dialogue.events import TeacherActed
from tests.discord.ids import (
    BOT,
    CLASS,
    EVERYONE,
    FORUM,
    GUILD,
    OTHER_STUDENT,
    OWNER,
    STRANGER,
    STUDENT,
    TEACHER,
    TEACHER_ROLE,
    TEACHERS,
)
from tests.discord.people import NotOfferedError
from tests.discord.read_aloud import read
from tests.discord.test_class import (
    TINY_ES,
    alone,
    asks,
    begun,
    control,
    controls,
    heard,
    in_school,
    kinds_of_facts,
    lines_in,
    menu_of,
    practises,
)
from tests.engine.waiting import until

if TYPE_CHECKING:
    from tests.discord.bed import Bed
    from tests.discord.fake.server import Discord
    from tests.discord.people import Pressed
    from tests.discord.school import School

Json = dict[str, Any]
ENGLISH, SPANISH = REPLIES["en"], REPLIES["es"]
ADDRESSED = "See me at eleven, *please* @everyone <@900000000000000013> [here](https://example.org)"


async def card_of(fake: Discord, name: str = "Ada", channel: str = TEACHERS) -> Json:
    """The newest card about a student."""
    return next(one for one in reversed(await fake.people.messages(channel)) if name in card_lines(one))


async def misses(fake: Discord, running: School, student: str = STUDENT) -> str:
    """A student has missed four questions in a row; their chat. The teachers have a card."""
    chat = await begun(fake, running, student)
    await practises(running, student, until_card=True)
    return chat


async def presses(fake: Discord, label: str, user: str = TEACHER, card: Json | None = None) -> Pressed:
    """A button of the card."""
    card = card or await card_of(fake)
    return await (await fake.people.press(user, TEACHERS, card["id"], control(card, label))).answered()


async def picks(fake: Discord, key: str, user: str = TEACHER) -> Pressed:
    """An option of a menu of the card."""
    card = await card_of(fake)
    menu = menu_of(card, key)
    return await (await fake.people.choose(user, TEACHERS, card["id"], menu, [key])).answered()


async def deeds(running: School) -> list[TeacherActed]:
    """What teachers did."""
    return [one for one in await heard(running) if isinstance(one, TeacherActed)]


def card_lines(card: Json) -> str:
    return "\n".join(read(card, "!"))


# --- what it can do ---


async def test_a_corrective_is_assigned_and_the_card_says_so(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        chat = await misses(fake, running)
        assert await alone(await picks(fake, "assign:sums/add:0")) == ""
        await running.quiet()
        assert "Ms Okafor" in card_lines(await card_of(fake))
        assert "add as dots" in "\n".join(await lines_in(fake, chat))
        assert "corrective assigned" in await kinds_of_facts(running)


async def test_a_teacher_writes_from_the_card_as_it_was_written(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        chat = await misses(fake, running)
        window = await presses(fake, "Write to the student")
        assert window.modal is not None
        with pytest.raises(NotOfferedError):
            await fake.people.submit(TEACHER, TEACHERS, window, {TEXT: "x" * 501})
        assert await alone(await fake.people.submit(TEACHER, TEACHERS, window, {TEXT: ADDRESSED})) == ""
        await running.quiet()
        (letter,) = [one for one in await fake.people.messages(chat) if "eleven" in str(one["content"])]
        assert ADDRESSED in "\n".join(read(letter)), "marks are shown, and mean nothing"
        assert (letter["mentions"], letter["mention_everyone"]) == ([], False)
        assert "See me at eleven" in card_lines(await card_of(fake))
        assert "teacher wrote" in await kinds_of_facts(running)


async def test_a_goal_is_marked_with_a_reason(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await misses(fake, running)
        window = await picks(fake, "mark:sums/add")
        assert "marked mastered" not in await kinds_of_facts(running)
        await alone(await fake.people.submit(TEACHER, TEACHERS, window, {TEXT: "showed me at the board"}))
        await running.quiet()
        assert "marked mastered" in await kinds_of_facts(running)
        assert "showed me at the board" in card_lines(await card_of(fake))


@pytest.mark.parametrize("forum", ["", FORUM])
async def test_a_thread_for_the_class_names_the_goal_and_nobody(fake: Discord, by_fake: Bed, forum: str) -> None:
    async with in_school(fake, by_fake, of_discord={"forum": forum} if forum else {}) as running:
        await misses(fake, running)
        await alone(await picks(fake, "peer-thread:sums/add"))
        await running.quiet()
        (thread,) = await fake.people.threads(forum or CLASS)
        place = thread["id"] if forum else CLASS
        (post,) = await fake.people.messages(place)
        assert "I can add" in "\n".join(read(post, "@"))
        assert thread["name"].startswith("Who can explain this one? I can add.")
        assert "Ada" not in str(post["content"]) + thread["name"]
        assert "peer thread opened" in await kinds_of_facts(running)
        await fake.people.say(OTHER_STUDENT, thread["id"], "I can help")
        other = await lines_in(fake, FORUM if not forum else CLASS)
        assert other == []


async def test_a_card_that_was_seen_is_changed_in_its_place(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await misses(fake, running)
        card = await card_of(fake)
        assert "(urgent)" in card_lines(card)
        assert await alone(await presses(fake, "Seen")) == ""
        await running.quiet()
        (only,) = await fake.people.messages(TEACHERS)
        assert only["id"] == card["id"]
        assert only["components"] == []
        assert "(resolved)" in card_lines(only)


async def test_a_snoozed_card_says_by_whom(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await misses(fake, running)
        await alone(await presses(fake, "Snooze until tomorrow"))
        await running.quiet()
        (card,) = await fake.people.messages(TEACHERS)
        assert card["components"] == []
        assert "Ms Okafor" in card_lines(card)


async def test_a_card_is_changed_when_its_student_gets_there(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await misses(fake, running)
        before = await card_of(fake)
        was = card_lines(before)
        await practises(running, until_card=False, again=True)
        (card,) = [one for one in await fake.people.messages(TEACHERS) if one["id"] == before["id"]]
        assert "(urgent)" in was
        assert card_lines(card).splitlines() == [
            "! Ada · Unit sums (resolved)",
            "  Now mastered: goal 1, “I can add” and goal 2, “I can carry”.",
        ]
        assert card["components"] == []


async def test_starting_over_is_asked_about_once_more(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await misses(fake, running)
        asked = await presses(fake, "Start the unit over")
        assert await alone(asked) == f"< {ENGLISH.asks_again.format(name='Ada')}\n  [Start over]"
        assert await deeds(running) == []
        (reply,) = asked.alone
        confirmed = await fake.people.press(TEACHER, TEACHERS, reply["id"], control(reply, "Start over"))
        assert await alone(confirmed) == ""
        await running.quiet()
        assert [one.action for one in await deeds(running)] == ["start-over"]
        again = await fake.people.press(TEACHER, TEACHERS, reply["id"], control(reply, "Start over"))
        assert await alone(again) == ""
        await running.quiet()
        assert (await kinds_of_facts(running)).count("started over") == 1, "pressed twice, it is done once"


# --- who may ---


@pytest.mark.parametrize("user", [STUDENT, STRANGER])
async def test_who_does_not_teach_the_class_presses_nothing_of_a_card(fake: Discord, by_fake: Bed, user: str) -> None:
    async with in_school(fake, by_fake) as running:
        await misses(fake, running)
        card = await card_of(fake)
        was = card_lines(card)
        keys = list(controls(card).values())
        confirmed = written(structs.replace(start_over_of(card), number=MOST_NUMBER))
        for custom_id in (*keys, confirmed):
            pressed = await fake.people.forge(user, TEACHERS, card["id"], custom_id)
            assert await alone(pressed) == f"< {ENGLISH.not_a_teacher}"
            assert pressed.modal is None
        for key in ("assign:sums/add:0", "peer-thread:sums/add", "mark:sums/add"):
            menu = menu_of(card, key)
            pressed = await fake.people.forge(user, TEACHERS, card["id"], menu, kind=3, values=[key])
            assert await alone(pressed) == f"< {ENGLISH.not_a_teacher}"
            assert pressed.modal is None
        await running.quiet()
        assert await deeds(running) == []
        assert card_lines(await card_of(fake)) == was


def start_over_of(card: Json) -> Any:
    """What the card's button for it says."""
    meant = control_of(control(card, "Start the unit over"))
    assert meant is not None
    return meant


async def test_the_text_of_a_window_is_taken_from_who_teaches_the_class_when_it_is_sent(
    fake: Discord, by_fake: Bed
) -> None:
    async with in_school(fake, by_fake, of_discord={"role": TEACHER_ROLE}) as running:
        await misses(fake, running)
        fake.owner.give_role(GUILD, STRANGER, TEACHER_ROLE)
        window = await presses(fake, "Write to the student", STRANGER)
        assert window.modal is not None
        fake.owner.take_role(GUILD, STRANGER, TEACHER_ROLE)
        sent = await fake.people.submit(STRANGER, TEACHERS, window, {TEXT: "hello"})
        assert await alone(sent) == f"< {ENGLISH.not_a_teacher}"
        assert await deeds(running) == []


async def test_the_teachers_role_counts_while_somebody_has_it(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake, of_discord={"role": TEACHER_ROLE}) as running:
        await misses(fake, running)
        card = await card_of(fake)
        fake.owner.give_role(GUILD, STRANGER, TEACHER_ROLE)
        await alone(await picks(fake, "assign:sums/add:0", STRANGER))
        await running.quiet()
        assert [(one.teacher, one.action) for one in await deeds(running)] == [("Kim", "assign")]
        fake.owner.take_role(GUILD, STRANGER, TEACHER_ROLE)
        pressed = await fake.people.forge(STRANGER, TEACHERS, card["id"], control(card, "Snooze until tomorrow"))
        assert await alone(pressed) == f"< {ENGLISH.not_a_teacher}"
        assert len(await deeds(running)) == 1


async def test_a_teacher_who_is_removed_presses_nothing_any_more(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await misses(fake, running)
        card = await card_of(fake)
        await asks(fake, TEACHER, CLASS, "class teacher", person=OWNER)
        fake.owner.rename(OWNER, "Head")
        window = await presses(fake, "Write to the student", OWNER)
        assert window.modal is not None
        await asks(fake, TEACHER, CLASS, "class teacher", person=OWNER, remove=True)
        assert await alone(await presses(fake, "Seen", OWNER, card)) == f"< {ENGLISH.not_a_teacher}"
        assert await deeds(running) == []


async def test_two_teachers_at_once_act_one_after_the_other(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await misses(fake, running)
        await asks(fake, TEACHER, CLASS, "class teacher", person=OWNER)
        card = await card_of(fake)
        both = await asyncio.gather(*(presses(fake, "Snooze until tomorrow", user, card) for user in (TEACHER, OWNER)))
        await running.quiet()
        assert [await alone(one) for one in both] == ["", ""]
        (only,) = await fake.people.messages(TEACHERS)
        assert only["components"] == []
        assert len(await deeds(running)) == 2
        assert (await kinds_of_facts(running)).count("card snoozed") == 1


async def test_a_card_is_pressed_after_a_restart_and_an_old_one_changes_nothing(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await misses(fake, running)
        old = await card_of(fake)
        seen = control(old, "Seen")
    async with in_school(fake, by_fake) as running:
        assert await alone(await presses(fake, "Seen")) == ""
        await running.quiet()
        was = card_lines(await card_of(fake))
        assert "(resolved)" in was
        again = await fake.people.forge(TEACHER, TEACHERS, old["id"], seen)
        assert await alone(again) == ""
        await running.quiet()
        assert card_lines(await card_of(fake)) == was
        meant = control_of(seen)
        assert meant is not None
        unknown = written(structs.replace(meant, key="nonsense"))
        assert await alone(await fake.people.forge(TEACHER, TEACHERS, old["id"], unknown)) == f"< {ENGLISH.old}"
        assert await alone(await fake.people.forge(TEACHER, TEACHERS, old["id"], seen.replace("/1", "/7"))) == (
            f"< {ENGLISH.old}"
        )


# --- where it goes ---


async def test_a_card_whose_channel_everybody_reads_goes_to_the_owner(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        fake.owner.overwrite(TEACHERS, EVERYONE)
        await misses(fake, running)
        assert await fake.people.messages(TEACHERS) == []
        chat = await fake.people.dm(TEACHER)
        await until(lambda: len(fake.world.messages[chat]) == 2)
        card = await card_of(fake, channel=chat)
        others = [one["content"] for one in await fake.people.messages(chat) if one["id"] != card["id"]]
        assert len(others) == 1
        assert "everybody in the server can read it" in others[0]
        await alone(await fake.people.press(TEACHER, chat, card["id"], control(card, "Seen")))
        await running.quiet()
        assert "(resolved)" in card_lines(await card_of(fake, channel=chat))


async def test_a_card_that_stands_where_everybody_reads_now_tells_nothing_more(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await misses(fake, running)
        fake.owner.overwrite(TEACHERS, EVERYONE)
        await alone(await picks(fake, "assign:sums/add:0"))
        await running.quiet()
        assert "Ms Okafor" not in card_lines(await card_of(fake))


async def test_a_card_whose_channel_is_gone_goes_to_the_owner(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        fake.owner.delete_channel(TEACHERS)
        await misses(fake, running)
        chat = await fake.people.dm(TEACHER)
        await until(lambda: len(fake.world.messages[chat]) == 2)
        assert "the channel is gone" in str([one["content"] for one in await fake.people.messages(chat)])
        assert await card_of(fake, channel=chat)


async def test_a_card_asks_in_the_language_of_its_class(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake, TINY_ES) as running:
        await misses(fake, running)
        card = await card_of(fake)
        over = next(one for one in controls(card).values() if control_of(one).key == "start-over")  # type: ignore[union-attr]
        asked = await fake.people.press(TEACHER, TEACHERS, card["id"], over)
        assert (await alone(asked)).startswith(f"< {SPANISH.asks_again.format(name='Ada')}")
        stranger = await fake.people.forge(STRANGER, TEACHERS, card["id"], over)
        assert await alone(stranger) == f"< {SPANISH.not_a_teacher}"


async def test_what_is_said_in_channels_and_by_bots_is_not_heard(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        chat = await misses(fake, running)
        before = len(await heard(running))
        await fake.people.say(STUDENT, CLASS, "42")
        await fake.people.say(TEACHER, TEACHERS, "start-over")
        await fake.people.say(STUDENT, CLASS, f"<@{BOT}> where am I")
        await asks(fake, STUDENT, chat, "where")
        await running.quiet()
        assert len(await heard(running)) == before + 1
