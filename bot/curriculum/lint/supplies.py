"""Proves by counting that the questions last: placement, three formative checks and the summative without one repeat.

An item may be kept for some uses, so the count is done for every group of uses together (Hall's theorem, J. London
Math. Soc. 10, 1935): the questions usable by the group must be at least as many as the group may ask.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from bot.curriculum.faults import quoted
from bot.curriculum.lint.report import Findings, Supply
from bot.curriculum.supply import supply

if TYPE_CHECKING:
    from bot.curriculum.course import Unit, Use
    from bot.curriculum.yaml_file import Path

RECHECKS = 2
"""Re-checks that the supply must last for; after them the longest unseen come back, and the student is told."""


def check_supply(unit: Unit, findings: Findings) -> tuple[Supply, ...]:
    """What there is and what is needed, per objective."""
    return tuple(
        _check_objective(unit, objective, ("objectives", number, "id"), findings)
        for number, objective in enumerate(unit.objectives)
    )


def _demand(unit: Unit, objective: str) -> dict[Use, int]:
    return {
        "placement": unit.bounds("placement", objective).most,
        "formative": unit.bounds("formative", objective).most * (1 + RECHECKS),
        "summative": unit.bounds("summative", objective).most,
    }


def _check_objective(unit: Unit, objective: str, path: Path, findings: Findings) -> Supply:
    demand = _demand(unit, objective)
    there = supply(unit, objective, *demand)
    asked = any(item.objective == objective for item in unit.file.items)
    short = _short_group(unit, objective, demand) if asked else None
    if short is not None:
        uses, needed, found = short
        what = f"{quoted(objective)} has {found} different questions for {' + '.join(uses)}; {needed} may be needed"
        findings.fault(path, what, "add items, widen a `vary`, or lower `most` of the rule or form")
    retention = supply(unit, objective, "retention")
    most = unit.bounds("retention", objective).most
    if asked and not retention:
        findings.fault(
            path, f"{quoted(objective)} has no item for retention checks", "add retention to the `use` of some"
        )
    elif asked and retention < most:
        what = f"{quoted(objective)} has {retention} questions for a retention check of up to {most}"
        findings.warn(path, what, "add retention to the `use` of more items")
    return Supply(objective, there, sum(demand.values()), retention)


def _short_group(unit: Unit, objective: str, demand: dict[Use, int]) -> tuple[tuple[Use, ...], int, int] | None:
    """The smallest group of uses whose questions do not last, with what it needs and has."""
    for size in range(1, len(demand) + 1):
        for uses in combinations(demand, size):
            needed, found = sum(demand[use] for use in uses), supply(unit, objective, *uses)
            if found < needed:
                return uses, needed, found
    return None
