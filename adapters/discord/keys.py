"""Keys of a card's choices for which Discord has no room: a short name goes along, and the card says which was meant.

Rule: a short name is made of the key alone, so it means the same after a restart. What a card does not offer any more
is nothing.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SIGN = "#"
"""No key begins with it."""


def short(key: str) -> str:
    """Thirteen characters for a key of any length."""
    return SIGN + blake2b(key.encode("utf-8", "replace"), digest_size=6).hexdigest()


def whole(key: str, offered: Iterable[str]) -> str:
    """The key that was meant, of those that the card offers now; empty: a short one that is none of them."""
    if not key.startswith(SIGN):
        return key
    return next((one for one in offered if short(one) == key), "")
