"""Messages read aloud: a message of the bot as lines in the notation of a transcript (`bot/dialogue/transcript.py`).

    < a text, with **strong**, *emphasis* and `code`      ? place · question        ! title (urgent)
      a) an option                                          @ a thread                [A button]  (picture: alt)

Rules
- It reads what a person sees, and nothing else: markdown as the clients read it (`reader`), labels, descriptions of
  attachments. Components and meanings that are none of ours fail.
- `as_read` writes a line of a transcript the way it is read here: without escapes, which nobody sees.
- A picture, which Discord shows below the text, is read where a transcript has it: before the options that the text
  lists. Buttons are one line, in however many rows they stand.
- Left out is what the adapter adds of its own: the button that opens a window.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from adapters.discord.presses import read as control_of
from bot.dialogue.marks import parse
from tests.discord.reader import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Json = dict[str, Any]
CARD_SIGNS = {"▲ please look: ": " (urgent)", "✓ done: ": " (resolved)"}
SMALL = "-# "
ROW, BUTTON, SELECT = 1, 2, 3
OURS = {"strong", "emphasis", "code", "link", "bullet"}
PLACE = re.compile(r"<#[0-9]+>|https://discord\.com/channels/@me/[0-9]+")
UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060"))


def read(message: Json, mark: str = "") -> list[str]:
    """The lines of a message.

    mark: `!` for a card in the teachers' channel, `@` for a thread of the class, whose buttons no transcript shows;
    empty for a private chat, where a place line makes it a question.
    """
    written = [message.get("content") or "", *_of_embeds(message.get("embeds") or [])]
    text = [line for part in written for line in part.split("\n") if line.strip()]
    place = ""
    if text and text[0].startswith(SMALL):
        place, *text = text
    rows = [line(written) for written in text]
    listed = next((number for number, row in enumerate(rows) if number and row.startswith("a) ")), len(rows))
    rows[listed:listed] = [f"(picture: {one['description']})" for one in message.get("attachments") or []]
    rows += [] if mark else [row for row in _controls(message.get("components") or []) if row]
    if mark == "!":
        rows[:1] = [_title(rows[0])]
    if place:
        rows[:1] = [f"{line(place.removeprefix(SMALL))} · {rows[0]}"]
    return [f"{mark or ('?' if place else '<')} {rows[0]}", *(f"  {row}" for row in rows[1:])]


def as_read(written: str) -> str:
    """One line of a transcript, its marks as `read` writes them."""
    return "".join(_marked(span.text, span.strong, span.emphasis, span.code) for span in parse(written))


def line(written: str) -> str:
    """One line of Discord's markdown, in light marks."""
    said = ""
    for piece in pieces(written):
        if PLACE.fullmatch(piece.text):  # where a chat is, as the adapter itself says it: it pings nobody
            said += piece.text
            continue
        assert piece.meanings <= OURS, f"{piece.text!r} is read as {', '.join(piece.meanings - OURS)} in {written!r}"
        text = piece.text if "code" in piece.meanings else piece.text.translate(UNSEEN)
        said += _marked(text, *(style in piece.meanings for style in ("strong", "emphasis", "code")))
    return said


def _of_embeds(embeds: Iterable[Json]) -> Iterator[str]:
    for embed in embeds:
        yield embed.get("title") or ""
        yield embed.get("description") or ""


def _marked(text: str, strong: bool, emphasis: bool, code: bool) -> str:
    core = text.strip()
    if not core:
        return text
    stars = "**" * strong + "*" * emphasis
    tick = "`" * code
    return text.replace(core, f"{stars}{tick}{core}{tick}{stars}", 1)


def _controls(rows: Iterable[Json]) -> Iterator[str]:
    buttons = []
    for row in rows:
        assert row["type"] == ROW, f"a component of type {row['type']} cannot be read aloud yet"
        for control in row["components"]:
            assert control["type"] in (BUTTON, SELECT), (
                f"a component of type {control['type']} cannot be read aloud yet"
            )
            for key, label in _offered(control):
                if len(key) == 1 or label.startswith(f"{key}) "):
                    yield _option(key, label)
                elif key:
                    buttons.append(f"[{label}]")
    yield " ".join(buttons)


def _offered(control: Json) -> Iterator[tuple[str, str]]:
    """(key, label) of all that can be taken. Options of a question have letters as keys, choices have words, and what
    opens a window for an answer has none."""
    if control["type"] == SELECT:
        yield from ((option["value"], option["label"]) for option in control["options"])
        return
    meant = control_of(control["custom_id"])
    assert meant is not None, f"the custom_id {control['custom_id']!r} is none of ours"
    yield meant.key, control["label"]


def _option(key: str, label: str) -> str:
    """Nothing where the text lists it already."""
    return "" if key == label or label.startswith(f"{key}) ") else f"{key}) {label}"


def _title(row: str) -> str:
    """Cards have a bold title with a sign before it."""
    row = row.removeprefix("**").removesuffix("**")
    for sign, word in CARD_SIGNS.items():
        if row.startswith(sign):
            return row.removeprefix(sign) + word
    return row
