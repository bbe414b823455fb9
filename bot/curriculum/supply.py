"""The questions that a unit has for an objective: which a form may draw, and how many different ones there are.

Rules
- What reads alike is one question: the same words, picture and set of options count once, whichever item or variant
  makes them; the first stays.
- The order is fixed by the file, so that a draw seeded alike is alike.
- An item that cannot be filled in gives nothing here; `lint` says why.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.curriculum import variants
from bot.curriculum.formulas import FormulaError
from bot.curriculum.model import ChoiceItem, MultiItem
from bot.curriculum.templates import template_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.curriculum.course import Unit, Use
    from bot.curriculum.model import Item
    from bot.curriculum.question import Question

Candidate = tuple[str, int]
"""Item id and variant."""

Face = tuple[str, str, frozenset[str]]
"""What a student sees of a question: its words, its picture, its options in any order."""


def face(item: Item, variant: int, language: str) -> Face:
    """What tells this question from another. Raises FormulaError."""
    template = template_of(item, language)
    names = template.names(variant)
    options: frozenset[str] = frozenset()
    if isinstance(item, ChoiceItem | MultiItem):
        options = frozenset(template.fill(("options", place), names) for place in range(len(item.options)))
    picture = "" if item.picture is None else template.fill(("picture", "file"), names)
    return template.fill(("ask",), names), picture, options


@lru_cache(256)
def candidates(unit: Unit, objective: str, use: Use) -> tuple[Candidate, ...]:
    """Every different question that a form of this use may ask about the objective, in fixed order."""
    found: dict[Face, Candidate] = {}
    for item in unit.items_of(objective, use):
        for variant, seen in _faces(item, unit.language):
            found.setdefault(seen, (item.id, variant))
    return tuple(found.values())


def supply(unit: Unit, objective: str, use: Use) -> int:
    """How many different questions there are."""
    return len(candidates(unit, objective, use))


def question(unit: Unit, item: str, variant: int, seed: str) -> Question:
    """The question of one candidate. Raises KeyError or LookupError for what the unit does not have."""
    made = unit.item(item)
    return variants.realise(made, variant, language=unit.language, course_id=unit.course_id, seed=seed)


def _faces(item: Item, language: str) -> Iterator[tuple[int, Face]]:
    try:
        for variant in variants.drawn(item, language):
            yield variant, face(item, variant, language)
    except FormulaError:
        return
