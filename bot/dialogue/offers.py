"""What a teacher can do from a card about what is not there yet: its buttons and menus.

Rules
- The key of a choice is the action and what it is about: `mark:unit/objective`, `assign:unit/objective:0` (the index
  of the corrective as the author wrote it). `teaching` reads it.
- What makes no sense is not offered: no way without steps, no thread where the class has no channel or was asked
  already, nothing about a goal that is mastered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.dialogue.effects import Choice, Selection
from bot.dialogue.marks import plain
from bot.dialogue.questions import number_of, objective_of
from bot.dialogue.story import run_of, still_open, version_of, way_title

if TYPE_CHECKING:
    from bot.curriculum.course import Unit
    from bot.dialogue.draft import Draft
    from bot.dialogue.enrollment import Card

LABEL = 75
"""Characters of a label."""
MOST = 100
"""Choices of one menu."""


def choices(draft: Draft, card: Card) -> tuple[Choice, ...]:
    words = draft.words
    unasked = _unasked(draft, card)
    return (
        words.button("seen"),
        replace(words.button("write"), asks=words.message_asked()),
        *([replace(words.button("peer-thread"), key=f"peer-thread:{unasked[0]}")] if len(unasked) == 1 else []),
        words.button("snooze"),
        words.button("start-over"),
    )


def selections(draft: Draft, card: Card) -> tuple[Selection, ...]:
    unit, words = version_of(draft, card.unit), draft.words
    goals = still_open(draft, card)
    if unit is None or not goals:
        return ()
    unasked = _unasked(draft, card)
    menus = (
        Selection(words.assign_menu(), _ways(draft, card, unit, goals)),
        Selection(
            words.button("peer-thread").label, _about("peer-thread", draft, unit, unasked if unasked[1:] else [])
        ),
        Selection(words.mark_menu(), _about("mark", draft, unit, goals), words.reason_asked()),
    )
    return tuple(menu for menu in menus if menu.choices)


def _unasked(draft: Draft, card: Card) -> list[str]:
    return [goal for goal in still_open(draft, card) if draft.setting.meets and goal not in card.threads]


def _ways(draft: Draft, card: Card, unit: Unit, goals: list[str]) -> tuple[Choice, ...]:
    run = run_of(draft, card.unit)
    listed = [
        Choice(f"assign:{goal}:{way}", _label(draft, unit, goal, way_title(draft, unit, goal, way)))
        for goal in goals
        if run is not None and goal in run.goals
        for way, corrective in enumerate(objective_of(unit, goal).correctives)
        if corrective.steps
    ]
    return tuple(listed[:MOST])


def _about(action: str, draft: Draft, unit: Unit, goals: list[str]) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"{action}:{goal}", _label(draft, unit, goal, objective_of(unit, goal).can)) for goal in goals[:MOST]
    )


def _label(draft: Draft, unit: Unit, goal: str, what: str) -> str:
    """'Goal 2: With a picture'"""
    label = f"{draft.words.goals_cap([number_of(unit, goal)])}: {plain(what)}"
    return label if len(label) <= LABEL else f"{label[: LABEL - 1].rstrip()}…"
