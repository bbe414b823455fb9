"""Short text: one of the listed answers, spelled right.

Rules
- Equal to a listed answer after folding (see `text`): correct.
- Equal to a named mistake, or as close to one as to any answer: that mistake: the wrong idea matters more than a slip.
- Differing from an answer only by what the item keeps (accents, case), or close to one: `partial`, check the spelling.

Likeness never earns credit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.grading.reply import Reply, miss, partial, right
from bot.grading.text import fold, nearest, slips
from bot.grading.verdict import Verdict, Why

if TYPE_CHECKING:
    from bot.curriculum.question import Question, ShortSpec


def grade_short(question: Question, spec: ShortSpec, reply: Reply) -> Verdict:
    text = reply if isinstance(reply, str) else " ".join(reply)
    said = fold(text, spec.keep)
    if any(said == fold(answer, spec.keep) for answer in spec.answers):
        return right(text)
    for mistake in question.mistakes:
        if said == fold(mistake.when, spec.keep):
            return miss(text, mistake)
    said = fold(text)
    answers = [fold(answer) for answer in spec.answers]
    if said in answers:
        return partial(Why.CLOSE_SPELLING, text)
    off = nearest(said, answers)
    for mistake in question.mistakes:
        from_mistake = 0 if said == fold(mistake.when) else slips(said, fold(mistake.when))
        if from_mistake is not None and (off is None or from_mistake <= off):
            return miss(text, mistake)
    return miss(text) if off is None else partial(Why.CLOSE_SPELLING, text)
