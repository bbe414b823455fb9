"""Where things stand in a unit's file, so that every check can name the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.curriculum.course import Unit
    from bot.curriculum.model import ItemBase, LessonStep, Picture
    from bot.curriculum.yaml_file import Path


def steps(unit: Unit) -> Iterator[tuple[Path, LessonStep]]:
    """Every step of lesson, correctives and enrichment."""
    yield from _numbered(("lesson",), unit.file.lesson)
    for number, objective in enumerate(unit.file.objectives):
        for way, corrective in enumerate(objective.correctives):
            yield from _numbered(("objectives", number, "correctives", way, "steps"), corrective.steps)
    for number, enrichment in enumerate(unit.file.enrichment):
        yield from _numbered(("enrichment", number, "steps"), enrichment.steps)


def _numbered(path: Path, found: Sequence[LessonStep]) -> Iterator[tuple[Path, LessonStep]]:
    for number, step in enumerate(found):
        yield (*path, number), step


def items(unit: Unit) -> Iterator[tuple[Path, ItemBase]]:
    """Every item and every check-in of a step."""
    for number, item in enumerate(unit.file.items):
        yield ("items", number), item
    for path, step in steps(unit):
        if step.check_in is not None:
            yield (*path, "try"), step.check_in


def step_pictures(unit: Unit) -> Iterator[tuple[Path, Picture]]:
    """The pictures of steps; those of items may depend on the variant."""
    for path, step in steps(unit):
        if step.picture is not None:
            yield (*path, "picture"), step.picture
