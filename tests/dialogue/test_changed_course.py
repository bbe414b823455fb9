"""A course is edited while students are in it: goals, questions and units go and come, and nobody gets stuck.

A run keeps the version that it began with (`pinned`, as the engine does it); everything else meets the course of today.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from bot.dialogue import simulate
from bot.dialogue.effects import Alert, Ask, Say
from bot.dialogue.enrollment import Phase, Standing
from bot.dialogue.events import Asked
from bot.dialogue.questions import open_ref
from bot.dialogue.reviews import TIMER
from tests.dialogue.classroom import Student, tiny_course, tiny_setting, unit_file
from tests.dialogue.test_invariants import AnyConversation

if TYPE_CHECKING:
    from bot.curriculum.course import Course, Unit
    from bot.dialogue.setting import Setting

TODAY = tiny_course()
OTHER_GOALS = tiny_course(
    sums=unit_file("sums", ("carry", "regroup")),
    doubles=unit_file("doubles", ("double",), "needs: [sums/carry, sums/regroup]\n"),
)
"""sums/add and doubles/times are gone, sums/regroup is new."""
OTHER_ITEMS = tiny_course(
    sums=unit_file("sums", ("add", "carry")).replace(b"-typed", b"-written").replace(b"2..9", b"3..7"),
    doubles=unit_file("doubles", ("double", "times")).replace(b"-typed", b"-written"),
)
NO_ITEMS = tiny_course(
    sums=unit_file("sums", ("add", "carry")).replace(b"objective: add", b"use: [formative]\n    objective: add")
)
"""Nothing to ask about sums/add but in checks; `tutor check` refuses such a course."""


def without(course: Course, *units: str) -> Course:
    kept = tuple(unit for unit in course.file.units if unit not in units)
    requires = {unit: gates for unit, gates in course.file.requires.items() if unit in kept}
    file = course.file.model_copy(update={"units": kept, "requires": requires})
    return replace(course, file=file, units={unit: course.units[unit] for unit in kept})


COURSES = (TODAY, OTHER_GOALS, OTHER_ITEMS, NO_ITEMS, without(TODAY, "sums", "extras"), without(OTHER_GOALS, "doubles"))


class Pinning:
    """What the engine does: every version that some run began with stays at hand."""

    def __init__(self) -> None:
        self.versions: dict[str, Unit] = {}

    def now(self, setting: Setting, course: Course) -> Setting:
        self.versions = {**self.versions, **{unit.version: unit for unit in course.units.values()}}
        return replace(setting, course=course, pinned=self.versions)


class AnyChange(AnyConversation):
    """The same student, teacher and clock; and an author."""

    def __init__(self) -> None:
        super().__init__()
        self.pinning = Pinning()
        self.student.setting = self.pinning.now(self.student.setting, TODAY)

    @rule(number=st.integers(0, len(COURSES) - 1))
    def the_author_changes_the_course(self, number: int) -> None:
        self.student.setting = self.pinning.now(self.student.setting, COURSES[number])

    @rule(kind=st.sampled_from(["where", "why", "goals", "units", "hint", "courses", "help"]))
    def something_that_changes_nothing(self, kind: str) -> None:
        """Not so here: a question that is gone is replaced with whatever comes next."""
        self.student.send(Asked(what=kind, **self.student.head()))  # type: ignore[arg-type]

    @invariant()
    def every_button_of_the_menu_does_something(self) -> None:
        """Not so here: a button may be for something that is gone. It leads to where the student is."""


AnyChange.TestCase.settings = settings(
    max_examples=80, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyChange = AnyChange.TestCase


def begin(course: Course = TODAY, unit: str = "Unit sums") -> Student:
    student = Student(tiny_setting(course))
    student.join()
    student.write(unit)
    return student


def change(student: Student, course: Course) -> None:
    """The author saves; runs in progress keep their version."""
    versions = {unit.version: unit for unit in student.setting.course.units.values()}
    student.setting = replace(student.setting, course=course, pinned={**student.setting.pinned, **versions})


def texts(student: Student) -> list[str]:
    return [effect.text for effect in student.effects if isinstance(effect, Say | Ask)]


@pytest.mark.parametrize("course", COURSES[1:], ids=["goals", "items", "too few", "no unit", "no doubles"])
def test_a_unit_in_progress_is_finished_in_the_version_it_began_with(course: Course) -> None:
    student = begin()
    student.choose("skip")
    change(student, course)
    student.walk(Phase.BETWEEN)
    assert student.enrollment.standings == {"sums/add": Standing.MASTERED, "sums/carry": Standing.MASTERED}


@pytest.mark.parametrize("course", [OTHER_GOALS, OTHER_ITEMS], ids=["goal gone", "item gone"])
def test_a_question_that_the_author_took_away_is_replaced_at_no_cost(course: Course) -> None:
    student = begin(unit="Unit doubles")
    student.choose("place")
    assert student.enrollment.runs[-1].form is not None
    old = simulate.answer(student.enrollment, student.setting, right=False)
    change(student, course)
    student.do(old)
    assert not student.facts
    assert texts(student)[0].startswith("The course was changed here a moment ago")
    assert open_ref(student.enrollment)
    student.walk(Phase.BETWEEN)


@pytest.mark.parametrize("aside", ["hint", "unsure"])
def test_an_aside_to_a_question_that_is_gone_counts_for_nothing(aside: str) -> None:
    student = begin(unit="Unit doubles")
    student.choose("place")
    ref = open_ref(student.enrollment)
    change(student, OTHER_ITEMS)
    student.press(ref, aside)
    assert not student.facts
    assert open_ref(student.enrollment) != ref


def test_a_look_back_asks_what_the_course_has_today() -> None:
    student = begin()
    student.choose("place")
    student.walk(Phase.BETWEEN)
    change(student, OTHER_GOALS)
    student.tick(TIMER, 8 * 86_400)
    assert student.phase is Phase.LOOK_BACK
    assert student.enrollment.runs[-1].goals == ("sums/carry",)
    assert {review.goal for review in student.enrollment.reviews} == {"sums/carry"}


def test_no_look_back_comes_for_a_unit_that_is_gone() -> None:
    student = begin()
    student.choose("place")
    student.walk(Phase.BETWEEN)
    change(student, without(TODAY, "sums", "extras"))
    student.tick(TIMER, 8 * 86_400)
    assert (student.phase, student.enrollment.reviews) == (Phase.BETWEEN, ())


def test_a_button_for_a_unit_that_is_gone_leads_to_where_the_student_is() -> None:
    student = begin()
    student.choose("place")
    student.walk(Phase.BETWEEN)
    change(student, without(TODAY, "doubles"))
    student.choose("unit:doubles")
    assert student.phase is Phase.BETWEEN
    assert texts(student) == ["Next comes “Unit extras”. Now, or later?"]


def test_a_unit_that_is_gone_can_be_started_over() -> None:
    student = begin()
    student.choose("skip")
    change(student, without(TODAY, "sums", "extras"))
    student.write("start over")
    student.choose("over")
    assert student.phase is Phase.GOALS
    assert "**Unit sums**. By the end you can say:" in texts(student)[0]
    student.walk(Phase.BETWEEN)


def test_units_that_are_gone_are_not_counted() -> None:
    student = begin()
    student.choose("place")
    student.walk(Phase.BETWEEN)
    change(student, without(TODAY, "sums"))
    student.write("where am i")
    assert "0 of 2 units mastered" in texts(student)[0]


def test_a_goal_without_questions_for_a_placement_is_taught_and_checked() -> None:
    student = begin(NO_ITEMS)
    student.choose("place")
    student.answer_all()
    assert student.phase is Phase.PLACED
    student.walk(Phase.SHOWN)
    assert student.enrollment.standings["sums/add"] is Standing.MASTERED


def test_a_run_whose_version_is_lost_ends_and_what_was_shown_stays() -> None:
    student = begin()
    student.choose("skip")
    student.walk(Phase.CHECK)
    student.answer_all(right=False)
    student.setting = tiny_setting(OTHER_ITEMS)
    student.write("5")
    assert student.phase is Phase.BETWEEN
    assert texts(student)[0].startswith("The course was changed here a moment ago")
    (card,) = [effect for effect in student.effects if isinstance(effect, Alert)]
    assert (card.resolved, student.enrollment.card) == (True, None)
    student.write("Unit sums")
    student.walk(Phase.BETWEEN)
    assert student.enrollment.units == ("sums",)
