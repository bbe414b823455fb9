"""Windows: what they look like, that Slack would take them, and what is received when they are sent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack.presses import Origin
from adapters.slack.received import CardPressed, ClassChosen, Heard
from adapters.slack.translate import received
from adapters.slack.windows import answer_window, class_window, page_window, teacher_window
from adapters.slack.words import ENGLISH, SPANISH
from bot.classroom.pages import Page, Section
from bot.dialogue.effects import Choice
from bot.dialogue.events import Replied, TeacherActed
from tests.slack.block_kit import USER, sent, view_faults
from tests.slack.letters import LONG, SHORT

COMMUNITY = "slack:T01"
CHAT = Origin("chat", "C01CLASS/4", "en", "C01CLASS")
CARD = Origin("card", "card/C01CLASS/U01ADA/1", "en", "C01CLASS", "U01ADA", 2, "abcd")
COURSES = {"fractions": "Fractions", "matter": "Floating and sinking"}
TEXT = {"text": {"type": "plain_text_input", "value": "because *2* < 3\nand more"}}


def new_class(**known: str) -> dict[str, Any]:
    empty = {"title": "", "course_id": "", "teacher_channel": "", "teacher_name": ""}
    return class_window("C01CLASS", COURSES, **empty | known, words=ENGLISH)


def elements(view: dict[str, Any]) -> dict[str, Any]:
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def test_an_answer_that_is_written_in_a_window_belongs_to_its_question() -> None:
    view = answer_window(CHAT, "D01ADA", "Why are 1/2 and 2/4 equal?")
    assert view_faults(view) == []
    assert view["blocks"][0]["text"]["text"] == "Why are 1/2 and 2/4 equal?"
    assert received(sent(view, TEXT), community=COMMUNITY, now=7.5) == Heard(
        Replied(
            id="view:V01:156.abc",
            at=7.5,
            community=COMMUNITY,
            student=USER,
            class_id="C01CLASS",
            text="because *2* < 3\nand more",
            on="C01CLASS/4",
        ),
        "D01ADA",
    )


@pytest.mark.parametrize(
    ("key", "action", "on"),
    [
        ("write", "write", ""),
        ("mark:fractions/lowest", "mark", "fractions/lowest"),
        ("assign:f/l:0", "assign", "f/l:0"),
    ],
)
def test_what_a_teacher_writes_belongs_to_the_card(key: str, action: Any, on: str) -> None:
    view = teacher_window(CARD, "G01TEACH", key, "Your message to Ada")
    assert view_faults(view) == []
    assert view["blocks"][0]["label"]["text"] == "Your message to Ada"
    assert received(sent(view, TEXT), community=COMMUNITY, now=7.5) == CardPressed(
        USER,
        TeacherActed(
            id="view:V01:156.abc",
            at=7.5,
            community=COMMUNITY,
            student="U01ADA",
            class_id="C01CLASS",
            teacher="",
            action=action,
            reason="because *2* < 3\nand more",
            card="card/C01CLASS/U01ADA/1",
            on=on,
        ),
        "G01TEACH",
    )


def test_a_new_class_is_asked_for_everything_and_nothing_is_guessed() -> None:
    view = new_class()
    assert view_faults(view) == []
    fields = elements(view)
    assert list(fields) == ["title", "course", "teacher_channel", "teacher_name"]
    assert not [element for element in fields.values() if any(name.startswith("initial") for name in element)]
    assert fields["teacher_channel"]["filter"]["include"] == ["private"]
    assert [option["value"] for option in fields["course"]["options"]] == ["fractions", "matter"]


def test_a_known_class_is_shown_as_it_is() -> None:
    view = new_class(title="7b", course_id="matter", teacher_channel="G01TEACH", teacher_name="Ms O")
    assert view_faults(view) == []
    fields = elements(view)
    assert fields["title"]["initial_value"] == "7b"
    assert fields["course"]["initial_option"]["value"] == "matter"
    assert fields["teacher_channel"]["initial_conversation"] == "G01TEACH"
    assert fields["teacher_name"]["initial_value"] == "Ms O"


def test_the_chosen_course_is_there_among_very_many() -> None:
    courses = {f"course-{number}": f"Course {number}" for number in range(150)}
    view = class_window(
        "C1", courses, title="", course_id="course-149", teacher_channel="", teacher_name="", words=SPANISH
    )
    assert view_faults(view) == []
    assert elements(view)["course"]["initial_option"]["value"] == "course-149"


def test_a_class_that_is_sent_is_a_class_chosen() -> None:
    values: dict[str, dict[str, Any]] = {
        "title": {"type": "plain_text_input", "value": "7b"},
        "course": {"type": "static_select", "selected_option": {"value": "matter"}},
        "teacher_channel": {"type": "conversations_select", "selected_conversation": "G01TEACH"},
        "teacher_name": {"type": "plain_text_input", "value": None},
    }
    assert received(sent(new_class(), values), community=COMMUNITY, now=7.5) == ClassChosen(
        user=USER,
        channel="C01CLASS",
        title="7b",
        course_id="matter",
        teacher_channel="G01TEACH",
        teacher_name="",
    )


def test_a_page_is_a_window_that_only_closes() -> None:
    page = Page(
        "Today: who needs what, in all classes", (Section("7b", ("- Ada: goal 2",), (Choice("help", "Help"),)),)
    )
    view = page_window(page, ENGLISH)
    assert view_faults(view) == []
    assert view["title"]["text"] == "Today: who needs what,…"
    assert "submit" not in view
    assert view["blocks"][0]["text"]["text"] == page.title, "what the title cuts is read below it"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(LONG, SHORT, SHORT)
def test_slack_takes_any_window(long: str, short: str, name: str) -> None:
    assert view_faults(answer_window(CHAT, "D01ADA", long)) == []
    assert view_faults(teacher_window(CARD, "G01TEACH", "write", long)) == []
    view = class_window(
        "C1", {"a": long, "b": short}, title=long, course_id="a", teacher_channel="", teacher_name=name, words=ENGLISH
    )
    assert view_faults(view) == []
    for element in elements(view).values():
        assert len(element.get("initial_value", "")) <= element.get("max_length", 0)


@given(st.text(max_size=60))
def test_metadata_that_is_not_ours_is_nothing(text: str) -> None:
    view = teacher_window(CARD, "G01TEACH", "write", "Why?") | {"private_metadata": text}
    assert type(received(sent(view, TEXT), community=COMMUNITY, now=1.0)).__name__ == "Nothing"
