"""A run keeps the version of the unit that it began with; a journal can be played again after courses changed."""

from collections.abc import Mapping
from dataclasses import replace

from bot.curriculum.course import Course, unit_of
from bot.dialogue.events import TeacherActed
from tests.engine.classroom import COMMUNITY, Classroom


def changed(course: Course) -> Course:
    """The same course after its author gave every unit another title."""
    units = {
        name: unit_of(course.file, unit.file.model_copy(update={"title": f"{unit.title}, again"}))
        for name, unit in course.units.items()
    }
    return replace(course, units=units)


async def test_a_run_in_progress_keeps_its_version(url: str, courses: Mapping[str, Course]) -> None:
    (course,) = courses.values()
    first = course.file.units[0]
    room = Classroom(url, courses)
    async with room.open():
        await room.join("ana")
        await room.study("ana", 5)
    room.courses = {course.id: changed(course)}
    async with room.open():
        for _ in range(3):
            await room.engine.handle(room.said("ana", "987654321"))
        (run,) = (await room.standing("ana")).runs
        assert run.version == course.units[first].version
        await room.join("ben")
        await room.study("ben", 5)
        (run,) = (await room.standing("ben")).runs
        assert run.version == changed(course).units[first].version
        assert await room.differences() == []


async def test_a_new_run_takes_the_new_version(url: str, courses: Mapping[str, Course]) -> None:
    (course,) = courses.values()
    first = course.file.units[0]
    room = Classroom(url, courses)
    async with room.open():
        await room.join("ana")
        await room.study("ana", 5)
    room.courses = {course.id: changed(course)}
    async with room.open():
        again = TeacherActed(
            id=room.key(), at=room.now, community=COMMUNITY, student="ana", class_id="7b",
            teacher="Ms Keller", action="start-over", unit=first,
        )  # fmt: skip
        await room.engine.handle(again)
        assert (await room.standing("ana")).runs[-1].version == changed(course).units[first].version
        assert await room.differences() == []
