"""How a question is answered in Discord: which controls it gets, and which of its options are read in its text.

    one      up to five short options: buttons; more, or longer ones: listed, and buttons or a menu for their letters
    several  listed, and a menu of which any number is taken
    text     typed in the chat, or in a window

Rules
- Options that a button would not show whole (long, with code or marks, alike), and those of a menu, which is closed
  until it is pressed, stand in the text as `a) ...`.
- The asides (a hint, 'I don't know yet') have the last row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.discord.controls import Rack, label, rows_of
from adapters.discord.limits import most
from adapters.discord.markdown import lines
from adapters.labels import are_simple, label_of
from adapters.pieces import Line, Piece
from bot.dialogue.marks import plain

if TYPE_CHECKING:
    from adapters.discord.presses import Origin
    from adapters.words import Words
    from bot.dialogue.effects import Ask


def is_listed(ask: Ask) -> bool:
    """Whether the text lists the options, and the controls carry letters."""
    if ask.answer != "one":
        return ask.answer == "several"
    return len(ask.options) > most("buttons") or not are_simple([option.text for option in ask.options], label)


def lines_of_options(ask: Ask) -> list[Line]:
    """`a) ...`, a line for each option."""
    found: list[Line] = []
    for option in ask.options:
        first, *others = lines(option.text) or [()]
        found += [(Piece(f"{option.key}) "), *first), *others]
    return found


def rack_of(ask: Ask, origin: Origin, words: Words) -> Rack:
    """The rows with which it is answered, and its asides."""
    rack = Rack(origin, spare=rows_of(len(ask.asides), "buttons"))
    options = [(plain(option.text), option.key) for option in ask.options]
    if ask.answer == "text":
        rack.buttons([rack.button(words.write, "", "write", "primary")])
    elif ask.answer == "several":
        rack.menu_of_several([(f"{key}) {label}", key) for label, key in options], words.choose)
    elif len(options) <= most("buttons"):
        shown = [(key if is_listed(ask) else label, key) for label, key in options]
        rack.buttons([rack.button(label, key) for label, key in shown])
    else:
        rack.menus([(f"{key}) {label}", key) for label, key in options], words.choose)
    rack.spare = 0
    asides = [rack.button(label_of(aside), aside.key, "ask" if aside.asks else "press") for aside in ask.asides]
    rack.buttons(asides)
    return rack
