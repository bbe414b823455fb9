"""What `check` promises to find: one small course per fault, which has that fault and no other."""

import pytest

from bot.curriculum.faults import Fault
from tests.curriculum.written import COURSE, NUMBER, UNIT, changed, listing, report

HEAD = changed(UNIT, (NUMBER, ""))
FILLER = changed(NUMBER, ("id: sum", "id: filler"), ("{a} + {b} =", "Add {a} and {b}."))
"""Enough other questions, so that an item under test need not last."""

MORE = "add items, widen a `vary`, or lower `most` of the rule or form"
LIST_IT = "add it to `units` in course.yaml, or take the file out of this folder"
ONE = "  - {id: sum, objective: plus, kind: number, ask: One and one, answer: 2}\n"

DOUBLED = " | mistakes: [{when: '{a*2}', name: m, say: x}]"
FOUR_TWICE = " | mistakes: [{when: '4', name: m, say: x}, {when: '4.0', name: n, say: x}]"

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="1" height="1"/></svg>'


def told(found: tuple[Fault, ...]) -> list[str]:
    return [str(one).removeprefix("add.yaml:") for one in found]


def faults_of(*changes: tuple[str, str], course: str = COURSE) -> list[str]:
    return told(report(changed(UNIT, *changes), course).faults)


def asked(body: str) -> tuple[list[str], list[str]]:
    """Faults and warnings of a unit whose first item begins in line 14; `body` are its lines from line 16 on."""
    lines = "".join(f"    {line}\n" for line in body.split(" | "))
    found = report(f"{HEAD}  - id: asked\n    objective: plus\n{lines}{FILLER}")
    return told(found.faults), told(found.warnings)


def test_the_shortest_course_has_no_faults_and_no_warnings() -> None:
    found = report()
    assert (found.faults, found.warnings) == ((), ())


# --- right answers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "what", "cure"),
    [
        (
            "kind: choice | ask: x | options: [one, two, one] | answer: two",
            "18:5: the option 'one' is there twice",
            "make every option different",
        ),
        (
            "kind: choice | ask: x | options: [one, two] | answer: three",
            "19:5: the answer 'three' is none of the options",
            "write it as it stands in `options`",
        ),
        (
            "kind: multi | ask: x | options: [one, two] | answer: [one, three]",
            "19:5: the answer 'three' is none of the options",
            "write it as it stands in `options`",
        ),
        (
            "kind: choice | vary: {draw: {a: 1..4}} | ask: '{a}?' | options: ['{a}', '3'] | answer: '{a}'",
            "19:5: the option '3' is there twice (with a = 3)",
            "add a condition to `where` that keeps them apart",
        ),
        (
            "kind: number | vary: {draw: {a: 1..3, b: 0..1}} | ask: '{a} : {b}' | answer: '{a/b}'",
            "19:5: 'a/b': this divides by zero (with a = 1, b = 0)",
            "add a condition to `where` that keeps zero out",
        ),
        (
            "kind: number | vary: {draw: {a: 0..1}, let: {c: 1/a}} | ask: '{a}' | answer: '{c}'",
            "17:35: '1/a': this divides by zero (with a = 0)",
            "add a condition to `where` that keeps zero out",
        ),
        (
            "kind: number | vary: {draw: {a: 0..1}, where: ['1/a > 0']} | ask: '{a}' | answer: '{a}'",
            "17:37: '1/a > 0': this divides by zero",
            "add a condition to `where` that keeps zero out",
        ),
        (
            "kind: number | vary: {draw: {a: 1..3}, where: ['a > 5']} | ask: '{a}' | answer: '{a}'",
            "17:5: no values meet all conditions",
            "loosen `where`, or widen the ranges",
        ),
        (
            "kind: number | vary: {draw: {a: 1..3}} | ask: '{a}' | answer: '{c}'",
            "19:5: 'c': there is no 'c'",
            "use one of a",
        ),
        (
            "kind: number | vary: {draw: {a: 1..9}} | ask: Double it. | answer: '{a * 2}'",
            "18:5: this is asked alike for two answers, '2' and '4' (with a = 2)",
            "show in the question what tells them apart",
        ),
        (
            "kind: number | ask: 1/2 + 1/4 | answer: 6/8 | form: lowest",
            "18:5: the answer '6/8' itself would be partial (equal, but not in lowest terms)",
            "write the answer in the form that the item asks for",
        ),
        (
            "kind: number | ask: x | answer: 1 | tolerance: {absolute: much}",
            "19:17: the absolute tolerance 'much' is not a number from 0",
            "write it as 0.5 or 1/100",
        ),
        (
            "kind: number | ask: x | answer: 1 | tolerance: {absolute: 1, figures: 2}",
            "19:5: this tolerance gives 2 of absolute, relative and figures",
            "give exactly one of the three",
        ),
        (
            "kind: number | ask: x | answer: 3 | accepts: ['3', three]",
            "19:20: 'three' would be unreadable (not a number)",
            "list it in the answer or widen the tolerance, or take it out of `accepts`",
        ),
        (
            "kind: number | ask: x | answer: 3 | rejects: ['4', '3.0']",
            "19:20: '3.0' would be accepted",
            "narrow the answer, or take it out of `rejects`",
        ),
        (
            "kind: number | ask: x | answer: 3 | mistakes: [{when: '3', name: same, say: x}]",
            "19:16: the mistake 'same' is shown by the right answer '3'",
            "write the reply that shows it",
        ),
        (
            "kind: number | vary: {draw: {a: 1..3}} | ask: '{a}' | answer: '{a+2}'" + DOUBLED,
            "20:16: the mistake 'm' is shown by the right answer '4' (with a = 2)",
            "add a condition to `where` that keeps them apart",
        ),
        (
            "kind: number | ask: x | answer: 3" + FOUR_TWICE,
            "19:46: the mistakes 'm' and 'n' are shown by the same reply '4.0'",
            "keep one",
        ),
        (
            "kind: choice | ask: x | options: [one, two] | answer: two | mistakes: [{when: three, name: off, say: x}]",
            "20:16: nobody can answer 'three', so 'off' is never seen",
            "write an option as it stands in `options`",
        ),
    ],
)
def test_every_item_has_exactly_one_right_answer(body: str, what: str, cure: str) -> None:
    assert asked(body) == ([f"{what} -- {cure}"], [])


@pytest.mark.parametrize(
    "body",
    [
        "kind: number | ask: x | answer: 3/4 | accepts: ['3/4', '0.75', ' 3 / 4 '] | rejects: ['4/3', '']",
        "kind: number | ask: x | answer: 3 | mistakes: [{when: '4', name: m, say: x}, {when: '5', name: m, say: y}]",
        "kind: number | ask: x | answer: 2.5 | tolerance: {absolute: 0.1} | units: [cm] | accepts: [2.45 cm]",
        "kind: short | ask: x | answer: [el niño, niño] | accepts: [EL NINO] | rejects: [niña]",
        "kind: choice | ask: x | options: [el, él] | answer: él | mistakes: [{when: el, name: article, say: x}]",
        "kind: truefalse | ask: x | answer: true | mistakes: [{when: 'false', name: guess, say: x}]",
        "kind: multi | ask: x | options: [a1, b1, c1] | answer: [a1, b1]",
    ],
)  # fmt: skip
def test_items_that_are_well_are_left_in_peace(body: str) -> None:
    assert asked(body)[0] == []


def test_a_fault_of_a_template_is_told_once() -> None:
    body = "kind: number | vary: {draw: {a: 1..9, b: 0..9}} | ask: '{a} : {b} {a % b}' | answer: '{a/b}'"
    assert [one.split(" ")[0] for one in asked(body)[0]] == ["19:5:"]


def test_check_ins_are_tried_too() -> None:
    step = "teaches: plus\n    try: {kind: choice, ask: x, options: [a1, b1], answer: c1}"
    assert faults_of(("teaches: plus", step)) == [
        "13:52: the answer 'c1' is none of the options -- write it as it stands in `options`"
    ]


def test_a_first_hint_that_gives_the_answer_away_is_a_warning() -> None:
    body = "kind: number | ask: x | answer: 12 | hints: [It is 12., It is less than 13.]"
    assert asked(body) == (
        [],
        ["19:13: the first hint gives the answer '12' away -- begin with a hint that leads to it"],
    )
    assert asked(body.replace("It is 12.", "Less than 112.")) == ([], [])


def test_an_option_too_long_for_a_button_is_a_warning() -> None:
    body = f"kind: choice | ask: x | options: [{'long ' * 16}, short] | answer: short"
    faults, warnings = asked(body)
    assert (faults, [one.split(" -- ")[0] for one in warnings]) == (
        [],
        ["18:5: the option 'long long long long long long…' is longer than 75 characters"],
    )


# --- supply -----------------------------------------------------------------------------------------------------------


def test_a_supply_that_does_not_last_is_a_fault_with_the_count() -> None:
    assert faults_of(("a: 2..9, b: 2..9", "a: 2..6, b: 2..6")) == [
        f"4:5: 'plus' has 25 different questions for placement + formative + summative; 27 may be needed -- {MORE}",
    ]
    assert faults_of(("a: 2..9, b: 2..9", "a: 2..10, b: 2..4")) == [], "27 last"


def test_questions_kept_for_one_use_do_not_count_for_another() -> None:
    late = changed(NUMBER, ("id: sum", "id: late\n    use: [summative]"), ("{a} + {b} =", "Add {a} and {b}."))
    found = report(changed(UNIT, ("a: 2..9, b: 2..9", "a: 2..6, b: 2..5")) + late)
    assert [one.split(";")[0] for one in told(found.faults)] == [
        "4:5: 'plus' has 20 different questions for placement + formative"
    ]
    (unit,) = found.units
    assert (unit.supplies[0].there, unit.supplies[0].needed) == (84, 27)


def test_an_objective_needs_items_for_retention() -> None:
    use = "use: [placement, formative, summative]"
    assert faults_of(("kind: number", f"kind: number\n    {use}")) == [
        "4:5: 'plus' has no item for retention checks -- add retention to the `use` of some"
    ]


def test_few_items_for_retention_are_a_warning() -> None:
    use = "use: [placement, formative, summative]"
    one = changed(ONE, ("id: sum", "id: one"))
    found = report(changed(UNIT, ("kind: number", f"kind: number\n    {use}")) + one)
    assert (told(found.faults), [one.split(" -- ")[0] for one in told(found.warnings)]) == (
        [],
        ["4:5: 'plus' has 1 questions for a retention check of up to 3"],
    )


# --- parts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("method: peer", "method: trick\n        steps: [{text: x}]", ["6:5: 'plus' is taught again by trick"]),
        ("        steps: [{text: Count on from the larger number.}]\n", "", ["7:9: the corrective 'trick'"]),
        ("    teaches: plus\n", "", ["4:5: no step of the lesson teaches 'plus'"]),
        ("teaches: plus", "teaches: minus", ["4:5: no step of", "12:5: 'minus' is no objective of this unit"]),
        ("  - text: Adding puts two amounts together.\n    teaches", "  - teaches", ["11:5: this step is empty"]),
        ("items:\n", f"items:\n{ONE}", ["15:5: the id 'sum' is used"]),
        ("title: Adding", "title: Adding\nforms: {summative: {least: 6, most: 3}}", ["3:9: least is 6 and most is 3"]),
        ("title: Adding", "title: Adding\nmastery: {rule: evidence, least: 7, most: 6}", ["3:1: least is 7"]),
        ("title: Adding", "title: Adding\nmastery: {rule: streak, run: 5, most: 4}", ["3:1: a run of 5 is asked for"]),
    ],
)  # fmt: skip
def test_the_parts_of_a_unit_fit_together(old: str, new: str, faults: list[str]) -> None:
    found = [one for one in faults_of((old, new)) if "different questions" not in one]
    assert len(found) == len(faults), found
    for one, begin in zip(found, faults, strict=True):
        assert one.startswith(begin), one


def test_an_objective_that_nothing_asks_about_is_a_fault() -> None:
    second = (
        "  - {id: minus, can: I can subtract., correctives: [{method: peer}, {method: trick, steps: [{text: x}]}]}\n"
    )
    taught = ("    teaches: plus\n", "    teaches: plus\n  - {text: y, teaches: minus}\n")
    assert faults_of(("lesson:\n", f"{second}lesson:\n"), taught) == [
        "10:6: no item asks about 'minus' -- add items, or take the objective out"
    ]


def test_an_objective_named_twice_is_a_fault() -> None:
    start, end = UNIT.index("  - id: plus"), UNIT.index("lesson:")
    found = told(report(UNIT[:end] + UNIT[start:end] + UNIT[end:]).faults)
    assert found[0].startswith("10:5: the id 'plus' is used twice in `objectives`")


# --- the course as a whole --------------------------------------------------------------------------------------------


def three(*, requires: str = "", needs: str = "") -> list[str]:
    """Faults of a course of units add, carry and times; needs are those of carry."""
    course = changed(COURSE, ("units: [add]", f"units: [add, carry, times]\n{requires}"))
    carry = changed(UNIT, ("id: add\n", f"id: carry\n{needs}"))
    return [
        str(one) for one in report(course=course, carry=carry, times=changed(UNIT, ("id: add\n", "id: times\n"))).faults
    ]


def test_needs_and_gates_that_fit_are_left_in_peace() -> None:
    assert three(requires="requires: {carry: [add], times: [add, carry]}", needs="needs: [add/plus]\n") == []


@pytest.mark.parametrize(
    ("requires", "faults"),
    [
        ("{carry: [sub]}", ["6:20: 'carry' can never open: 'sub' is no unit of this course -- use one of add"]),
        ("{cary: [add]}", ["6:12: 'cary' is no unit of this course -- write carry"]),
        ("{add: [carry]}", ["6:18: 'add' waits for 'carry', which comes later in `units` -- "]),
        ("{add: [add]}", ["6:18: 'add' can never open: it waits for 'add'"]),
        ("{add: [times], carry: [add], times: [carry]}", [
            "6:18: 'add' can never open: it waits for 'times'",
            "6:34: 'carry' can never open: it waits for 'add'",
            "6:48: 'times' can never open: it waits for 'carry'",
        ]),
        ("{add: [carry], carry: [add], times: [carry]}", [
            "6:18: 'add' can never open: it waits for 'carry'",
            "6:34: 'carry' can never open: it waits for 'add'",
        ]),
    ],
)  # fmt: skip
def test_gates_lead_round_in_no_circle(requires: str, faults: list[str]) -> None:
    found = three(requires=f"requires: {requires}")
    assert len(found) == len(faults), found
    for one, begin in zip(found, faults, strict=True):
        assert one.startswith(f"course.yaml:{begin}"), one


@pytest.mark.parametrize(
    ("needs", "fault"),
    [
        ("sub/plus", "'sub' is no unit of this course -- use one of add, carry, times"),
        ("add/minus", "the unit 'add' has no objective 'minus' -- use one of plus" ),
        ("times/plus", "'times/plus' is not of an earlier unit -- "),
        ("carry/plus", "'carry/plus' is not of an earlier unit -- "),
    ],
)  # fmt: skip
def test_needs_are_objectives_of_earlier_units(needs: str, fault: str) -> None:
    (found,) = three(needs=f"needs: [{needs}]\n")
    assert found.startswith(f"carry.yaml:2:9: {fault}")


def test_a_language_without_words_for_true_and_false_is_a_warning() -> None:
    coin = [("kind: number", "kind: truefalse"), ('"{a + b}"', '"{a > b}"'), ("{b} =", "{b}: falling?")]
    course = changed(COURSE, ("language: en", "language: sw"))
    warned = [str(one).split(" -- ")[0] for one in report(changed(UNIT, *coin), course).warnings]
    assert "course.yaml:3:1: true and false are called by English words in courses in 'sw'" in warned
    assert report(course=course).warnings == ()


def test_retention_days_go_up() -> None:
    course = COURSE + "  retention_days: [28, 7]\n"
    assert [str(one) for one in report(course=course).faults] == [
        "course.yaml:8:3: the days 28, 7 do not go up -- write them from the first to the last, as [7, 28]"
    ]


def test_a_file_that_the_course_does_not_list_is_a_fault() -> None:
    found = report(listing=listing({}, "draft.yaml", "old.yml"))
    assert told(found.faults) == [
        f"draft.yaml:1:1: the course does not list this unit, so nobody can reach it -- {LIST_IT}",
        "old.yml:1:1: this file is not read: its name ends in .yml -- rename it to old.yaml",
    ]


# --- what is shown ----------------------------------------------------------------------------------------------------


def with_picture(file: str, alt: str = "dots", media: dict[str, bytes] | None = None) -> list[str]:
    step = f"teaches: plus\n    picture: {{file: '{file}', alt: '{alt}'}}"
    return told(
        report(changed(UNIT, ("teaches: plus", step)), listing=listing(media or {"media/dots.svg": SVG})).faults
    )


@pytest.mark.parametrize(
    ("file", "alt", "fault"),
    [
        ("media/dot.svg", "dots", "13:15: there is no file 'media/dot.svg' -- write media/dots.svg"),
        ("media/Dots.svg", "dots", "13:15: there is no file 'media/Dots.svg' -- write media/dots.svg"),
        ("media/dots.svg", " ", "13:39: this picture has no words for those who cannot see it -- say in `alt` what it"),
        ("dots.svg", "dots", "13:15: 'dots.svg' is not the name of a picture -- write media/name.svg"),
        ("media/../media/dots.svg", "dots", "13:15: 'media/../media/dots.svg' is not the name of a picture"),
        ("../media/dots.svg", "dots", "13:15: '../media/dots.svg' is not the name of a picture"),
        ("/etc/passwd", "dots", "13:15: '/etc/passwd' is not the name of a picture"),
        ("media/%2e%2e/dots.svg", "dots", "13:15: 'media/%2e%2e/dots.svg' is not the name of a picture"),
        ("media\\dots.svg", "dots", "13:15: 'media\\dots.svg' is not the name of a picture"),
        ("file:///media/dots.svg", "dots", "13:15: 'file:///media/dots.svg' is not the name of a picture"),
        ("media/dots.exe", "dots", "13:15: 'media/dots.exe' is not the name of a picture"),
    ],
)
def test_a_picture_is_a_file_of_the_course_with_words(file: str, alt: str, fault: str) -> None:
    (found,) = with_picture(file, alt)
    assert found.startswith(fault)


def test_a_picture_that_fits_is_left_in_peace() -> None:
    assert with_picture("media/dots.svg") == []


def test_a_picture_that_depends_on_the_variant_is_looked_for_with_each() -> None:
    body = "    picture: {file: 'media/{a}.svg', alt: '{a} dots'}\n"
    text = changed(UNIT, ("kind: number", f"kind: number\n{body}"))
    media = {f"media/{number}.svg": SVG for number in range(2, 9)}
    assert told(report(text, listing=listing(media)).faults) == [
        "17:15: there is no file 'media/9.svg' -- write media/8.svg"
    ]


def test_a_picture_that_nobody_sees_is_a_warning() -> None:
    found = report(listing=listing({"media/dots.svg": SVG, "media/notes.txt": b"x"}))
    assert told(found.warnings) == ["media/dots.svg:1:1: nobody sees this picture -- use it, or take it away"]


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [("en", "You failed.", "failed"), ("en", "That is Wrong.", "Wrong"), ("es", "Es incorrecto.", "incorrecto")],
)
def test_words_of_failure_are_a_warning(language: str, text: str, word: str) -> None:
    unit = changed(UNIT, ("Adding puts two amounts together.", text))
    found = report(unit, changed(COURSE, ("language: en", f"language: {language}")))
    assert told(found.warnings) == [
        f"11:5: a student would read '{word}' here -- say what holds and what to try: nobody fails here, it is not yet"
    ]


# --- what the rule does -----------------------------------------------------------------------------------------------


def test_the_sequential_test_harms_few_and_takes_few_items() -> None:
    (effect,) = report().units[0].effects
    assert effect.rule == "evidence"
    assert (effect.knows_not_yet, effect.guesses_pass) < (0.04, 0.01)
    assert 3 <= effect.items_if_knows <= 4


@pytest.mark.parametrize(
    ("rule", "warning"),
    [
        ("{rule: threshold, share: 0.8, items: 3}", '3:1: of 100 who know "plus", 27 would be told "not yet"'),
        ("{rule: streak, run: 6, most: 6}", '3:1: of 100 who know "plus", 47 would be told "not yet"'),
    ],
)
def test_a_rule_that_harms_more_than_ten_of_a_hundred_is_a_warning(rule: str, warning: str) -> None:
    found = report(changed(UNIT, ("title: Adding", f"title: Adding\nmastery: {rule}")))
    assert [one.split(" -- ")[0] for one in told(found.warnings)] == [warning]


def test_a_rule_that_guessers_pass_is_a_warning_with_the_cure() -> None:
    body = changed(
        NUMBER, ("kind: number", "kind: truefalse"), ('"{a + b}"', '"{a > b}"'), ("{b} =", "{b}: the first is larger?")
    )
    found = report(
        changed(UNIT, (NUMBER, body), ("title: Adding", "title: Adding\nmastery: {rule: streak, run: 3, most: 10}"))
    )
    warned = [one.split(" -- ")[0] for one in told(found.warnings)]
    assert '3:1: of 100 who do not know "plus", 51 would pass by guessing' in warned
