"""What somebody sees on their own page: a teacher who needs what, a student where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.classroom.pages import Page
from bot.classroom.students_page import student_page
from bot.classroom.teachers_page import teacher_page
from bot.dialogue.marks import quote
from bot.engine import UnknownClass
from bot.engine.catalogues import wording_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.commands.opened import Opened
    from bot.store.rows import ClassRow


class Pages:
    """The pages of one classroom that is open."""

    def __init__(self, classroom: Opened) -> None:
        self._engine = classroom.engine
        self._wordings = classroom.wordings
        self._courses = classroom.courses.by_id

    async def of(self, community: str, user: str) -> Page | None:
        """The page of whoever it is; None: they are in no class, or in one whose course is not here."""
        taught = await self._engine.taught_by(community, user)
        if taught:
            return await self.of_classes(community, taught)
        person = await self._engine.person(community, user)
        try:
            stands = await self._engine.stands(community, person.class_id, user) if person is not None else None
        except UnknownClass:
            return None
        return student_page(stands.enrollment, stands.setting) if stands is not None else None

    async def today(self, community: str, user: str) -> Page:
        """Who needs what in all classes that they teach, one after the other."""
        return await self.of_classes(community, await self._engine.taught_by(community, user))

    async def student(self, community: str, class_id: str, user: str) -> Page | None:
        """One student as their teacher sees them: what the student's own page says, without its buttons. None: they are
        not in this class, or its course is not here."""
        try:
            stands = await self._engine.stands(community, class_id, user)
        except UnknownClass:
            return None
        if stands is None:
            return None
        page = student_page(stands.enrollment, stands.setting)
        title = f"{quote(stands.enrollment.name)} · {page.title}"
        return Page(title, tuple(replace(section, choices=()) for section in page.sections))

    async def of_classes(self, community: str, taught: Sequence[str]) -> Page:
        """Who needs what in these classes."""
        pages = [await self._of_class(row) for row in self._engine.classes(community) if row.class_id in taught]
        if len(pages) == 1:
            return pages[0]
        sections = [
            replace(section, title=f"{page.title} · {section.title}") for page in pages for section in page.sections
        ]
        return Page(", ".join(page.title for page in pages), tuple(sections))

    async def _of_class(self, row: ClassRow) -> Page:
        if row.course_id not in self._courses:
            return Page(row.title, ())
        roll = await self._engine.roll(row.community, row.class_id)
        settings = {one.enrollment.student: one.setting for one in roll}
        words = wording_for(self._wordings, self._courses[row.course_id].language)
        return teacher_page(
            row.title, [one.enrollment for one in roll], lambda enrollment: settings[enrollment.student], words
        )
