"""Choosing by typing: letters, numbers, texts and lists of them; and what a wrong choice shows."""

import pytest

from bot.curriculum.languages import language_of
from bot.grading.grade import grade
from bot.grading.kinds.yes_no import said_true
from bot.grading.reply import Reply
from bot.grading.verdict import Mark, Why
from tests.grading.asked import choice, multi, true_false

CORRECT, PARTIAL, INCORRECT, UNREADABLE = Mark.CORRECT, Mark.PARTIAL, Mark.INCORRECT, Mark.UNREADABLE

CELLS = choice("b", "Mitosis", "Meiosis", "Osmosis", mistakes={"Osmosis": "moves-water"})


@pytest.mark.parametrize(
    ("reply", "mark"),
    [
        (("b",), CORRECT),
        ("b", CORRECT),
        ("B)", CORRECT),
        ("(b)", CORRECT),
        ("b.", CORRECT),
        ("option b", CORRECT),
        ("2", CORRECT),
        ("2)", CORRECT),
        ("meiosis", CORRECT),
        (" MEIOSIS. ", CORRECT),
        ("b) meiosis", CORRECT),
        ("b meiosis", CORRECT),
        ("a", INCORRECT),
        ("1", INCORRECT),
        ("mitosis", INCORRECT),
        ("b) mitosis", UNREADABLE),  # two options at once
        ("d", UNREADABLE),
        ("4", UNREADABLE),
        ("0", UNREADABLE),
        ("meiosi", UNREADABLE),  # not guessed: it may be a slip of either
        ("a or b", UNREADABLE),
        (("a", "b"), UNREADABLE),
        (("z",), UNREADABLE),
        ((), UNREADABLE),
    ],
)
def test_an_option_is_named_by_letter_number_or_text(reply: Reply, mark: Mark) -> None:
    assert grade(CELLS, reply).mark is mark


@pytest.mark.parametrize("reply", ["c", "osmosis", "3", ("c",)])
def test_a_wrong_option_may_show_a_named_mistake(reply: Reply) -> None:
    verdict = grade(CELLS, reply)
    assert (verdict.mark, verdict.why, verdict.mistake) == (INCORRECT, Why.NAMED_MISTAKE, "moves-water")
    assert (verdict.say, verdict.read_as) == ("about moves-water", "Osmosis")


@pytest.mark.parametrize(
    ("reply", "mark"),
    [
        ("3/4", CORRECT),
        ("6/8", CORRECT),  # one option has this value
        ("0.75", CORRECT),
        ("2", INCORRECT),  # the number 2, not the second option
        ("1", UNREADABLE),  # options that are numbers are not counted
        ("b", CORRECT),
    ],
)
def test_numbers_as_options_are_meant_by_value(reply: str, mark: Mark) -> None:
    assert grade(choice("b", "2", "3/4", "1/2", "4/3"), reply).mark is mark


def test_equal_numbers_as_options_are_told_apart_by_their_writing() -> None:
    lowest = choice("a", "3/4", "6/8", "9/12")
    assert [grade(lowest, typed).mark for typed in ("3/4", "6/8", "0.75")] == [CORRECT, INCORRECT, UNREADABLE]


def test_options_that_differ_in_accents_case_or_stops_are_told_apart() -> None:
    accents = choice("b", "esta", "está")
    assert [grade(accents, typed).mark for typed in ("está", "esta")] == [CORRECT, INCORRECT]
    stops = choice("a", "Come!", "Come?", "come")
    assert [grade(stops, typed).mark for typed in ("Come!", "come", "COME")] == [CORRECT, INCORRECT, UNREADABLE]


def test_a_letter_that_is_also_the_text_of_another_option_is_not_guessed() -> None:
    blood = choice("a", "B", "A", "AB", "0")
    replies = ("b", "B", "b)", "ab", "0", "a)")
    assert [grade(blood, typed).mark for typed in replies] == [
        UNREADABLE,
        UNREADABLE,
        INCORRECT,  # with its bracket it is the key
        INCORRECT,
        INCORRECT,
        CORRECT,
    ]


@pytest.mark.parametrize(
    ("language", "words", "says"),
    [
        ("en", "true T yes y Right ✓ 👍 a 1", True),
        ("en", "false F no n wrong ❌ b 2", False),
        ("es", "verdadero Verdad v sí Si cierto true", True),
        ("es", "falso f no false", False),
        ("de", "wahr richtig ja", True),
        ("fr", "faux non", False),
        ("pt", "não falso", False),
        ("sw", "yes true", True),  # a language without words of its own here: English
    ],
)
def test_true_and_false_are_understood_in_the_language_and_in_english(language: str, words: str, says: bool) -> None:
    row = language_of(language)
    question = true_false("a" if says else "b", row.true, row.false, language=language)
    assert [grade(question, word).mark for word in words.split()] == [CORRECT] * len(words.split())


def test_every_language_understands_its_own_labels() -> None:
    codes = ("en", "es", "es-MX", "de", "fr", "it", "pt", "sw")
    labels = [(language_of(code).true, language_of(code).false, code) for code in codes]
    said = [(said_true(true, code), said_true(false, code)) for true, false, code in labels]
    assert said == [(True, False)] * len(codes)


def test_maybe_is_neither() -> None:
    assert grade(true_false("a", "True", "False"), "maybe").why is Why.NOT_AN_OPTION


COLOURS = multi("ac", "red", "green", "blue", "black and white", mistakes={"green": "mixed", "red, green": "both"})


@pytest.mark.parametrize(
    "reply",
    [
        ("a", "c"),
        ("c", "a", "a"),
        "a,c",
        "a, c",
        "A and C",
        "a c",
        "ac",
        "1,3",
        "1 3",
        "red, blue",
        "Red and blue.",
        "red; blue",
        "red & blue",
    ],
)
def test_several_options_are_chosen_in_any_order_and_way(reply: Reply) -> None:
    verdict = grade(COLOURS, reply)
    assert (verdict.mark, verdict.read_as) == (CORRECT, "red, blue")


@pytest.mark.parametrize(
    ("reply", "mark", "why", "mistake"),
    [
        ("a", PARTIAL, Why.SOME_MISSING, None),
        (("c",), PARTIAL, Why.SOME_MISSING, None),
        ("a, c, d", PARTIAL, Why.SOME_TOO_MANY, None),
        ("a, b, c", PARTIAL, Why.NAMED_MISTAKE, "mixed"),
        ("a, d", INCORRECT, Why.SOME_TOO_MANY, None),
        ("d", INCORRECT, Why.NOT_THE_ANSWER, None),
        ("black and white", INCORRECT, Why.NOT_THE_ANSWER, None),  # one option, although it holds `and`
        ("red, green", INCORRECT, Why.NAMED_MISTAKE, "both"),  # the mistake of the whole choice goes first
        ("b", INCORRECT, Why.NAMED_MISTAKE, "mixed"),
        ("abcd", INCORRECT, Why.NAMED_MISTAKE, "mixed"),
        ("a, x", UNREADABLE, Why.NOT_AN_OPTION, None),
        (("a", "x"), UNREADABLE, Why.NOT_AN_OPTION, None),
        ("none", UNREADABLE, Why.NOT_AN_OPTION, None),
    ],
)
def test_a_part_of_the_right_ones_is_partial(reply: Reply, mark: Mark, why: Why, mistake: str | None) -> None:
    verdict = grade(COLOURS, reply)
    assert (verdict.mark, verdict.why, verdict.mistake) == (mark, why, mistake)


def test_choosing_everything_shows_nothing() -> None:
    verdict = grade(multi("ac", "red", "green", "blue"), "a, b, c")
    assert (verdict.mark, verdict.why) == (INCORRECT, Why.SOME_TOO_MANY)


@pytest.mark.parametrize("reply", ["0,5 y 1,2", "0,5, 1,2", "0,5; 1,2", "a,c", "a y c", "0,5 1,2"])
def test_a_comma_within_numbers_does_not_part_them(reply: str) -> None:
    assert grade(multi("ac", "0,5", "0,7", "1,2", language="es"), reply).mark is CORRECT


def test_a_word_for_and_that_is_also_a_key_is_read_as_the_key() -> None:
    italian = multi("ace", "uno", "due", "tre", "quattro", "cinque", language="it")
    assert [grade(italian, typed).mark for typed in ("a e c", "a c e", "uno, tre, cinque")] == [CORRECT] * 3
    assert grade(multi("ac", "uno", "due", "tre", language="it"), "uno e tre").mark is CORRECT
