"""What the teacher's channel hears about one student: one open card on what is not there yet, changed rather than
repeated, and one per unit that waits for its closing check to be opened.

Rules
- Notices about one student merge into one card; it tells the story so far (what was missed, what was written, what was
  tried), not the last event (practice K10). What happens in one moment is one change of the card.
- A card that becomes urgent is posted anew, since a changed message calls nobody; the older one says that it continues.
- A card goes on in a newer one when the student misses something in another unit; an urgent one stays until something
  urgent comes.
- Every card ends, and says how: mastered, seen, opened, started over. The next notice begins a new one.
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
    from bot.dialogue.enrollment import Run
    from bot.dialogue.wording import Wording

QUESTION_TOLD = 120
REPLY_TOLD = 40
"""Characters of a question and of a reply on the card."""


def after_check(draft: Draft, letter: str, missed: Sequence[str], shown: Sequence[str]) -> None:
    """Not yet after a check; at the course's number of cycles a person is called, once per goal (Q7)."""
    checks = {goal: draft.run.tried.get(goal, Tried()).checks for goal in missed}
    stuck = [goal for goal in missed if checks[goal] >= draft.unit.cycles]
    called = [goal for goal in stuck if checks[goal] == draft.unit.cycles]
    for goal in called:
        draft.record(TeacherCalled(*split(goal), why="stuck"))
    headline = draft.words.card_not_yet(letter, _named(draft, missed))
    if stuck:
        numbers = draft.words.goals([number_of(draft.unit, goal) for goal in stuck])
        headline = draft.words.card_stuck(_name(draft), numbers, min(checks[goal] for goal in stuck))
    _post(draft, headline, [*_caught_up_line(draft, shown), *_story(draft, missed)], urgent=bool(called))


def after_closing(draft: Draft, missed: Sequence[str]) -> None:
    _post(draft, draft.words.card_closing_not_yet(_named(draft, missed)), _story(draft, missed))


def four_in_a_row(draft: Draft) -> None:
    """Right now: a person can still look over the student's shoulder. goals: those of the latest misses."""
    form = draft.run.form
    goals: dict[str, None] = {}
    for reached in reversed(form.reached if form is not None else ()):
        if reached.answer.right:
            break
        if not reached.answer.unsure:
            goals[reached.objective] = None
    named = sorted(goals, key=lambda goal: number_of(draft.unit, goal))
    for goal in named:
        draft.record(TeacherCalled(*split(goal), why="four misses in a row"))
    headline = draft.words.card_four(_name(draft), _named(draft, named))
    _post(draft, headline, _story(draft, named), urgent=True)


def peer_asked(draft: Draft, goal: str) -> None:
    headline = draft.words.card_peer(_name(draft), _named(draft, [goal]))
    _post(draft, headline, _story(draft, [goal]), urgent=True)


def slipped(draft: Draft, goals: Sequence[str]) -> None:
    _post(draft, draft.words.card_slipped(_named(draft, goals)), [])


def caught_up(draft: Draft) -> None:
    """Everything that an open card was about is shown now."""
    card = draft.enrollment.card
    if card is None or card.unit != draft.run.unit:
        return
    shown = [goal for goal in draft.run.goals if draft.enrollment.standings.get(goal) is Standing.MASTERED]
    lines = _caught_up_line(draft, shown) or [draft.words.card_caught_up(_named(draft, shown))]
    _end(draft, card, *lines)


def mastered(draft: Draft) -> None:
    """The unit: on its open card, or (all went well) on one of its own."""
    card = draft.enrollment.card
    if card is None or card.unit != draft.run.unit:
        card = Card(_new_ref(draft), draft.run.unit, urgent=False)
    _end(draft, card, draft.words.card_mastered())


def seen(draft: Draft, teacher: str) -> None:
    if draft.enrollment.card is not None:
        _end(draft, draft.enrollment.card, draft.words.card_seen(quote(teacher)))


def started_over(draft: Draft, unit: str, by: str) -> None:
    withdrawn(draft, unit, draft.words.card_started_over(quote(by)))


def withdrawn(draft: Draft, unit: str, line: str) -> None:
    """What was open about the unit is over; cards about other units stay."""
    card = draft.enrollment.card
    if card is not None and card.unit == unit:
        _end(draft, card, line)
    for run in draft.enrollment.runs:
        if run.ready_card and run.unit == unit:
            draft.effects.append(_alert(draft, run.ready_card, unit, [line], (), resolved=True))


def ready(draft: Draft) -> None:
    """Every goal is shown, and the teacher opens the closing check. The card stays until that is done."""
    ref = _new_ref(draft)
    draft.change_run(ready_card=ref)
    draft.effects.append(_alert(draft, ref, draft.run.unit, [draft.words.card_ready()], ("open-summative",)))


def opened(draft: Draft, run: Run, teacher: str) -> None:
    if run.ready_card:
        line = draft.words.card_opened(quote(teacher))
        draft.effects.append(_alert(draft, run.ready_card, run.unit, [line], (), resolved=True))


def _post(draft: Draft, headline: str, story: Sequence[str], *, urgent: bool = False) -> None:
    unit, card = draft.run.unit, draft.enrollment.card
    if card is not None and card.urgent and not urgent and card.unit != unit:
        return
    if card is not None and (card.unit != unit or (urgent and not card.urgent)):
        _end(draft, card, draft.words.card_continues())
        card = None
    if card is None:
        card = Card(_new_ref(draft), unit, urgent)
    draft.change(card=card)
    lines = [*_said_just_now(draft, card.ref), headline, *story]
    draft.effects.append(_alert(draft, card.ref, unit, lines, ("seen", "start-over"), urgent=card.urgent))


def _said_just_now(draft: Draft, ref: str) -> list[str]:
    """The headline that this very event put on the card, taken back to be said on the next change of it."""
    earlier = [effect for effect in draft.effects if isinstance(effect, Alert) and effect.ref == ref]
    draft.effects = [effect for effect in draft.effects if effect not in earlier]
    return [effect.lines[0] for effect in earlier]


def _end(draft: Draft, card: Card, *lines: str) -> None:
    if draft.enrollment.card == card:
        draft.change(card=None)
    draft.effects.append(_alert(draft, card.ref, card.unit, lines, (), resolved=True))


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
    return Alert(
        ref=ref,
        student=draft.enrollment.student,
        class_id=draft.enrollment.class_id,
        title=draft.words.card_title(_name(draft), draft.title_of(unit)),
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
        asked = realised(draft.enrollment, draft.unit, miss.item, miss.variant, goal).ask
        wrote = f"- {quote(plain(asked), QUESTION_TOLD)} → {quote(miss.reply, REPLY_TOLD)}"
        told.append(f"{wrote} ({miss.mistake})" if miss.mistake else wrote)
    return told


def _caught_up_line(draft: Draft, shown: Sequence[str]) -> list[str]:
    before = [goal for goal in shown if draft.run.tried.get(goal, Tried()).checks]
    before = [goal for goal in before if draft.enrollment.standings.get(goal) is Standing.MASTERED]
    return [draft.words.card_caught_up(_named(draft, before))] if before else []


def _named(draft: Draft, goals: Sequence[str]) -> str:
    """'goal 2, "I can ..."'."""
    unit, words = draft.unit, draft.words
    said = {goal: objective_of(unit, goal).can.removesuffix(".") for goal in goals}
    return words.and_list([words.card_goal(number_of(unit, goal), can) for goal, can in said.items()])


def _name(draft: Draft) -> str:
    return quote(draft.enrollment.name)
