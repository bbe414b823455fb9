"""Buttons and menus of a message, in rows.

Rules
- Labels are literal: they show what was written, whatever it is. A label whose marks or length that would lose is not
  for a button (`labels.is_simple`).
- A choice whose key has no room in a button goes into a menu, whose values take a hundred characters.
- A `Rack` numbers the controls of one message, so that no custom_id stands in it twice, and counts what has no room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from adapters.discord.keys import short
from adapters.discord.limits import cut, length, most
from adapters.discord.presses import MOST_NUMBER, Control, fits, written
from adapters.labels import label_of
from bot.dialogue.marks import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.discord.presses import Origin, Verb
    from bot.dialogue.effects import Choice

Style = Literal["primary", "secondary", "danger"]

START_OVER = "start-over"
"""The one action that is asked about once more: it takes a student out of a unit."""


class Button(Struct, frozen=True):
    custom_id: str
    label: str
    style: Style = "secondary"


class MenuOption(Struct, frozen=True):
    label: str
    value: str
    description: str = ""


class Menu(Struct, frozen=True):
    """most: how many of its options may be taken; one at least is."""

    custom_id: str
    placeholder: str
    options: tuple[MenuOption, ...]
    most: int = 1


Row = tuple[Button, ...] | tuple[Menu]


def literal(text: str, what: str) -> str:
    """A label on one line, within the limit `what`; an empty one is a dash, since Discord takes none."""
    return cut(clean(text, most(what)), what) or "–"


def label(text: str) -> str:
    """What a button shows of a text."""
    return literal(text, "label")


class Rack:
    """The rows of one message, in order. left_out: choices for which there was no room. spare: rows kept for others."""

    def __init__(self, origin: Origin, spare: int = 0) -> None:
        self.rows: list[Row] = []
        self.left_out = 0
        self.spare = spare
        self._number = 0
        self._origin = origin

    def choices(self, choices: Sequence[Choice], placeholder: str, *, style: Style = "secondary") -> None:
        """A button for each choice, and menus for those whose keys are too long; all in menus where buttons would take
        too many rows."""
        pressed = [choice for choice in choices if self._has_room(choice)]
        picked = [choice for choice in choices if choice not in pressed]
        if rows_of(len(pressed), "buttons") + self._menus_of(picked) > self._room():
            pressed, picked = [], list(choices)
        self.buttons([self.button(label_of(choice), choice.key, _verb_of(choice), style) for choice in pressed])
        for asks in (False, True):
            options = [(label_of(choice), choice.key) for choice in picked if bool(choice.asks) is asks]
            self.menus(options, placeholder, asks=asks)

    def buttons(self, buttons: Sequence[Button | None]) -> None:
        """Rows of buttons; more than a row takes are several. None is one that has no room in a custom_id."""
        found = [button for button in buttons if button is not None]
        self.left_out += len(buttons) - len(found)
        for start in range(0, len(found), most("buttons")):
            self._add(tuple(found[start : start + most("buttons")]))

    def button(self, label: str, key: str, verb: Verb = "press", style: Style = "secondary") -> Button | None:
        """One button, to be put in a row."""
        control = self._control(verb, key)
        self._number += 1
        return Button(written(control), literal(label, "label"), style) if fits(control) else None

    def menus(self, options: Sequence[tuple[str, str]], placeholder: str, *, asks: bool = False) -> None:
        """Menus of which one of (label, key) is taken, as many as their number needs."""
        takable = self._takable(options)
        for start in range(0, len(takable), most("options")):
            self._menu(takable[start : start + most("options")], placeholder, "pick and ask" if asks else "pick")

    def menu_of_several(self, options: Sequence[tuple[str, str]], placeholder: str) -> None:
        """One menu, of which any number is taken; two could not be sent together."""
        takable = self._takable(options)
        self.left_out += len(takable[most("options") :])
        self._menu(takable[: most("options")], placeholder, "pick", several=True)

    def _takable(self, options: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """With a key that has room in an option, once each. On a card what is too long has a short name (`keys`)."""
        if self._origin.kind == "card":
            options = [(label, key if _is_takable(key) or not key else short(key)) for label, key in options]
        by_key = {key: (label, key) for label, key in reversed(options)}
        takable = [by_key[key] for key in dict.fromkeys(key for _, key in options) if _is_takable(key)]
        self.left_out += sum(not _is_takable(key) for key in by_key)
        return takable

    def _menu(self, options: Sequence[tuple[str, str]], placeholder: str, verb: Verb, *, several: bool = False) -> None:
        control = self._control(verb, "")
        self._number += 1
        if not options:
            return
        if not fits(control):
            self.left_out += len(options)
            return
        listed = tuple(_option(label, key) for label, key in options)
        shown = literal(placeholder, "placeholder")
        self._add((Menu(written(control), shown, listed, len(listed) if several else 1),))

    def _add(self, row: Row) -> None:
        if self._room() > 0:
            self.rows.append(row)
        else:
            first = row[0]
            self.left_out += len(first.options) if isinstance(first, Menu) else len(row)

    def _room(self) -> int:
        return most("rows") - self.spare - len(self.rows)

    def _has_room(self, choice: Choice) -> bool:
        """In a button, whatever its number."""
        return fits(replace(self._control(_verb_of(choice), choice.key), number=MOST_NUMBER))

    def _control(self, verb: Verb, key: str) -> Control:
        return Control(verb, self._origin, key, self._number)

    def _menus_of(self, choices: Sequence[Choice]) -> int:
        return sum(rows_of(sum(bool(choice.asks) is asks for choice in choices), "options") for asks in (False, True))


def _option(label: str, key: str) -> MenuOption:
    """A label that is too long ends with a word, and goes on in the small line below it."""
    whole = clean(label, most("option label") + most("option description"))
    if length(whole) <= most("option label"):
        return MenuOption(literal(whole, "option label"), key)
    kept = literal(whole, "option label").rstrip("…")
    head = kept.rpartition(" ")[0] or kept
    rest = whole.removeprefix(head).strip()
    return MenuOption(literal(f"{head} …", "option label"), key, literal(f"… {rest}", "option description"))


def rows_of(count: int, what: str) -> int:
    """Rows that so many `buttons`, or `options` of menus, need."""
    return -(-count // most(what))


def _verb_of(choice: Choice) -> Verb:
    return "ask" if choice.asks else "press"


def _is_takable(key: str) -> bool:
    return bool(key) and key == cut(key, "option value")
