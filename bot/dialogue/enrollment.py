"""One student in one class: everything `step` needs to go on, and nothing that follows from something else here.

Rules
- Frozen values; `step` returns a new one. Times, ids and chance come from outside.
- The last of `runs` is where the student is. Runs below wait: a prerequisite or a look back is done first, then the
  one below goes on where it stood.
- A goal is an objective with its unit, `unit/objective`, wherever one is named here.
- It is stored with each turn, so it is small: fields at their default are left out, and the smallest values are stored
  as rows without names (`array_like`): add a field to those at the end only, with a default.
- What is asked can be rebuilt from (unit version, item, variant, seed); no text of a question is stored.
"""

from __future__ import annotations

from enum import Enum
from typing import Literal

from msgspec import Struct

from bot.dialogue.exposure import Exposure
from bot.dialogue.facts import Use
from bot.mastery.answers import Answer


class Phase(Enum):
    """Where a run stands. The values are stored: never rename one. `transitions.NEXT` says what may follow what."""

    WELCOME = "welcome"
    """No unit was begun yet."""
    GOALS = "goals"
    """The goals of the unit were shown; nothing asked yet."""
    PLACEMENT = "placement"
    PLACED = "placed"
    """The result of the placement was told: now or later?"""
    LESSON = "lesson"
    CHECK = "check"
    CHOOSING = "choosing"
    """An objective was missed: which way of looking at it again?"""
    CORRECTIVE = "corrective"
    SHOWN = "shown"
    """Every goal was shown in checks; enrichment is offered, the closing check is next."""
    ENRICHMENT = "enrichment"
    SUMMATIVE = "summative"
    BETWEEN = "between units"
    """A unit was mastered and none is in progress: which next?"""
    LOOK_BACK = "look back"
    """A retention check is offered: now or later?"""
    RETENTION = "retention"


class Standing(Enum):
    """Of one objective. There is no other: nobody fails."""

    LEARNING = "learning"
    NOT_YET = "not yet"
    MASTERED = "mastered"
    SLIPPED = "slipped"


class Reached(Struct, frozen=True, array_like=True):
    """An answer in the open form: of which objective, and what it is worth as evidence."""

    objective: str
    answer: Answer


class Menu(Struct, frozen=True, array_like=True):
    """Buttons that wait for a choice: the ref of their message and the keys offered."""

    ref: str
    keys: tuple[str, ...]


class Open(Struct, frozen=True, array_like=True):
    """The question that waits for an answer. ref: of its message. tries: replies that cost nothing (spelling,
    unreadable)."""

    item: str
    variant: int
    objective: str
    ref: str
    hints: int = 0
    tries: int = 0
    asked_at: float = 0.0
    """UTC seconds, in the platform's time: what was written before is no answer to this question."""
    version: str = ""
    """Of the unit that the question is of: a placement also asks of units that no run holds on to."""


class Form(Struct, frozen=True, omit_defaults=True):
    """A check that is open. goals: objectives asked; of other units too, in a placement that asks prerequisites."""

    use: Use
    letter: str
    goals: tuple[str, ...]
    reached: tuple[Reached, ...] = ()
    open: Open | None = None


class Miss(Struct, frozen=True, array_like=True):
    """A question and what was replied (its beginning), for the teacher's card. mistake: its name, where known."""

    item: str
    variant: int
    reply: str
    mistake: str | None = None


class Tried(Struct, frozen=True, omit_defaults=True):
    """What was done for a goal in this run, and the student's last misses."""

    methods: tuple[str, ...] = ()
    """Each once, the latest last: what is offered again begins with the one that was longest ago."""
    misses: tuple[Miss, ...] = ()
    checks: int = 0
    """Checks closed without mastery: at the course's `cycles` a person is called, once."""
    right: int = 0
    asked: int = 0
    """Of the last closed check."""


Purpose = Literal["unit", "prerequisite", "look back"]


class Run(Struct, frozen=True, omit_defaults=True):
    """One way through one unit.

    number: 1, 2, ... per unit. goals: the objectives pursued here (all of the unit, or what a prerequisite or a look
    back needs). at: next step of a lesson, corrective or enrichment, counted in what the author wrote. on: the
    objective of the corrective. queue: objectives that still need a corrective before the next check. letters: forms
    begun per use.
    """

    unit: str
    version: str
    number: int
    purpose: Purpose
    goals: tuple[str, ...]
    phase: Phase = Phase.GOALS
    at: int = 0
    on: str = ""
    way: int = -1
    """Which of the objective's correctives is walked; -1: none."""
    queue: tuple[str, ...] = ()
    form: Form | None = None
    try_ref: str = ""
    """The ungraded check-in (of the step before `at`) that waits for an answer."""
    letters: dict[str, int] = {}
    tried: dict[str, Tried] = {}
    summative_open: bool = False
    """By the teacher, perhaps ahead of time."""
    ready_card: str = ""
    """The ref of the card that tells that the closing check waits for the teacher, while it does."""
    enriched: bool = False
    assigned: tuple[tuple[str, int], ...] = ()
    """Ways that a teacher suggested and the student has not come to yet: (goal, index of the corrective)."""


class Review(Struct, frozen=True, array_like=True):
    """A retention check to come: of which goal, the how-many-th (from 0), when it is due (UTC seconds)."""

    goal: str
    nth: int
    due: float


class Deed(Struct, frozen=True, array_like=True):
    """What a teacher did from the card. goal: empty where it was about none. way: of a suggested corrective. text: the
    beginning of what was written, or the reason."""

    what: Literal["assign", "write", "peer-thread", "mark"]
    by: str
    goal: str = ""
    way: int = -1
    text: str = ""


class Card(Struct, frozen=True, array_like=True):
    """The card that is open now about what this student does not have yet.

    goals: what it is about. threads: of these, those that the class was asked about. until: snoozed until then (UTC
    seconds); 0 for not snoozed.
    """

    ref: str
    unit: str
    urgent: bool
    goals: tuple[str, ...] = ()
    deeds: tuple[Deed, ...] = ()
    threads: tuple[str, ...] = ()
    until: float = 0.0


class Enrollment(Struct, frozen=True, omit_defaults=True):
    """standings: by goal. turn: events applied so far (also the row's version)."""

    community: str
    class_id: str
    student: str
    name: str
    turn: int = 0
    refs: int = 0
    """Messages with a ref sent so far: the next one is called by the class and the next number."""
    menu: Menu | None = None
    """The menu that waits for a choice; none while a question is open."""
    paused: bool = False
    runs: tuple[Run, ...] = ()
    standings: dict[str, Standing] = {}
    units: tuple[str, ...] = ()
    """Mastered units, in order."""
    active_at: float = 0.0
    """When the student last did something (UTC seconds): a look back never breaks in on work."""
    started: dict[str, int] = {}
    """Runs begun per unit."""
    seen: dict[str, Exposure] = {}
    """Questions shown, per unit: what a draw leaves out, and what comes back last."""
    misses_in_row: int = 0
    last_text: str = ""
    """What was written last (folded, its beginning) and when: the same again within moments was sent twice."""
    last_text_at: float = 0.0
    reviews: tuple[Review, ...] = ()
    card: Card | None = None
    cards: int = 0
    unreached: bool = False
    """The private chat takes no letter any more, and nothing was heard of the student since."""
    unreached_card: str = ""
    """The ref of the open card that says so."""


def goal_of(unit: str, objective: str) -> str:
    return f"{unit}/{objective}"


def split(goal: str) -> tuple[str, str]:
    """`unit/objective` -> (unit, objective)."""
    unit, _, objective = goal.partition("/")
    return unit, objective


def phase_of(enrollment: Enrollment) -> Phase:
    """Where the student is: the phase of the run on top, or what an empty stack means."""
    if enrollment.runs:
        return enrollment.runs[-1].phase
    return Phase.BETWEEN if enrollment.started else Phase.WELCOME


def is_mastered(enrollment: Enrollment, goal: str) -> bool:
    return enrollment.standings.get(goal) is Standing.MASTERED
