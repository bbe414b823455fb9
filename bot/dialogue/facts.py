"""What became true: append-only, in order, enough to explain every decision. Reports are folds over these.

Objectives are named within their unit. A fact is never changed; a later one may overrule it.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Use = Literal["placement", "formative", "summative", "retention"]


class UnitBegan(Struct, frozen=True, tag="unit began"):
    """run: 1 for the first time, counted up by every start-over. version: content hash of the unit. purpose: `unit`, or
    the goals are needed elsewhere (`prerequisite`) or looked back at (`look back`)."""

    unit: str
    version: str
    run: int
    goals: tuple[str, ...]
    purpose: Literal["unit", "prerequisite", "look back"] = "unit"


class AnswerGraded(Struct, frozen=True, tag="answer graded"):
    """form: 'A', 'B', ... within the use. reply: as written, at most 300 characters. hints: how many were shown
    before."""

    unit: str
    objective: str
    use: Use
    form: str
    item: str
    variant: int
    reply: str
    mark: str
    mistake: str | None
    hints: int


class HintGiven(Struct, frozen=True, tag="hint given"):
    unit: str
    objective: str
    item: str
    variant: int
    rung: int


class ItemReturned(Struct, frozen=True, tag="item returned"):
    """The supply is used up: a question came back, the longest unseen first."""

    unit: str
    objective: str
    item: str
    variant: int


class FormClosed(Struct, frozen=True, tag="form closed"):
    """shown, missed: goals (`unit/objective`); a placement also asks goals of earlier units."""

    unit: str
    use: Use
    form: str
    shown: tuple[str, ...]
    missed: tuple[str, ...]


class ObjectiveMastered(Struct, frozen=True, tag="objective mastered"):
    unit: str
    objective: str
    by: Use


class ObjectiveMissed(Struct, frozen=True, tag="objective not yet"):
    unit: str
    objective: str
    by: Use


class SentBack(Struct, frozen=True, tag="sent back"):
    """A missing prerequisite: `goals` of `to` first, then back to `unit`."""

    unit: str
    to: str
    goals: tuple[str, ...]


class Returned(Struct, frozen=True, tag="returned"):
    """Back in `unit` after a prerequisite or a look back."""

    unit: str


class CorrectiveBegan(Struct, frozen=True, tag="corrective began"):
    unit: str
    objective: str
    method: str
    cycle: int


class PeerAsked(Struct, frozen=True, tag="peer asked"):
    unit: str
    objective: str


class TeacherCalled(Struct, frozen=True, tag="teacher called"):
    unit: str
    objective: str
    why: Literal["stuck", "four misses in a row"]


class EnrichmentBegan(Struct, frozen=True, tag="enrichment began"):
    unit: str


class SummativeOpened(Struct, frozen=True, tag="summative opened"):
    unit: str
    by: str


class UnitMastered(Struct, frozen=True, tag="unit mastered"):
    unit: str


class ObjectiveSlipped(Struct, frozen=True, tag="slipped"):
    unit: str
    objective: str


class ObjectiveKept(Struct, frozen=True, tag="kept"):
    unit: str
    objective: str


class StartedOver(Struct, frozen=True, tag="started over"):
    unit: str
    by: str
    reason: str = ""


class CorrectiveAssigned(Struct, frozen=True, tag="corrective assigned"):
    """A teacher suggested this way; `CorrectiveBegan` says when the student took it."""

    unit: str
    objective: str
    method: str
    by: str


class TeacherWrote(Struct, frozen=True, tag="teacher wrote"):
    """text: as it reached the student, at most 500 characters."""

    by: str
    text: str


class PeerThreadOpened(Struct, frozen=True, tag="peer thread opened"):
    unit: str
    objective: str
    by: str


class MarkedMastered(Struct, frozen=True, tag="marked mastered"):
    """By a person, who saw it elsewhere; no check stands behind it (that would be `ObjectiveMastered`)."""

    unit: str
    objective: str
    by: str
    reason: str


class CardSnoozed(Struct, frozen=True, tag="card snoozed"):
    """until: UTC seconds."""

    unit: str
    by: str
    until: float


class StudentUnreached(Struct, frozen=True, tag="student unreached"):
    """The private chat takes nothing any more. why: the platform's own word."""

    why: str


Fact = (
    UnitBegan
    | AnswerGraded
    | HintGiven
    | ItemReturned
    | FormClosed
    | ObjectiveMastered
    | ObjectiveMissed
    | SentBack
    | Returned
    | CorrectiveBegan
    | PeerAsked
    | TeacherCalled
    | EnrichmentBegan
    | SummativeOpened
    | UnitMastered
    | ObjectiveSlipped
    | ObjectiveKept
    | StartedOver
    | CorrectiveAssigned
    | TeacherWrote
    | PeerThreadOpened
    | MarkedMastered
    | CardSnoozed
    | StudentUnreached
)
