"""When is a mastered goal looked at again?

A course names days after mastery (7 and 28, say). What spacing does is done by the gap since the last look, not by the
date of mastery (Cepeda et al. 2006), so a look back that came late moves the ones after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = 86_400.0
"""Seconds. A day here is 24 hours: a look back has no appointment."""


def next_look(days: Sequence[int], done: int, at: float) -> float | None:
    """The time of the look back after `done` of them; None when there is no more.

    days: after mastery, ascending. at: when the last look back was, or (done = 0) when it was mastered; UTC seconds.
    """
    if not 0 <= done < len(days):
        return None
    gap = days[done] - (days[done - 1] if done else 0)
    return at + gap * DAY
