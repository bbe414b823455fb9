"""What a person typed, from what Discord made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.typed import typed
from tests.discord.letters import BOT, CLASS, GUILD, STUDENT

NAMES = {STUDENT: "Ada Lovelace", CLASS: "fractions", GUILD: "teachers", BOT: "tutor"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3/4", "3/4"),
        (f"<@{BOT}> 3/4", "3/4"),
        (f"  <@!{BOT}>3/4 ", "3/4 "),
        (f"<@{BOT}>", ""),
        (f"<@{BOT}> <@{BOT}> hi", "@tutor hi"),
        (f"I ask <@{BOT}>", "I ask @tutor"),
        (f"<@{STUDENT}> and <@!{STUDENT}> say", "@Ada Lovelace and @Ada Lovelace say"),
        (f"<@&{GUILD}> in <#{CLASS}>", "@teachers in #fractions"),
        ("<@12345> <#12345> <@&12345>", "<@12345> <#12345> <@&12345>"),
        ("<:bar_1:123456789012345678> <a:wow:1>", ":bar_1: :wow:"),
        ("2 < 3 > 1, <b>x</b>, <@x>, <t:1:R>", "2 < 3 > 1, <b>x</b>, <@x>, <t:1:R>"),
        ("**3** \\* `x` &amp; ", "**3** \\* `x` &amp; "),
    ],
)
def test_a_text_is_what_the_person_would_say_they_wrote(text: str, said: str) -> None:
    assert typed(text, bot=BOT, names=NAMES) == said


def test_without_a_bot_nothing_is_taken_off() -> None:
    assert typed("<@> <@!> x", bot="", names={}) == "<@> <@!> x"


@given(st.text())
def test_what_holds_no_brackets_stays_as_it_is(text: str) -> None:
    plain = text.replace("<", "")
    assert typed(plain, bot=BOT, names=NAMES) == plain
