"""What a teacher does from a card, shown where it could quietly break: one fact a test, on the small course."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue import cards
from bot.dialogue.effects import Alert, OpenThread, Remind, Say
from bot.dialogue.enrollment import Phase, Standing
from bot.dialogue.facts import (
    CardSnoozed,
    CorrectiveAssigned,
    CorrectiveBegan,
    Fact,
    FormClosed,
    MarkedMastered,
    PeerThreadOpened,
    StudentUnreached,
    TeacherWrote,
)
from bot.dialogue.questions import open_ref
from bot.dialogue.reviews import TIMER
from tests.dialogue.classroom import Student, tiny_setting
from tests.dialogue.test_rules import alerts, answer_knowing, mastered, student_with

DAY = 86_400.0


def choosing(knows: str = "add") -> Student:
    """Asked how goal 2 (or both) should be looked at again; the card about it is open."""
    return student_with(knows, to=Phase.CHOOSING)


def said(student: Student) -> str:
    return "\n".join(effect.text for effect in student.effects if isinstance(effect, Say))


def told(student: Student) -> Alert:
    """The card as it stands after the last event."""
    return alerts(student)[-1]


def keys(card: Alert) -> list[str]:
    return [choice.key for choice in (*card.choices, *(choice for menu in card.selections for choice in menu.choices))]


def is_unchanged(student: Student, *, by: object) -> bool:
    """Nothing was said, told or recorded by the last event, and nothing but the count of turns moved."""
    return is_silent(student) and by == student.enrollment.runs


def is_silent(student: Student) -> bool:
    return not student.effects and not student.facts


# --- what a card offers ---


def test_a_card_offers_the_ways_with_steps_and_the_marks_of_what_is_missing() -> None:
    card = told(choosing())
    assert keys(card) == [
        "seen", "write", "peer-thread:sums/carry", "snooze", "start-over",
        "assign:sums/carry:0", "assign:sums/carry:1", "mark:sums/carry",
    ]  # fmt: skip
    labels = [choice.label for menu in card.selections for choice in menu.choices]
    assert labels == ["Goal 2: With a picture", "Goal 2: A way to check yourself", "Goal 2: I can carry."]


def test_a_message_and_a_mark_ask_for_a_text_first() -> None:
    card = told(choosing())
    asks = {choice.key for choice in card.choices if choice.asks} | {
        menu.label for menu in card.selections if menu.asks
    }
    assert asks == {"write", "Mark as mastered"}


def test_a_thread_about_one_of_several_goals_is_chosen_from_a_menu() -> None:
    card = told(choosing(""))
    menu = next(menu for menu in card.selections if menu.label == "Open a peer thread")
    assert [choice.key for choice in menu.choices] == ["peer-thread:sums/add", "peer-thread:sums/carry"]
    assert not [choice for choice in card.choices if choice.key.startswith("peer-thread")]


def test_no_thread_is_offered_where_the_class_has_no_channel() -> None:
    student = Student(replace(tiny_setting(), meets=False))
    student.join()
    student.write("Unit sums")
    student.choose("skip")
    student.walk(Phase.CHECK)
    answer_knowing(student, "add", Phase.CHOOSING)
    assert not [key for key in keys(told(student)) if key.startswith("peer-thread")]
    student.teach("peer-thread", on="sums/carry", card="this")
    assert is_silent(student)


# --- what makes no sense any more ---


@pytest.mark.parametrize(
    ("action", "on", "reason"),
    [
        ("assign", "sums/carry:9", ""),
        ("assign", "sums/carry:-1", ""),
        ("assign", "sums/carry:²", ""),
        ("assign", "sums/carry:2", ""),  # a classmate: no steps to walk
        ("assign", "sums/carry", ""),
        ("assign", "sums/add:0", ""),  # mastered
        ("assign", "extras/stretch:0", ""),  # no run of it
        ("assign", "", ""),
        ("write", "", "  \u200b "),
        ("peer-thread", "sums/add", ""),
        ("mark", "sums/carry", " "),
        ("mark", "sums/add", "because"),
        ("mark", "sums/none", "because"),
        ("mark", "none/none", "because"),
        ("open-summative", "", ""),
    ],
)
@pytest.mark.parametrize("card", ["", "this"])
def test_what_makes_no_sense_changes_nothing(action: str, on: str, reason: str, card: str) -> None:
    student = choosing()
    runs = student.enrollment.runs
    student.teach(action, on=on, reason=reason, card=card)
    assert is_unchanged(student, by=runs)


@pytest.mark.parametrize("action", ["assign", "peer-thread", "mark", "snooze", "seen", "start-over", "open-summative"])
def test_a_button_of_a_card_that_is_over_changes_nothing(action: str) -> None:
    student = choosing()
    old = told(student).ref
    student.teach("seen", card="this")
    answer = "sums/carry:0" if action == "assign" else "sums/carry"
    runs = student.enrollment.runs
    student.teach(action, on=answer, reason="because", card=old)
    assert is_unchanged(student, by=runs)


def test_a_goal_that_the_card_is_not_about_is_not_touched_from_it() -> None:
    student = choosing()
    student.write("Unit doubles")
    student.teach("open-unit", "doubles")
    runs = student.enrollment.runs
    student.teach("mark", on="doubles/double", reason="because", card="this")
    assert is_unchanged(student, by=runs)


# --- a way ---


def test_a_suggestion_for_who_is_choosing_begins_at_once_and_is_recorded_with_the_teacher() -> None:
    student = choosing("")
    student.teach("assign", on="sums/carry:1", card="this")
    assert student.phase is Phase.CORRECTIVE
    assert said(student).startswith("Ms Okafor suggests another look at goal 2: A way to check yourself.\ncarry from")
    assert student.facts[0] == CorrectiveAssigned("sums", "carry", "trick", "Ms Okafor")
    assert isinstance(student.facts[1], CorrectiveBegan)
    student.choose("next")
    assert student.enrollment.runs[-1].queue == ("sums/add",), "the goal that was first before comes next"


def test_a_suggestion_in_the_middle_of_a_question_leaves_it_open_and_comes_first_afterwards() -> None:
    student = choosing("")
    for key in ("way:0", "next", "way:0", "next", "check"):
        student.choose(key)
    ref = open_ref(student.enrollment)
    student.teach("assign", on="sums/carry:0", card="this")
    assert (student.phase, open_ref(student.enrollment)) == (Phase.CHECK, ref)
    answer_knowing(student, "", Phase.CHOOSING)
    menu = student.enrollment.menu
    assert student.enrollment.runs[-1].queue == ("sums/carry", "sums/add")
    assert menu is not None
    assert menu.keys[:2] == ("way:0", "way:1"), "though it was tried"


def test_the_latest_suggestion_for_a_goal_counts() -> None:
    student = choosing()
    student.choose("way:0")
    student.teach("assign", on="sums/carry:1", card="this")
    student.teach("assign", on="sums/carry:0", card="this")
    assert student.enrollment.runs[-1].assigned == (("sums/carry", 1),), "the way in hand is no suggestion"
    student.choose("next")
    assert student.phase is Phase.CHOOSING


def test_a_suggestion_for_a_unit_below_waits_for_it() -> None:
    student = choosing()
    student.teach("open-unit", "doubles")
    student.teach("assign", on="sums/carry:1")
    assert student.enrollment.runs[-1].unit == "doubles"
    assert student.enrollment.runs[0].assigned == (("sums/carry", 1),)
    assert "of “Unit sums”" in said(student)


# --- a message ---


def test_a_message_can_make_no_mark_is_cut_and_leaves_the_question_open() -> None:
    student = choosing()
    for key in ("way:0", "next", "check"):
        student.choose(key)
    ref = open_ref(student.enrollment)
    student.teach("write", reason="**tens** first " + "x" * 600, card="this")
    assert said(student).startswith(r"Ms Okafor writes: \*\*tens\*\* first xxx")
    assert open_ref(student.enrollment) == ref
    (fact,) = student.facts
    assert isinstance(fact, TeacherWrote)
    assert (fact.by, len(fact.text)) == ("Ms Okafor", 500)


def test_a_message_written_from_a_card_that_is_over_arrives() -> None:
    student = choosing()
    old = told(student).ref
    student.teach("seen", card="this")
    student.teach("write", reason="Come and see me.", card=old)
    assert said(student) == "Ms Okafor writes: Come and see me."
    assert alerts(student) == []


# --- a thread ---


def test_a_thread_names_the_goal_and_nobody() -> None:
    student = choosing()
    student.teach("peer-thread", on="sums/carry", card="this")
    (thread,) = [effect for effect in student.effects if isinstance(effect, OpenThread)]
    assert "I can carry." in thread.text
    assert "Ada" not in thread.text
    assert student.facts == (PeerThreadOpened("sums", "carry", "Ms Okafor"),)
    assert "without your name" in said(student)


def test_a_thread_is_opened_once_for_a_goal_while_its_card_goes_on() -> None:
    student = choosing()
    student.teach("peer-thread", on="sums/carry", card="this")
    assert not [key for key in keys(told(student)) if key.startswith("peer-thread")]
    student.teach("snooze", card="this")
    student.tick(cards.TIMER, DAY)
    student.teach("peer-thread", on="sums/carry", card="this")
    assert is_silent(student)
    student.teach("seen", card="this")
    for key in ("way:0", "next", "check"):
        student.choose(key)
    answer_knowing(student, "", Phase.CHOOSING)
    student.teach("peer-thread", on="sums/carry", card="this")
    assert any(isinstance(effect, OpenThread) for effect in student.effects)


# --- a mark ---


def test_a_mark_is_a_fact_of_its_own_with_its_reason() -> None:
    student = choosing()
    student.teach("mark", on="sums/carry", reason="showed it", card="this")
    assert student.facts == (MarkedMastered("sums", "carry", "Ms Okafor", "showed it"),)
    assert student.enrollment.standings["sums/carry"] is Standing.MASTERED
    assert student.phase is Phase.SHOWN
    assert told(student).resolved
    assert student.enrollment.card is None


def test_the_open_check_goes_on_without_the_goal() -> None:
    student = choosing("")
    for key in ("way:0", "next", "way:0", "next", "check"):
        student.choose(key)
    form = student.enrollment.runs[-1].form
    assert form is not None
    assert form.open is not None
    before = form.open.objective
    student.teach("mark", on=before, reason="because", card="this")
    form = student.enrollment.runs[-1].form
    assert form is not None
    assert form.open is not None
    assert before not in (*form.goals, form.open.objective)
    answer_knowing(student, "add carry", Phase.SHOWN)


def test_a_goal_that_is_not_asked_just_now_leaves_the_open_question_as_it_is() -> None:
    student = choosing("")
    for key in ("way:0", "next", "way:0", "next", "check"):
        student.choose(key)
    form = student.enrollment.runs[-1].form
    assert form is not None
    assert form.open is not None
    (other,) = {"sums/add", "sums/carry"} - {form.open.objective}
    ref = open_ref(student.enrollment)
    student.teach("mark", on=other, reason="because", card="this")
    assert open_ref(student.enrollment) == ref
    answer_knowing(student, "add carry", Phase.SHOWN)


def test_a_check_in_which_nothing_is_left_to_ask_closes() -> None:
    student = choosing()
    for key in ("way:0", "next", "check"):
        student.choose(key)
    student.teach("mark", on="sums/carry", reason="because", card="this")
    assert student.phase is Phase.SHOWN
    assert isinstance(student.facts[-1], FormClosed)


def test_a_way_that_is_walked_for_the_goal_ends() -> None:
    student = choosing("")
    student.choose("way:0")
    student.teach("mark", on="sums/add", reason="because", card="this")
    assert student.phase is Phase.CHOOSING
    assert student.enrollment.runs[-1].queue == ("sums/carry",)


def test_what_was_looked_at_already_is_asked_next_when_the_rest_is_marked() -> None:
    student = choosing("")
    student.choose("way:0")
    student.choose("next")
    student.teach("mark", on="sums/carry", reason="because", card="this")
    assert student.phase is Phase.CORRECTIVE
    assert "Ready to show goal 1 on fresh questions?" in said(student)


@pytest.mark.parametrize("phase", [Phase.GOALS, Phase.PLACEMENT, Phase.PLACED, Phase.LESSON, Phase.CHECK])
def test_all_goals_marked_from_a_page_lead_to_the_closing_check(phase: Phase) -> None:
    student = Student()
    student.join()
    student.write("Unit sums")
    if phase in (Phase.LESSON, Phase.CHECK):
        student.choose("skip")
        student.walk(phase)
    elif phase is not Phase.GOALS:
        student.choose("place")
    if phase is Phase.PLACED:
        student.answer_all(right=False)
    for goal in ("sums/add", "sums/carry"):
        student.teach("mark", on=goal, reason="because")
    if phase is Phase.GOALS:  # the offer of a placement stands; there is nothing to ask in it
        student.choose("place")
    assert student.phase is Phase.SHOWN


def test_a_look_back_at_a_marked_goal_counts_from_the_mark() -> None:
    student = mastered()
    student.tick(TIMER, 8 * DAY)
    student.choose("now")
    answer_knowing(student, "carry", Phase.CHOOSING)
    student.teach("mark", on="sums/add", reason="because")
    due = {review.goal: review.due for review in student.enrollment.reviews}
    assert due["sums/add"] == student.at + 7 * DAY
    assert student.enrollment.runs == ()


# --- a snooze ---


def test_a_snoozed_card_says_who_and_has_no_buttons() -> None:
    student = choosing()
    student.teach("snooze", card="this")
    card = told(student)
    assert (card.lines, keys(card), card.resolved) == (("Snoozed until tomorrow by Ms Okafor.",), [], False)
    assert Remind(cards.TIMER, student.at + DAY) in student.effects
    assert student.facts == (CardSnoozed("sums", "Ms Okafor", student.at + DAY),)


def test_a_timer_that_rings_early_waits_for_its_time() -> None:
    student = choosing()
    student.teach("snooze", card="this")
    until = student.at + DAY
    student.tick(cards.TIMER, 60)
    assert student.effects == (Remind(cards.TIMER, until),)


def test_what_is_missed_meanwhile_is_on_the_card_tomorrow_and_not_before() -> None:
    student = choosing()
    miss_again(student, "way:0")
    student.teach("snooze", card="this")
    student.choose("way:1")
    student.choose("next")
    student.choose("check")
    student.answer(right=True)
    while student.phase is Phase.CHECK:
        student.answer(right=False)
        assert alerts(student) == []
    student.tick(cards.TIMER, DAY)
    assert "A way to check yourself" in "\n".join(told(student).lines)


def miss_again(student: Student, way: str) -> None:
    for key in (way, "next", "check"):
        student.choose(key)
    answer_knowing(student, "", Phase.CHOOSING)


def test_a_snoozed_card_comes_back_under_a_new_ref() -> None:
    student = choosing()
    before = told(student).ref
    student.teach("snooze", card="this")
    student.tick(cards.TIMER, DAY)
    old, new = alerts(student)
    assert (old.ref, old.resolved) == (before, True)
    assert new.ref != before
    assert "assign:sums/carry:0" in keys(new)


# --- whether a teacher was there ---


def test_what_a_teacher_does_answers_an_urgent_card() -> None:
    student = choosing("")
    assert student.enrollment.card is not None
    assert student.enrollment.card.urgent
    student.teach("write", reason="I am coming over.", card="this")
    assert not told(student).urgent
    assert told(student).lines[0] == "Ms Okafor wrote: I am coming over."


# --- a chat that takes nothing any more ---


def test_a_student_who_cannot_be_reached_is_told_once_and_again_after_they_were_back() -> None:
    student = choosing()
    student.lose("user_disabled")
    assert student.facts == (StudentUnreached("user_disabled"),)
    assert told(student).urgent
    student.lose("user_disabled")
    assert is_silent(student)
    student.write("where am i")
    assert alerts(student)[0].lines == ("Ada is back in the private chat.",)
    student.lose("user_disabled")
    assert len(student.facts) == 1


def test_the_card_of_the_chat_is_seen_apart_from_the_card_of_the_goals() -> None:
    student = choosing()
    goals = told(student).ref
    student.lose()
    chat = told(student).ref
    student.teach("seen", card=chat)
    assert [(alert.ref, alert.resolved) for alert in alerts(student)] == [(chat, True)]
    assert student.enrollment.card is not None
    assert student.enrollment.card.ref == goals


# --- refs ---


def test_refs_of_two_classes_of_a_student_differ() -> None:
    student = choosing()
    assert student.enrollment.menu is not None
    assert student.enrollment.menu.ref.startswith("c1/")


def test_facts_of_teachers_name_the_teacher() -> None:
    by = [fact for fact in Fact.__args__ if "by" in fact.__struct_fields__]
    assert {MarkedMastered, CardSnoozed, TeacherWrote, PeerThreadOpened, CorrectiveAssigned} <= set(by)
