"""What the teacher's channel hears about one student: one open card on what is not there yet, changed rather than
repeated, and one per unit that waits for its closing check to be opened.

Rules
- Notices about one student merge into one card; it tells the story so far (what was missed, what was written, what was
  tried, what a teacher did), not the last event (practice K10). What happens in one moment is one change of the card.
- A card that becomes urgent is posted anew, since a changed message calls nobody; the older one says that it continues.
  What a teacher does from it answers the call: it is not urgent any more, and the next urgent reason calls again.
- A card goes on in a newer one when the student misses something in another unit; an urgent one stays until something
  urgent comes.
- A snoozed card is silent for a day, whatever is missed meanwhile, and is posted anew with its story if something that
  it is about is still open. An urgent reason ends the snooze.
- Every card ends, and says how: mastered, seen, opened, started over. The next notice begins a new one.
- No sentence judges the person (K8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.dialogue import offers
from bot.dialogue.effects import Alert
from bot.dialogue.enrollment import Card, Deed, Tried, is_mastered, split
from bot.dialogue.facts import CardSnoozed, TeacherCalled
from bot.dialogue.marks import clean, quote
from bot.dialogue.questions import number_of
from bot.dialogue.story import deed_lines, named, run_of, still_open, story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.dialogue.draft import Draft
    from bot.dialogue.effects import Choice
    from bot.dialogue.enrollment import Run

TIMER = "card"
TOMORROW = 86_400.0
"""Seconds that a snoozed card is silent."""
DEEDS_TOLD = 5
DEED_TEXT = 120
"""Deeds that a card tells, and characters of what was written in one; all of it stays in the facts."""
NAME_KEPT = 80


# --- what was missed, and what came of it ---


def after_check(draft: Draft, letter: str, missed: Sequence[str], shown: Sequence[str]) -> None:
    """Not yet after a check; at the course's number of cycles a person is called, once per goal (Q7)."""
    checks = {goal: draft.run.tried.get(goal, Tried()).checks for goal in missed}
    stuck = [goal for goal in missed if checks[goal] >= draft.unit.cycles]
    called = [goal for goal in stuck if checks[goal] == draft.unit.cycles]
    for goal in called:
        draft.record(TeacherCalled(*split(goal), why="stuck"))
    headline = draft.words.card_not_yet(letter, named(draft, missed))
    if stuck:
        numbers = draft.words.goals([number_of(draft.unit, goal) for goal in stuck])
        headline = draft.words.card_stuck(_name(draft), numbers, min(checks[goal] for goal in stuck))
    _post(
        draft, headline, missed, [*_caught_up_line(draft, shown), *story(draft, draft.run, missed)], urgent=bool(called)
    )


def after_closing(draft: Draft, missed: Sequence[str]) -> None:
    _post(draft, draft.words.card_closing_not_yet(named(draft, missed)), missed, story(draft, draft.run, missed))


def four_in_a_row(draft: Draft) -> None:
    """Right now: a person can still look over the student's shoulder. goals: those of the latest misses."""
    form = draft.run.form
    goals: dict[str, None] = {}
    for reached in reversed(form.reached if form is not None else ()):
        if reached.answer.right:
            break
        if not reached.answer.unsure:
            goals[reached.objective] = None
    missed = sorted(goals, key=lambda goal: number_of(draft.unit, goal))
    for goal in missed:
        draft.record(TeacherCalled(*split(goal), why="four misses in a row"))
    headline = draft.words.card_four(_name(draft), named(draft, missed))
    _post(draft, headline, missed, story(draft, draft.run, missed), urgent=True)


def peer_asked(draft: Draft, goal: str) -> None:
    headline = draft.words.card_peer(_name(draft), named(draft, [goal]))
    _post(draft, headline, [goal], story(draft, draft.run, [goal]), urgent=True)


def slipped(draft: Draft, goals: Sequence[str]) -> None:
    _post(draft, draft.words.card_slipped(named(draft, goals)), goals, [])


def caught_up(draft: Draft) -> None:
    """Everything that an open card was about is shown now."""
    card = draft.enrollment.card
    if card is None or card.unit != draft.run.unit:
        return
    shown = [goal for goal in draft.run.goals if is_mastered(draft.enrollment, goal)]
    lines = _caught_up_line(draft, shown) or [draft.words.card_caught_up(named(draft, shown))]
    _end(draft, card, *lines)


def mastered(draft: Draft) -> None:
    """The unit: on its open card, or (all went well) on one of its own."""
    card = draft.enrollment.card
    if card is None or card.unit != draft.run.unit:
        card = Card(_new_ref(draft), draft.run.unit, urgent=False)
    _end(draft, card, draft.words.card_mastered())


# --- what a teacher did ---


def seen(draft: Draft, teacher: str) -> None:
    if draft.enrollment.card is not None:
        _end(draft, draft.enrollment.card, draft.words.card_seen(quote(teacher)))


def tell_deed(draft: Draft, deed: Deed) -> None:
    """On the open card, where it is about this unit. It ends where a mark leaves nothing open."""
    card = draft.enrollment.card
    if card is None or (deed.goal and split(deed.goal)[0] != card.unit):
        return
    deed = replace(deed, by=clean(deed.by, NAME_KEPT), text=clean(deed.text, DEED_TEXT))
    threads = (*card.threads, deed.goal) if deed.what == "peer-thread" else card.threads
    card = replace(card, urgent=False, deeds=(*card.deeds, deed)[-DEEDS_TOLD:], threads=threads)
    draft.change(card=card)
    latest, *earlier = deed_lines(draft, card)
    if deed.what == "mark" and not still_open(draft, card):
        _end(draft, card, latest)
    elif not card.until:
        _show(draft, card, [latest, *_story_so_far(draft, card), *earlier])


def snooze(draft: Draft, teacher: str) -> None:
    card = draft.enrollment.card
    if card is None or card.until:
        return
    until = draft.at + TOMORROW
    draft.change(card=replace(card, urgent=False, until=until))
    draft.record(CardSnoozed(card.unit, teacher, until))
    draft.remind(TIMER, until)
    draft.effects.append(_alert(draft, card.ref, card.unit, [draft.words.card_snoozed(quote(teacher))]))


def wake(draft: Draft) -> None:
    """A snoozed card's time has come."""
    card = draft.enrollment.card
    if card is None or not card.until:
        return
    if draft.at < card.until:
        draft.remind(TIMER, card.until)
        return
    if not still_open(draft, card):
        _end(draft, card, draft.words.card_nothing_open())
        return
    _end(draft, card, draft.words.card_continues())
    card = replace(card, ref=_new_ref(draft), until=0.0)
    draft.change(card=card)
    _show(draft, card, [*_story_so_far(draft, card), *deed_lines(draft, card)])


def started_over(draft: Draft, unit: str, by: str) -> None:
    withdrawn(draft, unit, draft.words.card_started_over(quote(by)))


def withdrawn(draft: Draft, unit: str, line: str) -> None:
    """What was open about the unit is over; cards about other units stay."""
    card = draft.enrollment.card
    if card is not None and card.unit == unit:
        _end(draft, card, line)
    for run in draft.enrollment.runs:
        if run.ready_card and run.unit == unit:
            draft.effects.append(_alert(draft, run.ready_card, unit, [line], resolved=True))


# --- the closing check that a teacher opens ---


def ready(draft: Draft) -> None:
    """Every goal is shown, and the teacher opens the closing check. The card stays until that is done."""
    ref = _new_ref(draft)
    draft.change_run(ready_card=ref)
    button = draft.words.button("open-summative")
    draft.effects.append(_alert(draft, ref, draft.run.unit, [draft.words.card_ready()], (button,)))


def opened(draft: Draft, run: Run, teacher: str) -> None:
    if run.ready_card:
        line = draft.words.card_opened(quote(teacher))
        draft.effects.append(_alert(draft, run.ready_card, run.unit, [line], resolved=True))


# --- the private chat takes nothing any more ---


def unreached(draft: Draft, why: str) -> None:
    """A card of its own: it is about the chat, not about a unit."""
    ref = _new_ref(draft)
    draft.change(unreached_card=ref)
    line = draft.words.card_unreached(_name(draft), quote(why, 60))
    seen_button = draft.words.button("seen")
    draft.effects.append(replace(_of_chat(draft, ref, line), choices=(seen_button,), urgent=True, resolved=False))


def unreached_ended(draft: Draft, line: str) -> None:
    """line: how; someone saw it, or the student is back."""
    if draft.enrollment.unreached_card:
        draft.effects.append(_of_chat(draft, draft.enrollment.unreached_card, line))
        draft.change(unreached_card="")


def _of_chat(draft: Draft, ref: str, line: str) -> Alert:
    enrollment = draft.enrollment
    title = draft.words.card_title(_name(draft), draft.setting.title)
    return Alert(ref, enrollment.student, enrollment.class_id, title, (line,), resolved=True)


# --- posting ---


def _post(draft: Draft, headline: str, goals: Sequence[str], lines: Sequence[str], *, urgent: bool = False) -> None:
    """goals: what is missed now; what the card was about before and is still open stays with it."""
    unit, card = draft.run.unit, draft.enrollment.card
    if card is not None and card.urgent and not urgent and card.unit != unit:
        return
    before = card if card is not None and card.unit == unit else Card("", unit, urgent=False)
    about = {*goals, *still_open(draft, before)}
    told = replace(before, goals=tuple(sorted(about, key=lambda goal: number_of(draft.unit, goal))))
    if card is not None and card.until and not urgent:
        draft.change(card=replace(told, ref=card.ref, until=card.until))
        return
    if card is not None and (card.unit != unit or (urgent and not card.urgent)):
        _end(draft, card, draft.words.card_continues())
        card = None
    told = replace(told, ref=_new_ref(draft), urgent=urgent, until=0.0) if card is None else told
    draft.change(card=told)
    head = [*_said_just_now(draft, told.ref), headline]
    _show(draft, told, [*head, *lines, *(line for line in deed_lines(draft, told) if line not in head)])


def _show(draft: Draft, card: Card, lines: Sequence[str]) -> None:
    alert = _alert(draft, card.ref, card.unit, lines, offers.choices(draft, card), urgent=card.urgent)
    draft.effects.append(replace(alert, selections=offers.selections(draft, card)))


def _story_so_far(draft: Draft, card: Card) -> list[str]:
    goals = still_open(draft, card)
    if not goals:
        return []
    return [draft.words.card_still(named(draft, goals)), *story(draft, run_of(draft, card.unit), goals)]


def _said_just_now(draft: Draft, ref: str) -> list[str]:
    """The headline that this very event put on the card, taken back to be said on the next change of it."""
    earlier = [effect for effect in draft.effects if isinstance(effect, Alert) and effect.ref == ref]
    draft.effects = [effect for effect in draft.effects if effect not in earlier]
    return [effect.lines[0] for effect in earlier]


def _end(draft: Draft, card: Card, *lines: str) -> None:
    if draft.enrollment.card is not None and draft.enrollment.card.ref == card.ref:
        draft.change(card=None)
    if card.until:
        draft.forget(TIMER)
    draft.effects.append(_alert(draft, card.ref, card.unit, lines, resolved=True))


def _new_ref(draft: Draft) -> str:
    draft.change(cards=draft.enrollment.cards + 1)
    return f"card/{draft.enrollment.class_id}/{draft.enrollment.student}/{draft.enrollment.cards}"


def _alert(
    draft: Draft,
    ref: str,
    unit: str,
    lines: Sequence[str],
    choices: tuple[Choice, ...] = (),
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
        choices=choices,
        urgent=urgent,
        resolved=resolved,
    )


def _caught_up_line(draft: Draft, shown: Sequence[str]) -> list[str]:
    before = [goal for goal in shown if draft.run.tried.get(goal, Tried()).checks]
    before = [goal for goal in before if is_mastered(draft.enrollment, goal)]
    return [draft.words.card_caught_up(named(draft, before))] if before else []


def _name(draft: Draft) -> str:
    return quote(draft.enrollment.name)
