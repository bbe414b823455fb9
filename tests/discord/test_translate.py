"""From what Discord brought to what it means: a table, every press that a message offers, and anything at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.discord.arrivals import Arrival, Commanded, Named, Pressed, Presser, Submitted, Written
from adapters.discord.components import TEXT
from adapters.discord.controls import Button, Menu
from adapters.discord.pages import page_message
from adapters.discord.presses import Control, Origin, Verb, fits, written
from adapters.discord.presses import read as control_of
from adapters.discord.received import Did, Joining, Nothing, Old, OnCard, Received, Said, Wanted, WindowWanted
from adapters.discord.render import Message, rendered
from adapters.discord.translate import received
from adapters.words import ENGLISH
from bot.classroom.pages import Page, Section
from bot.dialogue.effects import Ask, Choice, Letter, Say
from bot.dialogue.events import Asked, Chose, Replied
from tests.discord.letters import (
    ALERTS,
    ASKS,
    BOT,
    CARD,
    CLASS,
    GUILD,
    SAYS,
    STUDENT,
    TEACHERS,
    messages_of_shipped_units,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ANY = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
COMMUNITY = f"discord:{GUILD}"
CHAT, THREAD, POSTED = "1100000000000000077", "1100000000000000078", "1100000000000000079"
ID = "1104000000000000123"
AT = 1_683_284_511.328
"""Seconds at which ID was made."""
DIRECT = Presser(STUDENT, "Ada", CHAT)
IN_SERVER = Presser(STUDENT, "Ada", THREAD, GUILD, frozenset({TEACHERS}), may_manage=True, locale="en-US")
SHAPES = pytest.mark.parametrize("presser", [DIRECT, IN_SERVER], ids=["direct", "server"])
QUESTION = Origin("chat", GUILD, CLASS, f"{CLASS}/17")
OF_CARD = Origin("card", GUILD, TEACHERS, CARD)
OF_PAGE = Origin("page", GUILD, CLASS, "0")
JOIN = Origin("chat", GUILD, CLASS, f"join/{CLASS}")


def heard(arrival: Arrival) -> Received:
    return received(arrival, BOT)


def press(verb: Verb, origin: Origin, key: str = "", *values: str, presser: Presser = DIRECT, id_: str = ID) -> Pressed:
    return Pressed(id_, presser, POSTED, written(Control(verb, origin, key)), values, "Which?")


def sent(verb: Verb, origin: Origin, key: str = "", text: str = "9", presser: Presser = DIRECT) -> Submitted:
    return Submitted(ID, presser, written(Control(verb, origin, key)), {TEXT: text})


def message(**fields: Any) -> Written:
    new: dict[str, Any] = {"id": ID, "user": STUDENT, "channel": CHAT, "guild": "", "text": "9", "is_person": True}
    return Written(**new | fields)


def chose(*picks: str) -> Chose:
    return Chose(
        id=f"act:{ID}",
        at=AT,
        community=COMMUNITY,
        student=STUDENT,
        class_id=CLASS,
        ref=QUESTION.ref,
        picks=picks,
    )


# --- a table ---


@SHAPES
@pytest.mark.parametrize(
    ("verb", "key", "values", "picks"),
    [
        ("press", "a", (), ("a",)),
        ("press", "unsure", (), ("unsure",)),
        ("press", "way:0", (), ("way:0",)),
        ("press", "a", ("b",), ("a",)),
        ("ask", "hint", (), ("hint",)),
        ("pick", "", ("b",), ("b",)),
        ("pick", "", ("b", "a", "c"), ("b", "a", "c")),
        ("pick and ask", "", ("assign:fractions/lowest-terms:0",), ("assign:fractions/lowest-terms:0",)),
        ("press", "join", (), ("join",)),
    ],
)
def test_a_press_is_its_keys_for_the_question_it_stands_in(
    presser: Presser, verb: Verb, key: str, values: tuple[str, ...], picks: tuple[str, ...]
) -> None:
    assert heard(press(verb, QUESTION, key, *values, presser=presser)) == Did(chose(*picks), presser)


@SHAPES
def test_an_answer_from_a_window_is_for_the_question_that_opened_it(presser: Presser) -> None:
    event = Replied(
        id=f"act:{ID}",
        at=AT,
        community=COMMUNITY,
        student=STUDENT,
        class_id=CLASS,
        text="3/4 <@1>",
        on=QUESTION.ref,
    )
    assert heard(sent("answer", QUESTION, text="3/4 <@1>", presser=presser)) == Did(event, presser)


@SHAPES
def test_a_button_of_a_page_asks_what_it_says(presser: Presser) -> None:
    event = Asked(id=f"act:{ID}", at=AT, community=COMMUNITY, student=STUDENT, what="continue")
    assert heard(press("press", OF_PAGE, "continue", presser=presser)) == Did(event, presser)


@SHAPES
def test_a_button_that_opens_a_window_brings_the_question_along(presser: Presser) -> None:
    control = Control("write", QUESTION)
    assert heard(press("write", QUESTION, presser=presser)) == WindowWanted(presser, control, "Which?")


@SHAPES
@pytest.mark.parametrize(
    ("verb", "key", "values", "choice"),
    [
        ("press", "seen", (), "seen"),
        ("ask", "write", (), "write"),
        ("pick", "", ("assign:f/low:1",), "assign:f/low:1"),
        ("pick and ask", "", ("mark:f/low",), "mark:f/low"),
    ],
)
def test_a_press_on_a_card_is_looked_up_and_means_nothing_by_itself(
    presser: Presser, verb: Verb, key: str, values: tuple[str, ...], choice: str
) -> None:
    control = Control(verb, OF_CARD, key)
    assert heard(press(verb, OF_CARD, key, *values, presser=presser)) == OnCard(
        presser, control, choice, f"act:{ID}", AT
    )


def test_a_text_that_a_card_asked_for_comes_with_its_choice() -> None:
    what = heard(sent("reason", OF_CARD, "mark:f/low", "She *showed* it."))
    control = Control("reason", OF_CARD, "mark:f/low")
    assert what == OnCard(DIRECT, control, "mark:f/low", f"act:{ID}", AT, "She *showed* it.")


def test_the_join_button_of_a_class_lets_in_from_its_own_channel_alone() -> None:
    there = Presser(STUDENT, "Ada", CLASS, GUILD)
    assert heard(press("press", JOIN, "join", presser=there)) == Joining(there, GUILD, CLASS, f"act:{ID}", AT)
    for elsewhere in (DIRECT, replace(there, channel=TEACHERS), replace(there, guild="1100000000000000009")):
        assert heard(press("press", JOIN, "join", presser=elsewhere)) == Old(elsewhere)


@SHAPES
def test_a_command_is_handed_on_whole(presser: Presser) -> None:
    command = Commanded(ID, presser, "class teacher", {"person": Named(STUDENT, "Ada"), "remove": True})
    assert heard(command) == Wanted(command, f"act:{ID}", AT)
    assert (command.named("person"), command.named("remove"), command.text("unit")) == (Named(STUDENT, "Ada"), None, "")


@SHAPES
@pytest.mark.parametrize(
    ("verb", "origin", "key"),
    [
        ("answer", QUESTION, ""),
        ("reason", OF_CARD, "write"),
        ("reason", QUESTION, "write"),
        ("press", OF_PAGE, "erase"),
        ("pick", QUESTION, ""),
        ("pick and ask", OF_CARD, ""),
        ("write", OF_PAGE, ""),
    ],
)
def test_a_press_on_what_nobody_could_press_is_old(presser: Presser, verb: Verb, origin: Origin, key: str) -> None:
    assert heard(press(verb, origin, key, presser=presser)) == Old(presser)


@pytest.mark.parametrize(
    ("verb", "origin"),
    [("answer", OF_CARD), ("answer", OF_PAGE), ("reason", QUESTION), ("press", QUESTION), ("write", QUESTION)],
)
def test_a_window_that_nothing_opens_is_old(verb: Verb, origin: Origin) -> None:
    assert heard(sent(verb, origin, "a")) == Old(DIRECT)


def test_a_window_without_its_field_is_an_empty_answer() -> None:
    what = heard(Submitted(ID, DIRECT, written(Control("answer", QUESTION)), {"another": "9"}))
    assert isinstance(what, Did)
    assert isinstance(what.event, Replied)
    assert what.event.text == ""


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "join",
        "ans:7:a",
        "pc|1|~ArwFarCAAAY|~Eg43kUiIAAY|~Eg43kUiIAAY/17",
        "pc|01|1|2|3|a",
        "pc|100|1|2|3|a",
        "xc|1|1|2|3|a",
        "px|1|1|2|3|a",
        "pc|1|1|2|3|a|b",
        "\npc|1|1|2|3|a",
        f"pc|1|{GUILD}|2|3|a",
        "pc|1|1|2|3|" + "a" * 120,
        "'; DROP TABLE enrollments; --",
        "[free](https://evil.example) @everyone",
        "\x00",
    ],
)
def test_a_custom_id_that_nobody_wrote_is_old(custom_id: str) -> None:
    assert heard(Pressed(ID, DIRECT, POSTED, custom_id, ("a",))) == Old(DIRECT)
    assert heard(Submitted(ID, DIRECT, custom_id, {TEXT: "9"})) == Old(DIRECT)


# --- what is written ---


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9", "9"),
        ("", ""),
        ("  3/4 ", "  3/4 "),
        (f"<@{BOT}> 3/4", "3/4"),
        (f"<@{STUDENT}> in <#{CLASS}>", f"@Ada in <#{CLASS}>"),
        ("*2* _x_ `3*4` 3 < 4 &amp;", "*2* _x_ `3*4` 3 < 4 &amp;"),
        ("x" * 4_000, "x" * 4_000),
    ],
)
def test_what_a_person_writes_is_what_they_typed(text: str, said: str) -> None:
    what = heard(message(text=text, names={STUDENT: "Ada"}))
    assert what == Said(STUDENT, CHAT, "", said, f"msg:{ID}", AT, int(ID))


def test_where_it_was_written_goes_along() -> None:
    what = heard(message(guild=GUILD, channel=THREAD))
    assert isinstance(what, Said)
    assert (what.guild, what.channel) == (GUILD, THREAD)


def test_a_changed_message_is_told_with_its_new_text_and_the_time_of_the_change() -> None:
    what = heard(message(text=f"<@{BOT}> 12", edit=1_683_286_030_250))
    assert what == Said(STUDENT, CHAT, "", "12", f"edit:{ID}:1683286030250", 1_683_286_030.25, number=0, changed=True)


@pytest.mark.parametrize(
    "fields", [{"is_person": False}, {"user": BOT}, {"is_person": False, "guild": GUILD}, {"user": BOT, "edit": 5}]
)
def test_what_no_person_wrote_is_nothing(fields: dict[str, Any]) -> None:
    assert heard(message(**fields)) == Nothing()


# --- keys of delivery ---


def key_of(arrival: Arrival) -> str:
    what = heard(arrival)
    assert not isinstance(what, Old | Nothing | WindowWanted)
    return what.event.id if isinstance(what, Did) else what.key


@SHAPES
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (press("press", QUESTION, "a"), press("press", QUESTION, "a", id_=POSTED)),
        (press("press", OF_PAGE, "why"), press("press", OF_PAGE, "why", id_=POSTED)),
        (press("press", OF_CARD, "seen"), press("press", OF_CARD, "seen", id_=POSTED)),
        (sent("answer", QUESTION), replace(sent("answer", QUESTION), id=POSTED)),
        (sent("reason", OF_CARD, "write"), replace(sent("reason", OF_CARD, "write"), id=POSTED)),
        (Commanded(ID, DIRECT, "where"), Commanded(POSTED, DIRECT, "where")),
    ],
)
def test_the_same_interaction_has_one_key_and_another_one_another(
    presser: Presser, one: Pressed | Submitted | Commanded, other: Pressed | Submitted | Commanded
) -> None:
    assert key_of(one) == key_of(replace(one, presser=presser)) == f"act:{ID}"
    assert key_of(other) == f"act:{POSTED}"


def test_a_message_has_one_key_by_gateway_and_history_and_each_change_of_it_another() -> None:
    new = message()
    keys = [key_of(one) for one in (new, message(names={STUDENT: "Ada"}), message(edit=5), message(edit=6))]
    assert keys == [f"msg:{ID}", f"msg:{ID}", f"edit:{ID}:5", f"edit:{ID}:6"]


# --- every press that a message offers ---


def presses(shown: Message) -> Iterator[tuple[str, Pressed]]:
    """(key, press) of every button, and of every option of a menu."""
    for row in shown.rows:
        for one in row:
            if isinstance(one, Menu):
                for option in one.options:
                    yield option.value, Pressed(ID, DIRECT, POSTED, one.custom_id, (option.value,))
            elif isinstance(one, Button):
                control = control_of(one.custom_id)
                assert control is not None
                yield control.key, Pressed(ID, DIRECT, POSTED, one.custom_id)


def shown(letter: Letter) -> Message:
    return rendered(letter, guild=GUILD, class_id=CLASS, channel=TEACHERS, words=ENGLISH)


def keys_of(letter: Letter) -> list[str]:
    """What each press of it is understood as: the key, `…` for a window."""
    keys = []
    for key, pressed in presses(shown(letter)):
        what = heard(pressed)
        if isinstance(what, WindowWanted):
            keys.append("…")
            continue
        if isinstance(what, Did):
            assert isinstance(what.event, Chose)
            assert (what.event.ref, what.event.class_id, what.event.community) == (letter.ref, CLASS, COMMUNITY)
            assert what.event.picks == (key,)
        else:
            assert isinstance(what, OnCard)
            assert (what.control.origin.ref, what.choice) == (letter.ref, key)
        keys.append(key)
    return keys


@ANY
@given(ASKS)
def test_every_option_of_any_question_can_be_pressed_and_comes_back_as_its_key(ask: Ask) -> None:
    assume(len(ask.ref) < 60)  # a ref that no custom_id has room for is told by the message itself
    keys = keys_of(ask)
    assert {aside.key for aside in ask.asides} <= set(keys)
    if ask.answer == "text":
        assert keys.count("…") == 1
    elif ask.answer == "one":
        said = shown(ask)
        text = said.embed.description if said.embed is not None else said.content
        assert {option.key for option in ask.options} <= set(keys) or "more choices have no room" in text


@ANY
@given(st.one_of(SAYS, ALERTS))
def test_every_choice_that_is_shown_comes_back_as_its_key(letter: Letter) -> None:
    keys = keys_of(letter)
    if isinstance(letter, Say):
        assert set(keys) <= {choice.key for choice in letter.choices}


def test_every_press_of_the_shipped_units_is_understood() -> None:
    pressed = sum(len(keys_of(letter)) for letter in messages_of_shipped_units())
    assert pressed > 3_000


def test_several_options_are_taken_together_in_their_order() -> None:
    ask = next(one for one in messages_of_shipped_units() if isinstance(one, Ask) and one.answer == "several")
    menu = next(one for row in shown(ask).rows for one in row if isinstance(one, Menu))
    taken = tuple(option.value for option in menu.options)
    what = heard(Pressed(ID, DIRECT, POSTED, menu.custom_id, taken))
    assert isinstance(what, Did)
    assert isinstance(what.event, Chose)
    assert what.event.picks == taken


def test_every_button_of_a_page_is_a_word() -> None:
    words = ("continue", "where", "why", "help", "hint", "goals", "units", "pause", "courses", "start-over")
    page = Page("Ada", (Section("Now", (), tuple(Choice(word, word) for word in words)),))
    found = page_message(page, guild=GUILD, class_id=CLASS, words=ENGLISH)
    asked = [what.event for what in (heard(pressed) for _, pressed in presses(found)) if isinstance(what, Did)]
    assert [event.what for event in asked if isinstance(event, Asked)] == list(words)


# --- totality ---

PART = st.one_of(st.text(max_size=20), st.sampled_from([GUILD, CLASS, f"{CLASS}/17", CARD, f"join/{CLASS}", "0"]))
VERBS: tuple[Verb, ...] = ("press", "pick", "write", "ask", "pick and ask", "answer", "reason")
CONTROLS = st.builds(
    Control,
    st.sampled_from(VERBS),
    st.builds(Origin, st.sampled_from(["chat", "card", "page"]), PART, PART, PART),
    st.one_of(st.text(max_size=20), st.sampled_from(["a", "join", "hint", "continue", "seen", "mark:f/low"])),
    st.integers(0, 99),
).filter(fits)
CUSTOM_IDS = st.one_of(
    st.text(max_size=120), CONTROLS.map(written), st.tuples(CONTROLS.map(written), st.text(max_size=3)).map("".join)
)
VALUES = st.lists(st.text(max_size=110), max_size=4).map(tuple)
PRESSERS = st.sampled_from([DIRECT, IN_SERVER, Presser(STUDENT, "", CLASS, GUILD), Presser(STUDENT, "@here", "", "")])
IDS = st.integers(0, 2**64 - 1).map(str)
ANYTHING: st.SearchStrategy[Arrival] = st.one_of(
    st.builds(Pressed, IDS, PRESSERS, IDS, CUSTOM_IDS, VALUES, st.text(max_size=40)),
    st.builds(Submitted, IDS, PRESSERS, CUSTOM_IDS, st.dictionaries(st.sampled_from([TEXT, "x"]), st.text())),
    st.builds(Commanded, IDS, PRESSERS, st.text(max_size=40)),
    st.builds(
        Written,
        IDS,
        st.sampled_from([STUDENT, BOT]),
        IDS,
        st.sampled_from(["", GUILD]),
        st.text(max_size=300),
        st.booleans(),
        st.integers(0, 2**43),
        st.dictionaries(IDS, st.text(max_size=20), max_size=2),
        st.booleans(),
    ),
)


@ANY
@given(ANYTHING)
def test_anything_is_understood_and_nobody_but_who_did_it_is_meant(arrival: Arrival) -> None:
    what = heard(arrival)
    assert isinstance(what, Received)
    if isinstance(what, Did):
        assert what.event.student == STUDENT
        assert what.event.id == f"act:{arrival.id}"
    if isinstance(what, Joining):
        assert what.presser.channel == what.class_id


@ANY
@given(CONTROLS, VALUES)
def test_a_press_is_of_the_guild_and_class_in_its_custom_id_and_of_no_other(
    control: Control, values: tuple[str, ...]
) -> None:
    what = heard(Pressed(ID, DIRECT, POSTED, written(control), values))
    assume(isinstance(what, Did))
    assert isinstance(what, Did)
    assert what.event.community == f"discord:{control.origin.guild}"
    if isinstance(what.event, Chose):
        assert (what.event.class_id, what.event.ref) == (control.origin.place, control.origin.ref)
