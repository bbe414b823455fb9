"""Which question comes next? Never one that was seen, while there is another.

Rules
- A question is a variant of an item, `item#variant`. Unseen ones come first; among them from the item that this student
  has met least often, so that a form is spread over its templates; among equals the seed decides.
- When all were seen, the one unseen for longest returns, and the caller is told so (the student is, too).
- The same (pool, seen, seed) draws the same question, so a replay is exact. Chance is a BLAKE2b hash of the seed.
"""

from __future__ import annotations

from bisect import bisect_left
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def pick(pool: Mapping[str, Sequence[int]], seen: Sequence[str], seed: str) -> tuple[str, int, bool]:
    """(item, variant, whether it returns). pool: the variants of each item, ascending. seen: `item#variant`, newest
    last.

    Entries of `seen` that are not in the pool (other objectives, an older version) are passed over.
    Raises ValueError if there is nothing to draw from.
    """
    met = dict.fromkeys(pool, 0)
    variants: dict[str, set[int]] = {}
    last: dict[tuple[str, int], int] = {}
    for place, entry in enumerate(seen):
        item, _, number = entry.rpartition("#")
        if item in met and _holds(pool[item], number):
            met[item] += 1
            variants.setdefault(item, set()).add(int(number))
            last[item, int(number)] = place
    fresh = [item for item, made in pool.items() if len(made) > len(variants.get(item, ()))]
    if fresh:
        fewest = min(met[item] for item in fresh)
        among = [item for item in fresh if met[item] == fewest]
        drawn = among[_chance(seed, "item") % len(among)]
        taken = variants.get(drawn, set())
        unseen = [variant for variant in pool[drawn] if variant not in taken]
        return drawn, unseen[_chance(seed, "variant") % len(unseen)], False
    if not last:
        raise ValueError(f"no question to draw: the pool is {dict(pool)!r}. Give the objective an item.")
    item, variant = min(last, key=last.__getitem__)
    return item, variant, True


def _holds(made: Sequence[int], number: str) -> bool:
    """Whether `number` is one of the ascending variants; the pool of 2,000 is never walked."""
    if not number.isdecimal() or len(number) > 9:
        return False
    place = bisect_left(made, int(number))
    return place < len(made) and made[place] == int(number)


def _chance(seed: str, what: str) -> int:
    return int.from_bytes(blake2b(f"{seed}/{what}".encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
