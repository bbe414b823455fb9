"""The end of a unit: something extra, the closing check, mastery, and what comes next.

Rules
- The closing check opens by itself or by the teacher (O6), as the unit says; before that none of its items can be
  reached.
- It branches like every form: what is missed leads back to another way and fresh questions, never to an end.
- Enrichment is offered, never forced (K6); nobody waits for the class: other open units can be begun meanwhile.
- A unit is mastered when every goal is (Q2); then, and not at its look backs, the class gives what it gives for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.dialogue import cards, forms, measures, reviews
from bot.dialogue.effects import Grant
from bot.dialogue.enrollment import Phase, Run
from bot.dialogue.facts import EnrichmentBegan, Returned, SummativeOpened, UnitMastered
from bot.dialogue.gates import all_mastered, open_units, unit_choice
from bot.dialogue.marks import quote
from bot.dialogue.transitions import Move

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft
    from bot.dialogue.effects import Choice


def arrive(draft: Draft) -> None:
    """Every goal is shown: the teacher hears of it where they open the closing check."""
    if not is_open(draft):
        cards.ready(draft)
    offer_closing(draft)


def offer_closing(draft: Draft) -> None:
    """Enrichment, the closing check if it is open, other units while it is not."""
    words, unit, run = draft.words, draft.unit, draft.run
    choices: list[Choice] = []
    lines: list[str] = []
    if is_open(draft):
        lines.append(words.closing_offer(measures.about_for(draft, "summative", run.goals)))
        choices.append(words.button("closing"))
    else:
        lines.append(words.closing_by_teacher(draft.setting.teacher))
    if unit.file.enrichment and not run.enriched:
        lines.append(words.enrichment_offer())
        choices.append(words.button("extra"))
    if not is_open(draft):
        choices += [unit_choice(draft.setting, other) for other in open_units(draft.enrollment, draft.setting)[:3]]
    choices.append(words.button("later"))
    draft.offer("\n".join(lines), choices)


def is_open(draft: Draft) -> bool:
    return draft.run.summative_open or draft.unit.summative_opened_by == "auto"


def open_by_teacher(draft: Draft, teacher: str, unit: str) -> None:
    """A teacher opens a closing check, also of a unit below another one in progress, also ahead of time.

    unit: empty for the one that waits for it, else the latest. Opened ahead of time it is there once every goal is
    shown, and the student hears of it then. Opened twice is opened once.
    """
    runs = draft.enrollment.runs
    closed = [at for at, run in enumerate(runs) if unit in ("", run.unit) and _is_closed(draft, run)]
    waiting = [at for at in closed if runs[at].phase in (Phase.SHOWN, Phase.ENRICHMENT)]
    if not closed:
        return
    place = (waiting or closed)[-1]
    run = runs[place]
    draft.record(SummativeOpened(run.unit, teacher))
    cards.opened(draft, run, teacher)
    draft.change(runs=(*runs[:place], replace(run, summative_open=True, ready_card=""), *runs[place + 1 :]))
    if waiting:
        draft.lead(draft.words.closing_opened(quote(teacher), draft.setting.unit_of(run).title))
    if waiting and place == len(runs) - 1 and run.phase is Phase.SHOWN:
        draft.resume()


def _is_closed(draft: Draft, run: Run) -> bool:
    by_teacher = draft.setting.unit_of(run).summative_opened_by == "teacher"
    return run.purpose == "unit" and by_teacher and not run.summative_open


def begin_extra(draft: Draft) -> None:
    draft.record(EnrichmentBegan(draft.run.unit))
    draft.move(Move.EXTRA, at=0)


def begin_closing(draft: Draft) -> bool:
    """False when there is nothing to ask and the form can close."""
    draft.move(Move.CLOSE)
    return forms.begin(draft, "summative", draft.run.goals)


def unit_mastered(draft: Draft) -> None:
    """Every goal was shown in the closing check."""
    unit = draft.unit
    draft.record(UnitMastered(unit.id))
    draft.lead(draft.words.unit_mastered(unit.title))
    if unit.id not in draft.enrollment.units:
        draft.change(units=(*draft.enrollment.units, unit.id))
        draft.effects.append(Grant("", draft.enrollment.class_id, draft.enrollment.student, unit.id))
    reviews.plan(draft, draft.run.unit, draft.run.goals, nth=0)
    cards.mastered(draft)
    end_run(draft, Move.ALL_MASTERED)


def end_run(draft: Draft, move: Move) -> None:
    """Take the run off; the one below goes on where it stood, or the next unit is offered."""
    purpose = draft.run.purpose
    draft.move(move)
    if purpose == "look back":
        reviews.put_off_others(draft)
    if draft.enrollment.runs:
        draft.record(Returned(draft.run.unit))
        draft.returned = True
        draft.resume()
    else:
        offer_next(draft)


def offer_next(draft: Draft) -> None:
    """Between units: the next one, or a choice where several are open."""
    words, setting = draft.words, draft.setting
    open_ones = open_units(draft.enrollment, setting)
    course = setting.course
    if not open_ones:
        draft.say(words.finished(course.title) if all_mastered(draft.enrollment, setting) else words.nothing_open())
        return
    text = words.next_unit(course.units[open_ones[0]].title) if len(open_ones) == 1 else words.choose_unit()
    draft.offer(text, [*(unit_choice(setting, unit) for unit in open_ones[:4]), words.button("later")])
