"""What a card tells: the goals by name, what was written, what was tried, and what teachers did from it.

Rules
- Exact and short; a question and a reply are cut, and what a person wrote is quoted.
- Numbers are those of the version that the student is in. What the course does not have any more is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.enrollment import Miss, Tried, is_mastered, split
from bot.dialogue.marks import plain, quote
from bot.dialogue.questions import number_of, objective_of, realised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.curriculum.course import Unit
    from bot.dialogue.draft import Draft
    from bot.dialogue.enrollment import Card, Deed, Run

QUESTION_TOLD = 120
REPLY_TOLD = 40
"""Characters of a question and of a reply on the card."""


def run_of(draft: Draft, unit: str) -> Run | None:
    """The latest way through `unit` that is in progress."""
    return next((run for run in reversed(draft.enrollment.runs) if run.unit == unit), None)


def version_of(draft: Draft, unit: str) -> Unit | None:
    """The unit as the student has it; None where the course has it no more."""
    try:
        return draft.unit_named(unit)
    except KeyError:
        return None


def still_open(draft: Draft, card: Card) -> list[str]:
    """What the card is about and is not mastered, in the order of the unit."""
    unit = version_of(draft, card.unit)
    known = [] if unit is None else [goal for goal in card.goals if split(goal)[1] in unit.objectives]
    return [goal for goal in known if not is_mastered(draft.enrollment, goal)]


def named(draft: Draft, goals: Iterable[str]) -> str:
    """'goal 2, "I can ..."'. Goals of one unit."""
    parts = []
    for goal in goals:
        unit = draft.unit_named(split(goal)[0])
        can = objective_of(unit, goal).can.removesuffix(".")
        parts.append(draft.words.card_goal(number_of(unit, goal), can))
    return draft.words.and_list(parts)


def story(draft: Draft, run: Run | None, goals: Iterable[str]) -> list[str]:
    """What was written and what was tried, per goal of this run."""
    if run is None:
        return []
    unit, lines = draft.setting.unit_of(run), []
    for goal in goals:
        tried = run.tried.get(goal, Tried())
        if tried.misses:
            lines.append(draft.words.card_wrote(number_of(unit, goal)))
            lines += _told(draft, unit, goal, tried.misses)
        if tried.methods:
            lines.append(draft.words.card_tried(", ".join(draft.words.method(method) for method in tried.methods)))
    return lines


def _told(draft: Draft, unit: Unit, goal: str, misses: Sequence[Miss]) -> list[str]:
    """'- 10/15 in lowest terms? → 5/7 (subtracted)', a line each."""
    told = []
    for miss in misses:
        asked = realised(draft.enrollment, unit, miss.item, miss.variant, goal).ask
        wrote = f"- {quote(plain(asked), QUESTION_TOLD)} → {quote(miss.reply, REPLY_TOLD)}"
        told.append(f"{wrote} ({miss.mistake})" if miss.mistake else wrote)
    return told


def deed_lines(draft: Draft, card: Card) -> list[str]:
    """What was done from the card, the latest first."""
    lines = [_deed_line(draft, card, deed) for deed in reversed(card.deeds)]
    return [line for line in lines if line]


def _deed_line(draft: Draft, card: Card, deed: Deed) -> str:
    words, by = draft.words, quote(deed.by)
    if deed.what == "write":
        return words.card_sent(by, quote(deed.text))
    unit = version_of(draft, card.unit)
    if unit is None or split(deed.goal)[1] not in unit.objectives:
        return ""
    number = number_of(unit, deed.goal)
    match deed.what:
        case "assign":
            return words.card_suggested(by, number, way_title(draft, unit, deed.goal, deed.way))
        case "peer-thread":
            return words.card_thread(by, number)
        case "mark":
            return words.card_marked(by, number, quote(deed.text))


def way_title(draft: Draft, unit: Unit, goal: str, way: int) -> str:
    """As a student reads it on the button: the author's title, or the name of the method; empty for no such way."""
    correctives = objective_of(unit, goal).correctives
    if not 0 <= way < len(correctives):
        return ""
    return correctives[way].title or draft.words.method(correctives[way].method)
