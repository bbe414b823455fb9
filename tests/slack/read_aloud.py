"""Blocks read aloud: a message of the bot as lines in the notation of a transcript (`bot/dialogue/transcript.py`).

    < a text, with **strong**, *emphasis* and `code`      ? place · question        ! title (urgent)
      a) an option                                          @ a thread                [A button]  (picture: alt)

Rules
- It reads what a person sees, and nothing else: labels, texts, alternative texts. Blocks that it does not know fail.
- `as_read` writes a line of a transcript the way it is read here: without escapes, which nobody sees.
- Left out is what the adapter adds of its own: the buttons that send boxes or open a window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.dialogue.marks import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Json = dict[str, Any]
CARD_SIGNS = {"‼ please look: ": " (urgent)", "✓ done: ": " (resolved)"}
OWN = ("send:", "write:")
"""Beginnings of the action ids that are no choices of the dialogue."""
MENUS = ("static_select", "multi_static_select", "checkboxes", "radio_buttons")


def read(message: Json, mark: str = "") -> list[str]:
    """The lines of a message.

    mark: `!` for a card in the teachers' channel, `@` for a thread of the class, whose buttons no transcript shows;
    empty for a private chat, where a place line makes it a question.
    """
    blocks = message.get("blocks") or [_only_text(message["text"])]
    place = ""
    if blocks and blocks[0]["type"] == "context":
        place, blocks = _context(blocks[0]), blocks[1:]
    shown = [block for block in blocks if not (mark and block["type"] == "actions")]
    rows = [row for block in shown for row in _rows(block) if row.strip()]
    if mark == "!":
        rows[:1] = [_title(rows[0])]
    if place:
        rows[:1] = [f"{place} · {rows[0]}"]
    return [f"{mark or ('?' if place else '<')} {rows[0]}", *(f"  {row}" for row in rows[1:])]


def as_read(line: str) -> str:
    """One line, its marks as `read` writes them."""
    return "".join(_marked(span.text, span.strong, span.emphasis, span.code) for span in parse(line))


def _rows(block: Json) -> Iterator[str]:
    match block["type"]:
        case "rich_text":
            for element in block["elements"]:
                yield from _rich(element)
        case "image":
            yield f"(picture: {block['alt_text']})"
        case "actions":
            yield from _controls(block["elements"])
        case other:
            raise AssertionError(f"a block of the kind {other!r} cannot be read aloud yet")


def _only_text(text: str) -> Json:
    """A message without blocks shows its text, where three characters are escaped."""
    for escaped, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(escaped, character)
    said = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [said]}


def _rich(element: Json) -> Iterator[str]:
    match element["type"]:
        case "rich_text_section":
            yield from _section(element)
        case "rich_text_list":
            for item in element["elements"]:
                yield "- " + "\n".join(_section(item))
        case other:
            raise AssertionError(f"a rich text element of the kind {other!r} cannot be read aloud yet")


def _section(section: Json) -> list[str]:
    said = ""
    for part in section["elements"]:
        style = part.get("style", {})
        text = part["url"] if part["type"] == "link" else part["text"]
        lines = text.split("\n")
        marked = (_marked(line, style.get("bold"), style.get("italic"), style.get("code")) for line in lines)
        said += "\n".join(marked)
    return said.split("\n")


def _marked(text: str, strong: bool | None, emphasis: bool | None, code: bool | None) -> str:
    if not text.strip():
        return text
    if code:
        text = f"`{text}`"
    stars = "**" * bool(strong) + "*" * bool(emphasis)
    return f"{stars}{text}{stars}"


def _controls(elements: Iterable[Json]) -> Iterator[str]:
    buttons = []
    for element in elements:
        if element["type"] in MENUS:
            yield from (_option(option["value"], option["text"]["text"]) for option in element["options"])
        elif _is_option(element):
            yield _option(element["value"], element["text"]["text"])
        elif not element["action_id"].startswith(OWN):
            buttons.append(f"[{element['text']['text']}]")
    yield " ".join(buttons)


def _is_option(button: Json) -> bool:
    """An option of a question: their keys are single letters, those of choices are words."""
    return len(button.get("value") or "") == 1


def _option(key: str, label: str) -> str:
    """Nothing where the text lists it already."""
    return "" if key == label else f"{key}) {label}"


def _context(block: Json) -> str:
    return " ".join(element["text"] for element in block["elements"])


def _title(row: str) -> str:
    """Cards have a bold title with a sign before it."""
    title = row.removeprefix("**").removesuffix("**")
    for sign, word in CARD_SIGNS.items():
        if title.startswith(sign):
            return title.removeprefix(sign) + word
    return title
