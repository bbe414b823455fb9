"""A page about a student or a class, as a message that one person sees.

Rules
- A button of a page is a word such as `continue`, and is good at any time. Its ref is the number of its section.
- What has no room at the end of a page is left out, and the page says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.discord.controls import Rack, Row
from adapters.discord.limits import length, most
from adapters.discord.markdown import fitted, lines, markdown
from adapters.discord.presses import Origin
from adapters.discord.render import EMPTY, OPEN, Embed, Message
from adapters.pieces import Line, Piece, strong
from bot.dialogue.marks import plain

if TYPE_CHECKING:
    from adapters.words import Words
    from bot.classroom.pages import Page, Section

WORTH_IT = 300
"""Characters of room that a part of a section needs, to be shown at all."""
TOLD = 200
"""Characters kept for the sentences that tell what is left out."""


def page_message(page: Page, *, guild: str, class_id: str, words: Words) -> Message:
    """As many sections as a message takes."""
    title = fitted([(Piece(plain(page.title)),)], most("embed title"), EMPTY)
    parts: list[str] = []
    rows: list[Row] = []
    left_out = 0
    room = most("embed description") - TOLD
    for number, section in enumerate(page.sections):
        if room < WORTH_IT:
            parts.append(_told(words.more_sections, len(page.sections) - number))
            break
        parts.append(fitted(_lines(section), room, words.more_text))
        room -= length(parts[-1]) + 2
        rack = Rack(Origin("page", guild, class_id, str(number)))
        rack.spare = len(rows)
        rack.choices(section.choices, words.choose)
        rows += rack.rows
        left_out += rack.left_out
    if left_out:
        parts.append(_told(words.more_choices, left_out))
    written = "\n\n".join(part for part in parts if part.strip())
    return Message("", Embed(title, written if title or written else EMPTY, OPEN), tuple(rows))


def _lines(section: Section) -> list[Line]:
    return [*strong(lines(section.title)), *(line for said in section.lines for line in lines(said))]


def _told(sentence: str, count: int) -> str:
    return markdown([(Piece(sentence.format(count=count)),)])
