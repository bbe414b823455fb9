"""What Discord would refuse, found without Discord: the body that discord.py would send, held against numbers of ours.

The numbers are written here a second time, from the pages of discord.com/developers/docs named beside them, so that a
wrong one in `adapters/discord/limits.py` is found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from discord.http import handle_message_parameters

from adapters.discord.components import embed_of, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import discord

    from adapters.discord.render import Message

Json = dict[str, Any]

NUMBERS = {
    "content": 2_000,  # Message
    "title": 256,  # Message, Embed Limits
    "description": 4_096,
    "embeds": 6_000,  # in sum
    "rows": 5,  # Component Reference
    "buttons": 5,
    "label": 80,
    "custom_id": 100,
    "options": 25,
    "option label": 100,
    "option value": 100,
    "option description": 100,
    "placeholder": 150,
    "window title": 45,  # Receiving and Responding
    "window parts": 5,
    "window text": 4_000,
    "field label": 45,
    "field description": 100,
    "field text": 4_000,
}
ROW, BUTTON, SELECT, TEXT_INPUT, TEXT_DISPLAY, LABEL = 1, 2, 3, 4, 10, 18


def body_of(message: Message) -> Json:
    """As it goes to `POST channels/ID/messages`."""
    view, embed = view_of(message), embed_of(message)
    with handle_message_parameters(content=message.content, embed=embed, view=view) as parameters:
        return dict(parameters.payload or {})


def message_faults(body: Json, numbers: Mapping[str, int] = NUMBERS) -> list[str]:
    """Everything that is wrong with a message; empty when Discord would take it."""
    faults = [*_too_long(body, "content", numbers, "content")]
    faults += [] if _is_seen(body.get("content")) or body["embeds"] else ["an empty message"]
    for embed in body["embeds"]:
        faults += _embed_faults(embed, numbers)
    total = sum(_length(embed.get(name, "")) for embed in body["embeds"] for name in ("title", "description"))
    faults += [f"embeds: {total} characters in sum"] if total > numbers["embeds"] else []
    return [*faults, *_row_faults(body["components"], numbers)]


def window_faults(window: discord.ui.Modal, numbers: Mapping[str, int] = NUMBERS) -> list[str]:
    """Everything that is wrong with a window."""
    body = window.to_dict()
    faults = [*_too_long(body, "title", numbers, "window title"), *_id_faults([body], numbers)]
    faults += [] if 1 <= len(body["components"]) <= numbers["window parts"] else ["window parts"]
    for part in body["components"]:
        match part["type"]:
            case 10:
                faults += _too_long(part, "content", numbers, "window text")
            case 18:
                faults += _too_long(part, "label", numbers, "field label")
                faults += _too_long(part, "description", numbers, "field description")
                faults += _field_faults(part["component"], numbers)
            case other:
                faults.append(f"a part of type {other}")
    return faults


def parts(found: object) -> Iterator[Json]:
    """Every object within a body, at any depth."""
    if isinstance(found, dict):
        yield found
        for inner in found.values():
            yield from parts(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from parts(inner)


def _embed_faults(embed: Json, numbers: Mapping[str, int]) -> list[str]:
    faults = [*_too_long(embed, "title", numbers), *_too_long(embed, "description", numbers)]
    faults += [] if any(_is_seen(embed.get(name)) for name in ("title", "description")) else ["an empty embed"]
    return faults + ([] if 0 <= embed.get("color", 0) <= 0xFFFFFF else ["an odd colour"])


def _row_faults(rows: list[Json], numbers: Mapping[str, int]) -> list[str]:
    faults = [f"rows: {len(rows)}"] if len(rows) > numbers["rows"] else []
    controls = [control for row in rows for control in row["components"]]
    for row in rows:
        kinds = {control["type"] for control in row["components"]}
        count = len(row["components"])
        most = numbers["buttons"] if kinds == {BUTTON} else 1
        faults += (
            [] if row["type"] == ROW and len(kinds) == 1 and 1 <= count <= most else [f"buttons: {count} in a row"]
        )
    for control in controls:
        faults += _menu_faults(control, numbers) if control["type"] == SELECT else _button_faults(control, numbers)
    return [*faults, *_id_faults(controls, numbers)]


def _id_faults(controls: list[Json], numbers: Mapping[str, int]) -> list[str]:
    ids = [control["custom_id"] for control in controls]
    faults = [f"custom_id: {len(one)}" for one in ids if not 1 <= _length(one) <= numbers["custom_id"]]
    return faults + (["a custom_id twice"] if len(set(ids)) < len(ids) else [])


def _button_faults(button: Json, numbers: Mapping[str, int]) -> list[str]:
    faults = _too_long(button, "label", numbers)
    faults += [] if _is_seen(button["label"]) else ["an empty label"]
    return faults + ([] if button["type"] == BUTTON and button["style"] in (1, 2, 3, 4) else ["an odd button"])


def _menu_faults(menu: Json, numbers: Mapping[str, int]) -> list[str]:
    options = menu["options"]
    faults = [f"options: {len(options)}"] if not 1 <= len(options) <= numbers["options"] else []
    faults += _too_long(menu, "placeholder", numbers)
    faults += [] if 1 <= menu["min_values"] <= menu["max_values"] <= len(options) else ["odd numbers of values"]
    for option in options:
        for name in ("label", "value", "description"):
            faults += _too_long(option, name, numbers, f"option {name}")
        faults += [] if _is_seen(option["label"]) and option["value"] else ["an empty option"]
    values = [option["value"] for option in options]
    return faults + (["a value twice"] if len(set(values)) < len(values) else [])


def _field_faults(field: Json, numbers: Mapping[str, int]) -> list[str]:
    most = field["max_length"]
    faults = [] if 1 <= most <= numbers["field text"] else [f"field text: {most}"]
    return faults + ([] if field["type"] == TEXT_INPUT and field["custom_id"] else ["an odd field"])


def _too_long(part: Json, name: str, numbers: Mapping[str, int], limit: str = "") -> list[str]:
    """Where a text is there, it has at least one character."""
    if part.get(name) is None or (name == "content" and not part[name] and "embeds" in part):
        return []
    count = _length(part[name])
    return [] if 1 <= count <= numbers[limit or name] else [f"{limit or name}: {count}"]


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _is_seen(text: str | None) -> bool:
    return (
        bool(text) and re.search(r"[^\s\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]", str(text)) is not None
    )
