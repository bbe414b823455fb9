"""Classes and who teaches them, and letters that go to all of a class or change an earlier one: on both databases."""

from collections.abc import Mapping

import pytest

from bot.curriculum.course import Course
from bot.dialogue.effects import Ask, Choice, Say, Settle
from bot.engine import Addressed, ClassRecord, Delivered, Target, Teacher, UnknownClass, Wait
from tests.engine.classroom import COMMUNITY, Classroom
from tests.engine.obedient import OBEDIENT
from tests.engine.waiting import until

JOIN = Say("Science 8a practises here.", (Choice("join", "Join"),), ref="join/8a")


def science(title: str = "Science 8a", channel: str = "class-8a") -> ClassRecord:
    return ClassRecord(COMMUNITY, "8a", title, "Mr Ruiz", "matter", "teachers-8a", class_channel=channel)


def ruiz(role: str = "owner", person: str = "u-ruiz") -> Teacher:
    return Teacher(COMMUNITY, "8a", person, "Mr Ruiz", role)


async def test_a_new_class_is_announced_once_in_its_own_channel(told: Classroom) -> None:
    assert await told.engine.add_class(science(), owner=ruiz(), announce=JOIN) is True
    assert await told.engine.add_class(science("Science, 8a"), owner=ruiz(), announce=JOIN) is False
    await until(lambda: told.courier.to("class-8a") == [JOIN])
    assert [row.title for row in told.engine.classes(COMMUNITY) if row.class_id == "8a"] == ["Science, 8a"]


async def test_an_announcement_that_did_not_leave_leaves_after_a_restart(
    url: str, courses: Mapping[str, Course]
) -> None:
    room = Classroom(url, courses, OBEDIENT)
    room.courier.answers = lambda _: Wait(3600)
    async with room.open():
        await room.engine.add_class(science(), owner=ruiz(), announce=JOIN)
    room.courier.answers = lambda _: Delivered()
    room.now += 7200
    async with room.open():
        await until(lambda: room.courier.to("class-8a") == [JOIN])


async def test_a_class_without_a_channel_is_made_in_silence(told: Classroom) -> None:
    assert await told.engine.add_class(science(channel=""), announce=JOIN) is True
    await told.join("ana")
    await until(lambda: len(told.courier.brought) == 1)
    assert JOIN not in [letter.body for letter in told.courier.brought]


async def test_a_class_of_a_course_that_is_not_here_is_not_made_and_has_no_staff(told: Classroom) -> None:
    record = ClassRecord(COMMUNITY, "9a", "9a", "Ms K", "alchemy")
    with pytest.raises(UnknownClass, match="alchemy"):
        await told.engine.add_class(record, owner=Teacher(COMMUNITY, "9a", "u-k", "Ms K", "owner"))
    assert await told.engine.staff(COMMUNITY, "9a") == []


async def test_who_teaches_is_of_one_class_and_one_community(told: Classroom) -> None:
    await told.engine.add_class(science(), owner=ruiz())
    await told.engine.appoint(ruiz("teacher", "u-kim"))
    assert [one.person for one in await told.engine.staff(COMMUNITY, "8a")] == ["u-ruiz", "u-kim"]
    assert await told.engine.staff(COMMUNITY, "7b") == []
    assert await told.engine.staff("slack:T9", "8a") == []
    assert await told.engine.taught_by(COMMUNITY, "u-kim") == ["8a"]
    assert await told.engine.taught_by("slack:T9", "u-kim") == []


async def test_a_change_of_the_class_by_another_does_not_change_its_owner(told: Classroom) -> None:
    await told.engine.add_class(science(), owner=ruiz())
    await told.engine.add_class(science("New"), owner=ruiz(person="u-kim"))
    assert [(one.person, one.role) for one in await told.engine.staff(COMMUNITY, "8a")] == [("u-ruiz", "owner")]


async def test_an_owner_who_is_appointed_stays_the_owner_and_cannot_be_dismissed(told: Classroom) -> None:
    await told.engine.add_class(science(), owner=ruiz())
    await told.engine.appoint(ruiz("teacher"))
    assert (await told.engine.staff(COMMUNITY, "8a"))[0].role == "owner"
    assert await told.engine.dismiss(COMMUNITY, "8a", "u-ruiz") is False
    assert len(await told.engine.staff(COMMUNITY, "8a")) == 1


async def test_a_teacher_who_is_dismissed_teaches_no_more(told: Classroom) -> None:
    await told.engine.add_class(science(), owner=ruiz())
    await told.engine.appoint(ruiz("teacher", "u-kim"))
    assert await told.engine.dismiss(COMMUNITY, "8a", "u-kim") is True
    assert await told.engine.dismiss(COMMUNITY, "8a", "u-kim") is False
    assert await told.engine.taught_by(COMMUNITY, "u-kim") == []


async def test_what_changes_a_message_knows_what_it_shows_also_after_a_restart(
    url: str, courses: Mapping[str, Course]
) -> None:
    room = Classroom(url, courses, OBEDIENT)
    room.courier.answers = lambda letter: Delivered(f"id-{letter.seq}")
    asked = Ask("r1", "What is it?", "text")
    async with room.open():
        await room.join("ana")
        await room.engine.handle(room.said("ana", "ask r1"))
        await room.engine.handle(room.said("ana", "settle r1"))
        await until(lambda: len(room.courier.brought) == 3)
        assert _target(room) == Target("id-4", asked)
    async with room.open():
        await room.engine.handle(room.said("ana", "settle r1"))
        await until(lambda: len(room.courier.brought) == 4)
        assert _target(room) == Target("id-4", asked)


def _target(room: Classroom) -> Target | None:
    last = room.courier.brought[-1]
    assert isinstance(last, Addressed)
    assert isinstance(last.body, Settle)
    return last.target


async def test_a_letter_tells_whom_it_is_about_and_of_which_class(told: Classroom) -> None:
    await told.join("ana")
    await told.engine.handle(told.said("ana", "alert a"))
    await until(lambda: len(told.courier.brought) == 3)
    assert {(letter.person, letter.class_id) for letter in told.courier.brought} == {("ana", "7b")}
