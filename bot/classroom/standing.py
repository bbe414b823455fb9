"""Where one student stands, in a few words: for the list of people beside a room. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.enrollment import phase_of

if TYPE_CHECKING:
    from bot.curriculum.course import Course
    from bot.dialogue.enrollment import Enrollment
    from bot.dialogue.wording import Wording


def stands(enrollment: Enrollment | None, course: Course | None, wording: Wording) -> str:
    """`Equivalent fractions · check`; the stage alone between units; empty where there is nothing to say yet."""
    if enrollment is None or course is None:
        return ""
    stage = wording.phase(phase_of(enrollment).value)
    unit = course.units.get(enrollment.runs[-1].unit) if enrollment.runs else None
    return f"{unit.file.title} · {stage}" if unit is not None else stage
