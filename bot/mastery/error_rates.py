"""What does a rule do to students? Exact, by dynamic programming over the rule itself.

The model is the usual one of testing for mastery (Emrick, Journal of Educational Measurement 8, 1971): one who knows
the objective is right unless they slip; one who does not is right only by guessing; one answer tells nothing about the
next; nobody asks for a hint.

Rules
- The same `advance` and `judge` that decide about students are walked; progresses that are equal are walked once, with
  their chances added. Nothing is sampled.
- The slip rate is the rule's own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.mastery.answers import Answer
from bot.mastery.rules import Decision, Progress, advance, judge, most_items

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.curriculum.model import Bounds, MasteryRule


class ErrorRates(Struct, frozen=True):
    """knows_not_yet: share (0 to 1) of those who know it told "not yet". guesses_pass: of the others, told mastered.

    items_if_knows, items_if_not: questions asked of either, on average.
    """

    knows_not_yet: float
    guesses_pass: float
    items_if_knows: float
    items_if_not: float


def error_rates(rule: MasteryRule, guess: float | Sequence[float], bounds: Bounds | None = None) -> ErrorRates:
    """The two error rates of one form on one objective.

    guess: of every item, or of the items in the order in which they come, from the front again after the last (draws
    take turns among an objective's templates). Raises ValueError for no item and for a rate outside 0 to 1.
    """
    rates = (guess,) if isinstance(guess, int | float) else tuple(guess)
    unfit = [rate for rate in rates if not 0 <= rate < 1]
    if unfit or not rates:
        raise ValueError(f"guess rates are {rates!r}; each is a chance from 0 up to 1. Give 0.25 for four options.")
    return _exact(rule, rates, bounds)


@lru_cache(maxsize=512)
def _exact(rule: MasteryRule, rates: tuple[float, ...], bounds: Bounds | None) -> ErrorRates:
    passed, items = _walk(rule, rates, bounds, lambda _: 1 - rule.slip)
    guessed, guessed_items = _walk(rule, rates, bounds, lambda rate: rate)
    return ErrorRates(max(0.0, 1 - passed), guessed, items, guessed_items)


def _walk(
    rule: MasteryRule, rates: tuple[float, ...], bounds: Bounds | None, right: Callable[[float], float]
) -> tuple[float, float]:
    """(chance of mastered, questions on average) for one who is right with chance `right(guess rate)`."""
    mastered = asked = 0.0
    open_: dict[Progress, float] = {Progress(): 1.0}
    for turn in range(bounds.most if bounds is not None else most_items(rule)):
        rate = rates[turn % len(rates)]
        asked += sum(open_.values())
        reached: dict[Progress, float] = {}
        for progress, chance in open_.items():
            for is_right, share in ((True, right(rate)), (False, 1 - right(rate))):
                after = advance(rule, progress, Answer(is_right, rate))
                reached[after] = reached.get(after, 0.0) + chance * share
        open_ = {}
        for progress, chance in reached.items():
            match judge(rule, progress, bounds):
                case Decision.MASTERED:
                    mastered += chance
                case Decision.ASK_MORE:
                    open_[progress] = chance
                case Decision.NOT_YET:
                    pass
    return mastered, asked
