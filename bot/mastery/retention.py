"""When is a mastered objective looked at again?

So many days after mastery as the course says (ASSISTments asks one item again after a week). A miss re-opens the
objective; when it is mastered again, the days count from then. Times are UTC seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = 86_400.0
"""Seconds. A day here is 24 hours: a look back has no appointment."""


def due(days: Sequence[int], mastered_at: float) -> tuple[float, ...]:
    """The times of all retention checks of an objective, earliest first; a day given twice counts once."""
    return tuple(mastered_at + day * DAY for day in sorted(set(days)))


def next_due(days: Sequence[int], mastered_at: float, done: int) -> float | None:
    """The time of the check after `done` of them; None when there is no more."""
    times = due(days, mastered_at)
    return times[done] if 0 <= done < len(times) else None
