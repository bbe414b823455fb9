"""Buttons, menus and boxes as Block Kit elements, and the blocks that hold them.

Rules
- Labels are `plain_text`: they show what was written, whatever it is. A label whose marks or length that would lose is
  not for a button (`labels.is_simple`).
- A `Rack` numbers the controls of one message, so that no id stands in it twice, and leaves out what has no room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from adapters.labels import label_of
from adapters.slack.limits import cut, most, weight
from adapters.slack.presses import action_id, written
from bot.dialogue.marks import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.slack.presses import Origin, Verb
    from bot.dialogue.effects import Choice

Json = dict[str, Any]

ROOM = 4 / 5
"""Of a message's characters, for its controls; the rest is its text's."""
OTHER_BLOCKS = 10
"""Of a message's blocks, for its text, its picture and its place line."""


def plain_text(text: str, what: str) -> Json:
    """A literal label on one line, within the limit `what`; an empty one is a dash, since Slack takes none."""
    return {"type": "plain_text", "text": clean(text, most(what)) or "–", "emoji": False}


def label(text: str) -> str:
    """What a control shows of a text."""
    return clean(text, most("option text"))


class Rack:
    """The controls of one message, in order. left_out: choices for which there was no room.

    number: of the control before the first, where several racks stand in one view.
    """

    def __init__(self, origin: Origin, number: int = 0) -> None:
        self.blocks: list[Json] = []
        self.left_out = 0
        self.number = number
        self._origin = origin

    def buttons(self, elements: Sequence[Json]) -> None:
        """A row of buttons; more than one row takes are several."""
        for start in range(0, len(elements), most("actions elements")):
            block = self._block(list(elements[start : start + most("actions elements")]))
            while block["elements"] and not self._has_room(block):
                block["elements"].pop()
                self.left_out += 1
            self._add(block)

    def menu(self, element: Json) -> None:
        """One menu, or one set of boxes, in a row of its own; options that have no room are left out at its end."""
        block = self._block([element])
        while element["options"] and not self._has_room(block):
            element["options"].pop()
            self.left_out += 1
        if element["options"]:
            self._add(block)

    def button(self, label: str, key: str, *, verb: Verb = "press", asks: str = "", style: str = "") -> Json:
        """One button, to be put in a row."""
        self.number += 1
        button = {
            "type": "button",
            "action_id": action_id(verb, self.number, asks),
            "text": plain_text(label, "button text"),
            "value": cut(key, "button value") if verb == "write" else key,
        }
        return button | ({"style": style} if style else {})

    def choices(self, choices: Sequence[Choice]) -> list[Json]:
        """A button for each choice."""
        return [self.button(label_of(choice), choice.key, asks=choice.asks) for choice in choices]

    def select(self, options: Sequence[tuple[str, str]], placeholder: str, *, asks: str = "") -> list[Json]:
        """Menus of which one of (label, key) is taken, as many as their number needs."""
        return self._menus("static_select", options, "pick", placeholder=placeholder, asks=asks)

    def boxes(self, options: Sequence[tuple[str, str]], placeholder: str) -> list[Json]:
        """Boxes for (label, key), of which any number is ticked; menus where they are many."""
        if len(options) <= most("checkboxes options"):
            self.number += 1
            listed = [option(*pair) for pair in options]
            return [{"type": "checkboxes", "action_id": action_id("tick", self.number), "options": listed}]
        return self._menus("multi_static_select", options, "tick", placeholder=placeholder)

    def _menus(
        self, kind: str, options: Sequence[tuple[str, str]], verb: Verb, *, placeholder: str, asks: str = ""
    ) -> list[Json]:
        menus = []
        takable = [pair for pair in options if len(pair[1]) <= most("option value")]
        self.left_out += len(options) - len(takable)
        for start in range(0, len(takable), most("select options")):
            self.number += 1
            menus.append(
                {
                    "type": kind,
                    "action_id": action_id(verb, self.number, asks),
                    "placeholder": plain_text(placeholder, "placeholder"),
                    "options": [option(*pair) for pair in takable[start : start + most("select options")]],
                }
            )
        return menus

    def _block(self, elements: list[Json]) -> Json:
        origin = replace(self._origin, number=len(self.blocks) + 1)
        return {"type": "actions", "block_id": written(origin), "elements": elements}

    def _has_room(self, block: Json) -> bool:
        blocks = [*self.blocks, block]
        is_light = weight(blocks) <= most("message characters") * ROOM
        return is_light and len(blocks) <= most("message blocks") - OTHER_BLOCKS

    def _add(self, block: Json) -> None:
        if block["elements"]:
            self.blocks.append(block)


def option(label: str, key: str) -> Json:
    """One line of a menu, or one box."""
    return {"text": plain_text(label, "option text"), "value": key}
