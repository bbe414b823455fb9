"""Every method of the wording says something whole, in every language, and none falls back to English."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bot.curriculum.model import EvidenceRule, StreakRule, ThresholdRule
from bot.dialogue.effects import Choice
from bot.dialogue.enrollment import Phase, Standing
from bot.dialogue.phrases import FORMS, LABELS, METHODS, STANDINGS, UNIT_STANDINGS, UNREADABLE
from bot.dialogue.wording import Wording
from bot.engine.catalogues import read_wordings

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDINGS: Mapping[str, Wording] = read_wordings()
languages = pytest.mark.parametrize("language", sorted(WORDINGS))
translated = pytest.mark.parametrize("language", sorted(set(WORDINGS) - {"en"}))


class Call(NamedTuple):
    method: str
    arguments: tuple[object, ...]


EVIDENCE = EvidenceRule(rule="evidence")
RULES = (ThresholdRule(), StreakRule(rule="streak", run=1), StreakRule(rule="streak"), EVIDENCE)
SURE = EvidenceRule(rule="evidence", false_pass=0.001, least=4, most=4)
ONE_OF_EACH: dict[str, tuple[tuple[object, ...], ...]] = {
    "goals": (([2],), ([1, 3],)),
    "goals_cap": (([2],), ([1, 2, 3],)),
    "and_list": ((["7", "8", "9"],),),
    "rule": tuple((rule,) for rule in (*RULES, SURE)),
    "marks_of_scale": (([("B", "9")],),),
    "button": tuple((key,) for key in LABELS),
    "method": tuple((key,) for key in METHODS),
    "phase": tuple((phase.value,) for phase in Phase),
    "next_in": tuple((phase.value,) for phase in Phase if phase not in (Phase.WELCOME, Phase.BETWEEN)),
    "welcome": (("A7", "B8", "C9"),),
    "welcome_back": (("A7", "C9"),),
    "what_is_this": ((),),
    "unit_goals": ((1, 4, "C9", ["D5", "E6"], [1, 2], "R1", "S1"), (1, 4, "C9", ["D5"], [1], "", "")),
    "placement_offer": ((),),
    "placed": (([1], [2, 3], 10), ([], [1], 5)),
    "placed_all": ((),),
    "sent_back": (("A7", ["B8.", "C9"], "D5"),),
    "shown_what_was_needed": ((),),
    "course_changed": ((),),
    "returned": (("A7",),),
    "place": ((2, 6), (7, 6)),
    "pick_several": ((),),
    "right": (("9", "B8"), ("9", None)),
    "right_with_hint": ((),),
    "not_yet": (("A7",),),
    "the_answer_is": (("9",),),
    "we_will_work_on_it": ((),),
    "unsure": ((),),
    "almost_several": ((True,), (False,)),
    "almost_form": tuple((why,) for why in FORMS),
    "almost_spelling": ((),),
    "unreadable": tuple((why,) for why in UNREADABLE),
    "hint": ((1, 3, "A7"),),
    "no_more_hints": ((),),
    "no_hint_here": ((),),
    "no_question_open": ((),),
    "questions": ((1,), (6,)),
    "no_hints_in_this_check": ((),),
    "returning": ((),),
    "lesson_done": ((4,),),
    "recheck_ready": (([2],), ([2, 3],)),
    "example": (("A7", ["B8", "C9"], "9"),),
    "check_in_done": ((),),
    "shown_some": (([1], 3, [2, 3]), ([], 2, [1])),
    "which_way": ((2, "A7"),),
    "stubborn": (("B8",),),
    "peer_asked": (("B8",),),
    "shown_all": ((),),
    "closing_offer": ((6,),),
    "closing_by_teacher": (("B8",),),
    "closing_opened": (("B8", "A7"),),
    "enrichment_offer": ((),),
    "enrichment_done": ((),),
    "unit_mastered": (("A7",),),
    "next_unit": (("A7",),),
    "choose_unit": ((),),
    "finished": (("A7",),),
    "nothing_open": ((),),
    "locked": (("A7", "B8", ["C9"]),),
    "units_head": (("A7",),),
    "unit_row": tuple(("A7", standing) for standing in UNIT_STANDINGS),
    "look_back": (("A7", 2),),
    "look_back_later": ((),),
    "kept": ((),),
    "slipped": (([2],), ([1, 2],)),
    "back_again": ((),),
    "where": (("A7", "B8", "C9", "D5", [1], "E6"), ("A7", "B8", "", "", [], "E6")),
    "goal_of": ((2, 3),),
    "question_number": ((2,),),
    "where_at_start": (("A7",),),
    "where_between": (("A7", 1, 3), ("A7", 3, 3)),
    "why_head": (("A7", "B8"),),
    "why_goal": ((2, "not yet", 1, 3, "C9"), (1, "learning", 0, 0, "")),
    "standing": tuple((standing,) for standing in STANDINGS),
    "paused": ((),),
    "stale": ((),),
    "edited": ((),),
    "not_understood": ((),),
    "start_over_sure": (("A7",),),
    "started_over": (("A7",),),
    "started_over_by": (("B8", "A7"),),
    "nothing_to_start_over": ((),),
    "unit_opened": (("B8", "A7"),),
    "courses": ((),),
    "one_course": ((),),
    "card_title": (("A7", "B8"),),
    "card_not_yet": (("A", "C9"),),
    "card_closing_not_yet": (("C9",),),
    "card_goal": ((2, "C9"),),
    "card_wrote": ((2,),),
    "card_tried": (("C9",),),
    "card_stuck": (("A7", "C9", 3),),
    "card_four": (("A7", "C9"),),
    "card_peer": (("A7", "C9"),),
    "card_ready": ((),),
    "card_mastered": ((),),
    "card_caught_up": (("C9",),),
    "card_slipped": (("C9",),),
    "card_seen": (("B8",),),
    "card_continues": ((),),
    "card_opened": (("B8",),),
    "card_course_changed": ((),),
    "card_started_over": (("B8",),),
    "card_still": (("C9",),),
    "card_suggested": (("B8", 2, "C9"),),
    "card_sent": (("B8", "C9"),),
    "card_thread": (("B8", 2),),
    "card_marked": (("B8", 2, "C9"),),
    "card_snoozed": (("B8",),),
    "card_nothing_open": ((),),
    "card_unreached": (("A7", "C9"),),
    "card_reached": (("A7",),),
    "assign_menu": ((),),
    "mark_menu": ((),),
    "reason_asked": ((),),
    "message_asked": ((),),
    "way_suggested": (("B8", 2, "C9"),),
    "way_suggested_for_later": (("B8", 2, "A7", "C9"),),
    "teacher_writes": (("B8", "C9"),),
    "class_was_asked": (("B8", 2, "A7"),),
    "thread_for_the_class": (("C9", "A7"),),
    "marked_mastered": (("B8", 2, "A7"),),
    "page_where": ((),),
    "page_goals": (("A7",),),
    "page_goal": ((2, "C9", "D5"),),
    "page_units": ((),),
    "page_units_mastered": ((1, 3),),
    "page_look_back": (("A7",),),
    "page_now": ((),),
    "page_not_yet": ((),),
    "page_ready": ((),),
    "page_class": ((),),
    "page_student": (("A7", "B8", "C9"), ("A7", "B8", "")),
    "page_unreached": (("A7",),),
    "page_nobody_waits": ((),),
    "page_learning": ((3,),),
    "page_mastered": ((3,),),
    "page_nobody": ((),),
}
"""Method -> calls, whose words (`A7`, `B8`, ...) belong to no language."""
NO_SENTENCE = frozenset({"card_title", "why_head", "page_goal", "page_student"})
"""They put together what others say."""
CALLS = [Call(method, arguments) for method, calls in ONE_OF_EACH.items() for arguments in calls]


def told(wording: Wording, call: Call) -> str:
    text = getattr(wording, call.method)(*call.arguments)
    return text.label if isinstance(text, Choice) else str(text)


def test_every_method_is_called_here() -> None:
    methods = {name for name, _ in inspect.getmembers(Wording, inspect.isfunction) if not name.startswith("_")}
    assert set(ONE_OF_EACH) == methods - {"words"}


@languages
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.method)
def test_every_method_says_something_whole(language: str, call: Call) -> None:
    text = told(WORDINGS[language], call)
    assert text.strip() == text
    assert text
    assert not re.search(r"[{}]|None|  | [.,;?]", text)
    for argument in call.arguments:
        if isinstance(argument, str) and re.fullmatch(r"[A-Z]\d", argument):
            assert argument in text


@translated
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.method)
def test_no_method_falls_back_to_english(language: str, call: Call) -> None:
    assert call.method in NO_SENTENCE or told(WORDINGS[language], call) != told(WORDINGS["en"], call)


@languages
def test_what_is_asked_for_in_braces_stays_as_it_is_written(language: str) -> None:
    assert "{name}" in WORDINGS[language].welcome("{name}", "{0}", "{title!r}")


def test_one_goal_and_several_goals_are_said_differently() -> None:
    assert WORDINGS["en"].shown_some([], 3, [2]) == "Goal 2 needs another look."
    assert WORDINGS["en"].shown_some([1], 3, [2, 3]) == "1 of 3 goals are mastered. Goals 2 and 3 need another look."
    assert WORDINGS["es"].shown_some([], 3, [2]) == "El objetivo 2 necesita otra mirada."
    assert WORDINGS["es"].shown_some([1], 3, [2, 3]) == (
        "Objetivos dominados: 1 de 3. Los objetivos 2 y 3 necesitan otra mirada."
    )


def test_the_scale_claims_no_certainty() -> None:
    assert "99%" in WORDINGS["en"].rule(SURE)
    assert "takes up to 4 questions" in WORDINGS["en"].rule(SURE)
    assert "takes 3 or 4 questions" in WORDINGS["en"].rule(EVIDENCE)


@languages
@pytest.mark.parametrize("standing", Standing)
def test_every_standing_has_a_word(language: str, standing: Standing) -> None:
    assert WORDINGS[language].standing(standing.value)
