"""What is changed in a payload between the stand-in and the bot, and why. Pure.

Rules
- Days can pass: the times by which a bot tells when something was done (`ts` and `event_ts` of what a person wrote,
  `action_ts`, `event_time`) are moved, whole seconds only. Never the `message_ts` of the bot's own messages, nor
  anything else that is an id for a later call.
- What the stand-in leaves out and Slack sends is filled in: `client_msg_id`, `team` and rich text `blocks` of a
  message, `channel_type` of a private channel, `state.values` of a press, the mark of an ephemeral message.

Source: docs.slack.dev, the reference pages of `message`, `app_home_opened` and `block_actions`.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

Payload = dict[str, Any]


def on_the_way(
    payload: Payload, *, second: Callable[[int], int], private: Collection[str], values: Mapping[str, Any]
) -> Payload:
    """The payload as the bot gets it.

    second: from the stand-in's clock to the bot's. private: ids of channels. values: of the inputs on the screen.
    """
    changed = deepcopy(payload)
    match changed.get("type"):
        case "event_callback":
            _event(changed, second, private)
        case "block_actions":
            _press(changed, second, values)
        case _:
            pass
    return changed


def moved(ts: str, second: Callable[[int], int]) -> str:
    """A Slack timestamp at another second; what follows the point stays, so that different ones stay different."""
    seconds, _, rest = ts.partition(".")
    return f"{second(int(seconds))}.{rest or '0'}"


def _event(payload: Payload, second: Callable[[int], int], private: Collection[str]) -> None:
    event = payload["event"]
    payload["event_time"] = second(payload["event_time"])
    for name in ("ts", "event_ts"):
        if name in event:
            event[name] = moved(event[name], second)
    if event.get("type") != "message":
        return
    event["channel_type"] = _kind(event["channel"], private)
    if "subtype" in event:
        return
    event["team"] = payload["team_id"]
    event["client_msg_id"] = str(uuid5(NAMESPACE_URL, event["ts"]))
    event["blocks"] = [_rich_text(event["text"])]


def _kind(channel: str, private: Collection[str]) -> str:
    if channel.startswith("D"):
        return "im"
    return "group" if channel in private else "channel"


def _rich_text(text: str) -> Payload:
    said = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "block_id": "w1Rt3", "elements": [said]}


def _press(payload: Payload, second: Callable[[int], int], values: Mapping[str, Any]) -> None:
    for action in payload["actions"]:
        action["action_ts"] = moved(action["action_ts"], second)
    payload["state"] = {"values": dict(values)}
    message = payload.get("message") or {}
    payload["container"]["is_ephemeral"] = message.get("subtype") == "ephemeral"
