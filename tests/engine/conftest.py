"""An engine in a class, on either database."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.curriculum.course import Course
from bot.curriculum.folder import read_course
from tests.engine.classroom import Classroom
from tests.engine.obedient import OBEDIENT
from tests.store.conftest import postgres_address, url

__all__ = ["postgres_address", "url"]  # fixtures of the store's suite: one server for both

COURSES = Path(__file__).resolve().parents[2] / "curricula"


@pytest.fixture(scope="session")
def courses() -> Mapping[str, Course]:
    course = read_course(COURSES / "matter")
    if isinstance(course, list):
        pytest.fail(f"the course of these tests has faults: {course[0]}")
    return {course.id: course}


@pytest.fixture
async def room(url: str, courses: Mapping[str, Course]) -> AsyncIterator[Classroom]:
    """Class 7b with its teacher, running, nobody in it yet."""
    classroom = Classroom(url, courses)
    async with classroom.open():
        yield classroom


@pytest.fixture
async def told(url: str, courses: Mapping[str, Course]) -> AsyncIterator[Classroom]:
    """The same with rules that do what students say: see `obedient`."""
    classroom = Classroom(url, courses, OBEDIENT)
    async with classroom.open():
        yield classroom


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return str(tmp_path / "tutor.db")
