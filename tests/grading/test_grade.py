"""Verdicts on numbers, and what holds for every kind: total, bounded, never credit by chance of writing."""

import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.curriculum.question import Key, Question
from bot.grading.grade import grade
from bot.grading.kinds import GRADERS
from bot.grading.verdict import Mark, Verdict, Why
from tests.grading.asked import choice, multi, number, short, true_false

CORRECT, PARTIAL, INCORRECT, UNREADABLE = Mark.CORRECT, Mark.PARTIAL, Mark.INCORRECT, Mark.UNREADABLE


@pytest.mark.parametrize(
    ("form", "typed", "mark", "why"),
    [
        ("any", "6/8", CORRECT, Why.RIGHT),
        ("any", "75%", CORRECT, Why.RIGHT),
        ("any", "0.75", CORRECT, Why.RIGHT),
        ("any", "0.7500000000001", INCORRECT, Why.NOT_THE_ANSWER),
        ("lowest", "3/4", CORRECT, Why.RIGHT),
        ("lowest", "6/8", PARTIAL, Why.NOT_LOWEST),
        ("lowest", "-3/-4", PARTIAL, Why.NOT_LOWEST),  # the signs can still be cancelled
        ("lowest", "0.75", PARTIAL, Why.NOT_LOWEST),  # a fraction is asked for
        ("decimal", "0.75", CORRECT, Why.RIGHT),
        ("decimal", "0.750", CORRECT, Why.RIGHT),
        ("decimal", "3/4", PARTIAL, Why.NOT_DECIMAL),
        ("mixed", "3/4", CORRECT, Why.RIGHT),  # below one there is nothing to mix
        ("mixed", "0.75", PARTIAL, Why.NOT_MIXED),
        ("integer", "3/4", PARTIAL, Why.NOT_INTEGER),
    ],
)
def test_three_quarters_in_the_form_asked_for(form: str, typed: str, mark: Mark, why: Why) -> None:
    verdict = grade(number("3/4", form=form), typed)
    assert (verdict.mark, verdict.why) == (mark, why)


@pytest.mark.parametrize(
    ("value", "form", "typed", "why"),
    [
        ("7/2", "mixed", "3 1/2", Why.RIGHT),
        ("7/2", "mixed", "3½", Why.RIGHT),
        ("7/2", "mixed", "7/2", Why.NOT_MIXED),
        ("7/2", "mixed", "2 3/2", Why.NOT_MIXED),
        ("7/2", "lowest", "3 1/2", Why.RIGHT),
        ("7/2", "lowest", "3 2/4", Why.NOT_LOWEST),
        ("6/1", "lowest", "6", Why.RIGHT),
        ("6/1", "lowest", "6/1", Why.NOT_LOWEST),
        ("6/1", "integer", "6", Why.RIGHT),
        ("6/1", "integer", "12/2", Why.NOT_INTEGER),
        ("6/1", "decimal", "6", Why.RIGHT),
        ("-5/4", "lowest", "5/-4", Why.NOT_LOWEST),
        ("-5/4", "lowest", r"\frac{-5}{4}", Why.RIGHT),
    ],
)
def test_an_equal_value_in_another_form_is_partial(value: str, form: str, typed: str, why: Why) -> None:
    verdict = grade(number(value, form=form), typed)
    assert (verdict.mark, verdict.why) == (CORRECT if why is Why.RIGHT else PARTIAL, why)


@pytest.mark.parametrize(
    ("spec", "typed", "right"),
    [
        ({}, "0.333333333333333", False),  # exact means exact
        ({}, "1/3", True),
        ({"absolute": "1/100"}, "0.33", True),
        ({"absolute": "1/100"}, "0.32", False),
        ({"relative": "1/100"}, "0.33", True),  # exactly on the bound
        ({"relative": "1/100"}, "0.3299", False),
        ({"figures": 2}, "0.33", True),
        ({"figures": 2}, "0.3349", True),
        ({"figures": 2}, "0.3", False),
        ({"figures": 2}, "0.34", False),
    ],
)
def test_one_third_within_the_tolerance_of_the_item(spec: dict[str, Any], typed: str, right: bool) -> None:
    assert (grade(number("1/3", **spec), typed).mark is CORRECT) is right


@pytest.mark.parametrize(
    ("typed", "mistake"),
    [
        ("3/7", "added"),
        ("6/14", "added"),  # by value
        ("1,250", "thousand"),
        ("1250", "thousand"),
        ("2 cm", "halved"),
        ("none", "gave-up"),  # a mistake may be a word
        ("4/7", None),
    ],
)
def test_a_mistake_is_known_by_its_value(typed: str, mistake: str | None) -> None:
    mistakes = {"3/7": "added", "1250": "thousand", "2": "halved", "none": "gave-up"}
    assert grade(number("3/4", units=("cm",), mistakes=mistakes), typed).mistake == mistake


def test_a_mistake_of_equal_value_is_told_with_the_form_and_never_takes_credit() -> None:
    unreduced = number("3/4", form="lowest", mistakes={"6/8": "unreduced", "0.75": "decimal"})
    assert (grade(unreduced, "6/8").mark, grade(unreduced, "6/8").mistake) == (PARTIAL, "unreduced")
    assert grade(unreduced, "9/12").mistake is None
    assert grade(number("3/4", mistakes={"6/8": "unreduced"}), "6/8").mark is CORRECT


def test_an_author_writes_three_decimals_with_a_point_in_every_language() -> None:
    spanish = number("5/2", language="es", mistakes={"1.250": "halved"})
    assert grade(spanish, "1,25").mistake == "halved"
    assert grade(spanish, "1.250").mistake is None  # from a student it is a thousand and more


ONE_OF_EACH = [
    number("3/4", form="lowest", units=("cm",), mistakes={"3/7": "added"}),
    number("5/2", language="es", figures=2),
    choice("b", "Mitosis", "Meiosis", "1,5", mistakes={"Mitosis": "one"}),
    multi("ac", "red", "green", "blue", mistakes={"red, green": "both"}),
    true_false("a", "Verdadero", "Falso", language="es"),
    short("año", "mitochondria", keep=("accents",), mistakes={"chloroplast": "plant"}),
]


@pytest.mark.parametrize("question", ONE_OF_EACH, ids=lambda question: f"{question.kind}-{question.language}")
@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("", Why.EMPTY),
        (" \n\t ", Why.EMPTY),
        ("\u200b\u200e\ufeff", Why.EMPTY),
        ((), Why.EMPTY),
        ("x" * 301, Why.TOO_LONG),
        ("x" * 1_000_000, Why.TOO_LONG),
        ("a\u202eb", Why.CONTROL_CHARACTERS),  # turns the writing round
        ("a\x00b", Why.CONTROL_CHARACTERS),
        ("a\u200bb", Why.CONTROL_CHARACTERS),
        ("a\u3164b", Why.CONTROL_CHARACTERS),
        ("\ud800", Why.CONTROL_CHARACTERS),
    ],
)
def test_what_cannot_be_read_costs_nothing_in_any_kind(question: Question, reply: str, why: Why) -> None:
    assert grade(question, reply) == Verdict(UNREADABLE, why)


def test_every_kind_of_key_has_its_grader() -> None:
    assert set(GRADERS) == set(Key.__args__)


TEXTS = st.one_of(
    st.text(max_size=310),
    st.text(st.sampled_from("abcdef0123456789.,;/ %+-−½²()mitosredañoy\u200b\n"), max_size=60),
    st.sampled_from(["3/4", "a", "b", "a,c", "red", "año", "👩‍👩‍👧", "می‌خواهم"]),
)


@given(st.sampled_from(ONE_OF_EACH), st.one_of(TEXTS, st.lists(st.text(max_size=10), max_size=30).map(tuple)))
@example(ONE_OF_EACH[3], "a " * 150)
@example(ONE_OF_EACH[3], "red and " * 37)
@example(ONE_OF_EACH[2], "(" * 300)
def test_any_reply_has_a_verdict_within_200_ms(question: Question, reply: str | tuple[str, ...]) -> None:
    began = time.perf_counter()
    verdict = grade(question, reply)
    assert time.perf_counter() - began < 0.2
    assert verdict.mark in Mark
    assert (verdict.why is Why.RIGHT) is (verdict.mark is CORRECT)
    assert (verdict.why is Why.NAMED_MISTAKE) <= (verdict.mistake is not None)


@given(st.sampled_from(ONE_OF_EACH), TEXTS, st.sampled_from([" ", "\n", "  ", "\u00a0", "\u200b", "\ufeff"]))
def test_spaces_and_unseen_characters_around_a_reply_change_nothing(question: Question, text: str, around: str) -> None:
    plain, padded = grade(question, text), grade(question, around + text + around)
    if len(text) < 290:
        assert (plain.mark, plain.why, plain.mistake) == (padded.mark, padded.why, padded.mistake)


@given(st.sampled_from(ONE_OF_EACH), st.text(st.characters(codec="ascii"), max_size=40))
def test_case_changes_nothing_where_it_is_not_kept(question: Question, text: str) -> None:
    lower, upper = grade(question, text.lower()), grade(question, text.upper())
    assert (lower.mark, lower.why, lower.mistake) == (upper.mark, upper.why, upper.mistake)


@pytest.mark.parametrize(
    ("question", "typed"),
    [(ONE_OF_EACH[0], "6/8"), (ONE_OF_EACH[0], "2½ cm"), (ONE_OF_EACH[2], "meiosis"), (ONE_OF_EACH[5], "mitocondria")],
)
def test_a_typical_reply_is_graded_within_50_microseconds(question: Question, typed: str) -> None:
    best = min(_seconds(question, typed) for _ in range(20))
    assert best < 50e-6


def _seconds(question: Question, typed: str) -> float:
    began = time.perf_counter()
    for _ in range(50):
        grade(question, typed)
    return (time.perf_counter() - began) / 50
