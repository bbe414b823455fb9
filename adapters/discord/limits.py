"""How much Discord takes: one table, asked by everything that makes a message, a button, a menu or a window.

Rules
- A limit stands here and nowhere else, with the page of discord.com/developers/docs that names it.
- Characters are counted as the clients do, in UTF-16 units: never fewer than the API counts.
- What is longer is cut so that a reader sees it (`cut`); what is too many is left out and counted by whoever lays out.
- Texts of our own with a fixed length (`words`) are held below their limits by a test.
"""

from __future__ import annotations

from typing import NamedTuple


class Limit(NamedTuple):
    """most: characters, or things. page: the title of the page that names it, or who else does."""

    most: int
    page: str


LIMITS: dict[str, Limit] = {
    "content": Limit(2_000, "Message"),
    "embed title": Limit(256, "Message"),
    "embed description": Limit(4_096, "Message"),
    "address": Limit(500, "ours; a link takes as much as its message"),
    "alt text": Limit(1_024, "Message, Attachment Object"),
    "rows": Limit(5, "Component Reference"),
    "buttons": Limit(5, "Component Reference, Action Row"),
    "label": Limit(80, "Component Reference, Button"),
    "custom_id": Limit(100, "Component Reference"),
    "options": Limit(25, "Component Reference, String Select"),
    "option label": Limit(100, "Component Reference, String Select"),
    "option value": Limit(100, "Component Reference, String Select"),
    "option description": Limit(100, "Component Reference, String Select"),
    "placeholder": Limit(150, "Component Reference, String Select"),
    "window title": Limit(45, "Receiving and Responding, Modal"),
    "field label": Limit(45, "Component Reference, Label"),
    "field description": Limit(100, "Component Reference, Label"),
    "field text": Limit(4_000, "Component Reference, Text Input"),
    "window text": Limit(4_000, "Component Reference, Text Display"),
}


def most(what: str) -> int:
    """The number of one limit. Raises KeyError for a name that the table has not."""
    return LIMITS[what].most


def length(text: str) -> int:
    """In UTF-16 units: 2 for most emoji."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, what: str) -> str:
    """`text` within the limit `what`, with an ellipsis where something was left out."""
    longest = most(what)
    if length(text) <= longest:
        return text
    kept = text[: longest - 1]
    while length(kept) > longest - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"
