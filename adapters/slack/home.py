"""A page about a student or a class, laid out for the Home tab or a window of Slack.

Rules
- A button of a page is a word such as `continue`, and is good at any time.
- What has no room at the end of a page is left out, and the page says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.slack.controls import Rack, plain_text
from adapters.slack.limits import most
from adapters.slack.presses import Origin
from adapters.slack.rich_text import rich_text, rows_of
from bot.dialogue.marks import plain

if TYPE_CHECKING:
    from adapters.slack.words import Words
    from bot.classroom.pages import Page, Section

Json = dict[str, Any]

SECTION_ROOM = 9_000
"""Characters of one section's text."""


def home(page: Page, words: Words) -> Json:
    """The view of the Home tab."""
    return {"type": "home", "blocks": blocks_of(page, words)}


def blocks_of(page: Page, words: Words) -> list[Json]:
    """The blocks of a page; as many sections as a view takes."""
    blocks: list[Json] = [_header(page.title)]
    controls = 0
    for number, section in enumerate(page.sections):
        rack = Rack(Origin("page", str(number), words.language), controls)
        part = _section(section, rack, words)
        controls = rack.number
        if len(blocks) + len(part) > most("view blocks") - 1:
            return [*blocks, *_told(words.more_sections, len(page.sections) - number)]
        blocks += part
    return blocks


def _section(section: Section, rack: Rack, words: Words) -> list[Json]:
    rows = [row for line in section.lines for row in rows_of(line)]
    rack.buttons(rack.choices(section.choices))
    head = [{"type": "divider"}, *([_header(section.title)] if plain(section.title).strip() else [])]
    lines = rich_text(rows, SECTION_ROOM, words.more_text)
    return [*head, *lines, *rack.blocks, *(_told(words.more_choices, rack.left_out) if rack.left_out else [])]


def _told(sentence: str, count: int) -> list[Json]:
    return rich_text(rows_of(sentence.format(count=count)), SECTION_ROOM, "")


def _header(text: str) -> Json:
    return {"type": "header", "text": plain_text(plain(text), "header")}
