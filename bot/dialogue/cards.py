"""What the teacher's channel hears about one student: one card per unit in progress, changed rather than repeated.

Rules
- Notices about one student merge into one card; it tells the story so far (what was missed, what was written, what was
  tried), not the last event (practice K10).
- A card that becomes urgent is posted anew, since a changed message calls nobody; the older one says that it continues.
- A card that is resolved says how, and the next notice begins a new one.
- No sentence judges the person (K8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.effects import Alert
from bot.dialogue.enrollment import Card, Miss, Standing, Tried, split
from bot.dialogue.facts import TeacherCalled
from bot.dialogue.marks import plain, quote
from bot.dialogue.questions import number_of, objective_of, realised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.dialogue.draft import Draft
    from bot.dialogue.wording import Wording

QUESTION_TOLD = 120
REPLY_TOLD = 40
"""Characters of a question and of a reply on the card."""


def after_check(draft: Draft, letter: str, missed: Sequence[str], shown: Sequence[str]) -> None:
    """Not yet after a check; at the course's number of cycles a person is called, once per goal (Q7)."""
    stuck = [goal for goal in missed if draft.run.tried.get(goal, Tried()).checks == draft.unit.cycles]
    for goal in stuck:
        draft.record(TeacherCalled(*split(goal), why="stuck"))
    headline = draft.words.card_not_yet(letter, _named(draft, missed))
    if stuck:
        numbers = draft.words.goals([number_of(draft.unit, goal) for goal in stuck])
        headline = draft.words.card_stuck(_name(draft), numbers, draft.unit.cycles)
    _post(draft, [headline, *_caught_up_line(draft, shown), *_story(draft, missed)], urgent=bool(stuck))


def after_closing(draft: Draft, missed: Sequence[str]) -> None:
    headline = draft.words.card_closing_not_yet(_named(draft, missed))
    _post(draft, [headline, *_story(draft, missed)])


def four_in_a_row(draft: Draft, goal: str) -> None:
    draft.record(TeacherCalled(*split(goal), why="four misses in a row"))
    headline = draft.words.card_four(_name(draft), _named(draft, [goal]))
    _post(draft, [headline, *_story(draft, [goal])], urgent=True)


def peer_asked(draft: Draft, goal: str) -> None:
    headline = draft.words.card_peer(_name(draft), _named(draft, [goal]))
    _post(draft, [headline, *_story(draft, [goal])], urgent=True)


def ready(draft: Draft) -> None:
    """Every goal is shown, and the teacher opens the closing check."""
    _post(draft, [draft.words.card_ready()], keys=("open-summative", "seen"))


def opened(draft: Draft, teacher: str, unit: str) -> None:
    """The card that told of it may have been followed by one about another unit: then nothing is left to change."""
    if draft.enrollment.card is not None and draft.enrollment.card.unit == unit:
        _resolve(draft, unit, draft.words.card_opened(quote(teacher)))


def caught_up(draft: Draft) -> None:
    """Everything that an open card was about is shown now."""
    if draft.enrollment.card is not None and draft.enrollment.card.unit == draft.run.unit:
        _resolve(draft, draft.run.unit, *_caught_up_line(draft, draft.run.goals))


def mastered(draft: Draft) -> None:
    _resolve(draft, draft.run.unit, draft.words.card_mastered())


def slipped(draft: Draft, goals: Sequence[str]) -> None:
    _post(draft, [draft.words.card_slipped(_named(draft, goals))])


def seen(draft: Draft, teacher: str) -> None:
    if draft.enrollment.card is not None:
        _resolve(draft, draft.enrollment.card.unit, draft.words.card_seen(quote(teacher)))


def started_over(draft: Draft, by: str) -> None:
    if draft.enrollment.card is not None:
        _resolve(draft, draft.enrollment.card.unit, draft.words.card_started_over(quote(by)))


def _post(
    draft: Draft, lines: Sequence[str], *, urgent: bool = False, keys: tuple[str, ...] = ("seen", "start-over")
) -> None:
    card = draft.enrollment.card
    if card is not None and (card.unit != draft.run.unit or (urgent and not card.urgent)):
        draft.effects.append(_alert(draft, card.ref, card.unit, [draft.words.card_continues()], (), resolved=True))
        card = None
    if card is None:
        card = Card(_new_ref(draft), draft.run.unit, urgent)
    draft.change(card=Card(card.ref, card.unit, card.urgent or urgent))
    draft.effects.append(_alert(draft, card.ref, card.unit, lines, keys, urgent=card.urgent or urgent))


def _resolve(draft: Draft, unit: str, *lines: str) -> None:
    """Close the open card on `unit`; where none is open (all went well), one resolved card tells it."""
    card = draft.enrollment.card
    if card is not None and card.unit == unit:
        draft.change(card=None)
        draft.effects.append(_alert(draft, card.ref, unit, lines, (), resolved=True))
    else:
        draft.effects.append(_alert(draft, _new_ref(draft), unit, lines, (), resolved=True))


def _new_ref(draft: Draft) -> str:
    draft.change(cards=draft.enrollment.cards + 1)
    return f"card/{draft.enrollment.class_id}/{draft.enrollment.student}/{draft.enrollment.cards}"


def _alert(
    draft: Draft,
    ref: str,
    unit: str,
    lines: Sequence[str],
    keys: tuple[str, ...],
    *,
    urgent: bool = False,
    resolved: bool = False,
) -> Alert:
    title = draft.unit_named(unit).title
    return Alert(
        ref=ref,
        student=draft.enrollment.student,
        class_id=draft.enrollment.class_id,
        title=draft.words.card_title(_name(draft), title),
        lines=tuple(lines),
        choices=tuple(draft.words.button(key) for key in keys),
        urgent=urgent,
        resolved=resolved,
    )


def _story(draft: Draft, goals: Sequence[str]) -> list[str]:
    """What was written and what was tried, per goal."""
    words: Wording = draft.words
    lines: list[str] = []
    for goal in goals:
        tried = draft.run.tried.get(goal, Tried())
        if tried.misses:
            lines.append(words.card_wrote(number_of(draft.unit, goal)))
            lines += _told(draft, goal, tried.misses)
        if tried.methods:
            lines.append(words.card_tried(", ".join(words.method(method) for method in tried.methods)))
    return lines


def _told(draft: Draft, goal: str, misses: Sequence[Miss]) -> list[str]:
    """'- 10/15 in lowest terms? → 5/7 (subtracted)', a line each."""
    told = []
    for miss in misses:
        asked = realised(draft.enrollment, draft.unit_named(split(goal)[0]), miss.item, miss.variant, goal).ask
        wrote = f"- {quote(plain(asked), QUESTION_TOLD)} → {quote(miss.reply, REPLY_TOLD)}"
        told.append(f"{wrote} ({miss.mistake})" if miss.mistake else wrote)
    return told


def _caught_up_line(draft: Draft, shown: Sequence[str]) -> list[str]:
    before = [goal for goal in shown if draft.run.tried.get(goal, Tried()).checks]
    before = [goal for goal in before if draft.enrollment.standings.get(goal) is Standing.MASTERED]
    return [draft.words.card_caught_up(_named(draft, before))] if before else []


def _named(draft: Draft, goals: Sequence[str]) -> str:
    """'goal 2, "I can ..."'."""
    named = []
    for goal in goals:
        unit = draft.unit_named(split(goal)[0])
        named.append(draft.words.card_goal(number_of(unit, goal), objective_of(unit, goal).can))
    return draft.words.and_list(named)


def _name(draft: Draft) -> str:
    return quote(draft.enrollment.name)
