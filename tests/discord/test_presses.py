"""What a control means survives its way through Discord; what others wrote means nothing."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.presses import (
    BUTTON_TEMPLATE,
    JOIN,
    MENU_TEMPLATE,
    TEMPLATE,
    Control,
    Kind,
    Origin,
    Verb,
    fits,
    read,
    written,
)

GUILD, CLASS, USER, TEACHERS = "197038439483310086", "1301038439483310086", "80351110224678912", "1301038439483310099"
CHAT = Origin("chat", GUILD, CLASS, f"{CLASS}/17")
CARD = Origin("card", GUILD, TEACHERS, f"card/{CLASS}/{USER}/17")

IDS = st.one_of(st.integers(10**14, 2**64 + 10**18).map(str), st.from_regex(r"[0-9]{13,22}", fullmatch=True))
PARTS = st.one_of(st.text(max_size=20), st.lists(st.one_of(IDS, st.sampled_from("~|/:-")), max_size=3).map("".join))
CONTROLS = st.builds(
    Control,
    st.sampled_from(get_args(Verb)),
    st.builds(Origin, st.sampled_from(get_args(Kind)), PARTS, PARTS, PARTS),
    PARTS,
    st.integers(0, 99),
)


@pytest.mark.parametrize(
    ("control", "text"),
    [
        (Control("press", CHAT, "hint", 3), "pc|3|~ArwFarCAAAY|~Eg43kUiIAAY|~Eg43kUiIAAY/17|hint"),
        (Control("pick", Origin("page", "", "", "")), "mg|0||||"),
        (Control("write", Origin("chat", "1", "2", "a|b~c")), "wc|0|1|2|a~|b~~c|"),
        (Control("answer", Origin("card", "0" * 15, "9" * 20, "1" * 21)), f"tk|0|{'0' * 15}|{'9' * 20}|{'1' * 21}|"),
    ],
)
def test_a_control_is_written_short_and_read_back(control: Control, text: str) -> None:
    assert written(control) == text
    assert read(text) == control


@pytest.mark.parametrize(
    ("origin", "key"),
    [
        (CHAT, "first:measure/find-volume"),
        (CHAT, "unit:" + "u" * 40),
        (Origin("chat", GUILD, CLASS, f"join/{CLASS}"), JOIN),
        (CARD, "start-over"),
        (CARD, "assign:fractions/lowest-terms:0"),
        (Origin("card", GUILD, TEACHERS, f"thread/{CLASS}/{USER}/1234"), "seen"),
        (Origin("page", GUILD, CLASS, "0"), "continue"),
    ],
)
def test_what_the_dialogue_sends_has_room_in_a_button(origin: Origin, key: str) -> None:
    assert fits(Control("press", origin, key, 25))


def test_what_has_no_room_is_an_error_that_names_it() -> None:
    control = Control("press", CARD, "mark:" + "k" * 115)
    assert not fits(control)
    with pytest.raises(ValueError, match=r"'mark:kkk.*Discord takes 100; put it into a menu"):
        written(control)
    with pytest.raises(ValueError, match="100; use 0 to 99"):
        written(Control("press", CHAT, "a", 100))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ans:7:a",
        "pc|1|~ArwFarCAAAY|~Eg43kUiIAAY|~Eg43kUiIAAY/17",  # a part is missing
        "pc|1|~ArwFarCAAAY|~Eg43kUiIAAY|~Eg43kUiIAAY/17|hint|more",
        "xc|1||||hint",
        "px|1||||hint",
        "pc|01||||hint",
        "pc|100||||hint",
        "pc|-1||||hint",
        "pc|1|~short|||hint",
        "pc|1|~AAAAAAAAAAA|||hint",  # packed, but no id
        "pc|1|~ArwFarCAAAZ|||hint",  # two bits too many
        f"pc|1|{GUILD}|||hint",  # an id that `written` would have packed
        "pc|1||||" + "h" * 100,
        "\ud800",
    ],
)
def test_what_others_wrote_is_read_as_nothing(text: str) -> None:
    assert read(text) is None


@given(CONTROLS)
def test_what_fits_is_read_as_it_was_written(control: Control) -> None:
    if not fits(control):
        with pytest.raises(ValueError, match="custom_id"):
            written(control)
        return
    text = written(control)
    assert 1 <= len(text) <= 100
    assert read(text) == control
    assert TEMPLATE.fullmatch(text)
    assert bool(BUTTON_TEMPLATE.fullmatch(text)) == (control.verb in ("press", "write", "ask"))
    assert bool(MENU_TEMPLATE.fullmatch(text)) == (control.verb in ("pick", "pick and ask"))


@given(st.one_of(st.text(), st.from_regex(TEMPLATE, fullmatch=True)))
def test_one_text_has_one_meaning_or_none(text: str) -> None:
    found = read(text)
    assert found is None or written(found) == text


def test_the_two_templates_differ_since_the_library_keeps_one_class_for_each() -> None:
    assert len({BUTTON_TEMPLATE, MENU_TEMPLATE}) == 2
