"""Each rule of the dialogue, shown where it could quietly break: one fact a test, on the small course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.dialogue.effects import Alert, Grant, Remind, Say
from bot.dialogue.enrollment import Phase, Standing
from bot.dialogue.events import Replied
from bot.dialogue.exposure import MOST, with_shown
from bot.dialogue.facts import AnswerGraded, FormClosed, TeacherCalled, UnitBegan
from bot.dialogue.gates import open_units
from bot.dialogue.questions import open_ref, question_of
from bot.dialogue.reviews import LATER, REST, TIMER
from tests.dialogue.classroom import Student, tiny_course, tiny_setting, unit_file

if TYPE_CHECKING:
    from bot.curriculum.course import Course

DAY = 86_400.0
WORDS = b"""id: sums
title: Unit sums
objectives:
  - id: add
    can: I can spell.
    correctives:
      - {method: picture, steps: [{text: A picture}]}
      - {method: trick, steps: [{text: A trick}]}
lesson: [{text: Spell., teaches: add}]
items:
"""
ITEM = """  - {{id: i{n}, objective: add, kind: short, ask: "Word {n}?", answer: [{word}]}}
"""


def student_in(unit: str = "Unit sums") -> Student:
    student = Student()
    student.join()
    student.write(unit)
    return student


def student_with(knows: str, *, to: Phase, unit: str = "Unit sums") -> Student:
    """Taught from the start; right where the goal is known."""
    student = student_in(unit)
    student.choose("skip")
    student.walk(Phase.CHECK)
    answer_knowing(student, knows, to)
    return student


def answer_knowing(student: Student, knows: str, to: Phase) -> None:
    for _ in range(30):
        if student.phase is to:
            return
        form = student.enrollment.runs[-1].form
        assert form is not None
        assert form.open is not None
        student.answer(right=form.open.objective.split("/")[1] in knows.split())
    raise AssertionError(f"{to} was not reached")


def mastered(unit: str = "Unit sums") -> Student:
    student = student_in(unit)
    student.choose("place")
    student.walk(Phase.BETWEEN)
    return student


def alerts(student: Student) -> list[Alert]:
    return [effect for effect in student.effects if isinstance(effect, Alert)]


def reminders(student: Student) -> list[Remind]:
    return [effect for effect in student.effects if isinstance(effect, Remind)]


# --- answers ---


def test_what_was_written_before_the_question_was_asked_is_no_answer_to_it() -> None:
    student = student_in()
    student.choose("place")
    form = student.enrollment.runs[-1].form
    asked_at = form.open.asked_at if form is not None and form.open is not None else 0.0
    question = question_of(student.enrollment, student.setting)
    assert question is not None
    late = Replied(text=question.answer_text, **(student.head() | {"at": asked_at - 1}))  # type: ignore[arg-type]
    student.send(late)
    assert not [fact for fact in student.facts if isinstance(fact, AnswerGraded)]
    assert open_ref(student.enrollment)


def test_a_right_answer_after_a_hint_weighs_less() -> None:
    student = student_with("", to=Phase.CHECK)
    student.press(open_ref(student.enrollment), "hint")
    student.answer()
    form = student.enrollment.runs[-1].form
    assert form is not None
    assert [(reached.answer.right, reached.answer.hints) for reached in form.reached] == [(True, 1)]


def test_a_slip_of_spelling_costs_nothing_once() -> None:
    student = Student(tiny_setting(words_course("wonderful")))
    student.join()
    student.choose("start")
    student.choose("place")
    student.write("wondrful")
    assert not student.facts
    student.write("wonderfull")
    (graded,) = [fact for fact in student.facts if isinstance(fact, AnswerGraded)]
    assert graded.mark == "partial"


def test_a_word_that_is_the_right_answer_is_the_answer() -> None:
    student = Student(tiny_setting(words_course("break")))
    student.join()
    student.choose("start")
    student.choose("place")
    student.write("break")
    assert [fact.mark for fact in student.facts if isinstance(fact, AnswerGraded)] == ["correct"]
    assert not student.enrollment.paused


def words_course(word: str) -> Course:
    items = "".join(ITEM.format(n=number, word=word) for number in range(1, 10)).encode()
    return tiny_course(sums=WORDS + items, doubles=unit_file("doubles", ("double",)))


def test_misses_in_a_placement_count_for_no_row() -> None:
    student = student_in()
    student.choose("place")
    student.answer_all(right=False)
    assert student.phase is Phase.PLACED
    assert student.enrollment.misses_in_row == 0


def test_going_on_ends_a_break() -> None:
    student = student_in()
    student.write("break")
    assert student.enrollment.paused
    student.write("continue")
    assert not student.enrollment.paused


# --- what was met ---


def test_a_question_is_remembered_once_with_when_it_was_last_shown() -> None:
    seen = with_shown(with_shown(with_shown({}, "a", 1, 10), "b", 7, 11), "a", 2, 12)
    assert with_shown(seen, "a", 1, 13) == {"a": {1: 13, 2: 12}, "b": {7: 11}}


def test_so_many_questions_are_remembered_and_the_longest_unseen_is_forgotten() -> None:
    seen = {"a": {variant: variant for variant in range(2, MOST + 1)}, "b": {5: 1}}
    assert with_shown(seen, "c", 6, 999) == {"a": seen["a"], "c": {6: 999}}
    assert sum(map(len, with_shown(seen, "b", 6, 999).values())) == MOST


def test_a_question_that_was_shown_is_not_drawn_again() -> None:
    student = student_in()
    student.choose("place")
    student.answer_all(right=False)
    shown = sum(len(variants) for variants in student.enrollment.seen["sums"].values())
    (closed,) = [fact for fact in student.story if isinstance(fact, FormClosed)]
    assert closed.use == "placement"
    assert shown == sum(isinstance(fact, AnswerGraded) for fact in student.story)


# --- another way ---


def test_when_every_way_was_tried_the_one_longest_ago_comes_first() -> None:
    student = student_with("add", to=Phase.CHOOSING)
    for key in ("way:1", "way:0"):
        student.choose(key)
        student.walk(Phase.CHECK)
        student.answer_all(right=False)
    assert student.enrollment.menu is not None
    assert student.enrollment.menu.keys == ("way:1", "way:0", "way:2")


def test_a_person_is_called_once_for_a_goal_however_many_checks_follow() -> None:
    student = student_with("add", to=Phase.CHOOSING)
    posted = []
    for _ in range(5):
        student.walk(Phase.CHECK)
        student.answer_all(right=False)
        posted += [alert.ref for alert in alerts(student) if alert.urgent]
    stuck = [fact for fact in student.story if isinstance(fact, TeacherCalled) and fact.why == "stuck"]
    assert [(fact.unit, fact.objective) for fact in stuck] == [("sums", "carry")]
    assert len(set(posted)) == 1


# --- the teacher's cards ---


def test_an_urgent_card_is_not_pushed_aside_by_a_lesser_notice_about_another_unit() -> None:
    student = student_with("", to=Phase.CHOOSING)
    card = student.enrollment.card
    assert card is not None
    student.enrollment = replace(student.enrollment, card=replace(card, urgent=True))
    student.teach("open-unit", "extras")
    student.choose("skip")
    student.walk(Phase.CHECK)
    student.answer()
    student.answer(right=False)
    student.answer(right=False)
    assert student.phase is Phase.CHOOSING
    assert student.enrollment.card == replace(card, urgent=True)


def test_starting_a_unit_over_leaves_the_card_about_another_one_open() -> None:
    student = student_with("", to=Phase.CHOOSING)
    card = student.enrollment.card
    student.teach("open-unit", "extras")
    student.write("start over")
    student.choose("over")
    assert student.enrollment.card == card
    assert not alerts(student)


def test_a_button_of_the_card_means_the_unit_that_the_card_is_about() -> None:
    student = student_with("", to=Phase.CHOOSING)
    student.teach("open-unit", "extras")
    student.teach("start-over")
    assert [run.unit for run in student.enrollment.runs] == ["extras", "sums"]
    assert student.enrollment.card is None


def test_the_teacher_opens_the_closing_check_while_something_extra_is_explored() -> None:
    course = tiny_course(sums=unit_file("sums", ("add",), EXTRA + "summative_opened_by: teacher\n"))
    student = Student(tiny_setting(course))
    student.join()
    student.choose("start")
    student.choose("place")
    student.answer_all()
    student.choose("extra")
    student.teach("open-summative")
    assert [alert.resolved for alert in alerts(student)] == [True]
    (said,) = [effect for effect in student.effects if isinstance(effect, Say)]
    assert said.text == "Ms Okafor has opened the closing check of “Unit sums” for you."
    student.walk(Phase.SHOWN)
    menu = student.enrollment.menu
    assert menu is not None
    assert menu.keys[0] == "closing"


EXTRA = "enrichment:\n  - {title: Magic squares, steps: [{text: A square}, {text: Another}]}\n"


def test_a_closing_check_opened_ahead_of_time_is_there_once_every_goal_is_shown() -> None:
    student = Student()
    student.join()
    student.teach("open-unit", "extras")
    student.teach("open-summative", "extras")
    assert not [effect for effect in student.effects if isinstance(effect, Say)]
    student.choose("place")
    student.answer_all()
    assert not alerts(student)
    student.choose("closing")
    assert student.phase is Phase.SUMMATIVE


# --- units ---


def test_a_unit_is_open_when_what_it_requires_is_mastered() -> None:
    student = mastered("Unit doubles")
    assert open_units(student.enrollment, student.setting) == ["sums"]
    student = mastered("Unit sums")
    assert open_units(student.enrollment, student.setting) == ["doubles", "extras"]


def test_a_unit_started_over_begins_with_nothing_shown_and_no_look_back_due() -> None:
    student = mastered()
    assert student.enrollment.units == ("sums",)
    student.teach("start-over", "sums")
    enrollment = student.enrollment
    assert set(enrollment.standings.values()) == {Standing.LEARNING}
    assert (enrollment.units, enrollment.reviews) == ((), ())
    assert [(fact.unit, fact.run) for fact in student.facts if isinstance(fact, UnitBegan)] == [("sums", 2)]


def test_starting_over_ends_what_was_begun_for_the_units_sake() -> None:
    student = student_in("Unit doubles")
    student.choose("place")
    student.answer_all(right=False)
    assert [run.purpose for run in student.enrollment.runs] == ["unit", "prerequisite"]
    student.write("start over")
    student.choose("over")
    assert [(run.unit, run.purpose) for run in student.enrollment.runs] == [("doubles", "unit")]


def test_a_unit_that_was_never_begun_cannot_be_started_over() -> None:
    student = student_in()
    before = student.enrollment
    student.teach("start-over", "extras")
    assert student.enrollment == replace(before, turn=before.turn + 1)


# --- look backs ---


def test_a_look_back_waits_until_the_student_is_at_rest() -> None:
    student = mastered()
    student.at += 8 * DAY
    student.write("where am i")
    active = student.enrollment.active_at
    student.tick(TIMER, 0)
    assert student.phase is Phase.BETWEEN
    assert [(remind.name, remind.at) for remind in reminders(student)] == [(TIMER, active + 900)]


def test_one_look_back_a_day_however_many_units_are_due() -> None:
    student = mastered()
    student.write("Unit doubles")
    student.choose("place")
    student.walk(Phase.BETWEEN)
    student.tick(TIMER, 10 * DAY)
    student.choose("now")
    student.answer_all()
    assert student.phase is Phase.BETWEEN
    assert {run.unit for run in student.enrollment.runs} == set()
    assert reminders(student)[-1].at == student.at + REST


def test_later_puts_a_look_back_off_for_some_hours() -> None:
    student = mastered()
    student.tick(TIMER, 8 * DAY)
    student.choose("later")
    assert reminders(student)[-1].at == student.at + LATER


def test_a_look_back_that_was_kept_comes_once_more_after_a_longer_time_and_then_no_more() -> None:
    student = mastered()
    for nth, days in ((1, 21.0), (None, None)):
        student.tick(TIMER, 30 * DAY)
        student.choose("now")
        student.answer_all()
        assert {review.nth for review in student.enrollment.reviews} == ({nth} if nth else set())
        if days is not None:
            assert {review.due for review in student.enrollment.reviews} == {student.at + days * DAY}


def test_what_slipped_and_is_back_is_looked_at_again_from_the_beginning() -> None:
    student = mastered()
    student.tick(TIMER, 8 * DAY)
    student.choose("now")
    answer_knowing(student, "add", Phase.CHOOSING)
    assert student.enrollment.standings["sums/carry"] is Standing.SLIPPED
    student.walk(Phase.BETWEEN)
    due = {review.goal: (review.nth, review.due) for review in student.enrollment.reviews}
    assert due["sums/carry"] == (0, student.at + 7 * DAY)
    assert due["sums/add"][0] == 1


def test_what_a_class_gives_for_a_unit_comes_once_when_every_goal_of_it_is_shown() -> None:
    student = student_in()
    student.choose("place")
    student.walk(Phase.SUMMATIVE)
    assert student.given == []
    student.walk(Phase.BETWEEN)
    assert student.given == [Grant("", "c1", "ada", "sums")]
    assert student.given[0] in student.effects


def test_a_look_back_gives_nothing_again_whatever_became_of_it() -> None:
    student = mastered()
    student.tick(TIMER, 8 * DAY)
    student.choose("now")
    answer_knowing(student, "add", Phase.CHOOSING)
    student.walk(Phase.BETWEEN)
    student.tick(TIMER, 30 * DAY)
    student.choose("now")
    student.answer_all()
    assert [grant.unit for grant in student.given] == ["sums"]


def test_a_student_who_stays_away_is_asked_once() -> None:
    student = mastered()
    student.tick(TIMER, 8 * DAY)
    offered = student.enrollment
    for _ in range(3):
        student.tick(TIMER, DAY)
        assert not student.effects
    assert student.enrollment == replace(offered, turn=offered.turn + 3)


def test_a_unit_that_is_begun_puts_an_open_look_back_off() -> None:
    student = mastered()
    student.tick(TIMER, 8 * DAY)
    student.teach("open-unit", "doubles")
    assert [(run.unit, run.purpose) for run in student.enrollment.runs] == [("doubles", "unit")]
    assert reminders(student)[-1].at == student.at + LATER


def test_the_press_on_a_question_below_a_look_back_counts_for_nothing() -> None:
    student = mastered()
    student.write("Unit doubles")
    student.choose("place")
    ref = open_ref(student.enrollment)
    student.tick(TIMER, 8 * DAY)
    assert [run.phase for run in student.enrollment.runs] == [Phase.PLACEMENT, Phase.LOOK_BACK]
    student.press(ref, "a")
    assert not student.facts
    student.choose("later")
    assert [run.phase for run in student.enrollment.runs] == [Phase.PLACEMENT]
    assert open_ref(student.enrollment) > ref
