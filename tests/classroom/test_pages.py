"""What a page says about a student and about a class, read line by line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from bot.classroom.students_page import student_page
from bot.classroom.teachers_page import teacher_page
from bot.dialogue.enrollment import Enrollment, Phase
from bot.dialogue.step import enroll
from bot.engine.catalogues import read_wordings
from tests.dialogue.classroom import Student, tiny_course, tiny_setting, unit_file
from tests.dialogue.test_rules import mastered, student_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.classroom.pages import Page
    from bot.dialogue.wording import Wording

SETTING = tiny_setting()
WORDINGS: Mapping[str, Wording] = read_wordings()
NEW = enroll("local", "c1", "ada", "Ada")
STANDS_AT_GOAL_2 = (
    "**Unit sums** · goal 2 of 2 · another way · mastered: goal 1. Next: a look in another way, then fresh questions."
)


def read(page: Page) -> list[str]:
    """The page as one reads it: a section's title, its lines below."""
    return [line for section in page.sections for line in (f"# {section.title}", *section.lines)]


def missing(knows: str = "add") -> Student:
    return student_with(knows, to=Phase.CHOOSING)


def waiting() -> Student:
    student = Student()
    student.join()
    student.teach("open-unit", "extras")
    student.choose("place")
    student.walk(Phase.SHOWN)
    return student


def snoozed() -> Student:
    student = missing()
    student.teach("snooze", card="this")
    return student


def away() -> Student:
    student = Student()
    student.join()
    student.lose()
    return student


def named(student: Student, name: str) -> Enrollment:
    return structs.replace(student.enrollment, name=name)


def today(*enrollments: Enrollment) -> list[str]:
    return read(teacher_page("7b", enrollments, lambda _: SETTING, WORDINGS["en"]))


# --- a student's own page ---


@pytest.mark.parametrize(
    ("enrollment", "lines"),
    [
        (
            NEW,
            [
                "# Where you are",
                "**Tiny numbers** · not begun yet. Next: the first unit, whenever you like.",
                "# The course",
                "Units mastered: 0 of 3",
            ],
        ),
        (
            missing().enrollment,
            [
                "# Where you are",
                STANDS_AT_GOAL_2,
                "# Your goals in “Unit sums”",
                "1. I can add. (mastered)",
                "2. I can carry. (not yet)",
                "# The course",
                "Units mastered: 0 of 3",
            ],
        ),
        (
            mastered().enrollment,
            [
                "# Where you are",
                "**Tiny numbers** · 1 of 3 units mastered. Next: another unit, whenever you like.",
                "# The course",
                "Units mastered: 1 of 3",
                "A look back at “Unit sums” comes by itself when it is time, so that it stays.",
            ],
        ),
    ],
    ids=["new", "missing", "mastered"],
)
def test_a_student_reads_where_they_are(enrollment: Enrollment, lines: list[str]) -> None:
    assert read(student_page(enrollment, SETTING)) == lines


def test_a_students_page_has_the_words_that_are_good_at_any_time() -> None:
    page = student_page(NEW, SETTING)
    choices = [choice for section in page.sections for choice in section.choices]
    assert [choice.key for choice in choices] == ["continue", "where", "help", "goals"]
    assert (page.title, choices[0].label) == ("Tiny", "Continue")


def test_a_page_of_a_unit_that_nobody_has_any_more_says_where_the_student_is_now() -> None:
    other = tiny_setting(tiny_course(sums=unit_file("sums", ("regroup",))))
    lines = read(student_page(missing().enrollment, other))
    assert "# Your goals in “Unit sums”" not in lines
    assert "units mastered" in lines[1]


def test_looking_at_a_page_changes_nothing() -> None:
    student = missing()
    before = student.enrollment
    student_page(student.enrollment, SETTING)
    today(student.enrollment)
    assert student.enrollment == before


# --- a teacher's page ---


def test_who_could_use_a_person_now_comes_first_and_each_group_is_by_name() -> None:
    assert today(
        named(missing(), "Zoe"),
        named(missing(""), "Moa"),
        named(waiting(), "Kim"),
        named(missing(), "ben"),
        named(mastered(), "Eva"),
        named(away(), "Liv"),
        named(snoozed(), "Ann"),
    ) == [
        "# Could use you now",
        "- Moa · Unit sums: goals 1 and 2",
        "- Liv: not reached in the private chat",
        "# Not there yet",
        "- ben · Unit sums: goal 2",
        "- Zoe · Unit sums: goal 2",
        "# Ready for the closing check",
        "- Kim · Unit extras",
        "# The class",
        "Learning a unit: 5",
        "Units mastered, all together: 1",
    ]


def test_a_class_in_which_nobody_waits_says_so() -> None:
    assert today(named(mastered(), "Eva"))[:2] == ["# The class", "Nobody is waiting for you."]


def test_an_empty_class_says_how_students_come_in() -> None:
    assert today() == [
        "# The class",
        "Nobody is in this class yet. Students join it where the class meets; then they appear here.",
    ]


def test_a_name_can_make_no_mark_and_no_answer_is_told() -> None:
    student = missing()
    student.enrollment = named(student, "**Ada**")
    lines = today(student.enrollment)
    assert r"- \*\*Ada\*\* · Unit sums: goal 2" in lines
    assert not [line for line in lines if "987654" in line]


def test_a_goal_that_is_mastered_meanwhile_is_not_named() -> None:
    student = missing("")
    student.teach("mark", on="sums/add", reason="because")
    assert "- Ada · Unit sums: goal 2" in today(student.enrollment)


@pytest.mark.parametrize("language", sorted(WORDINGS))
def test_pages_are_in_the_language_of_their_reader(language: str) -> None:
    words = WORDINGS[language]
    page = teacher_page("7b", [missing().enrollment], lambda _: SETTING, words)
    assert page.sections[0].title == words.page_not_yet()
    own = student_page(NEW, replace(SETTING, wording=words))
    assert own.sections[0].title == words.page_where()
