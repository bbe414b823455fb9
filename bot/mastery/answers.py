"""One answer as evidence: what a mastery rule needs to know about it, and nothing that tells whose it was."""

from __future__ import annotations

from msgspec import Struct


class Answer(Struct, frozen=True, array_like=True):
    """right: not `partial`. guess: chance to be right without knowing, 0 to 1. hints: how many were shown before.

    unsure: "I don't know yet" was said instead of an answer; then `right` is False.
    """

    right: bool
    guess: float
    hints: int = 0
    unsure: bool = False
