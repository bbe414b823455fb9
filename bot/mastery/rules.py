"""When is an objective mastered? Three rules, one way to walk them.

Rules
- Every rule reads the answers of one form to one objective, in order, through a `Progress` of two numbers. The first
  decision stands: an answer after it changes nothing. `error_rates` walks the same functions, so what it says is exact.
- Nothing is mastered without a right answer; whether the form is the first or the ninth makes no difference.
- Bounds given by a form (placement, retention) replace the rule's own least and most.
- A right answer after hints is weaker evidence: see `points`, `run_after`, `weight` for how much. A hint never makes a
  miss count more. "I don't know yet" is a miss; for `evidence` it is the strongest one.

Never here: which question is asked, what is said, what a decision leads to.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from math import inf, log
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.curriculum.model import Bounds, EvidenceRule, MasteryRule, StreakRule, ThresholdRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.mastery.answers import Answer

_LEAST_GUESS = 0.01
"""A typed answer can be right by chance too; it keeps a single right answer from being proof."""


class Decision(Enum):
    """What the answers so far say about one objective. There is no other: nobody fails."""

    MASTERED = "mastered"
    NOT_YET = "not yet"
    ASK_MORE = "ask more"


class Progress(Struct, frozen=True):
    """asked: answers so far. score: points (threshold), the run (streak) or the weight of evidence (evidence)."""

    asked: int = 0
    score: float = 0.0


def decide(rule: MasteryRule, answers: Sequence[Answer], bounds: Bounds | None = None) -> Decision:
    """What `rule` says after `answers`, all of one form and one objective, oldest first."""
    progress = Progress()
    decision = Decision.ASK_MORE
    for answer in answers:
        progress = advance(rule, progress, answer)
        decision = judge(rule, progress, bounds)
        if decision is not Decision.ASK_MORE:
            break
    return decision


def advance(rule: MasteryRule, progress: Progress, answer: Answer) -> Progress:
    """`progress` after one more answer. Scores are rounded to 9 digits, so that their order makes no difference."""
    match rule:
        case ThresholdRule():
            score = progress.score + points(answer)
        case StreakRule():
            score = run_after(progress.score, answer)
        case EvidenceRule():
            score = round(progress.score + weight(rule.slip, answer), 9)
    return Progress(progress.asked + 1, score)


def judge(rule: MasteryRule, progress: Progress, bounds: Bounds | None = None) -> Decision:
    """The decision at `progress`, when none was made before it."""
    least = bounds.least if bounds is not None else least_items(rule)
    most = bounds.most if bounds is not None else most_items(rule)
    match rule:
        case ThresholdRule():
            return threshold(rule, progress, most)
        case StreakRule():
            return streak(rule, progress, min(least, most), most)
        case EvidenceRule():
            return evidence(rule, progress, min(least, most), most)


def least_items(rule: MasteryRule) -> int:
    """Questions per objective before `rule` can say mastered."""
    match rule:
        case ThresholdRule():
            return rule.items
        case StreakRule():
            return min(rule.run, rule.most)
        case EvidenceRule():
            return min(rule.least, rule.most)


def most_items(rule: MasteryRule) -> int:
    """Questions per objective after which `rule` has decided, whatever was answered."""
    return rule.items if isinstance(rule, ThresholdRule) else rule.most


# --- threshold --------------------------------------------------------------------------------------------------------


def points(answer: Answer) -> float:
    """1 for right, 0.5 for right after hints, else 0."""
    return 0.0 if not answer.right or answer.unsure else 0.5 if answer.hints else 1.0


def threshold(rule: ThresholdRule, progress: Progress, items: int) -> Decision:
    """Share right on a whole form of fixed length (Otus: at least 80 %; 21K School: near 90 %).

    The form is always asked to its end, also when the rest can change nothing: the share is a share of that form, forms
    stay comparable between students and cycles, and a form that breaks off would tell its result by its length.
    """
    if progress.asked < items:
        return Decision.ASK_MORE
    enough = progress.score > 0 and progress.score / items >= rule.share - 1e-9  # 0.7 * 10 is above 7 in binary
    return Decision.MASTERED if enough else Decision.NOT_YET


# --- streak -----------------------------------------------------------------------------------------------------------


def run_after(run: float, answer: Answer) -> float:
    """A right answer without help makes the run longer; one after hints leaves it; a miss ends it."""
    if not answer.right or answer.unsure:
        return 0.0
    return run if answer.hints else run + 1


def streak(rule: StreakRule, progress: Progress, least: int, most: int) -> Decision:
    """So many right in a row without help (ASSISTments skill builder: 3 in a row complete a skill).

    A form shorter than the run asks for all of it right. Not yet is said once the items left cannot complete a run.
    """
    run = min(rule.run, most)
    if progress.score >= run and progress.asked >= least:
        return Decision.MASTERED
    out_of_reach = progress.score + (most - progress.asked) < run
    return Decision.NOT_YET if out_of_reach or progress.asked >= most else Decision.ASK_MORE


# --- evidence ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def weight(slip: float, answer: Answer) -> float:
    """Natural log of how much likelier the answer is from one who knows it than from one who does not.

    Right: log((1 - slip) / guess'). Each hint halves what guessing lacks: guess' = 1 - (1 - guess) * 0.5 ** hints.
    Missed: log(slip / (1 - guess)), hints or not. "I don't know yet": minus infinity, for nobody who knows it says so.
    Never against its direction: where guessing succeeds more often than knowing, an answer weighs nothing.
    """
    if answer.unsure:
        return -inf
    guess = min(max(answer.guess, _LEAST_GUESS), 1 - _LEAST_GUESS)
    if answer.right:
        return max(0.0, log((1 - slip) / (1 - (1 - guess) * 0.5**answer.hints)))
    return min(0.0, log(slip / (1 - guess)))


@lru_cache(maxsize=64)
def boundaries(false_not_yet: float, false_pass: float) -> tuple[float, float]:
    """(upper, lower) of the weight of evidence, from the two accepted error rates (Wald 1945, section 3)."""
    return log((1 - false_not_yet) / false_pass), log(false_not_yet / (1 - false_pass))


def evidence(rule: EvidenceRule, progress: Progress, least: int, most: int) -> Decision:
    """Wald's sequential probability ratio test (Annals of Mathematical Statistics 16, 1945), cut off at `most` items.

    Mastery needs `least` answers. Not yet is said as soon as the lower boundary is reached, before `least` too: two
    clear misses settle it, and a third question would teach neither side anything. At `most` the likelier side is said;
    a tie is not yet.
    """
    upper, lower = boundaries(rule.false_not_yet, rule.false_pass)
    if progress.score <= lower:
        return Decision.NOT_YET
    if progress.asked >= least and progress.score >= upper:
        return Decision.MASTERED
    if progress.asked < most:
        return Decision.ASK_MORE
    return Decision.MASTERED if progress.score > 0 else Decision.NOT_YET
