"""Which question comes next? Never one that was seen, while there is another.

Rules
- A question is a variant of an item. Unseen ones come first; among them from the item that this student
  has met least often, so that a form is spread over its templates; among equals the seed decides.
- When all were seen, the one unseen for longest returns, and the caller is told so (the student is, too).
- The same (pool, met, seed) draws the same question, so a replay is exact. Chance is a BLAKE2b hash of the seed.
"""

from __future__ import annotations

from bisect import bisect_left
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

NONE: Mapping[int, int] = {}


def pick(pool: Mapping[str, Sequence[int]], met: Mapping[str, Mapping[int, int]], seed: str) -> tuple[str, int, bool]:
    """(item, variant, whether it returns).

    pool: the variants of each item, ascending. met: item -> variant -> when it was last shown, a number that grows.

    What was met and is not in the pool (other objectives, an older version) is passed over.
    Raises ValueError if there is nothing to draw from.
    """
    # An item met less often than it has variants has a fresh one; only else is it worth comparing them.
    fresh = {
        item: len(met.get(item, NONE))
        for item, made in pool.items()
        if len(met.get(item, NONE)) < len(made) or not met.get(item, NONE).keys() >= set(made)
    }
    if not fresh:  # every question was met, or there is none
        return _longest_unseen(pool, met)
    fewest = min(fresh.values())
    among = [item for item, times in fresh.items() if times == fewest]
    drawn = among[_chance(seed, "item") % len(among)]
    return drawn, _unseen(pool[drawn], met.get(drawn, NONE), _chance(seed, "variant")), False


def _unseen(made: Sequence[int], met: Collection[int], chance: int) -> int:
    """One of the variants that were not met, without listing them: an item may have hundreds."""
    taken = sorted(place for variant in met if (place := _place(made, variant)) is not None)
    place = chance % (len(made) - len(taken))
    for before in taken:
        place += before <= place
    return made[place]


def _place(made: Sequence[int], variant: int) -> int | None:
    """Where `variant` stands among the ascending variants; None if it does not."""
    place = bisect_left(made, variant)
    return place if place < len(made) and made[place] == variant else None


def _longest_unseen(pool: Mapping[str, Sequence[int]], met: Mapping[str, Mapping[int, int]]) -> tuple[str, int, bool]:
    known = [(met[item][variant], item, variant) for item, made in pool.items() for variant in made]
    if not known:
        raise ValueError(f"no question to draw: the pool is {dict(pool)!r}. Give the objective an item.")
    _, item, variant = min(known)
    return item, variant, True


def _chance(seed: str, what: str) -> int:
    return int.from_bytes(blake2b(f"{seed}/{what}".encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
