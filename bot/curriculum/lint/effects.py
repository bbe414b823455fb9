"""Says what each objective's rule does to students, exactly, and warns where it does more than 10 of 100 an injustice.

The items that are most readily guessed are taken to come first: the least favourable form that a student may get.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.curriculum.lint.report import Effect, Findings
from bot.curriculum.variants import guess_rate
from bot.mastery.error_rates import error_rates

if TYPE_CHECKING:
    from bot.curriculum.course import Unit
    from bot.curriculum.model import MasteryRule
    from bot.curriculum.yaml_file import Path

MOST = 0.10


def check_effects(unit: Unit, findings: Findings) -> tuple[Effect, ...]:
    """One effect per objective that has items."""
    found = []
    for number, objective in enumerate(unit.objectives):
        items = unit.items_of(objective, "formative")
        if items:
            rates = sorted((guess_rate(item) for item in items), reverse=True)
            effect = _effect(unit, objective, rates)
            _warn(effect, unit.rule_of(objective), _rule_path(unit, number), findings)
            found.append(effect)
    return tuple(found)


def _effect(unit: Unit, objective: str, rates: list[float]) -> Effect:
    rule = unit.rule_of(objective)
    exact = error_rates(rule, rates, unit.bounds("formative", objective))
    return Effect(
        objective,
        rule.rule,
        exact.knows_not_yet,
        exact.guesses_pass,
        exact.items_if_knows,
        exact.items_if_not,
    )


def _rule_path(unit: Unit, number: int) -> Path:
    """Where the rule stands, if it stands in this file; else the objective."""
    if unit.file.objectives[number].mastery is not None:
        return ("objectives", number, "mastery")
    return ("mastery",) if unit.file.mastery is not None else ("objectives", number, "id")


def _warn(effect: Effect, rule: MasteryRule, path: Path, findings: Findings) -> None:
    if effect.knows_not_yet > MOST:
        what = f'of 100 who know "{effect.objective}", {100 * effect.knows_not_yet:.0f} would be told "not yet"'
        longer = "raise `most`" if rule.rule == "evidence" else "take rule: evidence, or ask more items"
        findings.warn(path, what, longer)
    if effect.guesses_pass > MOST:
        what = f'of 100 who do not know "{effect.objective}", {100 * effect.guesses_pass:.0f} would pass by guessing'
        harder = "raise `most`" if rule.rule == "evidence" else "take rule: evidence"
        findings.warn(path, what, f"{harder}, or items with more options, numbers or short texts")
