"""The questions that a unit has for an objective: which a form may draw, and how many different ones there are.

Rules
- What reads alike is one question in the whole unit: the same words, picture and set of options count once, whichever
  item or variant makes them, for whichever objective and use; the first in the file stays. So a student who has met it
  in one form does not meet it in another under another name.
- The order is fixed by the file, so that a draw seeded alike is alike.
- A variant that cannot be filled in is nothing here; `lint` says why.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.curriculum import variants
from bot.curriculum.formulas import FormulaError
from bot.curriculum.model import ChoiceItem, ItemBase, MultiItem
from bot.curriculum.templates import Template, template_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.curriculum.course import Unit, Use
    from bot.curriculum.question import Question

Candidate = tuple[str, int]
"""Item id and variant."""

Face = tuple[str, str, frozenset[str]]
"""What a student sees of a question: its words, its picture, its options in any order."""


def face(item: ItemBase, variant: int, language: str) -> Face:
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
    return _different(unit, objective, (use,))


@lru_cache(256)
def pool(unit: Unit, objective: str, use: Use) -> dict[str, tuple[int, ...]]:
    """The same candidates as `mastery.draws.pick` takes them: the variants of each item. Not to be changed."""
    found: dict[str, list[int]] = {}
    for item, variant in candidates(unit, objective, use):
        found.setdefault(item, []).append(variant)
    return {item: tuple(made) for item, made in found.items()}


def supply(unit: Unit, objective: str, *uses: Use) -> int:
    """How many different questions there are for one use, or for several together."""
    if len(uses) == 1:
        return len(candidates(unit, objective, uses[0]))
    return len(_different(unit, objective, uses))


def question(unit: Unit, item: str, variant: int, seed: str) -> Question:
    """The question of one candidate. Raises KeyError or LookupError for what the unit does not have."""
    made = unit.item(item)
    return variants.realise(made, variant, language=unit.language, course_id=unit.course_id, seed=seed)


def _different(unit: Unit, objective: str, uses: Iterable[Use]) -> tuple[Candidate, ...]:
    usable = {item.id for use in uses for item in unit.items_of(objective, use)}
    repeats = _repeats(unit)
    made = (
        (item.id, variant)
        for item in unit.file.items
        if item.id in usable
        for variant, _ in _faces(template_of(item, unit.language))
    )
    return tuple(candidate for candidate in made if candidate not in repeats)


@lru_cache(64)
def _repeats(unit: Unit) -> frozenset[Candidate]:
    """What an earlier item or variant of the unit asks already. Only these are kept, and most units have none."""
    met: set[Face] = set()
    again: set[Candidate] = set()
    for item in unit.file.items:
        for variant, seen in _faces(template_of(item, unit.language)):
            if seen in met:
                again.add((item.id, variant))
            met.add(seen)
    return frozenset(again)


@lru_cache(64)
def _faces(template: Template) -> tuple[tuple[int, Face], ...]:
    """Of the variants that students may get. Kept for the few items that are looked at together, use by use."""
    try:
        drawn = variants.drawn(template.item, template.language)
    except FormulaError:
        return ()
    faces = ((variant, _face_or_none(template, variant)) for variant in drawn)
    return tuple((variant, seen) for variant, seen in faces if seen is not None)


def _face_or_none(template: Template, variant: int) -> Face | None:
    try:
        return face(template.item, variant, template.language)
    except FormulaError:
        return None
