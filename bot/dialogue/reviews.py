"""When what was mastered is looked back at, so that it stays: a timetable, and the one timer that follows it.

Rules
- Planned when mastered, at the course's `retention_days`; the next one counts from the last look back, so that a late
  one moves what follows.
- One timer per student, for the earliest that is due; none while a look back is under way, which sets it at its end.
  So nobody is asked twice at once, and a student who stays away for a month costs one tick, not thousands.
- One look back a day: what else is due waits.
- Goals that the course does not have any more are forgotten here; the record keeps them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.dialogue.enrollment import Review, split
from bot.mastery.retention import next_look

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.dialogue.draft import Draft

LATER = 6 * 3_600.0
"""Seconds until a look back is offered again after 'later'."""
REST = 20 * 3_600.0
"""Seconds between two look backs: less than a day, so that the next day's may come a little earlier."""
AT_ONCE = 3
"""Goals in one look back: two or three questions each."""
TIMER = "look back"


def plan(draft: Draft, unit: str, goals: Sequence[str], nth: int) -> None:
    """The nth look back (from 0) at `goals` of `unit`; beyond the last of the course's days there is none."""
    kept = [review for review in draft.enrollment.reviews if review.goal not in goals]
    when = next_look(draft.unit_named(unit).retention_days, nth, draft.at)
    if when is not None:
        kept += [Review(goal, nth, when) for goal in goals]
    _keep(draft, kept)


def cancel(draft: Draft, unit: str) -> None:
    """No look back at the goals of `unit`: it begins again."""
    _keep(draft, [review for review in draft.enrollment.reviews if split(review.goal)[0] != unit])


def put_off(draft: Draft, goals: Collection[str], seconds: float) -> None:
    """Not before so many seconds from now."""
    until = draft.at + seconds
    _keep(
        draft,
        [
            replace(review, due=max(review.due, until)) if review.goal in goals else review
            for review in draft.enrollment.reviews
        ],
    )


def put_off_others(draft: Draft) -> None:
    """A look back was had: what else is due today waits."""
    put_off(draft, {review.goal for review in draft.enrollment.reviews}, REST)


def due(draft: Draft) -> tuple[str, tuple[str, ...]]:
    """(unit, goals) to look back at now, the longest due first; ("", ()) for none. Forgets what the course has not."""
    units = draft.setting.course.units
    there = []
    for review in draft.enrollment.reviews:
        unit, objective = split(review.goal)
        if unit in units and objective in units[unit].objectives:
            there.append(review)
    if len(there) < len(draft.enrollment.reviews):
        _keep(draft, there)
    now = sorted((review for review in there if review.due <= draft.at + 60), key=lambda review: review.due)
    if not now:
        return "", ()
    unit = split(now[0].goal)[0]
    goals = [review.goal for review in now if split(review.goal)[0] == unit]
    return unit, tuple(goals[:AT_ONCE])


def nth_of(draft: Draft, goal: str) -> int:
    return next((review.nth for review in draft.enrollment.reviews if review.goal == goal), 0)


def is_under_way(draft: Draft) -> bool:
    return any(run.purpose == "look back" for run in draft.enrollment.runs)


def set_timer(draft: Draft) -> None:
    if not draft.enrollment.reviews:
        draft.forget(TIMER)
    elif not is_under_way(draft):
        draft.remind(TIMER, min(review.due for review in draft.enrollment.reviews))


def _keep(draft: Draft, reviews: list[Review]) -> None:
    draft.change(reviews=tuple(reviews))
    set_timer(draft)
