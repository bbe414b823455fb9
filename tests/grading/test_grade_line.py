"""The pure half of `tutor grade`: lines in, verdicts out, and the cure for every line that cannot be used."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grading.line import grade_line

FRACTION = {
    "kind": "number",
    "ask": "1/4 + 2/4 =",
    "answer": "3/4",
    "form": "lowest",
    "mistakes": [{"when": "3/8", "name": "added-below", "say": "The parts stay fourths."}],
}
PARTS = {"kind": "choice", "ask": "Which is larger?", "options": ["1/3", "1/2", "1/4"], "answer": "1/2"}
THOUSANDS = {"kind": "number", "ask": "How many?", "answer": 1500}
DRAWN = {"kind": "number", "ask": "{a} + 1 =", "answer": "{a + 1}", "vary": {"draw": {"a": "1..3"}}}


@pytest.mark.parametrize(
    ("line", "verdict", "why", "mistake"),
    [
        ({"item": FRACTION, "reply": "3/4"}, "correct", "right", None),
        ({"item": FRACTION, "reply": "6/8"}, "partial", "equal, but not in lowest terms", None),
        ({"item": FRACTION, "reply": "3/8"}, "incorrect", "a named mistake", "added-below"),
        ({"item": FRACTION, "reply": "three"}, "unreadable", "not a number", None),
        ({"item": {**FRACTION, "id": "sum", "objective": "add"}, "reply": "3/4"}, "correct", "right", None),
        ({"item": PARTS, "reply": "b"}, "correct", "right", None),  # options stand as written
        ({"item": PARTS, "reply": ["b"]}, "correct", "right", None),
        ({"item": PARTS, "reply": "1/3"}, "incorrect", "not the answer", None),
        ({"item": DRAWN, "reply": "3", "variant": 1}, "correct", "right", None),
        ({"item": DRAWN, "reply": 3, "variant": "1"}, "correct", "right", None),
        ({"item": {"kind": "truefalse", "ask": "?", "answer": True}, "reply": True}, "correct", "right", None),
        ({"item": THOUSANDS, "reply": "1.500"}, "incorrect", "not the answer", None),
        ({"item": THOUSANDS, "reply": "1.500", "language": "es"}, "correct", "right", None),
        ({"item": PARTS, "reply": "x" * 1_000_000}, "unreadable", "longer than 300 characters", None),
        ({"item": FRACTION, "reply": "3/4", "seen": 12}, "correct", "right", None),  # a key of the caller's own
    ],
)  # fmt: skip
def test_a_line_gets_a_verdict(line: dict[str, Any], verdict: str, why: str, mistake: str | None) -> None:
    assert grade_line(json.dumps(line)) == {"verdict": verdict, "why": why, "mistake": mistake}


def test_numbers_are_read_as_they_are_written() -> None:
    line = '{"item": {"kind": "number", "ask": "?", "answer": 0.10, "form": "decimal"}, "reply": 0.1000000000000000055}'
    assert grade_line(line)["verdict"] == "incorrect"  # a binary float would say that these are one number


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "column 1: Expecting value"),
        ("3/4", "Extra data near '3/4'"),
        ("[]", "is no JSON object -- write {"),
        ('{"reply": "1"}', "'item' is missing here -- add `item: ...`"),
        ('{"item": {"kind": "number", "ask": "?"}, "reply": "1"}', "item: 'answer' is missing here"),
        ('{"item": {"kind": "nummer"}, "reply": "1"}', "'nummer' is not one of those known"),
        ('{"item": {"kind": "number", "ask": "?", "anser": "1"}, "reply": "1"}', "item.anser: there is no key"),
        ('{"item": {"kind": "choice", "ask": "?", "options": ["1"], "answer": "1"}}', "item.options: 1 stand here"),
        ('{"item": {"kind": "number", "ask": "?", "answer": "x"}, "reply": "1"}', "'x' is not a number -- write"),
        ('{"item": {"kind": "number", "ask": "?", "answer": "{9**9**9}"}, "reply": "1"}', "item: "),
        ('{"item": {"kind": "number", "ask": "?", "answer": "1"}, "reply": "1", "variant": 5}', "variant: "),
        ('{"item": {"kind": "number", "ask": "?", "answer": "1"}, "reply": "1", "language": "x"}', "is not a language"),
        ('{"item": {"kind": "number", "ask": "?", "answer": "1"}, "reply": null}', "write it, or leave the key out"),
        ('{"reply": "1", "reply": "2"}', "'reply' stands here twice -- keep one of them"),
        ("[" * 100_000, "outside quotes"),
        ("[" * 100, "nested more than 40 deep"),
        ('"' + "x" * 2_000_000, "2,000,000 is the most"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_used_is_explained(line: str, says: str) -> None:
    answer = grade_line(line)
    assert set(answer) == {"error"}
    assert says in str(answer["error"])
    assert len(str(answer["error"])) < 2_000


def test_all_faults_of_a_line_are_told_at_once() -> None:
    line = {"item": {"kind": "choice", "ask": "", "options": [], "answer": "x"}, "variant": -1}
    told = str(grade_line(json.dumps(line))["error"])
    assert [place for place in ("item.ask", "item.options", "variant", "'reply' is missing") if place not in told] == []


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from([*FRACTION, *PARTS, "vary", "tolerance", "units", "use", "guess", "picture"])


@given(st.text(max_size=200))
def test_any_text_gives_an_error_and_no_exception(text: str) -> None:
    assert set(grade_line(text)) == {"error"}


@given(st.sampled_from([FRACTION, PARTS, DRAWN]), st.dictionaries(FIELDS, JSONS, max_size=3), JSONS)
def test_any_item_gives_a_verdict_or_an_error(item: dict[str, Any], changes: dict[str, Any], reply: Any) -> None:
    answer = grade_line(json.dumps({"item": {**item, **changes}, "reply": reply}))
    assert set(answer) in ({"error"}, {"verdict", "why", "mistake"})
    assert json.loads(json.dumps(answer)) == answer
