"""What discord.py sends for a rendered message, and what it calls when somebody presses something in it.

Rules
- Buttons and menus are `DynamicItem`: what a press means is in its custom_id, so a press works after a restart, and
  discord.py keeps nothing of a message that was sent.
- A press goes to the client's `take`, whatever was pressed; the client tells what it means. A window that is sent comes
  to the client's `on_interaction`, since only windows opened by this very process are known to discord.py.
- The two classes have a template each: discord.py keeps one class for a template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

import discord
from discord.ui.dynamic import DynamicItem

from adapters.discord.controls import Menu, literal
from adapters.discord.limits import most
from adapters.discord.markdown import shortened
from adapters.discord.presses import BUTTON_TEMPLATE, MENU_TEMPLATE

if TYPE_CHECKING:
    import re

    from adapters.discord.controls import Button, Row
    from adapters.discord.render import Message
    from adapters.words import Words

TEXT = "text"
"""The custom_id of a window's field."""
WINDOW_SECONDS = 900
"""A window that nobody sends is forgotten: the token of what opened it is void by then."""

STYLES = {
    "primary": discord.ButtonStyle.primary,
    "secondary": discord.ButtonStyle.secondary,
    "danger": discord.ButtonStyle.danger,
}


class Takes(Protocol):
    """The client."""

    async def take(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody pressed something of ours."""


class PressedButton(DynamicItem[discord.ui.Button[Any]], template=BUTTON_TEMPLATE):
    """A button of ours, pressed."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], _match: re.Match[str], /
    ) -> PressedButton:
        return cls(cast("discord.ui.Button[Any]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await cast("Takes", interaction.client).take(interaction)


class PickedMenu(DynamicItem[discord.ui.Select[Any]], template=MENU_TEMPLATE):
    """A menu of ours, of which something was picked."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], _match: re.Match[str], /
    ) -> PickedMenu:
        return cls(cast("discord.ui.Select[Any]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await cast("Takes", interaction.client).take(interaction)


ITEMS = (PressedButton, PickedMenu)
"""For `Client.add_dynamic_items`."""


def view_of(message: Message) -> discord.ui.View | None:
    """What can be pressed; None where nothing can."""
    if not message.rows:
        return None
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(message.rows):
        for item in _items(row, number):
            view.add_item(item)
    return view


def embed_of(message: Message) -> discord.Embed | None:
    """None where the message has none. Empty parts are left out."""
    if message.embed is None:
        return None
    title, description = message.embed.title or None, message.embed.description or None
    return discord.Embed(title=title, description=description, colour=message.embed.colour)


def answer_window(
    custom_id: str, title: str, label: str, question: str, longest: int, words: Words
) -> discord.ui.Modal:
    """Where somebody writes. question: to be read beside it, as the markdown that its message has; may be empty.

    longest: characters. A title or label that is too long for Discord is cut, the label's whole below it; an empty one
    is said by `words`.
    """
    window = discord.ui.Modal(
        title=literal(title.strip() or words.your_answer, "window title"), custom_id=custom_id, timeout=WINDOW_SECONDS
    )
    if question.strip():
        window.add_item(discord.ui.TextDisplay(shortened(question, most("window text"))))
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=TEXT, style=discord.TextStyle.paragraph, max_length=min(longest, most("field text"))
    )
    asked = label.strip() or words.your_answer
    short = literal(asked, "field label")
    whole = None if short == asked else literal(asked, "field description")
    window.add_item(discord.ui.Label(text=short, description=whole, component=field))
    return window


def _items(row: Row, number: int) -> list[DynamicItem[Any]]:
    first = row[0]
    if isinstance(first, Menu):
        return [PickedMenu(_menu(first), row=number)]
    return [PressedButton(_button(button), row=number) for button in cast("tuple[Button, ...]", row)]


def _button(button: Button) -> discord.ui.Button[Any]:
    return discord.ui.Button(custom_id=button.custom_id, label=button.label, style=STYLES[button.style])


def _menu(menu: Menu) -> discord.ui.Select[Any]:
    options = [
        discord.SelectOption(label=option.label, value=option.value, description=_description(option.description))
        for option in menu.options
    ]
    return discord.ui.Select(
        custom_id=menu.custom_id, placeholder=menu.placeholder, min_values=1, max_values=menu.most, options=options
    )


def _description(text: str) -> str | None:
    return literal(text, "option description") if text.strip() else None
