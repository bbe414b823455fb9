"""Short texts: what is the same, what is close, and that closeness never earns credit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grading.grade import grade
from bot.grading.text import fold, slips
from bot.grading.verdict import Mark, Why
from tests.grading.asked import short

CORRECT, PARTIAL, INCORRECT = Mark.CORRECT, Mark.PARTIAL, Mark.INCORRECT


@pytest.mark.parametrize(
    "typed",
    [
        "el niño come",
        "  El  niño\tcome. ",
        "¡EL NIÑO COME!",
        "el nino come",
        "“el niño come”",
        "el nin\u0303o come",  # the accent as a character of its own
        "el\u00a0niño come",  # a space that does not break
        "\u200eel niño come\u200b",
        "ｅｌ niño come",
    ],
)
def test_case_accents_spaces_and_stops_are_folded(typed: str) -> None:
    assert grade(short("El niño come"), typed).mark is CORRECT


@pytest.mark.parametrize(
    ("answer", "typed", "mark", "why"),
    [
        ("mitochondria", "mitocondria", PARTIAL, Why.CLOSE_SPELLING),
        ("mitochondria", "mitchondira", PARTIAL, Why.CLOSE_SPELLING),
        ("photosynthesis", "fotosynthesis", INCORRECT, Why.NOT_THE_ANSWER),  # the first letters are no slip
        ("comer", "comre", PARTIAL, Why.CLOSE_SPELLING),
        ("comer", "beber", INCORRECT, Why.NOT_THE_ANSWER),
        ("ser", "sre", INCORRECT, Why.NOT_THE_ANSWER),  # three letters: any slip is another word
        ("soy", "say", INCORRECT, Why.NOT_THE_ANSWER),
        ("effect", "affect", INCORRECT, Why.NOT_THE_ANSWER),
        ("exothermic", "endothermic", INCORRECT, Why.NOT_THE_ANSWER),
        ("increase", "decrease", INCORRECT, Why.NOT_THE_ANSWER),
        ("possible", "impossible", INCORRECT, Why.NOT_THE_ANSWER),
        ("typical", "atypical", INCORRECT, Why.NOT_THE_ANSWER),
        ("in 1914", "in 1915", INCORRECT, Why.NOT_THE_ANSWER),  # numbers are not spelled
        ("x²", "x2", INCORRECT, Why.NOT_THE_ANSWER),  # NFKC alone would make them the same
        ("x²", "x^2", CORRECT, Why.RIGHT),
        ("H₂O", "h2o", CORRECT, Why.RIGHT),
        ("!", "!", CORRECT, Why.RIGHT),  # the answer may be punctuation
        ("!", "?", INCORRECT, Why.NOT_THE_ANSWER),
    ],
)
def test_close_is_told_apart_from_another_word(answer: str, typed: str, mark: Mark, why: Why) -> None:
    verdict = grade(short(answer), typed)
    assert (verdict.mark, verdict.why) == (mark, why)


@pytest.mark.parametrize(
    ("keep", "typed", "mark", "why"),
    [
        (("accents",), "año", CORRECT, Why.RIGHT),
        (("accents",), "AÑO", CORRECT, Why.RIGHT),
        (("accents",), "ano", PARTIAL, Why.CLOSE_SPELLING),  # also below four letters: all but the accent is there
        (("case",), "ano", CORRECT, Why.RIGHT),
        (("case",), "Año", PARTIAL, Why.CLOSE_SPELLING),
        (("case", "accents"), "Ano", PARTIAL, Why.CLOSE_SPELLING),
        ((), "ANO", CORRECT, Why.RIGHT),
    ],
)
def test_what_is_kept_is_asked_for(keep: tuple[str, ...], typed: str, mark: Mark, why: Why) -> None:
    verdict = grade(short("año", keep=keep), typed)
    assert (verdict.mark, verdict.why) == (mark, why)


@pytest.mark.parametrize(
    ("typed", "mistake"),
    [
        ("como", None),
        ("comes", "you"),
        ("Comes.", "you"),
        ("commes", "you"),  # one slip from the mistake, two from the answer
        ("coomo", None),  # one slip from the answer
        ("comen", "they"),
    ],
)
def test_a_named_mistake_goes_before_a_hint_about_spelling(typed: str, mistake: str | None) -> None:
    verdict = grade(short("como", mistakes={"comes": "you", "comen": "they"}), typed)
    assert verdict.mistake == mistake
    assert (verdict.why is Why.NAMED_MISTAKE) is (mistake is not None)
    assert verdict.say == (f"about {mistake}" if mistake else None)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text("abcdeé ", min_size=1, max_size=12), st.text("abcdeé ", min_size=1, max_size=12))
def test_likeness_never_earns_credit(answer: str, typed: str) -> None:
    if grade(short(answer), typed).mark is CORRECT:
        assert fold(answer) == fold(typed)


@given(st.text("abc", max_size=12), st.text("abc", max_size=12))
def test_slips_are_counted_alike_both_ways(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
