"""Making a course of its files: every fault with its place, in an author's words; a unit that stands alone."""

import pytest

from bot.curriculum.course import unit_from_json
from bot.curriculum.loader import load
from bot.curriculum.model import Bounds
from tests.curriculum.written import COURSE, UNIT, changed, files, loaded, the_unit


def faults(unit: str = UNIT, course: str = COURSE) -> list[str]:
    return [str(one) for one in load(files(unit, course)).faults]


def test_the_shortest_course_loads() -> None:
    course = loaded()
    assert (course.id, course.title, course.language, list(course.units)) == ("sums", "Sums", "en", ["add"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("title: Adding", "titel: Adding", ["1:1: 'title' is missing", "2:1: there is no key 'titel' here -- write"]),
        ("kind: number", "kind: sum", ["16:11: 'sum' is not one of those known here -- use 'choice', 'multi', "]),
        ("    kind: number\n", "", ["14:5: 'kind' is missing here -- add `kind: ...` as in the guide"]),
        ('    answer: "{a + b}"\n', "", ["14:5: 'answer' is missing here -- add `answer: ...`"]),
        ('"{a + b}"', "{a + b}", ["20:13: 'answer' is { } without quotes; a text is needed -- put the whole text in"]),
        ('"{a + b}"', "[1, 2]", ["20:13: 'answer' is a list; a text is needed -- write one text; put it in quotes if"]),
        ('"{a + b}"', "", ["20:12: 'answer' is empty; a text is needed -- write it, or leave the key out"]),
        ("kind: number", "kind: number\n    hint: x", ["17:5: there is no key 'hint' here -- write `hints`"]),
        ("kind: number", "kind: number\n    hints: x", ["17:12: 'hints' is a text; a list is needed -- write it as"]),
        ("kind: number", "kind: number\n    options: [a]", ["17:5: there is no key 'options' here -- known here: acc"]),
        ("id: plus", "id: Plus Sign", ["4:9: 'Plus Sign' is not an id -- use lower case letters, digits and hyphens"]),
        ("method: trick", "method: trik", ["7:17: 'trik' is not one of those known here -- use 'worked-example'"]),
        ("b: 2..9}", "b: {x: 1}}", ["18:26: 'b' cannot be drawn from -- write a range 1..9, a list [2, 3]"]),
        ("b: 2..9}", "b: [{x: 1}, 2]}", ["18:26: 'b' cannot be drawn from -- "]),
        ("      - method: peer\n", "", ["7:7: 1 stand here; 2 is the least -- add to the list"]),
        ("title: Adding", "title: " + "x" * 301, ["2:8: this text is longer than 300 characters -- shorten it"]),
        ("title: Adding", "title: ''", ["2:8: this text is empty -- write it, or leave the key out"]),
        ("title: Adding", "title: Adding\ncycles: two", ["3:9: 'two' is not a whole number -- write digits, as 5"]),
        ("title: Adding", "title: Adding\ncycles: 99", ["3:9: '99' is too large -- 10 is the most"]),
        ("title: Adding", "title: Adding\ncycles: " + "9" * 5000, ["3:9: '999"]),
        ("title: Adding", "title: Adding\nneeds: [parts]", ["3:9: 'parts' is no objective of a unit -- write"]),
        ("title: Adding", "title: Adding\nmastery: {share: 0.8}", ["3:10: 'rule' is missing here -- add `rule"]),
        ("title: Adding", "title: Adding\nmastery: {rule: streak, slip: 80}", ["3:31: '80' is too large -- 0.4"]),
        ("title: Adding", "title: Adding\nmastery: {rule: threshold, share: nan}", ["3:35: 'nan' is "]),
        ("id: add\n", "id: sub\n", ["1:5: the id 'sub' is not the name of the file -- write `id: add`"]),
        (UNIT, "", ["1:1: the file is empty -- "]),
        (UNIT, "- a\n", ["1:1: the file holds no keys -- "]),
    ],
)  # fmt: skip
def test_a_fault_names_place_value_and_cure(old: str, new: str, told: list[str]) -> None:
    found = faults(changed(UNIT, (old, new)))
    assert len(found) == len(told), found
    for one, begin in zip(found, told, strict=True):
        assert one.startswith(f"add.yaml:{begin}"), one


def test_all_faults_of_all_files_are_told_at_once() -> None:
    unit = changed(UNIT, ("title: Adding", "titel: Adding"), ("kind: number", "kind: sum"))
    found = faults(unit, changed(COURSE, ("units: [add]", "units: [add, carry]\nauthor: me")))
    assert [one.split(" ")[0] for one in found] == [
        "course.yaml:6:1:",
        "add.yaml:1:1:",
        "add.yaml:2:1:",
        "add.yaml:16:11:",
    ]


def test_units_are_read_beside_a_missing_one() -> None:
    made, told = load(files(course=changed(COURSE, ("[add]", "[add, carry, add]"))))
    assert made is not None
    assert list(made.units) == ["add"]
    assert [str(one) for one in told] == [
        "course.yaml:5:14: there is no file carry.yaml beside it -- write the unit, or take it out",
        "course.yaml:5:21: the unit 'add' is listed twice -- list every unit once",
    ]


def test_a_folder_without_a_course_file_says_so() -> None:
    assert [str(one) for one in load({}, "x/").faults] == [
        "x/course.yaml:1:1: there is no course.yaml in this folder -- write one; the guide shows the shortest"
    ]


def test_a_unit_can_be_stored_and_read_again_alone() -> None:
    unit = the_unit(changed(UNIT, ("a: 2..9, b: 2..9", "a: [{es: uno, en: one}], b: 1..2"), ("a + b", "b")))
    again = unit_from_json(unit.to_json())
    assert again == unit
    assert again.file == unit.file
    assert again.to_json() == unit.to_json()


@pytest.mark.parametrize(
    ("unit", "course", "same"),
    [
        (("", ""), ("title: Sums", "title: Totals"), True),  # a unit does not show its course's title
        (("", ""), ("about: Adding", "about: More adding"), True),
        (("title: Adding", "title: Plus"), ("", ""), False),
        (("2..9, b", "2..8, b"), ("", ""), False),
        (("", ""), ("most: 6", "most: 7"), False),
        (("", ""), ("language: en", "language: es"), False),
        (("", ""), ("units: [add]", "units: [add]\n  # a comment"), True),
        (("title: Adding", "title: Adding\ncycles: 3"), ("", ""), True),  # as the course says anyway; see below
    ],
)
def test_the_version_changes_with_what_a_student_would_notice(
    unit: tuple[str, str], course: tuple[str, str], same: bool
) -> None:
    version = the_unit(UNIT.replace(*unit, 1), COURSE.replace(*course, 1)).version
    if unit[1].endswith("cycles: 3"):
        assert version != the_unit().version, "what a file says itself stays when the course's defaults change"
    else:
        assert (version == the_unit().version) is same


def test_bounds_come_from_the_form_else_from_the_rule() -> None:
    unit = the_unit(changed(UNIT, ("title: Adding", "title: Adding\nforms: {summative: {least: 4, most: 5}}")))
    assert unit.bounds("placement", "plus") == Bounds(least=2, most=3)
    assert unit.bounds("formative", "plus") == Bounds(least=3, most=6)
    assert unit.bounds("summative", "plus") == Bounds(least=4, most=5)


@pytest.mark.parametrize(
    ("unit", "rule"),
    [
        (("", ""), "evidence"),
        (("title: Adding", "title: Adding\nmastery: {rule: streak}"), "streak"),
        (("can: I can add", "mastery: {rule: threshold}\n    can: I can add"), "threshold"),
    ],
)
def test_the_nearest_rule_holds(unit: tuple[str, str], rule: str) -> None:
    assert the_unit(UNIT.replace(*unit, 1)).rule_of("plus").rule == rule


def test_items_are_kept_for_the_uses_they_name() -> None:
    unit = the_unit(UNIT + changed(UNIT[UNIT.index("  - id: sum") :], ("id: sum", "id: last\n    use: [summative]")))
    assert [item.id for item in unit.items_of("plus", "placement")] == ["sum"]
    assert [item.id for item in unit.items_of("plus", "summative")] == ["sum", "last"]
