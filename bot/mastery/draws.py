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

NONE: frozenset[int] = frozenset()


def pick(pool: Mapping[str, Sequence[int]], seen: Sequence[str], seed: str) -> tuple[str, int, bool]:
    """(item, variant, whether it returns). pool: the variants of each item, ascending. seen: `item#variant`, newest
    last.

    Entries of `seen` that are not in the pool (other objectives, an older version) are passed over.
    Raises ValueError if there is nothing to draw from.
    """
    met = dict.fromkeys(pool, 0)
    taken: dict[str, set[int]] = {}
    last: dict[tuple[str, int], int] = {}
    for turn, entry in enumerate(seen):
        item, _, number = entry.rpartition("#")
        place = _place(pool[item], number) if item in met else None
        if place is not None:
            met[item] += 1
            taken.setdefault(item, set()).add(place)
            last[item, place] = turn
    fresh = [item for item, made in pool.items() if len(made) > len(taken.get(item, ()))]
    if fresh:
        fewest = min(met[item] for item in fresh)
        among = [item for item in fresh if met[item] == fewest]
        drawn = among[_chance(seed, "item") % len(among)]
        return drawn, _unseen(pool[drawn], taken.get(drawn, set()), _chance(seed, "variant")), False
    if not last:
        raise ValueError(f"no question to draw: the pool is {dict(pool)!r}. Give the objective an item.")
    item, place = min(last, key=last.__getitem__)
    return item, pool[item][place], True


def _place(made: Sequence[int], number: str) -> int | None:
    """Where `number` stands among the ascending variants; None if it does not."""
    if not number.isdecimal() or len(number) > 9:
        return None
    place = bisect_left(made, int(number))
    return place if place < len(made) and made[place] == int(number) else None


def _unseen(made: Sequence[int], taken: set[int], chance: int) -> int:
    """One of the variants whose place is not taken, without listing them: an item may have hundreds."""
    place = chance % (len(made) - len(taken))
    for before in sorted(taken):
        place += before <= place
    return made[place]


def _chance(seed: str, what: str) -> int:
    return int.from_bytes(blake2b(f"{seed}/{what}".encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
