"""What Slack is answered with, beside the acknowledgement itself."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from adapters.slack.render import note


class Answer(Struct, frozen=True):
    """body: None for nothing but the acknowledgement. saved: False: send it again."""

    body: dict[str, Any] | None = None
    saved: bool = True


ACKNOWLEDGED = Answer()
NOT_SAVED = Answer(saved=False)


def told(sentence: str) -> Answer:
    """To whoever wrote a command, and to nobody else in the channel."""
    said = note(sentence)
    return only_you(said.text, said.blocks)


def only_you(text: str, blocks: list[dict[str, Any]]) -> Answer:
    """The same, already laid out."""
    return Answer({"response_type": "ephemeral", "text": text, "blocks": blocks})


def at_field(field: str, sentence: str) -> Answer:
    """The window stays open, with the sentence at one of its fields (a block id)."""
    return Answer({"response_action": "errors", "errors": {field: sentence}})
