"""Parallel forms: their letters, and what a re-check asks.

A re-check is a form on the objectives that were missed and no others (K5); what was shown stays shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.mastery.rules import Decision


def letter(nth: int) -> str:
    """The form's letter: 0 is A, 25 is Z, 26 is AA. Practice has no last form (Q7). Raises ValueError below 0."""
    if nth < 0:
        raise ValueError(f"form number {nth} is below 0; the first form is 0. Count the forms begun so far.")
    letters = ""
    left = nth + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def decided_so(decision: Decision, goals: Sequence[str], made: Mapping[str, Decision]) -> tuple[str, ...]:
    """The goals decided in this way, in the form's order: not yet is what a re-check asks."""
    return tuple(goal for goal in goals if made.get(goal) is decision)
