"""A student's own page: where they are, the goals in hand, how much of the course is mastered. A fold over one
enrollment, in the student's language.

Rules
- It says what `where am I` and `goals` say in the chat; its buttons are the words that are good at any time.
- No dates, no counts of tries, nobody else.
- A run whose version of the unit nobody has any more is passed over, as the next step would do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.classroom.pages import Page, Section
from bot.dialogue.anytime import where_line
from bot.dialogue.draft import Draft
from bot.dialogue.enrollment import split
from bot.dialogue.questions import goals_of, number_of, objective_of
from bot.dialogue.renewal import drop_lost_runs

if TYPE_CHECKING:
    from bot.dialogue.enrollment import Enrollment
    from bot.dialogue.setting import Setting

WORDS = ("continue", "where", "help", "goals")
"""What the page's buttons ask for."""


def student_page(enrollment: Enrollment, setting: Setting) -> Page:
    """The page of one student in one class."""
    seen = Draft(enrollment, setting, enrollment.active_at)  # to read from; what is drafted is thrown away
    drop_lost_runs(seen)
    sections = (_where(seen), *([_goals(seen)] if seen.enrollment.runs else []), _course(seen))
    return Page(setting.title, sections)


def _where(seen: Draft) -> Section:
    choices = tuple(seen.words.button(word) for word in WORDS)
    return Section(seen.words.page_where(), (where_line(seen),), choices)


def _goals(seen: Draft) -> Section:
    words, unit = seen.words, seen.unit
    lines = []
    for goal in goals_of(unit):
        standing = seen.enrollment.standings.get(goal)
        told = words.standing(standing.value if standing is not None else "not started")
        lines.append(words.page_goal(number_of(unit, goal), objective_of(unit, goal).can, told))
    return Section(words.page_goals(unit.title), tuple(lines))


def _course(seen: Draft) -> Section:
    units = seen.setting.course.file.units
    mastered = sum(unit in seen.enrollment.units for unit in units)
    lines = [seen.words.page_units_mastered(mastered, len(units))]
    comes = min(seen.enrollment.reviews, key=lambda review: review.due, default=None)
    if comes is not None:
        lines.append(seen.words.page_look_back(seen.title_of(split(comes.goal)[0])))
    return Section(seen.words.page_units(), tuple(lines))
