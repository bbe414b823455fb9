"""The Home tab: a page as blocks, and its buttons as words."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack.home import home
from adapters.slack.received import Heard, Nothing
from adapters.slack.translate import received
from adapters.slack.words import ENGLISH
from bot.classroom.pages import Page, Section
from bot.dialogue.effects import Choice
from bot.dialogue.events import Asked
from tests.slack.block_kit import STAMP, USER, parts, presses, view_faults
from tests.slack.letters import CHOICES, LONG, SHORT

PAGE = Page(
    "Fractions, 7b",
    (
        Section("Where you are", ("**Equivalent** · goal 2 of 3", "- one"), (Choice("continue", "Continue"),)),
        Section("Goals", ("- <!channel> mastered",), (Choice("goals", "Goals"), Choice("no-word", "?"))),
    ),
)
PAGES = st.builds(
    Page,
    SHORT,
    st.lists(st.builds(Section, SHORT, st.lists(LONG, max_size=4).map(tuple), CHOICES), max_size=60).map(tuple),
)


def from_home(press: dict[str, Any]) -> dict[str, Any]:
    """As Slack sends a press on the Home tab: with a view and no channel."""
    press = {name: value for name, value in press.items() if name not in ("channel", "message")}
    return press | {"container": {"type": "view", "view_id": "V01"}, "view": {"id": "V01", "type": "home"}}


def test_a_page_is_headers_lines_and_buttons() -> None:
    blocks = home(PAGE, ENGLISH)["blocks"]
    kinds = [block["type"] for block in blocks]
    assert kinds == ["header", *["divider", "header", "rich_text", "actions"] * 2]
    assert [block["text"]["text"] for block in blocks if block["type"] == "header"] == [
        "Fractions, 7b",
        "Where you are",
        "Goals",
    ]


def test_a_button_of_a_page_is_a_word_and_another_is_nothing() -> None:
    heard = [
        received(from_home(press), community="slack:T01", now=1.0) for press in presses(home(PAGE, ENGLISH)["blocks"])
    ]
    events = [what.event for what in heard if isinstance(what, Heard)]
    assert [event.what for event in events if isinstance(event, Asked)] == ["continue", "goals"]
    assert [what.reply_to for what in heard if isinstance(what, Heard)] == [USER, USER]
    assert events[0].id == f"act:{USER}:V01:press:1::{STAMP}"
    assert heard[-1] == Nothing()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(PAGES)
def test_slack_takes_any_page_and_what_is_left_out_is_told(page: Page) -> None:
    view = home(page, ENGLISH)
    assert view_faults(view) == []
    headed = sum(block["type"] == "divider" for block in view["blocks"])
    told = [part["text"] for part in parts(view["blocks"][-1]) if "more parts" in str(part.get("text"))]
    assert headed == len(page.sections) or told == [f"({len(page.sections) - headed} more parts have no room here)"]
