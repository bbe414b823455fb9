"""What a typed line means: a button that is visible, else a reply to the question that stands open."""

import pytest
from rich.console import Console

from adapters.console.chat import Chat, Place
from adapters.console.screen import Shown
from bot.dialogue.effects import Letter
from bot.dialogue.events import Chose, Replied
from tests.console.test_screen import MENU, PICK, TYPED, after


async def nothing_yet(_channel: str) -> int:
    """The last entry of an empty channel."""
    return 0


def chat_with(shown: Shown) -> Chat:
    """A chat that has shown this; events are made without an engine."""
    place = Place("local", "s-1", "student:s-1", "", ["where am i"], nothing_yet, lambda _: None)
    return Chat(None, place, Console(), shown)  # type: ignore[arg-type]  # nothing is sent here


@pytest.mark.parametrize(
    ("letters", "line", "ref", "key"),
    [
        ((MENU,), "1", "m1", "now"),
        ((MENU,), " 2 ", "m1", "later"),
        ((MENU,), "NOW", "m1", "now"),
        ((MENU,), "[Later]", "m1", "later"),
        ((PICK,), "hint", "q1", "hint"),
        ((TYPED,), "i don't  know yet", "q2", "unsure"),
        ((PICK, MENU), "later", "m1", "later"),
    ],
)
def test_a_line_that_names_a_visible_button_presses_it(
    letters: tuple[Letter, ...], line: str, ref: str, key: str
) -> None:
    event = chat_with(after(*letters)).event_of(line)
    assert isinstance(event, Chose)
    assert (event.ref, event.picks) == (ref, (key,))


@pytest.mark.parametrize(
    ("letters", "line", "on"),
    [
        ((TYPED,), "2", "q2"),  # a number is an answer while a question is open
        ((PICK,), "b", "q1"),
        ((PICK, MENU), "1", "q1"),
        ((MENU,), "3", ""),  # there is no third button
        ((MENU,), "²", ""),
        ((), "where am I", ""),
        ((MENU,), "1" * 5_000, ""),
    ],
)
def test_every_other_line_is_a_reply_to_the_open_question(letters: tuple[Letter, ...], line: str, on: str) -> None:
    event = chat_with(after(*letters)).event_of(line)
    assert isinstance(event, Replied)
    assert (event.text, event.on) == (line, on)


def test_every_line_has_a_delivery_key_of_its_own() -> None:
    chat = chat_with(Shown())
    assert len({chat.event_of("same").id for _ in range(20)}) == 20


def test_what_is_offered_are_the_labels_and_then_the_words_that_always_work() -> None:
    assert chat_with(after(MENU)).offers() == ["Now", "Later", "where am i"]
