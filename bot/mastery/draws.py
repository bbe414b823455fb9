"""Which question comes next? Never one that was seen, while there is another.

Rules
- A question is a variant of an item, `item#variant`. Unseen ones come first; among them from the item that this student
  has met least often, so that a form is spread over its templates; among equals the seed decides.
- When all were seen, the one unseen for longest returns, and the caller is told so (the student is, too).
- The same (pool, seen, seed) draws the same question, so a replay is exact. Chance is a BLAKE2b hash of the seed.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
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
    met: dict[str, list[int]] = {item: [] for item in pool}
    for entry in seen:
        item, variant = _parted(entry)
        if item in met:
            met[item].append(variant)
    # An item met less often than it has variants has a fresh one; only else is it worth comparing them.
    fresh = [item for item, made in pool.items() if len(met[item]) < len(made) or not set(made) <= set(met[item])]
    if not fresh:
        return _longest_unseen(pool, seen)
    fewest = min(len(met[item]) for item in fresh)
    among = [item for item in fresh if len(met[item]) == fewest]
    drawn = among[_chance(seed, "item") % len(among)]
    return drawn, _unseen(pool[drawn], met[drawn], _chance(seed, "variant")), False


@lru_cache(16_384)
def _parted(entry: str) -> tuple[str, int]:
    """`item#variant` as item and number; -1 for what is no number, which no item has. Many students see the same."""
    item, _, number = entry.rpartition("#")
    return item, int(number) if number.isdecimal() and len(number) < 10 else -1


def _unseen(made: Sequence[int], met: Sequence[int], chance: int) -> int:
    """One of the variants that were not met, without listing them: an item may have hundreds."""
    taken = sorted(place for variant in set(met) if (place := _place(made, variant)) is not None)
    place = chance % (len(made) - len(taken))
    for before in taken:
        place += before <= place
    return made[place]


def _place(made: Sequence[int], variant: int) -> int | None:
    """Where `variant` stands among the ascending variants; None if it does not."""
    place = bisect_left(made, variant)
    return place if place < len(made) and made[place] == variant else None


def _longest_unseen(pool: Mapping[str, Sequence[int]], seen: Sequence[str]) -> tuple[str, int, bool]:
    last = {_parted(entry): turn for turn, entry in enumerate(seen)}
    known = [(item, variant) for item, made in pool.items() for variant in made]
    if not known:
        raise ValueError(f"no question to draw: the pool is {dict(pool)!r}. Give the objective an item.")
    item, variant = min(known, key=last.__getitem__)
    return item, variant, True


def _chance(seed: str, what: str) -> int:
    return int.from_bytes(blake2b(f"{seed}/{what}".encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
