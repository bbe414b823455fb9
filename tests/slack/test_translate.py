"""From Slack's payloads to what reached us: recorded shapes, every press that a message offers, and any JSON at all."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack.presses import Origin, action_id, control_of, read, written
from adapters.slack.received import (
    CardPressed,
    ChannelChanged,
    ChatOpened,
    Commanded,
    Heard,
    HomeOpened,
    Joining,
    Nothing,
    Received,
    Uninstalled,
    Unknown,
    WindowWanted,
)
from adapters.slack.render import rendered
from adapters.slack.translate import EVENTS_KNOWN, received
from adapters.slack.typed import typed
from adapters.slack.windows import answer_window, class_window, teacher_window
from adapters.slack.words import ENGLISH, SPANISH
from bot.dialogue.effects import Alert, Ask, Choice, Letter, Say, Selection
from bot.dialogue.events import Chose, Edited, Replied, TeacherActed
from tests.slack.block_kit import CHAT, POSTED, STAMP, USER, pressed, presses, sent, ticked
from tests.slack.letters import ALERTS, ASKS, CLASS, SAYS, of_shipped_units, options

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
COMMUNITY = "slack:T01"
ANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def heard(payload: object) -> Received:
    return received(payload, community=COMMUNITY, now=1_750_000_200.5)


def event(**fields: Any) -> Json:
    """An event of the Events API, with the envelope of an official example."""
    return {
        "token": "not-used",
        "team_id": "T01",
        "api_app_id": "A01",
        "event": fields,
        "type": "event_callback",
        "event_id": "Ev01",
        "event_time": 1_750_000_100,
        "authorizations": [{"enterprise_id": None, "team_id": "T01", "user_id": "U0BOT", "is_bot": True}],
        "is_ext_shared_channel": False,
        "event_context": "4-abc",
    }


def message(**fields: Any) -> Json:
    """What a person wrote in the private chat."""
    written_there: Json = {
        "type": "message",
        "user": USER,
        "ts": STAMP,
        "client_msg_id": "0f9a7c3e-1111-4222-8333-444455556666",
        "text": "9",
        "team": "T01",
        "blocks": [{"type": "rich_text", "block_id": "a1", "elements": []}],
        "channel": CHAT,
        "event_ts": STAMP,
        "channel_type": "im",
    }
    return event(**written_there | fields)


def changed(before: str, after: str, **fields: Any) -> Json:
    """`message_changed`, as Slack sends it for an edit."""
    now: Json = {
        "type": "message",
        "user": USER,
        "text": after,
        "ts": STAMP,
        "edited": {"user": USER, "ts": "1750000150.000000"},
    }
    return event(
        type="message",
        subtype="message_changed",
        hidden=True,
        channel=CHAT,
        channel_type="im",
        ts="1750000150.000300",
        event_ts="1750000150.000300",
        message={name: value for name, value in (now | fields).items() if value is not None},
        previous_message={"type": "message", "user": USER, "text": before, "ts": STAMP},
    )


COMMAND: Json = {
    "token": "not-used",
    "team_id": "T01",
    "team_domain": "school",
    "channel_id": CLASS,
    "channel_name": "class-7b",
    "user_id": USER,
    "user_name": "ada",
    "command": "/tutor",
    "text": "  Teacher  <@U01BEN|ben> ",
    "api_app_id": "A01",
    "is_enterprise_install": "false",
    "response_url": "https://hooks.example/commands/1",
    "trigger_id": "13.34.ab",
}
JOIN = Say("Welcome", (Choice("join", "Join the class"),), f"join/{CLASS}")
ASK = Ask(f"{CLASS}/4", "Which?", "one", options(["9", "12"]), asides=(Choice("hint", "Hint"),))
BOXES = Ask(f"{CLASS}/5", "Which?", "several", options(["9", "12", "6"]))
TYPED = Ask(f"{CLASS}/6", "Why < how?", "text")
CARD = Alert(
    f"card/{CLASS}/U01ADA/1",
    "U01ADA",
    CLASS,
    "Ada · Fractions",
    ("Not yet",),
    (Choice("seen", "Seen"), Choice("write", "Write", "Your message")),
    selections=(
        Selection("Assign", (Choice("assign:f/low:0", "Picture"), Choice("assign:f/low:1", "Trick"))),
        Selection("Mark", (Choice("mark:f/low", "Goal 2"),), "Why?"),
    ),
)


def blocks_of(letter: Letter) -> list[Json]:
    return rendered(letter, class_id=CLASS, pictures={}, words=ENGLISH).blocks


# --- messages ---


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("3 &lt; 4 &amp; x&gt;2", "3 < 4 & x>2"),
        ("<https://x.y|x.y>", "x.y"),
        ("<https://x.y/a?b=1&amp;c=2>", "https://x.y/a?b=1&c=2"),
        ("<mailto:a@b.c|a@b.c>", "a@b.c"),
        ("<@U1>", "@U1"),
        ("<@U1|ada> and <@U2|@ben>", "@ada and @ben"),
        ("<#C1|general>", "#general"),
        ("<!here> <!channel|channel>", "@here @channel"),
        ("<!subteam^S1|@teachers>", "@teachers"),
        ("<!date^1392734382^{date}|18 Feb>", "18 Feb"),
        ("“it’s” *2* _x_ `3*4`", "“it’s” *2* _x_ `3*4`"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("a <> b < c", "a <> b < c"),
        ("", ""),
    ],
)
def test_a_text_is_what_the_person_typed(raw: str, text: str) -> None:
    assert typed(raw) == text
    what = heard(message(text=raw))
    assert what == Heard(
        Replied(id=f"msg:{CHAT}:{STAMP}", at=1_750_000_100.0002, community=COMMUNITY, student=USER, text=text), CHAT
    )


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"subtype": "file_share", "files": [{"id": "F1"}], "text": "my work"}, "my work"),
        ({"subtype": "file_share", "files": [{"id": "F1"}], "text": ""}, ""),
        ({"thread_ts": POSTED}, "9"),
        ({"subtype": "thread_broadcast", "thread_ts": POSTED}, "9"),
        ({"text": None}, ""),
    ],
)
def test_what_a_person_writes_with_a_file_or_in_a_thread_is_heard(fields: Json, text: str) -> None:
    what = heard(message(**fields))
    assert isinstance(what, Heard)
    assert isinstance(what.event, Replied)
    assert what.event.text == text


@pytest.mark.parametrize(
    "payload",
    [
        message(bot_id="B01"),
        message(user="U0BOT"),
        message(user="USLACKBOT"),
        message(user=None),
        message(hidden=True),
        message(channel_type="channel", channel="C01GEN"),
        message(channel_type="group"),
        message(channel_type="mpim"),
        *(
            message(subtype=subtype)
            for subtype in ("bot_message", "message_deleted", "channel_join", "pinned_item", "message_replied")
        ),
        event(type="app_mention", user=USER, text="<@U0BOT> hi", ts=STAMP, channel="C01GEN"),
        event(type="member_left_channel", user=USER, channel="C01GEN"),
        changed("9", "9"),
        changed("https://x.y", "https://x.y", attachments=[{"id": 1}]),
        changed("9", "12", edited=None),
        event(**changed("9", "12")["event"] | {"channel_type": "channel"}),
        changed("9", "12", bot_id="B01"),
        changed("9", "This message was deleted.", user="USLACKBOT", subtype="tombstone"),
        {"type": "view_closed", "view": {}},
        {"type": "url_verification", "challenge": "x"},
    ],
)
def test_what_is_no_word_of_a_student_is_nothing(payload: Json) -> None:
    assert heard(payload) == Nothing()


def test_an_edit_is_told_with_its_new_text_and_the_time_of_the_edit() -> None:
    assert heard(changed("9", "x &lt; 12")) == Heard(
        Edited(
            id=f"edit:{CHAT}:1750000150.000000",
            at=1_750_000_150.0,
            community=COMMUNITY,
            student=USER,
            text="x < 12",
        ),
        CHAT,
    )


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"type": "app_home_opened", "user": USER, "channel": CHAT, "tab": "home"}, HomeOpened(USER)),
        ({"type": "app_home_opened", "user": USER, "channel": CHAT, "tab": "messages"}, ChatOpened(USER, CHAT)),
        ({"type": "app_home_opened", "user": USER, "channel": CHAT, "tab": "about"}, Nothing()),
        ({"type": "app_uninstalled"}, Uninstalled("app_uninstalled")),
        ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}, Uninstalled("tokens_revoked")),
        ({"type": "tokens_revoked"}, Uninstalled("tokens_revoked")),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}, Nothing()),
        ({"type": "channel_archive", "channel": CLASS, "user": USER}, ChannelChanged(CLASS, "archived")),
        ({"type": "group_unarchive", "channel": CLASS, "user": USER}, ChannelChanged(CLASS, "unarchived")),
        ({"type": "channel_deleted", "channel": CLASS}, ChannelChanged(CLASS, "deleted")),
        ({"type": "group_left", "channel": CLASS}, ChannelChanged(CLASS, "left")),
    ],
)
def test_events_beside_messages(fields: Json, what: Received) -> None:
    assert heard(event(**fields)) == what
    assert fields["type"] in EVENTS_KNOWN


def test_an_unknown_shape_is_told_without_anybodys_words() -> None:
    what = heard(event(type="reaction_added", user=USER, reaction="my secret", **{"a secret": 1}))
    assert isinstance(what, Unknown)
    assert "reaction_added" in what.shape
    assert "event.reaction" in what.shape
    assert "secret" not in what.shape
    assert USER not in what.shape


# --- commands ---


def test_a_command_is_a_word_and_the_rest() -> None:
    assert heard(COMMAND) == Commanded(
        user=USER,
        user_name="ada",
        channel=CLASS,
        channel_name="class-7b",
        word="teacher",
        rest="<@U01BEN|ben>",
        trigger_id="13.34.ab",
        key="cmd:13.34.ab",
        at=1_750_000_200.5,
    )
    alone = heard(COMMAND | {"text": ""})
    assert isinstance(alone, Commanded)
    assert (alone.word, alone.rest) == ("", "")


# --- presses ---


def picks(letter: Ask) -> list[tuple[str, ...]]:
    """What each press of a question is heard as."""
    found = []
    for payload in presses(blocks_of(letter)):
        what = heard(payload)
        if isinstance(what, Heard) and isinstance(what.event, Chose):
            assert (what.event.ref, what.event.student, what.reply_to) == (letter.ref, USER, CHAT)
            found.append(what.event.picks)
    return found


def test_a_button_is_its_key_in_the_question_it_stands_in() -> None:
    payload = next(presses(blocks_of(ASK)))
    assert heard(payload) == Heard(
        Chose(
            id=f"act:{USER}:{POSTED}:press:2::{STAMP}",
            at=1_750_000_100.0002,
            community=COMMUNITY,
            student=USER,
            class_id=CLASS,
            ref=ASK.ref,
            picks=("a",),
        ),
        CHAT,
    )
    assert picks(ASK) == [("a",), ("b",), ("hint",)]


def test_boxes_wait_until_they_are_sent() -> None:
    blocks = blocks_of(BOXES)
    boxes = blocks[1]["elements"][0]
    assert heard(pressed(blocks[1], boxes, selected_options=boxes["options"][:1])) == Nothing()
    for taken in ({"a", "c"}, set[str]()):
        what = heard(ticked(blocks, taken))
        assert isinstance(what, Heard)
        assert isinstance(what.event, Chose)
        assert what.event.picks == tuple(sorted(taken))


def test_boxes_of_another_message_are_not_sent_along() -> None:
    payload = ticked(blocks_of(BOXES), {"a"})
    other = written(Origin("chat", f"{CLASS}/9", "en", CLASS))
    payload["state"]["values"][other] = {action_id("tick", 1): {"selected_options": [{"value": "b"}]}}
    what = heard(payload)
    assert isinstance(what, Heard)
    assert isinstance(what.event, Chose)
    assert what.event.picks == ("a",)


def test_a_typed_answer_opens_a_window_in_its_language() -> None:
    blocks = rendered(TYPED, class_id=CLASS, pictures={}, words=SPANISH).blocks
    what = heard(next(presses(blocks)))
    view = answer_window(Origin("chat", TYPED.ref, "es", CLASS, number=1), CHAT, "Why < how?")
    assert what == WindowWanted(USER, "12.34.ab", view, CHAT)
    assert view["submit"]["text"] == "Enviar"


def test_a_window_that_slack_would_not_open_is_nothing() -> None:
    assert heard(next(presses(blocks_of(TYPED))) | {"trigger_id": ""}) == Nothing()


def test_the_join_button_lets_into_the_class_it_names() -> None:
    what = heard(next(presses(blocks_of(JOIN))))
    assert what == Joining(USER, "ada", CLASS, f"act:{USER}:{POSTED}:press:1::{STAMP}", 1_750_000_100.0002)


def test_a_card_is_a_teachers_and_says_whose_and_which() -> None:
    acted = [heard(payload) for payload in presses(blocks_of(CARD))]
    events = [what.event for what in acted if isinstance(what, CardPressed)]
    assert [(one.action, one.on) for one in events] == [("seen", ""), ("assign", "f/low:0"), ("assign", "f/low:1")]
    assert events[0] == TeacherActed(
        id=f"act:{USER}:{POSTED}:press:1::{STAMP}",
        at=1_750_000_100.0002,
        community=COMMUNITY,
        student="U01ADA",
        class_id=CLASS,
        teacher="",
        action="seen",
        card=CARD.ref,
    )
    windows = [what for what in acted if isinstance(what, WindowWanted)]
    assert [what.class_id for what in windows] == [CLASS, CLASS], "the roster is asked before a window opens"
    assert [what.view["blocks"][0]["label"]["text"] for what in windows] == ["Your message", "Why?"]
    text = {"text": {"type": "plain_text_input", "value": "well done"}}
    done = [heard(sent(what.view, text)) for what in windows]
    assert [(one.event.action, one.event.on, one.event.reason) for one in done if isinstance(one, CardPressed)] == [
        ("write", "", "well done"),
        ("mark", "f/low", "well done"),
    ]


def test_the_same_press_has_one_key_and_another_press_another() -> None:
    payload = next(presses(blocks_of(ASK)))
    again, later = copy.deepcopy(payload), copy.deepcopy(payload)
    again |= {"trigger_id": "99.1.x", "response_url": "https://hooks.example/2"}
    later["actions"][0]["action_ts"] = "1750000101.000000"
    keys = [what.event.id for what in map(heard, (payload, again, later)) if isinstance(what, Heard)]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize(
    ("block_id", "action"),
    [
        ("", "press:1:"),
        ("b1", "press:1:"),
        ('["chat"]', "press:1:"),
        ('["other","4","en"]', "press:1:"),
        ('{"kind":"chat"}', "press:1:"),
        ('["chat","4","en","C1","",0,""', "press:1:"),
        ('["chat","4","en"]', "press"),
        ('["chat","4","en"]', "press:1"),
        ('["chat","4","en"]', "erase:1:"),
        ('["card","4","en","C1","U1"]', "press:1:"),
        ('["card","4","en","C1","U1"]', "press:1:Why?"),
        ('["page","4","en"]', "press:1:"),
    ],
)
def test_a_button_that_cannot_be_read_is_nothing(block_id: str, action: str) -> None:
    element = {"action_id": action, "type": "button"}
    assert heard(pressed({"block_id": block_id}, element, value="erase:everything")) == Nothing()


@ANY
@given(ASKS)
def test_every_option_of_any_question_can_be_pressed_and_comes_back_as_its_key(ask: Ask) -> None:
    wanted = {option.key for option in ask.options}
    asides = {aside.key for aside in ask.asides}
    blocks = blocks_of(ask)
    assert asides <= {key for pick in picks(ask) for key in pick}
    match ask.answer:
        case "one":
            assert {key for pick in picks(ask) for key in pick} == wanted | asides
        case "several":
            what = heard(ticked(blocks, wanted))
            assert isinstance(what, Heard)
            assert isinstance(what.event, Chose)
            assert set(what.event.picks) == wanted
            assert len(what.event.picks) == len(wanted)
        case "text":
            windows = [what for what in map(heard, presses(blocks)) if isinstance(what, WindowWanted)]
            assert len(windows) == 1


@pytest.mark.parametrize("length", [1, 20, 60])
def test_a_hundred_options_can_be_pressed_however_long_they_are(length: int) -> None:
    texts = [f"{number} {'x' * length}" for number in range(100)]
    ask = Ask("C1/4", "Which?", "one", options(texts), asides=ASK.asides)
    assert len(picks(ask)) == 101


def test_every_question_of_the_shipped_units_can_be_answered() -> None:
    asks = [letter for letter in of_shipped_units() if isinstance(letter, Ask)]
    assert len(asks) > 300
    for ask in asks:
        if ask.answer == "one":
            assert [key for (key,) in picks(ask)] == [
                *(one.key for one in ask.options),
                *(one.key for one in ask.asides),
            ]


@ANY
@given(SAYS)
def test_every_choice_that_is_shown_comes_back_as_its_key(say: Say) -> None:
    events = [heard(payload) for payload in presses(blocks_of(say))]
    keys = [what.event.picks[0] for what in events if isinstance(what, Heard) and isinstance(what.event, Chose)]
    assert keys == [choice.key for choice in say.choices][: len(keys)]
    assert len(events) == len(keys)
    assert len(keys) == len(say.choices) or "more choices" in str(blocks_of(say))


@ANY
@given(ALERTS)
def test_whatever_a_card_offers_is_a_teachers_action_or_nothing(alert: Alert) -> None:
    for payload in presses(blocks_of(alert)):
        what = heard(payload)
        assert isinstance(what, CardPressed | WindowWanted | Nothing)
        if isinstance(what, CardPressed):
            assert (what.event.card, what.event.student, what.event.class_id) == (alert.ref, alert.student, CLASS)


@given(st.text(max_size=40), st.integers(0, 99))
def test_a_control_is_read_as_it_was_written(asks: str, number: int) -> None:
    control = control_of(action_id("pick", number, asks))
    assert control is not None
    assert (control.verb, control.asks) == ("pick", asks)


@given(st.text(max_size=300))
def test_reading_what_nobody_wrote_is_none(text: str) -> None:
    assert read(text, Origin) is None


# --- totality ---

TEXT = {"text": {"type": "plain_text_input", "value": "because"}}
NEW_CLASS = class_window(
    CLASS, {"f": "F"}, title="7b", course_id="f", teacher_channel="", teacher_name="", words=ENGLISH
)
CARD_ORIGIN = Origin("card", CARD.ref, "en", CLASS, "U01ADA")
RECORDED: list[Json] = [
    message(),
    changed("9", "12"),
    event(type="app_home_opened", user=USER, channel=CHAT, tab="home"),
    event(type="tokens_revoked", tokens={"oauth": ["U1"], "bot": ["U0BOT"]}),
    event(type="channel_archive", channel=CLASS, user=USER),
    COMMAND,
    *(payload for letter in (JOIN, ASK, TYPED, CARD) for payload in presses(blocks_of(letter))),
    ticked(blocks_of(BOXES), {"a"}),
    sent(answer_window(Origin("chat", "4", "en"), CHAT, "Why?"), TEXT),
    sent(teacher_window(CARD_ORIGIN, "G1", "write", "Why?"), TEXT),
    sent(NEW_CLASS, {"course": {"selected_option": {"value": "f"}}}),
]
WRONG_TYPES: tuple[object, ...] = (None, 7, "", [], {}, "nan", "x", "1e999", True)
ODD = st.sampled_from([None, True, 0, -1, math.inf, "", "x", "nan", "1e999", "\u0661", [], ["x"], [None], {}, {"x": 1}])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
TYPES = st.sampled_from(["event_callback", "block_actions", "view_submission", "shortcut", "message", 3, None])


def places(found: object, above: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """The path of every value in a payload."""
    items = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for name, inner in items:
        yield (*above, name)
        yield from places(inner, (*above, name))


def spoiled(payload: Json, path: tuple[object, ...], *value: object) -> Json:
    """A copy without the value at `path`, or with another one there."""
    spoilt: Any = copy.deepcopy(payload)
    inner = spoilt
    for name in path[:-1]:
        inner = inner[name]
    if value:
        inner[path[-1]] = value[0]
    else:
        del inner[path[-1]]
    return spoilt  # type: ignore[no-any-return]


def test_no_payload_is_unknown_as_it_was_recorded() -> None:
    assert [what for what in map(heard, RECORDED) if isinstance(what, Unknown | Nothing)] == []


@pytest.mark.parametrize("payload", RECORDED, ids=[str(number) for number in range(len(RECORDED))])
def test_a_recorded_payload_that_lacks_anything_never_raises(payload: Json) -> None:
    for path in places(payload):
        assert isinstance(heard(spoiled(payload, path)), Received)
        for odd in WRONG_TYPES:
            what = heard(spoiled(payload, path, odd))
            assert isinstance(what, Received)
            assert not isinstance(what, Heard | CardPressed) or math.isfinite(what.event.at)


@ANY
@given(st.sampled_from(RECORDED), st.data(), ODD | JSON)
def test_a_spoilt_payload_never_raises_and_its_time_is_finite(payload: Json, data: st.DataObject, odd: object) -> None:
    path = data.draw(st.sampled_from(list(places(payload))))
    what = heard(spoiled(payload, path, odd))
    assert isinstance(what, Received)
    if isinstance(what, Heard | CardPressed):
        assert math.isfinite(what.event.at)
        assert what.event.student


@ANY
@given(JSON, TYPES)
def test_any_json_never_raises(found: object, kind: object) -> None:
    assert isinstance(heard(found), Received)
    of_kind = {"type": kind, "event": found, "actions": found, "user": found, "view": found, "command": found}
    assert isinstance(heard(of_kind), Received)
    for name in (*EVENTS_KNOWN, "app_mention"):
        fields = found if isinstance(found, dict) else {"channel": found, "user": found}
        assert isinstance(heard(event(**{str(key): value for key, value in fields.items()} | {"type": name})), Received)
