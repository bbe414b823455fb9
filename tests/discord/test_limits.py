"""Each limit of Discord is kept by the code that meets it, and the check that shows it has eyes.

Every case is exactly as long, or as many, as the limit allows. With the limit lifted, something would be sent that
Discord refuses; with the check's own number one smaller, the check speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pytest

from adapters.discord.components import answer_window
from adapters.discord.controls import Menu, MenuOption
from adapters.discord.limits import LIMITS, Limit, cut, length, most
from adapters.discord.pages import page_message
from adapters.discord.presses import Control, Origin, written
from adapters.discord.render import Message, alt_of, rendered
from adapters.words import ENGLISH, WORDS_OF, Words
from bot.classroom.pages import Page, Section
from bot.curriculum.question import Picture
from bot.dialogue.effects import Alert, Ask, Choice, Letter, Say, Selection
from tests.discord.bodies import NUMBERS, body_of, message_faults, window_faults
from tests.discord.letters import CARD, CLASS, GUILD, STUDENT, TEACHERS
from tests.slack.letters import options

FAR = 10**9
LONG = "x" * 9_000
CHAT = Origin("chat", GUILD, CLASS, f"{CLASS}/4")

Faults = list[str]
Check = Callable[[Mapping[str, int]], Faults]


def shown(letter: Letter) -> Message:
    return rendered(letter, guild=GUILD, class_id=CLASS, channel=TEACHERS, words=ENGLISH)


def of_letter(letter: Letter) -> Check:
    return lambda numbers: message_faults(body_of(shown(letter)), numbers)


def of_window(title: str = "t", label: str = "l", question: str = "", longest: int = 9_000) -> Check:
    return lambda numbers: window_faults(answer_window("id", title, label, question, longest, ENGLISH), numbers)


def of_page(title: str) -> Check:
    def check(numbers: Mapping[str, int]) -> Faults:
        message = page_message(Page(title, ()), guild=GUILD, class_id=CLASS, words=ENGLISH)
        return message_faults(body_of(message), numbers)

    return check


def say(*choices: Choice, text: str = "?") -> Letter:
    return Say(text, choices, f"{CLASS}/4")


def card(title: str = "Ada", *, lines: tuple[str, ...] = (), selection: Selection | None = None) -> Letter:
    return Alert(CARD, STUDENT, CLASS, title, lines, selections=(selection,) if selection else ())


def choices(count: int, key: str = "k") -> tuple[Choice, ...]:
    return tuple(Choice(f"{key}{number}", f"x{number}") for number in range(count))


def question(count: int) -> Letter:
    return Ask(f"{CLASS}/4", "?", "one", options([f"o{number}" for number in range(count)]))


def described(text: str) -> Check:
    option = MenuOption("l", "v", text)
    menu = Menu(written(Control("pick", CHAT)), "p", (option,))
    return lambda numbers: message_faults(body_of(Message("?", None, ((menu,),))), numbers)


class Case(NamedTuple):
    """full: the faults of what is exactly as large as the limit allows. over: of what is larger, and is made to fit;
    the same where that is exactly as large. number: the check's own name of the limit, where it differs."""

    full: Check
    over: Check | None = None
    number: str = ""


TEN, KEY_ROOM = choices(10), 100 - len(written(Control("press", CHAT, "", 10)))
CASES = {
    "content": Case(of_letter(say(text="x" * 2_000)), of_letter(say(text="x" * 2_001))),
    "embed title": Case(of_page(LONG), number="title"),
    "embed description": Case(of_letter(card(lines=(LONG,))), number="description"),
    "rows": Case(of_letter(say(*choices(130)))),
    "buttons": Case(of_letter(say(*choices(7)))),
    "label": Case(of_letter(say(Choice("k", LONG)))),
    "custom_id": Case(
        of_letter(say(*TEN, Choice("k" * KEY_ROOM, "l"))), of_letter(say(*TEN, Choice("k" * KEY_ROOM + "k", "l")))
    ),
    "options": Case(of_letter(question(30))),
    "option label": Case(of_letter(card(selection=Selection("s", (Choice("k", LONG),))))),
    "option value": Case(
        of_letter(card(selection=Selection("s", (Choice("k" * 100, "l"),)))),
        of_letter(card(selection=Selection("s", (Choice("k" * 101, "l"),)))),
    ),
    "option description": Case(described(LONG)),
    "placeholder": Case(of_letter(card(selection=Selection(LONG, choices(1))))),
    "window title": Case(of_window(title=LONG)),
    "field label": Case(of_window(label=LONG)),
    "field description": Case(of_window(label=LONG)),
    "field text": Case(of_window()),
    "window text": Case(of_window(question=LONG)),
}
OTHERWISE = {"address", "alt text"}
"""Those that no body shows; each has a test below."""


def found(check: Check, numbers: Mapping[str, int] = NUMBERS) -> Faults:
    """What the check says; discord.py itself refuses some shapes."""
    try:
        return check(numbers)
    except ValueError as problem:
        return [str(problem)]


def test_every_limit_has_a_case() -> None:
    assert {*CASES, *OTHERWISE} == set(LIMITS)


@pytest.mark.parametrize("name", CASES)
def test_a_limit_is_kept_and_by_the_code_that_meets_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    full, over, _ = CASES[name]
    assert (found(full), found(over or full)) == ([], [])
    monkeypatch.setitem(LIMITS, name, Limit(FAR, ""))
    assert found(over or full), "with the limit lifted, Discord would be sent too much"


@pytest.mark.parametrize("name", CASES)
def test_the_check_speaks_where_a_limit_is_one_smaller(name: str) -> None:
    full, _, number = CASES[name]
    number = number or name
    assert NUMBERS[number] == most(name)
    faults = found(full, {**NUMBERS, number: NUMBERS[number] - 1})
    assert faults
    assert all(fault.startswith(number) for fault in faults)


def test_what_is_wrong_in_other_ways_is_seen_too() -> None:
    body = body_of(shown(say(*choices(2))))
    first, second = body["components"][0]["components"]
    for change, fault in (
        ({"custom_id": second["custom_id"]}, "a custom_id twice"),
        ({"custom_id": ""}, "custom_id: 0"),
        ({"label": " "}, "an empty label"),
        ({"style": 5}, "an odd button"),
    ):
        changed = body | {"components": [{"type": 1, "components": [first | change, second]}]}
        assert message_faults(changed) == [fault]
    assert message_faults(body | {"content": "\u200b "}) == ["an empty message"]
    assert message_faults(body | {"components": [{"type": 1, "components": []}]}) == ["buttons: 0 in a row"]
    assert message_faults(body | {"embeds": [{"title": ""}]}) == ["title: 0", "an empty embed"]


def test_an_embed_can_never_be_too_long_in_sum() -> None:
    assert most("embed title") + most("embed description") <= NUMBERS["embeds"]


def test_a_description_of_a_picture_and_an_address_have_limits_too() -> None:
    assert length(alt_of(Picture("x.svg", "😀" * 2_000), ENGLISH)) <= most("alt text") == 1_024
    assert length(alt_of(Picture("x.svg", LONG), ENGLISH)) == most("alt text")
    for count, is_link in ((most("address"), True), (most("address") + 1, False)):
        address = "https://x.org/".ljust(count, "a")
        assert (shown(Say(address)).content == f"<{address}>") is is_link


@pytest.mark.parametrize("words", WORDS_OF.values(), ids=list(WORDS_OF))
def test_our_own_words_are_short_enough_for_where_they_stand(words: Words) -> None:
    assert max(map(len, (words.your_answer, words.your_words, words.start_over))) <= most("window title")
    assert max(map(len, (words.write, words.start_over, words.cancel))) <= most("label")
    assert len(words.choose) <= most("placeholder")


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("x" * 45, "x" * 45),
        ("x" * 46, "x" * 44 + "…"),
        ("a " * 40, "a " * 21 + "a…"),
        ("😀" * 22, "😀" * 22),
        ("😀" * 23, "😀" * 22 + "…"),
    ],
)
def test_what_is_cut_ends_in_an_ellipsis_and_fits_as_clients_count(text: str, short: str) -> None:
    assert cut(text, "window title") == short
    assert length(short) <= 45


def test_a_page_is_as_long_as_an_embed() -> None:
    page = Page(LONG, (Section(LONG, (LONG,), choices(3)), Section("s", (LONG,))))
    message = page_message(page, guild=GUILD, class_id=CLASS, words=ENGLISH)
    assert message_faults(body_of(message)) == []
    assert message.embed is not None
    assert length(message.embed.description) > most("embed description") - 400
