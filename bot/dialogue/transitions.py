"""What may follow what: the whole cycle as one table that reads aloud.

    placement -> lesson -> check --all shown--> closing check -> mastered -> look backs
        ^           |        |
        +-- send back        +-- missed --> a chosen way -> corrective -> fresh questions on what was missed

Rules
- Only `Draft.move` changes a phase, and only along this table; any other move is a fault of the program and raises.
- `None` as target: the run ends, and the student is where the run below stands, or between units.
- The picture in README.md is drawn from this table by `drawn` (a test compares).
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from bot.dialogue.enrollment import Phase

if TYPE_CHECKING:
    from collections.abc import Mapping


class Move(Enum):
    """Why a phase changes, in the words of the table."""

    BEGIN = "a unit begins"
    PLACE = "see what is known"
    SKIP = "teach me from the start"
    SOME_NEW = "some of it is new"
    ALL_KNOWN = "all of it is known"
    NEED_MISSING = "something it builds on is missing"
    SEND_BACK = "that comes first"
    GO_ON = "go on"
    TAUGHT = "the lesson is done"
    ALL_SHOWN = "every goal is shown"
    MISSED = "a goal was missed"
    WAY_CHOSEN = "a way is chosen"
    LOOKED_AGAIN = "the next missed goal"
    RECHECK = "fresh questions"
    EXTRA = "something extra"
    EXPLORED = "the extra is done"
    CLOSE = "closing check"
    ALL_MASTERED = "the unit is mastered"
    DONE_HERE = "what was needed is shown"
    LOOK_BACK = "a look back is due"
    LOOK = "look back now"
    LATER = "not now"
    KEPT = "it stayed"
    SLIPPED = "it slipped"
    START_OVER = "start over"


NEXT: Mapping[Phase, Mapping[Move, Phase | None]] = {
    Phase.WELCOME: {Move.BEGIN: Phase.GOALS},
    Phase.GOALS: {
        Move.PLACE: Phase.PLACEMENT,
        Move.SKIP: Phase.LESSON,
        Move.ALL_KNOWN: Phase.SHOWN,
        Move.SEND_BACK: Phase.LESSON,
    },
    Phase.PLACEMENT: {Move.SOME_NEW: Phase.PLACED, Move.ALL_KNOWN: Phase.SHOWN, Move.NEED_MISSING: Phase.GOALS},
    Phase.PLACED: {Move.GO_ON: Phase.LESSON},
    Phase.LESSON: {Move.TAUGHT: Phase.CHECK},
    Phase.CHECK: {Move.ALL_SHOWN: Phase.SHOWN, Move.MISSED: Phase.CHOOSING, Move.DONE_HERE: None},
    Phase.CHOOSING: {Move.WAY_CHOSEN: Phase.CORRECTIVE, Move.ALL_SHOWN: Phase.SHOWN, Move.DONE_HERE: None},
    Phase.CORRECTIVE: {Move.LOOKED_AGAIN: Phase.CHOOSING, Move.RECHECK: Phase.CHECK},
    Phase.SHOWN: {Move.EXTRA: Phase.ENRICHMENT, Move.CLOSE: Phase.SUMMATIVE, Move.BEGIN: Phase.GOALS},
    Phase.ENRICHMENT: {Move.EXPLORED: Phase.SHOWN},
    Phase.SUMMATIVE: {Move.ALL_MASTERED: None, Move.MISSED: Phase.CHOOSING},
    Phase.BETWEEN: {Move.BEGIN: Phase.GOALS},
    Phase.LOOK_BACK: {Move.LOOK: Phase.RETENTION, Move.LATER: None},
    Phase.RETENTION: {Move.KEPT: None, Move.SLIPPED: Phase.CHOOSING},
}
ANYWHERE: Mapping[Move, Phase] = {
    Move.LOOK_BACK: Phase.LOOK_BACK,
    Move.START_OVER: Phase.GOALS,
    Move.BEGIN: Phase.GOALS,
}
"""Moves that are not bound to a phase: a teacher opens a unit, a time comes, someone starts over."""

PUSHES = frozenset({Move.BEGIN, Move.SEND_BACK, Move.LOOK_BACK, Move.START_OVER})
"""Moves that begin a new run on top; the run below waits."""


def target(phase: Phase, move: Move) -> Phase | None:
    """The phase after `move`; None: the run ends. Raises ValueError naming both for a move the table does not have."""
    row = NEXT[phase]
    if move in row:
        return row[move]
    if move in ANYWHERE:
        return ANYWHERE[move]
    raise ValueError(f"no move {move.value!r} from {phase.value!r}; add it to NEXT or mend the caller")


def drawn() -> str:
    """The table as a Mermaid state diagram; an arrow to the end means the run below, or between units."""
    lines = ["stateDiagram-v2", f"    [*] --> {_named(Phase.WELCOME)}"]
    for phase, row in NEXT.items():
        lines += [f"    {_named(phase)} --> {_named(to)}: {move.value}" for move, to in row.items()]
    return "\n".join(lines)


def _named(phase: Phase | None) -> str:
    return "[*]" if phase is None else phase.value.replace(" ", "_")
