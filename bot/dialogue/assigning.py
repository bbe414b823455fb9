"""A teacher suggests a way of looking at a goal again.

Rules
- A student who is between two things (choosing a way, or asked whether to go on to fresh questions) gets it at once.
- Nothing is broken into: in the middle of a question, a lesson or another way, and while another unit comes first, it
  waits. When the student comes to choose next, its goal comes first, and it is the first way there.
- It is a suggestion: a student who chooses another way is not asked again. The latest one for a goal counts.
- A goal that is mastered, a way that is not there or has no steps, and what is suggested already change nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.dialogue import cards, lessons
from bot.dialogue.checking import choose_way
from bot.dialogue.enrollment import Deed, Phase, Run, is_mastered, split
from bot.dialogue.facts import CorrectiveAssigned
from bot.dialogue.marks import quote
from bot.dialogue.questions import number_of, objective_of
from bot.dialogue.story import way_title
from bot.dialogue.transitions import Move

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft


def assign(draft: Draft, teacher: str, on: str) -> None:
    """on: the goal and the index of the corrective, `unit/objective:0`."""
    goal, _, number = on.rpartition(":")
    way = int(number) if number.isascii() and number.isdecimal() and len(number) <= 3 else -1
    place = _place_of(draft, goal, way)
    if place is None:
        return
    run = draft.enrollment.runs[place]
    unit = draft.setting.unit_of(run)
    title, said = way_title(draft, unit, goal, way), (quote(teacher), number_of(unit, goal))
    draft.record(CorrectiveAssigned(*split(goal), objective_of(unit, goal).correctives[way].method, teacher))
    if place == len(draft.enrollment.runs) - 1 and _is_between(run):
        draft.lead(draft.words.way_suggested(*said, title))
        _begin(draft, goal, way)
    else:
        draft.lead(draft.words.way_suggested_for_later(*said, unit.title, title))
        _keep(draft, place, goal, way)
    cards.tell_deed(draft, Deed("assign", teacher, goal, way))


def _place_of(draft: Draft, goal: str, way: int) -> int | None:
    """Where among the runs it would be walked; None where it makes no sense."""
    runs = draft.enrollment.runs
    place = next((at for at in reversed(range(len(runs))) if goal in runs[at].goals), None)
    if place is None or is_mastered(draft.enrollment, goal):
        return None
    run = runs[place]
    correctives = objective_of(draft.setting.unit_of(run), goal).correctives
    if not 0 <= way < len(correctives) or not correctives[way].steps:
        return None
    return None if (goal, way) in run.assigned or (run.on, run.way) == (goal, way) else place


def _is_between(run: Run) -> bool:
    return run.phase is Phase.CHOOSING or (run.phase is Phase.CORRECTIVE and run.way < 0)


def _begin(draft: Draft, goal: str, way: int) -> None:
    queue = (goal, *(other for other in draft.run.queue if other != goal))
    if draft.phase is Phase.CORRECTIVE:
        draft.move(Move.LOOKED_AGAIN, queue=queue, on="", way=-1, at=0)
    else:
        draft.change_run(queue=queue)
    choose_way(draft, way)
    lessons.walk(draft)


def _keep(draft: Draft, place: int, goal: str, way: int) -> None:
    runs = draft.enrollment.runs
    others = tuple(waiting for waiting in runs[place].assigned if waiting[0] != goal)
    kept = replace(runs[place], assigned=(*others, (goal, way)))
    draft.change(runs=(*runs[:place], kept, *runs[place + 1 :]))
