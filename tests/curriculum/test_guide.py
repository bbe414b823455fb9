"""The guide for authors says what is true: its boxes work, its figures are computed, its quotations are real."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from pydantic import BaseModel, TypeAdapter

from bot.curriculum import model
from bot.curriculum.arithmetic import NAMES
from bot.curriculum.folder import check_folder
from bot.curriculum.variants import realise
from bot.curriculum.yaml_file import Parsed, read
from bot.grading.grade import grade
from bot.grading.verdict import Mark
from bot.mastery.error_rates import error_rates

if TYPE_CHECKING:
    from bot.curriculum.lint import Report

GUIDE = (Path(__file__).parents[2] / "curricula" / "README.md").read_text(encoding="utf-8")

_BOX = re.compile(r"^```yaml\n# (\w+)(?:: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#fff"/></svg>\n'


class Box(NamedTuple):
    """A yaml box of the guide; its first line says what it is."""

    kind: str
    file: str
    text: str


BOXES = [Box(*found.groups(default="")) for found in _BOX.finditer(GUIDE)]


def tree(text: str) -> Any:
    """What the loader reads in `text`."""
    parsed = read(text.encode(), "guide")
    assert isinstance(parsed, Parsed), parsed
    return parsed.tree


def boxes(kind: str) -> list[str]:
    return [box.text for box in BOXES if box.kind == kind]


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """The smallest course of the guide, written to a folder as the guide says."""
    for box in BOXES:
        if box.kind == "file":
            path = tmp_path / box.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(box.text, encoding="utf-8", newline="\n")
    return tmp_path / "first"


def with_unit(first: Path, change: tuple[str, str], *, count: int = 1) -> Report:
    """The report on the smallest course, after a change of its unit."""
    unit = first / "doubling.yaml"
    text, (old, new) = unit.read_text(encoding="utf-8"), change
    assert text.count(old) == count, f"{old!r} stands {text.count(old)} times in the unit of the guide"
    unit.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    return check_folder(first)


def said(report: Report) -> str:
    return "\n".join(f"{one.what} -- {one.cure}" for one in (*report.faults, *report.warnings))


# --- the boxes --------------------------------------------------------------------------------------------------------


def test_every_yaml_box_is_tried_here() -> None:
    assert GUIDE.count("```yaml") == len(BOXES)
    assert {box.kind for box in BOXES} == {"file", "items", "steps", "rules"}


def test_the_smallest_course_passes_the_check(first: Path) -> None:
    report = check_folder(first)
    assert report.faults == ()
    assert report.warnings == ()


@pytest.mark.parametrize("text", boxes("items"))
def test_the_items_of_the_guide_pass_the_check(first: Path, text: str) -> None:
    report = with_unit(first, ("\nitems:\n", f"\nitems:\n{indent(text, '  ')}"))
    assert report.faults == ()


@pytest.mark.parametrize("text", boxes("steps"))
def test_the_steps_of_the_guide_pass_the_check(first: Path, text: str) -> None:
    (first / "media").mkdir()
    (first / "media" / "purses.svg").write_text(_SVG, encoding="utf-8")
    report = with_unit(first, ("\nitems:\n", f"\n{indent(text, '  ')}items:\n"))
    assert said(report) == ""


@pytest.mark.parametrize("text", boxes("rules"))
def test_the_rules_of_the_guide_are_rules(text: str) -> None:
    rules: list[model.MasteryRule] = TypeAdapter(list[model.MasteryRule]).validate_python(tree(text))
    assert {rule.rule for rule in rules} == {"threshold", "streak", "evidence"}


def test_the_line_for_tutor_grade_is_graded_right() -> None:
    (line,) = re.findall(r"^```json\n(.*)\n```$", GUIDE, re.MULTILINE)
    asked = tree(line)
    item: model.TryItem = TypeAdapter(model.TryItem).validate_python(asked["item"])
    question = realise(item, 0, language="en", course_id="first", seed="guide")
    assert grade(question, asked["reply"]).mark is Mark.CORRECT


# --- the tables -------------------------------------------------------------------------------------------------------

FORMULAS = [(left[1:-1], right) for left, right in _ROW.findall(GUIDE) if re.fullmatch(r"\{(?!rule:).*\}", left)]
RULES = [(left, right) for left, right in _ROW.findall(GUIDE) if left.startswith("{rule:")]


@pytest.mark.parametrize(("formula", "becomes"), FORMULAS)
def test_a_formula_becomes_what_the_guide_says(formula: str, becomes: str) -> None:
    item = model.ShortItem(kind="short", ask="{" + formula + "}", answer=("x",))
    assert realise(item, 0, language="en", course_id="first", seed="guide").ask == becomes


def test_every_function_has_its_row() -> None:
    rows = " ".join(formula for formula, _ in FORMULAS)
    assert [name for name in sorted(NAMES) if f"{name}(" not in rows] == []


@pytest.mark.parametrize(("rule", "cells"), RULES)
def test_the_figures_of_a_rule_are_computed(rule: str, cells: str) -> None:
    adapter: TypeAdapter[model.MasteryRule] = TypeAdapter(model.MasteryRule)
    typed, four_options, true_or_false = 0.02, 0.25, 0.5
    rates = [error_rates(adapter.validate_python(tree(rule)), guess) for guess in (typed, four_options, true_or_false)]
    computed = [
        f"{100 * one.knows_not_yet:.0f} / {100 * one.guesses_pass:.0f} / {one.items_if_knows:.1f}" for one in rates
    ]
    assert cells.split(" | ") == computed


AUTHORED = [
    *(model.CourseFile, model.Defaults, model.Scale, model.Level, model.UnitFile, model.Objective, model.Corrective),
    *(model.Standard, model.LessonStep, model.Picture, model.Example, model.Enrichment, model.Forms, model.Bounds),
    *(model.Choice, model.Multi, model.TrueFalse, model.Number, model.Short, model.Tolerance, model.NamedMistake),
    *(model.Vary, model.ThresholdRule, model.StreakRule, model.EvidenceRule),
]


@pytest.mark.parametrize("authored", AUTHORED)
def test_every_field_is_in_the_guide(authored: type[BaseModel]) -> None:
    fields = [field.alias or name for name, field in authored.model_fields.items()]
    assert [name for name in fields if not re.search(rf"`{name}\b|\b{name}: ", GUIDE)] == []


def test_every_method_and_kind_is_in_the_guide() -> None:
    methods = ("worked-example", "picture", "analogy", "trick", "video", "practice", "story", "peer")
    kinds = ("choice", "multi", "truefalse", "number", "short")
    assert [word for word in (*methods, *kinds) if f"`{word}`" not in GUIDE] == []


# --- the sentences ----------------------------------------------------------------------------------------------------

_PICTURE = '- picture: {file: media/purse.svg, alt: "Two purses."}'

SAID = [
    (("hints:", "hint:"), "there is no key 'hint' here -- write `hints`"),
    (
        ("- method: peer", "- method: analogy\n        steps: [{text: Twice.}]"),
        "'double' is taught again by analogy and in no other way",
    ),
    (("    teaches: double\n  - example", "  - example"), ""),  # one step that teaches is enough
    (
        ("11..49", "11..34"),
        "'double' has 24 different questions for placement + formative + summative; 27 may be needed",
    ),
    (("11..49", "1..49"), "the mistake 'added-two' is shown by the right answer '4' (with a = 2)"),
    (('answer: "{a + a}"', 'answer: "{a + b}"'), "there is no 'b'"),
    (("kind: number", "kind: choice\n    options: ['1', '2', '3']"), "the answer '22' is none of the options"),
    (
        ("kind: number", "kind: choice\n    options: ['{a + a}', '14', '{a + 2}']"),
        "the option '14' is there twice (with a = 12)",
    ),
    (("lesson:\n", f"lesson:\n  {_PICTURE}\n"), "there is no file 'media/purse.svg'"),
    (("Double the tens first, then the ones.", "Is it {a + a}?"), "the first hint gives the answer '22' away"),
]


@pytest.mark.parametrize(("change", "sentence"), SAID)
def test_the_check_says_what_the_guide_says_that_it_says(first: Path, change: tuple[str, str], sentence: str) -> None:
    report = with_unit(first, change)
    assert sentence in said(report)
    assert sentence in GUIDE
    assert bool(report.faults or report.warnings) is bool(sentence)


def test_an_objective_that_no_step_teaches_is_told_as_in_the_guide(first: Path) -> None:
    sentence = "no step of the lesson teaches 'double'"
    assert sentence in said(with_unit(first, ("    teaches: double\n", ""), count=2))
    assert sentence in GUIDE
