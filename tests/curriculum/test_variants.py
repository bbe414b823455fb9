"""Questions made of items: the same for ever, different from each other, right in every language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.formulas import FormulaError
from bot.curriculum.languages import language_of
from bot.curriculum.model import Item
from bot.curriculum.question import Mistake, NumberSpec, OneOf, Option, Question, ShortSpec, SomeOf
from bot.curriculum.supply import candidates, pool, question, supply
from bot.curriculum.templates import template_of
from bot.curriculum.variants import MOST_DRAWN, count, drawn, realise, samples
from bot.grading.grade import grade
from bot.grading.verdict import Mark
from tests.curriculum.written import COURSE, NUMBER, UNIT, an_item, changed, the_unit

CHOICE = """\
    kind: choice
    vary: {draw: {verb: [{es: comer, en: to eat}, {es: beber, en: to drink}]}}
    ask: "What does {verb.es} mean?"
    options: ["{verb.en}", to sleep, to run, to see]
    answer: "{verb.en}"
"""


def made(item: Item, variant: int = 0, seed: str = "s", language: str = "en") -> Question:
    return realise(item, variant, language=language, course_id="sums", seed=seed)


def number(body: str, language: str = "en") -> Question:
    return made(an_item(f"    kind: number\n{body}", language), language=language)


def test_a_variant_fills_every_text() -> None:
    item = an_item(
        """\
    kind: number
    vary:
      draw: {a: 1..3, b: [2, 5]}
      where: ["a < b", "c != 4"]
      let: {c: a * b, d: c + 1}
    ask: "{a} · {b}, not {{a}}"
    answer: "{c}"
    hints: ["{a} times {b}"]
    mistakes: [{when: "{a + b}", name: added, say: "{a} + {b} adds"}]
    praise: "{b} times {a} is {c}"
    solution: "after it comes {d}"
    accepts: [" {c} "]
    rejects: ["{d}"]
    picture: {file: "media/dots-{c}.svg", alt: "{c} dots"}
"""
    )
    assert count(item) == 4  # 1·2, 1·5, 2·5, 3·5; 2·2 is 4 and not smaller
    asked = made(item, 1)
    assert (asked.ask, asked.answer_text, asked.key) == ("1 · 5, not {a}", "5", NumberSpec("5/1"))
    assert (asked.hints, asked.praise, asked.solution) == (("1 times 5",), "5 times 1 is 5", "after it comes 6")
    assert asked.mistakes == (Mistake("6", "added", "1 + 5 adds"),)
    assert samples(item, 1, "en") == ((" 5 ",), ("6",))
    assert asked.picture is not None
    assert (asked.picture.file, asked.picture.alt) == ("sums/media/dots-5.svg", "5 dots")
    assert (asked.item, asked.variant, asked.objective, asked.kind) == ("asked", 1, "plus", "number")


@pytest.mark.parametrize(
    ("drawing", "values"),
    [
        ("1..4", ["1", "2", "3", "4"]),
        ("-2..2 by 2", ["-2", "0", "2"]),
        ("0.5..1.5 by 0.5", ["0.5", "1", "1.5"]),
        ("0..1 by 1/3", ["0", "1/3", "2/3", "1"]),
        ("[2, 0.50, 2/4, x, 007]", ["2", "0.50", "2/4", "x", "007"]),
        ("7..7", ["7"]),
    ],
)
def test_drawn_values_print_as_they_are_written(drawing: str, values: list[str]) -> None:
    item = an_item(f'    kind: short\n    vary: {{draw: {{v: {drawing}}}}}\n    ask: "{{v}}"\n    answer: ["{{v}}"]\n')
    assert [made(item, variant).ask for variant in range(count(item))] == values


@pytest.mark.parametrize(
    ("drawing", "what"),
    [
        ("9..1", "the range '9..1' is empty"),
        ("1..9 by 0", "the range '1..9 by 0' is empty"),
        ("1-9", "'1-9' is not a range"),
        ("1..x", "'1..x' is not a range"),
        ("1..6000", "the range '1..6000' has 6,000 values"),
        ("1..999999999999999999999999", "the range"),
        ("[]", "nothing can be drawn from an empty list"),
        ("[{a: 1}, {b: 2}]", "record 2 differs from the first in a, b"),
    ],
)
def test_what_cannot_be_drawn_is_told(drawing: str, what: str) -> None:
    item = an_item(f"    kind: number\n    vary: {{draw: {{v: {drawing}}}}}\n    ask: v\n    answer: '1'\n")
    assert [problem.what[: len(what)] for problem in template_of(item, "en").problems] == [what]


def test_more_than_5000_combinations_are_told_and_not_counted() -> None:
    item = an_item("    kind: number\n    vary: {draw: {a: 1..100, b: 1..51}}\n    ask: '{a}'\n    answer: '{b}'\n")
    assert [problem.what for problem in template_of(item, "en").problems] == [
        "5,100 combinations are possible; 5,000 is the most"
    ]


@pytest.mark.parametrize(
    ("answer", "language", "value", "said"),
    [
        ("8", "en", "8/1", "8"),
        ("'{6/8}'", "en", "3/4", "3/4"),
        ("1 1/2", "en", "3/2", "1 1/2"),
        ("0.5", "es", "1/2", "0,5"),
        ("0,5", "es", "1/2", "0,5"),
        ("'{dec(1/3, 2)}'", "es", "33/100", "0,33"),
        ("-7", "en", "-7/1", "-7"),
    ],
)
def test_a_number_is_kept_exactly_and_said_in_the_language(answer: str, language: str, value: str, said: str) -> None:
    asked = number(f"    ask: x\n    answer: {answer}\n", language)
    assert (asked.key, asked.answer_text) == (NumberSpec(value), said)


def test_tolerance_units_and_form_reach_the_grader() -> None:
    asked = number(
        "    ask: x\n    answer: 2.5\n    tolerance: {absolute: 0.05}\n    units: [cm, inch]\n    form: decimal\n"
    )
    assert asked.key == NumberSpec("5/2", absolute="1/20", form="decimal", units=("cm", "inch"))
    assert asked.answer_text == "2.5 cm"


def test_options_are_shuffled_by_the_seed_and_the_key_follows() -> None:
    item = an_item(CHOICE)
    orders = set()
    for seed in map(str, range(200)):
        asked = made(item, 0, seed)
        assert [option.key for option in asked.options] == ["a", "b", "c", "d"]
        assert isinstance(asked.key, OneOf)
        assert {option.key: option.text for option in asked.options}[asked.key.key] == "to eat"
        orders.add(tuple(option.text for option in asked.options))
    assert len(orders) == 24


def test_options_keep_their_order_where_the_author_says_so() -> None:
    asked = made(an_item(CHOICE + "    shuffle: no\n"))
    assert [option.text for option in asked.options] == ["to eat", "to sleep", "to run", "to see"]


def test_several_right_options_are_said_as_a_list() -> None:
    item = an_item(
        "    kind: multi\n    ask: x\n    options: [a1, b1, c1, d1]\n    answer: [c1, a1, d1]\n    shuffle: no\n"
    )
    asked = made(item, language="es")
    assert (asked.key, asked.answer_text) == (SomeOf(("a", "c", "d")), "c1, a1 y d1")
    assert asked.guess == pytest.approx(1 / 15)


@pytest.mark.parametrize(("answer", "key"), [("true", "a"), ("False", "b"), ("'{2 + 2 == 4}'", "a")])
def test_true_and_false_keep_their_order_and_speak_the_language(answer: str, key: str) -> None:
    item = an_item(f"    kind: truefalse\n    ask: x\n    answer: {answer}\n")
    asked = made(item, language="es")
    assert asked.options == (Option("a", "Verdadero"), Option("b", "Falso"))
    assert (asked.key, asked.guess) == (OneOf(key), 0.5)


@pytest.mark.parametrize("code", ["en", "es", "es-MX", "de", "fr", "it", "pt", "tl"])
def test_the_labels_of_true_and_false_are_understood_when_typed(code: str) -> None:
    asked = made(an_item("    kind: truefalse\n    ask: x\n    answer: true\n"), language=code)
    assert grade(asked, language_of(code).true).mark is Mark.CORRECT
    assert grade(asked, language_of(code).false).mark is Mark.INCORRECT


def test_a_short_text_is_said_as_the_first_answer() -> None:
    asked = made(an_item("    kind: short\n    ask: x\n    answer: [no, nope]\n    keep: [accents]\n"))
    assert (asked.key, asked.answer_text, asked.guess) == (ShortSpec(("no", "nope"), ("accents",)), "no", 0.02)


def test_the_author_may_say_the_guess_rate() -> None:
    assert made(an_item(CHOICE + "    guess: 0.4\n")).guess == 0.4
    assert made(an_item(CHOICE)).guess == 0.25


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("    kind: number\n    ask: x\n    answer: ten\n", "the answer 'ten' is not a number"),
        ("    kind: truefalse\n    ask: x\n    answer: perhaps\n", "the answer 'perhaps' is neither true nor false"),
        ("    kind: choice\n    ask: x\n    options: [a, b]\n    answer: c\n", "the answer 'c' is none of the options"),
        ("    kind: number\n    ask: '{x'\n    answer: 1\n", "a brace stands alone in '{x'"),
        ("    kind: number\n    ask: '{1/0}'\n    answer: 1\n", "'1/0': this divides by zero"),
        ("    kind: number\n    ask: '{b}'\n    answer: 1\n", "'b': there is no 'b'"),
    ],
)
def test_an_item_that_cannot_be_asked_says_why(body: str, what: str) -> None:
    with pytest.raises(FormulaError) as caught:
        made(an_item(body))
    assert caught.value.what == what


def test_a_variant_there_is_not_is_refused() -> None:
    item = the_unit().file.items[0]
    for variant in (-1, 64):
        with pytest.raises(LookupError):
            made(item, variant)


def test_a_check_in_is_realised_like_an_item() -> None:
    text = changed(UNIT, ("teaches: plus", "teaches: plus\n    try: {kind: number, ask: 1 + 1, answer: 2}"))
    step = the_unit(text).file.lesson[0]
    assert step.check_in is not None
    asked = realise(step.check_in, 0, language="en", course_id="sums", seed="s", item_id="lesson/0", objective="plus")
    assert (asked.item, asked.objective, asked.answer_text) == ("lesson/0", "plus", "2")


@given(st.integers(0, 63), st.text(max_size=20))
def test_the_same_seed_gives_the_same_question(variant: int, seed: str) -> None:
    item, again = the_unit().file.items[0], the_unit().file.items[0]
    assert made(item, variant, seed) == made(again, variant, seed)
    choice = an_item(CHOICE)
    assert made(choice, variant % 2, seed) == made(an_item(CHOICE), variant % 2, seed)


# --- supply -----------------------------------------------------------------------------------------------------------


def test_every_candidate_is_a_different_question() -> None:
    unit = the_unit()
    asked = [question(unit, item, variant, "s").ask for item, variant in candidates(unit, "plus", "formative")]
    assert len(asked) == len(set(asked)) == supply(unit, "plus", "formative") == 64


def test_variants_that_read_alike_count_once() -> None:
    unit = the_unit(changed(UNIT, ("b: 2..9}", "b: 2..9, unseen: 1..5}")))
    assert count(unit.file.items[0]) == 320
    assert supply(unit, "plus", "formative") <= 64


def test_two_items_that_ask_the_same_count_once() -> None:
    unit = the_unit(UNIT + changed(NUMBER, ("id: sum", "id: again")))
    assert supply(unit, "plus", "formative") == 64
    assert {item for item, _ in candidates(unit, "plus", "formative")} == {"sum"}


def test_a_question_met_in_one_use_is_not_met_again_in_another_under_another_name() -> None:
    first = changed(NUMBER, ("id: sum", "id: early\n    use: [formative]"))
    unit = the_unit(changed(UNIT, (NUMBER, first + NUMBER)))
    assert pool(unit, "plus", "formative").keys() == {"early"}
    assert not pool(unit, "plus", "placement"), "all of `sum` is asked by `early`; the check says that supply is short"


def test_options_in_another_order_are_the_same_question() -> None:
    body = "    objective: plus\n    kind: choice\n    ask: x\n    options: [{}]\n    answer: a1\n"
    items = [
        f"  - id: {name}\n{body.format(options)}"
        for name, options in [("one", "a1, b1"), ("two", "b1, a1"), ("three", "a1, c1")]
    ]
    unit = the_unit(changed(UNIT, (NUMBER, "".join(items))))
    assert candidates(unit, "plus", "formative") == (("one", 0), ("three", 0))


def test_a_large_template_gives_200_variants_that_move_in_every_variable() -> None:
    item = an_item(
        "    kind: number\n    vary: {draw: {a: 1..20, b: 1..50, c: 1..5}}\n    ask: '{a} {b} {c}'\n    answer: 1\n"
    )
    chosen = drawn(item)
    assert len(chosen) == MOST_DRAWN == len(set(chosen))
    assert list(chosen) == sorted(chosen)
    values = [made(item, variant).ask.split() for variant in chosen]
    assert [len({row[place] for row in values}) for place in range(3)][::2] == [20, 5]


def test_uses_together_count_what_either_may_ask() -> None:
    late = changed(NUMBER, ("id: sum", "id: late\n    use: [summative]"), ("{a} + {b} =", "{b} + {a} ="))
    unit = the_unit(UNIT + late)
    assert supply(unit, "plus", "formative") == 64
    assert supply(unit, "plus", "formative", "summative") == 64, "a + b and b + a read alike in the end"
    assert pool(unit, "plus", "summative").keys() == {"sum"}


def test_the_same_course_gives_the_same_candidates_in_the_same_order() -> None:
    assert candidates(the_unit(), "plus", "summative") == candidates(the_unit(UNIT, COURSE), "plus", "summative")
