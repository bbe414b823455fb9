"""What a check of a course finds: faults, which keep it from being used, warnings, and what its rules do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.curriculum.faults import Fault, Place, fault

if TYPE_CHECKING:
    from bot.curriculum.yaml_file import Parsed, Path


class Supply(Struct, frozen=True):
    """Of one objective. there: different questions. needed: the most that a student may need without a repeat.

    Both are for placement, three formative checks and the summative together. retention: questions for look backs.
    """

    objective: str
    there: int
    needed: int
    retention: int


class Effect(Struct, frozen=True):
    """What the rule of one objective does to students, computed by enumeration.

    knows_not_yet: of 100 who know it, how many are told "not yet". guesses_pass: of 100 who do not, how many pass.
    items_if_knows, items_if_not: questions asked on average.
    """

    objective: str
    rule: str
    knows_not_yet: float
    guesses_pass: float
    items_if_knows: float
    items_if_not: float


class UnitReport(Struct, frozen=True):
    """supplies, effects: one per objective, in the author's order."""

    unit: str
    title: str
    supplies: tuple[Supply, ...]
    effects: tuple[Effect, ...]


class Report(Struct, frozen=True):
    """faults, warnings: sorted by file and place."""

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    units: tuple[UnitReport, ...] = ()


class Findings:
    """Collects what is found in one file. The same sentence at the same place is kept once."""

    def __init__(self, source: Parsed) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def fault(self, path: Path, what: str, cure: str) -> None:
        """Something that keeps the course from being used, at a path of the file."""
        self._keep(self.faults, path, what, cure)

    def warn(self, path: Path, what: str, cure: str) -> None:
        """Something that works and can be better."""
        self._keep(self.warnings, path, what, cure)

    def place(self, path: Path) -> Place:
        """Where an author looks: at the key, or at the entry of a list."""
        return self.source.key(path) if path and isinstance(path[-1], str) else self.source.place(path)

    def _keep(self, kept: list[Fault], path: Path, what: str, cure: str) -> None:
        one = fault(self.source.file, self.place(path), what, cure)
        if one not in kept:
            kept.append(one)
