"""From a page's JSON to events, and from the store's entries to what a page shows: tables of values."""

from typing import Any

import msgspec
import pytest

from adapters.web.translate import Enter, Sent, event_of, marked, message_of
from bot.curriculum.question import Option, Picture
from bot.dialogue.effects import Alert, Ask, Choice, Grant, Letter, OpenThread, Say, Selection, Settle
from bot.dialogue.events import (
    Asked,
    Chose,
    Edited,
    Event,
    Joined,
    Replied,
    Switched,
    TeacherActed,
    Ticked,
    Unreached,
)
from bot.engine import Entry

KEY = "0b5e2f64-7c1b-4a39-9f1e-2d3c4b5a6978"
WHO: dict[str, Any] = {"id": f"web:{KEY}", "at": 9.5, "community": "local", "student": "s-1"}


def decoded(**fields: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode({"key": KEY, **fields}), type=Sent)


@pytest.mark.parametrize(
    ("sent", "event"),
    [
        ({"type": "reply", "student": "s-1", "text": " 5/7 ", "on": "4"}, Replied(**WHO, text=" 5/7 ", on="4")),
        ({"type": "reply", "student": "s-1", "text": "hint"}, Replied(**WHO, text="hint", on="")),
        ({"type": "press", "student": "s-1", "ref": "4", "picks": ["a"]}, Chose(**WHO, ref="4", picks=("a",))),
        ({"type": "press", "student": "s-1", "ref": "4", "picks": []}, Chose(**WHO, ref="4", picks=())),
        ({"type": "ask", "student": "s-1", "what": "where"}, Asked(**WHO, what="where")),
        (
            {"type": "act", "student": "s-1", "class_id": "c", "teacher": "Ms O", "action": "seen"},
            TeacherActed(**WHO, class_id="c", teacher="Ms O", action="seen"),
        ),
        (  # a reason is kept as a line that can be read
            {
                "type": "act",
                "student": "s-1",
                "class_id": "c",
                "teacher": "Ms\u202e O",
                "action": "start-over",
                "reason": "we\ntalked\x00",
            },
            TeacherActed(**WHO, class_id="c", teacher="Ms O", action="start-over", reason="we talked"),
        ),
        (  # a message may be longer than a reason
            {
                "type": "act",
                "student": "s-1",
                "class_id": "c",
                "teacher": "Ms O",
                "action": "write",
                "reason": "y" * 501,
                "card": "card/c/s-1/1",
                "on": "u/g:0",
            },
            TeacherActed(
                **WHO,
                class_id="c",
                teacher="Ms O",
                action="write",
                reason="y" * 499 + "…",
                card="card/c/s-1/1",
                on="u/g:0",
            ),
        ),
    ],
)
def test_what_a_page_sends_is_one_event_with_the_key_of_the_action(sent: dict[str, Any], event: Event) -> None:
    assert event_of(decoded(**sent), at=9.5) == event


def test_a_student_who_enters_is_no_event_yet() -> None:
    assert decoded(type="enter", name="Ada", class_id="c") == Enter(KEY, "c", "Ada")


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "reply", "student": "s-1"},  # no text
        {"type": "reply", "student": "s-1", "text": 5},
        {"type": "reply", "student": "s-1", "text": "x", "class_id": "c"},  # not a page's to say
        {"type": "press", "student": "s-1", "ref": "4", "picks": ["a"] * 21},
        {"type": "ask", "student": "s-1", "what": "answers"},
        {"type": "act", "student": "s-1", "class_id": "c", "teacher": "t", "action": "erase"},
        {"type": "act", "student": "s-1", "class_id": "c", "teacher": "t", "action": "mark", "on": "x" * 121},
        {"type": "tick", "student": "s-1"},
        {"type": "reply", "student": "s-1", "text": "x", "key": "1"},
        {"type": "reply", "student": "s-1", "text": "x", "key": KEY.upper()},
    ],
)
def test_what_no_page_sends_is_not_read(fields: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        decoded(**fields)


SAY = {"kind": "say", "ref": "", "choices": []}


@pytest.mark.parametrize(
    ("letter", "shown"),
    [
        (Say("Not *yet*."), SAY | {"text": [[["Not ", ""], ["yet", "e"], [".", ""]]]}),
        (
            Say("Now?", (Choice("now", "Now"),), "7", Picture("c/media/bar.svg", "A *bar*")),
            {
                "kind": "say",
                "ref": "7",
                "text": [[["Now?", ""]]],
                "choices": [{"key": "now", "label": [[["Now", ""]]]}],
                "picture": {"src": "media/c/bar.svg", "alt": "A bar"},
            },
        ),
        (
            Ask("8", "Half?", "one", (Option("a", "1/2"),), "1 of about 6", None, (Choice("hint", "Hint"),)),
            {
                "kind": "ask",
                "ref": "8",
                "text": [[["Half?", ""]]],
                "answer": "one",
                "options": [{"key": "a", "label": [[["1/2", ""]]]}],
                "asides": [{"key": "hint", "label": [[["Hint", ""]]]}],
                "place": "1 of about 6",
            },
        ),
        (Settle("8", r"\*1/2\*", "not yet"), {"kind": "settle", "ref": "8", "chosen": "*1/2*", "mark": "not yet"}),
        (
            Alert("card 1", "s-1", "c", "Ada · Fractions", ("Wrote: `x`", "two\nlines"), (), urgent=True),
            {
                "kind": "card",
                "ref": "card 1",
                "student": "s-1",
                "class_id": "c",
                "title": [[["Ada · Fractions", ""]]],
                "text": [[["Wrote: ", ""], ["x", "c"]], [["two", ""]], [["lines", ""]]],
                "choices": [],
                "selections": [],
                "urgent": True,
                "resolved": False,
            },
        ),
        (
            Alert(
                "card 2",
                "s-1",
                "c",
                "Ada",
                ("Not yet",),
                (Choice("seen", "Seen"), Choice("write", "Write", "Your *message*")),
                selections=(Selection("Mark", (Choice("mark:u/g", "Goal 1: I *can*"),), "Why?"),),
            ),
            {
                "kind": "card",
                "ref": "card 2",
                "student": "s-1",
                "class_id": "c",
                "title": [[["Ada", ""]]],
                "text": [[["Not yet", ""]]],
                "choices": [
                    {"key": "seen", "label": [[["Seen", ""]]]},
                    {"key": "write", "label": [[["Write", ""]]], "asks": "Your message"},
                ],
                "selections": [
                    {"label": "Mark", "choices": [{"key": "mark:u/g", "label": "Goal 1: I can"}], "asks": "Why?"}
                ],
                "urgent": False,
                "resolved": False,
            },
        ),
    ],
)
def test_a_letter_is_shown_as_spans(letter: Letter, shown: dict[str, Any]) -> None:
    assert message_of(Entry(3, 9.5, letter=letter)) == {"seq": 3, "at": 9.5, **shown}


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (Replied(**WHO, text="<b>5</b>\u202e"), {"kind": "wrote", "key": KEY, "text": "<b>5</b>"}),
        (Replied(**WHO, text="x" * 5000), {"kind": "wrote", "key": KEY, "text": "x" * 599 + "…"}),
        (Chose(**WHO, ref="4", picks=("a",)), {"kind": "chose", "key": KEY, "ref": "4", "picks": ("a",)}),
        (Asked(**WHO, what="hint"), {"kind": "asked", "key": KEY, "what": "hint"}),
        (Joined(**WHO, class_id="c", name="Ada"), {"kind": "joined", "key": KEY, "class_id": "c"}),
        (Switched(**WHO, class_id="c"), {"kind": "joined", "key": KEY, "class_id": "c"}),
    ],
)
def test_what_a_student_did_is_shown_cleaned(event: Event, shown: dict[str, Any]) -> None:
    assert message_of(Entry(3, 9.5, heard=event)) == {"seq": 3, "at": 9.5, **shown}


@pytest.mark.parametrize(
    "event",
    [
        Edited(**WHO, text="7"),
        Ticked(**WHO, name="review"),
        Unreached(**WHO, why="gone"),
        TeacherActed(**WHO, teacher="Ms O", action="seen", reason="private"),
    ],
)
def test_what_nobody_needs_to_see_is_not_shown(event: Event) -> None:
    assert message_of(Entry(3, 9.5, heard=event)) is None


def test_a_local_class_gives_nothing_that_could_be_shown() -> None:
    assert message_of(Entry(3, 9.5, letter=Grant("", "c", "s-1", "sums"))) is None


def test_a_local_class_meets_in_no_channel_so_a_thread_of_it_is_not_shown() -> None:
    assert message_of(Entry(3, 9.5, letter=OpenThread("t", "c", "Who can explain this?"))) is None


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (
            "A film: https://example.org/a_b?c=1.",
            [["A film: ", ""], ["https://example.org/a_b?c=1", "l"], [".", ""]],
        ),
        ("**https://example.org**", [["https://example.org", "sl"]]),
        ("`https://example.org`", [["https://example.org", "c"]]),
        ("http://example.org javascript:alert(1)", [["http://example.org javascript:alert(1)", ""]]),
    ],
)
def test_an_address_of_a_course_is_a_link_that_shows_where_it_leads(text: str, spans: list[list[str]]) -> None:
    assert marked(text, links=True) == [spans]


def test_a_card_quotes_students_so_it_has_no_links() -> None:
    alert = Alert("card 1", "s-1", "c", "Ada", ("Wrote: https://example.org",))
    message = message_of(Entry(1, 1.0, letter=alert))
    assert message is not None
    assert message["text"] == [[["Wrote: https://example.org", ""]]]
