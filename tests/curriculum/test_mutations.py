"""Whatever happens to a valid file, its author is told in sentences: never a traceback, never a hang."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.curriculum.faults import Fault
from bot.curriculum.formulas import FormulaError, compiled, evaluate
from bot.curriculum.lint import check
from bot.curriculum.loader import load
from bot.curriculum.media import Media, refused
from bot.curriculum.yaml_file import Parsed, read
from tests.curriculum.written import COURSE, UNIT, files

LINE = re.compile(r"[^:\n]+:[1-9][0-9]*:[1-9][0-9]*: [^\n]+ -- [^\n]+")
RICH = UNIT + (Path(__file__).parent / "rich.txt").read_text(encoding="utf-8")
"""The shortest unit and an item of every kind, with everything that an item may have."""

BITS = [
    "{",
    "}",
    "[",
    "]",
    ":",
    "- ",
    "\n",
    "  ",
    "'",
    '"',
    "*",
    "&",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "#",
    "~",
    "<<: ",
    "\t",
]
VALUES = [
    "0",
    "-1",
    "1e9",
    "no",
    "{a}",
    "{1/0}",
    "{{",
    "1..9",
    "[]",
    "{}",
    "x" * 400,
    "é",
    "\u202e",
    "9" * 5000,
    "../x",
]
settings.register_profile("files", max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
quick = settings.get_profile("files")


def told_well(found: list[Fault] | tuple[Fault, ...]) -> bool:
    return all(LINE.fullmatch(str(one)) for one in found)


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """A text with up to four pieces cut, doubled, moved or written over."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        piece = draw(st.sampled_from([*BITS, *VALUES, text[start:end], text[start:end] * 2]) | st.text(max_size=5))
        text = text[:start] + piece + text[end:]
    return text


@st.composite
def revalued(draw: st.DrawFn, text: str) -> str:
    """A text in which the values of some keys are others: still YAML, mostly."""
    lines = text.splitlines()
    for place in draw(st.lists(st.integers(0, len(lines) - 1), min_size=1, max_size=4)):
        key, colon, _ = lines[place].partition(": ")
        value = draw(st.sampled_from([*VALUES, "", "text", '"{top}"', "[1, 2]", "{rule: streak}"]))
        lines[place] = f"{key}{colon}{value}" if colon else lines[place]
    return "\n".join(lines)


def test_the_rich_unit_is_well_before_it_is_mutated() -> None:
    course, faults = load(files(RICH))
    assert course is not None
    assert faults == []
    assert check(course).faults == ()


@given(mutated(RICH) | revalued(RICH))
@quick
def test_a_mutated_unit_is_told_in_sentences(text: str) -> None:
    course, faults = load({"course.yaml": COURSE.encode(), "add.yaml": text.encode("utf-8", "surrogatepass")})
    assert told_well(faults)
    if course is not None:
        report = check(course)
        assert told_well(report.faults)
        assert told_well(report.warnings)


@given(mutated(COURSE) | revalued(COURSE))
@quick
def test_a_mutated_course_file_is_told_in_sentences(text: str) -> None:
    course, faults = load({"course.yaml": text.encode("utf-8", "surrogatepass"), "add.yaml": UNIT.encode()})
    assert course is not None or faults
    assert told_well(faults)


@given(st.binary(max_size=300))
@quick
def test_any_bytes_are_read_or_told(content: bytes) -> None:
    parsed = read(content, "x.yaml")
    assert isinstance(parsed, Parsed) or (parsed and told_well(parsed))


@given(st.text(st.sampled_from("ab12 +-*/%()<>=.,'\"[]!&|^~:{}\\xif_"), max_size=40))
@quick
def test_any_formula_is_computed_or_told(source: str) -> None:
    problem = None
    try:
        evaluate(compiled(source), {"a": 3, "b": "x"}, "en")
    except FormulaError as error:
        problem = error
    assert problem is None or (problem.what and problem.cure)


@given(st.binary(max_size=200) | mutated('<svg xmlns="x"><g id="a"><rect fill="red"/></g></svg>').map(str.encode))
@quick
def test_any_svg_is_taken_or_told(content: bytes) -> None:
    found = refused("media/x.svg", Media(len(content), content))
    assert found is None or all(found)


@pytest.mark.parametrize(
    "key", ["ask", "answer", "options", "hints", "vary", "tolerance", "mistakes", "picture", "use"]
)
@pytest.mark.parametrize("value", ["", "~", "x", "[]", "{}", "[[]]", "{a: {b: c}}", "[~]"])
def test_every_key_of_an_item_may_hold_anything(key: str, value: str) -> None:
    text = re.sub(rf"^    {key}:.*\n(?:      .*\n)*", f"    {key}: {value}\n", RICH, flags=re.MULTILINE)
    course, faults = load(files(text))
    assert told_well(faults)
    assert course is not None
    assert told_well(check(course).faults)
