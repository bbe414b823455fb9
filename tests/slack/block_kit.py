"""What Slack would refuse, found without Slack: its own SDK's models, and by hand what those let pass.

Also a person's hand: every press that a message offers, as the payload that Slack sends for it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.slack.render import Message

Json = dict[str, Any]

USER, CHAT, STAMP, POSTED = "U01ADA", "D01ADA", "1750000100.000200", "1750000000.000100"
WITH_OPTIONS = ("static_select", "multi_static_select", "checkboxes")
INTERACTIVE = (*WITH_OPTIONS, "button", "conversations_select", "plain_text_input", "input", "actions")


def message_faults(message: Message) -> list[str]:
    """Everything that is wrong with a message; empty when Slack would take it."""
    blocks = message.blocks
    faults = [] if message.text.strip() else ["the text for notifications is missing"]
    faults += [f"a bare {sign} in the text" for sign in "<>" if sign in message.text]
    faults += ["the text is too long"] if len(message.text) > 40_000 else []
    faults += ["more than 50 blocks"] if len(blocks) > 50 else []
    faults += [] if blocks else ["no blocks"]
    faults += ["over 12,000 characters in sum"] if len(str(blocks)) > 12_000 else []
    faults += ["an input in a message"] if any(block["type"] == "input" for block in blocks) else []
    return [*faults, *_block_faults(blocks)]


def view_faults(view: Json) -> list[str]:
    """Everything that is wrong with a window or a Home tab."""
    faults = ["more than 100 blocks"] if len(view["blocks"]) > 100 else []
    try:
        View(**view).to_dict()
    except Exception as problem:  # noqa: BLE001 - whatever the SDK finds is a fault
        faults.append(f"view: {problem}")
    return [*faults, *_block_faults(view["blocks"])]


def parts(found: object) -> Iterator[Json]:
    """Every object within blocks, at any depth."""
    if isinstance(found, dict):
        yield found
        for inner in found.values():
            yield from parts(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from parts(inner)


def _block_faults(blocks: list[Json]) -> list[str]:
    faults = []
    names = [part[name] for part in parts(blocks) for name in ("block_id", "action_id") if name in part]
    fields = {block["block_id"] for block in blocks if block["type"] == "input"}
    names = [name for name in names if name not in fields]  # a field and its block share a name
    faults += ["an id is repeated"] if len(set(names)) < len(names) else []
    for number, block in enumerate(blocks):
        try:
            parsed = Block.parse(block)
            if parsed is None:
                faults.append(f"block {number}: unknown type {block['type']}")
            else:
                parsed.to_dict()
        except Exception as problem:  # noqa: BLE001 - whatever the SDK finds is a fault
            faults.append(f"block {number}: {problem}")
    return [*faults, *(fault for part in parts(blocks) for fault in _part_faults(part))]


def _part_faults(part: Json) -> list[str]:
    """What the SDK's models let pass."""
    faults = []
    match part.get("type"):
        case "mrkdwn" | "markdown":
            faults.append("a text that is read as markup")
        case "plain_text" | "text" if not part["text"]:
            faults.append("an empty text")
        case "plain_text" if not part["text"].strip() or len(part["text"]) > 3_000:
            faults.append("a blank or long label")
        case "rich_text" | "rich_text_section" | "rich_text_list" | "actions" | "context" if not part["elements"]:
            faults.append(f"an empty {part['type']}")
        case "link" if not part["url"].startswith("https://") or len(part["url"]) > 3_000:
            faults.append("an odd link")
        case "button" if len(part.get("value", "")) > 2_000:
            faults.append("a long value")
        case "image" if not part["alt_text"] or len(part["alt_text"]) > 2_000:
            faults.append("an image without a short text")
    return faults + (_option_faults(part) if part.get("type") in WITH_OPTIONS else [])


def _option_faults(element: Json) -> list[str]:
    options, most = element["options"], 10 if element["type"] == "checkboxes" else 100
    faults = [] if 1 <= len(options) <= most else [f"{len(options)} options"]
    faults += ["a long option text"] if any(len(option["text"]["text"]) > 75 for option in options) else []
    faults += ["a long option value"] if any(len(option["value"]) > 150 for option in options) else []
    values = [option["value"] for option in options]
    return faults + (["a value twice"] if len(set(values)) < len(values) else [])


# --- a person's hand ---


def pressed(block: Json, element: Json, **action: Any) -> Json:
    """The payload of one press in a private chat, with what an official example has."""
    return {
        "type": "block_actions",
        "user": {"id": USER, "username": "ada", "name": "ada", "team_id": "T01"},
        "api_app_id": "A01",
        "token": "not-used",
        "container": {"type": "message", "message_ts": POSTED, "channel_id": CHAT, "is_ephemeral": False},
        "trigger_id": "12.34.ab",
        "team": {"id": "T01", "domain": "school"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": CHAT, "name": "directmessage"},
        "state": {"values": {}},
        "response_url": "https://hooks.example/actions/1",
        "actions": [
            {
                "action_id": element["action_id"],
                "block_id": block["block_id"],
                "type": element["type"],
                "action_ts": STAMP,
                **action,
            }
        ],
    }


def presses(blocks: list[Json]) -> Iterator[Json]:
    """Every press that these blocks offer: each button, each line of each menu. Boxes are ticked by `ticked`."""
    for block in blocks:
        for element in block["elements"] if block["type"] == "actions" else []:
            if element["type"] == "button":
                yield pressed(block, element, value=element["value"], text=element["text"])
            elif element["type"] == "static_select":
                for option in element["options"]:
                    yield pressed(block, element, selected_option=option)


def ticked(blocks: list[Json], values: set[str]) -> Json:
    """The press of the button that sends, with the boxes of `values` ticked."""
    state: Json = {}
    sending: Json = {}
    for block in blocks:
        for element in block["elements"] if block["type"] == "actions" else []:
            if element["type"] in ("checkboxes", "multi_static_select"):
                taken = [option for option in element["options"] if option["value"] in values]
                state[block["block_id"]] = {element["action_id"]: {"type": element["type"], "selected_options": taken}}
            elif element["action_id"].startswith("send:"):
                sending = pressed(block, element, value=element["value"])
    return sending | {"state": {"values": state}}


def sent(view: Json, values: dict[str, Json]) -> Json:
    """The payload of a window that is sent. values: what its fields hold, by name."""
    return {
        "type": "view_submission",
        "team": {"id": "T01", "domain": "school"},
        "user": {"id": USER, "username": "ada", "name": "ada", "team_id": "T01"},
        "api_app_id": "A01",
        "token": "not-used",
        "trigger_id": "12.34.ab",
        "view": json.loads(json.dumps(view))
        | {
            "id": "V01",
            "hash": "156.abc",
            "state": {"values": {name: {name: value} for name, value in values.items()}},
        },
        "response_urls": [],
        "is_enterprise_install": False,
    }
