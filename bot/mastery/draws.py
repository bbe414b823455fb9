"""Which question comes next? Never one that was seen, while there is another.

Rules
- A question is a variant of an item, `item#variant`. Unseen ones come first; among them from the item that this student has
  met least often, so that a form is spread over its templates; among equals the seed decides.
- When all were seen, the one unseen for longest returns, and the caller is told so (the student is, too).
- The same (counts, seen, seed) draws the same question for ever: a replay is exact. Chance is a hash (BLAKE2b) of the seed.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def pick(counts: Mapping[str, int], seen: Sequence[str], seed: str) -> tuple[str, int, bool]:
    """(item, variant, whether it returns). counts: variants 0..count-1 per item. seen: `item#variant`, newest last.

    Entries of `seen` that are not among the counts (other objectives, an older version) are passed over.
    Raises ValueError if there is nothing to draw from.
    """
    met = dict.fromkeys(counts, 0)
    variants: dict[str, set[int]] = {}
    last: dict[tuple[str, int], int] = {}
    for place, entry in enumerate(seen):
        item, _, number = entry.rpartition("#")
        if item in met and number.isdecimal() and int(number) < counts[item]:
            met[item] += 1
            variants.setdefault(item, set()).add(int(number))
            last[item, int(number)] = place
    fresh = [item for item, count in counts.items() if count > len(variants.get(item, ()))]
    if fresh:
        fewest = min(met[item] for item in fresh)
        among = [item for item in fresh if met[item] == fewest]
        drawn = among[_chance(seed, "item") % len(among)]
        return drawn, _unseen(counts[drawn], variants.get(drawn, set()), _chance(seed, "variant")), False
    if not last:
        raise ValueError(f"no question to draw: the counts are {dict(counts)!r}. Give the objective an item.")
    item, variant = min(last, key=last.__getitem__)
    return item, variant, True


def _unseen(count: int, seen: set[int], chance: int) -> int:
    """One of the variants 0..count-1 that are not in `seen`, without listing them."""
    variant = chance % (count - len(seen))
    for taken in sorted(seen):
        variant += taken <= variant
    return variant


def _chance(seed: str, what: str) -> int:
    return int.from_bytes(blake2b(f"{seed}/{what}".encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
