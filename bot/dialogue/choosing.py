"""A button of a menu was pressed, or its words were written: what each key does. Keys are made in the files they
lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import anytime, beginning, cards, checking, closing, forms, lessons, placing, reviews
from bot.dialogue.effects import GoTo
from bot.dialogue.enrollment import Phase, Standing
from bot.dialogue.facts import StartedOver
from bot.dialogue.marks import quote
from bot.dialogue.phrases import LABELS
from bot.dialogue.questions import number_of
from bot.dialogue.runs import push_run
from bot.dialogue.transitions import Move

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft


def label_of(draft: Draft, key: str) -> str:
    """What the button of `key` says in the present menu."""
    kind, _, name = key.partition(":")
    match kind:
        case "way":
            return checking.way_choice(draft, draft.run.queue[0], int(name)).label
        case "first":
            return draft.words.goals_cap([number_of(draft.unit, name)])
        case "unit":
            return draft.setting.course.units[name].title
        case "class":
            return dict(draft.setting.others).get(name, name)
        case _:
            return draft.words.button(key).label if key in LABELS else key


def choose(draft: Draft, key: str) -> None:
    """Do what the key of the open menu says."""
    draft.settle_menu(label_of(draft, key))
    draft.change(paused=False)
    kind, _, name = key.partition(":")
    match kind:
        case "start":
            beginning.begin_first(draft)
        case "what":
            beginning.offer_start(draft, draft.words.what_is_this())
        case "place":
            beginning.place(draft)
        case "skip":
            draft.move(Move.SKIP)
            lessons.walk(draft)
        case "unit":
            beginning.begin_unit(draft, name)
        case "class":
            draft.effects.append(GoTo(name))
        case "over":
            restart(draft, draft.enrollment.name, by_teacher=False)
        case "keep":
            draft.resume()
        case "now" | "later":
            _now_or_later(draft, now=kind == "now")
        case _:
            _within_unit(draft, kind, name)


def _now_or_later(draft: Draft, *, now: bool) -> None:
    match draft.phase, now:
        case Phase.PLACED, True:
            draft.move(Move.GO_ON)
            lessons.walk(draft)
        case Phase.LOOK_BACK, True:
            reviews.look(draft)
        case Phase.LOOK_BACK, False:
            reviews.postpone(draft)
        case _:
            anytime.pause(draft)


def _within_unit(draft: Draft, kind: str, name: str) -> None:
    match kind:
        case "next":
            lessons.walk(draft)
        case "lesson":
            lessons.lesson_again(draft)
        case "check":
            lessons.check(draft) if draft.phase is Phase.LESSON else lessons.recheck(draft)
        case "way":
            if checking.choose_way(draft, int(name)) is not None:
                lessons.walk(draft)
        case "first":
            checking.another_first(draft, name)
        case "extra":
            closing.begin_extra(draft)
            lessons.walk(draft)
        case "closing":
            closing.begin_closing(draft)
        case _:
            raise ValueError(f"no menu has the key {kind!r}; add it to choosing.choose")


def restart(draft: Draft, by: str, *, by_teacher: bool, unit_id: str = "", reason: str = "") -> None:
    """A unit begins again, in its newest version, with fresh questions; the record stays."""
    runs = draft.enrollment.runs
    places = [index for index, run in enumerate(runs) if run.purpose == "unit" and unit_id in ("", run.unit)]
    if not places and unit_id not in draft.setting.course.units:
        draft.say(draft.words.nothing_to_start_over())
        return
    unit = draft.setting.course.units[runs[places[-1]].unit if places else unit_id]
    cards.started_over(draft, by)
    draft.settle_menu()
    draft.record(StartedOver(unit.id, by, reason))
    kept = runs[: places[-1]] if places else runs
    draft.change(runs=kept, units=tuple(done for done in draft.enrollment.units if done != unit.id), misses_in_row=0)
    goals = tuple(f"{unit.id}/{objective.id}" for objective in unit.file.objectives)
    draft.change(standings={**draft.enrollment.standings, **dict.fromkeys(goals, Standing.LEARNING)})
    words = draft.words
    draft.say(words.started_over_by(by, unit.title) if by_teacher else words.started_over(unit.title))
    push_run(draft, Move.START_OVER, unit, "unit", goals)
    beginning.tell_goals(draft)
    beginning.offer_placement(draft)


def again(draft: Draft) -> None:
    """Show the student where they are: the open question, or the menu of the phase."""
    match draft.phase:
        case Phase.WELCOME:
            name = quote(draft.enrollment.name)
            beginning.offer_start(draft, draft.words.welcome_back(name, draft.setting.title))
        case Phase.GOALS:
            beginning.offer_placement(draft)
        case Phase.PLACED:
            placing.offer_lesson(draft)
        case Phase.LESSON | Phase.ENRICHMENT | Phase.CORRECTIVE:
            lessons.again(draft)
        case Phase.CHOOSING:
            checking.offer_way(draft)
        case Phase.SHOWN:
            closing.offer_closing(draft)
        case Phase.BETWEEN:
            closing.offer_next(draft)
        case Phase.LOOK_BACK:
            reviews.offer(draft)
        case _:
            forms.present_again(draft)
