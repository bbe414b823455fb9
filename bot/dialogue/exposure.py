"""Which questions a student has met (item exposure), small enough to be carried in every turn.

Rules
- Per item its variants, each once, the latest last; the items themselves in the order in which they were last shown.
  So what was unseen for longest stands first, and a year of practice in a unit fits into two thousand bytes.
- At most 400 questions are remembered per unit: more than a unit of twelve goals can ask in all that `tutor check`
  proves to come without a repeat. Beyond, the item with most of them forgets its oldest.
"""

from __future__ import annotations

MOST = 400

Exposure = dict[str, tuple[int, ...]]
"""Item -> variants."""


def with_shown(seen: Exposure, item: str, variant: int) -> Exposure:
    """After this question was shown."""
    after = {other: variants for other, variants in seen.items() if other != item}
    after[item] = (*(before for before in seen.get(item, ()) if before != variant), variant)
    if sum(map(len, after.values())) > MOST:
        longest = max(after, key=lambda name: len(after[name]))
        after[longest] = after[longest][1:]
    return after
