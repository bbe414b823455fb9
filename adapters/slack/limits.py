"""How much Slack takes: one table, asked by everything that makes a block, a message or a view.

Rules
- A limit stands here and nowhere else, with the page of docs.slack.dev that names it.
- What is longer is cut so that a reader sees it (`cut`); what is too many is left out and counted by whoever lays out.
- Texts of our own with a fixed length (`words`) are held below their limits by a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Limit(NamedTuple):
    """most: characters, or things. page: below docs.slack.dev/reference/block-kit, or where else it was read."""

    most: int
    page: str


LIMITS: dict[str, Limit] = {
    "message blocks": Limit(50, "blocks"),
    "message characters": Limit(12_000, "slackapi/bolt-js#2509: refused at about 13,200 over all blocks"),
    "message text": Limit(3_000, "ours; reference/methods/chat.postMessage cuts at 40,000"),
    "view blocks": Limit(100, "surfaces/modals, surfaces/app-home"),
    "modal title": Limit(24, "views/modal-view"),
    "text": Limit(3_000, "composition-objects/text-object"),
    "address": Limit(500, "ours; block-elements/button-element takes 3,000 in a url"),
    "header": Limit(150, "blocks/header-block"),
    "alt text": Limit(2_000, "blocks/image-block"),
    "actions elements": Limit(25, "blocks/actions-block"),
    "button text": Limit(75, "block-elements/button-element"),
    "button value": Limit(2_000, "block-elements/button-element"),
    "select options": Limit(100, "block-elements/select-menu-element"),
    "checkboxes options": Limit(10, "block-elements/checkboxes-element"),
    "option text": Limit(75, "composition-objects/option-object"),
    "option value": Limit(150, "composition-objects/option-object"),
    "placeholder": Limit(150, "block-elements/select-menu-element"),
    "action_id": Limit(255, "block-elements/button-element"),
    "block_id": Limit(255, "blocks/actions-block"),
    "input label": Limit(2_000, "blocks/input-block"),
    "input text": Limit(3_000, "block-elements/plain-text-input-element"),
}


def most(what: str) -> int:
    """The number of one limit. Raises KeyError for a name that the table has not."""
    return LIMITS[what].most


def cut(text: str, what: str) -> str:
    """`text` within the limit `what`, with an ellipsis where something was left out."""
    longest = most(what)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def weight(blocks: Iterable[Mapping[str, Any]]) -> int:
    """Characters of blocks, names and brackets included: a cautious count, since Slack does not tell how it counts."""
    return sum(len(str(block)) + 2 for block in blocks)
