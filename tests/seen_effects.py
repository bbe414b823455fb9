"""What a transcript's effects look like in a chat, for whoever plays one through a platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.effects import Alert, Ask, OpenThread, Say
from bot.dialogue.transcript import Block, Transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.dialogue.effects import Effect


def as_seen(transcript: Transcript, as_read: Callable[[str], str]) -> Transcript:
    """The same with its lines written as they are read on a platform."""

    def line(written: str) -> str:
        return written if written[:2] in ("= ", "+ ") or written == "..." else as_read(written)

    blocks = [Block(block.said, block.line, tuple(map(line, block.expected))) for block in transcript.blocks]
    return Transcript(transcript.headings, tuple(blocks))


def messages_among(effects: Sequence[Effect]) -> list[Effect]:
    """Those that are messages; of a card that changed twice, the last."""
    last = {effect.ref: effect for effect in effects if isinstance(effect, Alert)}
    return [
        effect
        for effect in effects
        if isinstance(effect, Say | Ask | OpenThread) or (isinstance(effect, Alert) and effect is last[effect.ref])
    ]


def mark_of(effect: Effect) -> str:
    """The place where it is read."""
    return "!" if isinstance(effect, Alert) else "@" if isinstance(effect, OpenThread) else ""
