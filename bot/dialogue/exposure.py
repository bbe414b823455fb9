"""Which questions a student has met (item exposure), small enough to be carried in every turn.

Rules
- Per item its variants, each once, with a number that grows: the smaller, the longer unseen.
- At most 400 questions are remembered per unit: more than a unit of twelve goals can ask in all that `tutor check`
  proves to come without a repeat. Beyond, the longest unseen is forgotten. So a year of practice in a unit fits into
  four thousand bytes.
"""

from __future__ import annotations

MOST = 400

Exposure = dict[str, dict[int, int]]
"""Item -> variant -> when it was last shown."""


def with_shown(seen: Exposure, item: str, variant: int, when: int) -> Exposure:
    """After this question was shown. when: larger than at any time before."""
    after = {**seen, item: {**seen.get(item, {}), variant: when}}
    if sum(map(len, after.values())) > MOST:
        oldest = min(after, key=lambda name: min(after[name].values()))
        kept = sorted(after[oldest], key=after[oldest].__getitem__)[1:]
        after[oldest] = {known: after[oldest][known] for known in kept}
        if not kept:
            del after[oldest]
    return after
