"""A key of any length is carried by a short name, and found again among those that the card offers."""

from __future__ import annotations

import pytest

from adapters.discord.controls import Menu
from adapters.discord.keys import short, whole
from adapters.discord.presses import Control, Origin, fits
from adapters.discord.render import rendered
from adapters.words import ENGLISH
from bot.dialogue.effects import Alert, Choice, Selection
from tests.discord.letters import CARD, CLASS, GUILD, STUDENT, TEACHERS

LONG = f"mark:{'u' * 48}/{'o' * 48}"
OTHER = f"mark:{'u' * 48}/{'p' * 48}"


@pytest.mark.parametrize(
    ("key", "offered", "meant"),
    [
        ("seen", (), "seen"),  # short enough to be itself, whatever the card offers
        (short(LONG), (OTHER, LONG), LONG),
        (short(LONG), (OTHER,), ""),  # not offered any more
        ("#", (LONG,), ""),
    ],
)
def test_a_key_is_found_among_those_that_are_offered(key: str, offered: tuple[str, ...], meant: str) -> None:
    assert whole(key, offered) == meant


def test_a_window_has_room_for_a_short_name() -> None:
    origin = Origin("card", GUILD, TEACHERS, f"card/{CLASS}/{STUDENT}/9999")
    assert not fits(Control("reason", origin, LONG))
    assert fits(Control("reason", origin, short(LONG)))


def test_a_card_offers_goals_with_the_longest_ids_that_a_course_may_have() -> None:
    marks = Selection("Mark as mastered", (Choice(LONG, "Goal 1"), Choice(OTHER, "Goal 2")), "Why?")
    card = Alert(CARD, STUDENT, CLASS, "Ada", (), selections=(marks,))
    message = rendered(card, guild=GUILD, class_id=CLASS, channel=TEACHERS, words=ENGLISH)
    ((menu,),) = message.rows
    assert isinstance(menu, Menu)
    assert [option.value for option in menu.options] == [short(LONG), short(OTHER)]
    assert "no room" not in message.content
