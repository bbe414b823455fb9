"""How a question is answered in Slack: which controls it gets, and which of its options are read in its text.

    one      up to five short options: buttons; more: a menu
    several  boxes and a button that sends them
    text     typed in the chat, or in a window that Enter does not send

Rules
- Options that a button would not show whole (long, with code or marks, alike) stand in the text as `a) ...`, and the
  controls carry the letters.
- Every option can be pressed, up to a hundred of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.labels import are_simple
from adapters.pieces import Line, Piece, plain_of
from adapters.slack.controls import Rack, label, plain_text
from adapters.slack.limits import most
from adapters.slack.rich_text import rows_of
from bot.dialogue.marks import clean, plain

if TYPE_CHECKING:
    from adapters.slack.presses import Origin
    from adapters.slack.words import Words
    from bot.dialogue.effects import Ask

Json = dict[str, Any]

MOST_BUTTONS = 5
"""Options as buttons, beside each other; more are easier to read in a menu."""
MOST_IN_A_MENU, AROUND_AN_OPTION = 8_800, 83
"""Characters: of a menu's options with all that is around each; a message has no room for more beside its question."""


def is_listed(ask: Ask) -> bool:
    """Whether the text lists the options, and the controls carry letters."""
    if ask.answer == "text":
        return False
    too_many = ask.answer == "several" and len(ask.options) > most("checkboxes options")
    heavy = sum(len(option.text) + AROUND_AN_OPTION for option in ask.options) > MOST_IN_A_MENU
    return too_many or heavy or not are_simple([option.text for option in ask.options], label)


def rows_of_options(ask: Ask) -> list[Line]:
    """`a) ...`, a line for each option."""
    rows: list[Line] = []
    for option in ask.options:
        first, *others = rows_of(option.text) or [()]
        rows += [(Piece(f"{option.key}) "), *first), *others]
    return rows


def controls(ask: Ask, origin: Origin, words: Words) -> list[Json]:
    """The blocks with which it is answered, and its asides."""
    rack = Rack(origin)
    asides = [rack.button(plain(aside.label) or aside.key, aside.key, asks=aside.asks) for aside in ask.asides]
    if ask.answer == "text":
        question = "\n".join(clean(line, most("button value")) for line in plain_of(rows_of(ask.text)).split("\n"))
        rack.buttons([rack.button(words.write, question, verb="write"), *asides])
        return rack.blocks
    options = [(option.key if is_listed(ask) else plain(option.text), option.key) for option in ask.options]
    if ask.answer == "several":
        for boxes in rack.boxes(options, words.choose):
            rack.menu(boxes)
        rack.buttons([rack.button(words.send, "", verb="send", style="primary"), *asides])
    elif len(options) <= (most("actions elements") if is_listed(ask) else MOST_BUTTONS):
        rack.buttons([rack.button(*option) for option in options])
        rack.buttons(asides)
    else:
        for menu in rack.select(options, words.choose):
            rack.menu(menu)
        rack.buttons(asides)
    return rack.blocks


def place_line(place: str) -> Json:
    """'2 of about 6', small, above the question."""
    return {"type": "context", "elements": [plain_text(plain(place), "header")]}
