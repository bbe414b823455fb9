"""A button of a menu was pressed, or its words were written: what each key does. Keys are made in the files they
lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import (
    anytime,
    beginning,
    checking,
    closing,
    forms,
    lessons,
    placing,
    restarting,
    results,
    retention,
)
from bot.dialogue.effects import GoTo
from bot.dialogue.enrollment import Phase
from bot.dialogue.gates import open_units
from bot.dialogue.marks import quote
from bot.dialogue.phrases import LABELS
from bot.dialogue.questions import number_of
from bot.dialogue.transitions import Move

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft


WHETHER = frozenset({"start", "place", "now", "next", "check", "closing", "over"})
"""First keys of menus that ask 'shall we?'."""


def label_of(draft: Draft, key: str) -> str:
    """What the button of `key` says in the present menu."""
    kind, _, name = key.partition(":")
    match kind:
        case "way":
            return checking.way_choice(draft, draft.run.queue[0], int(name)).label
        case "first":
            return draft.words.goals_cap([number_of(draft.unit, name)])
        case "unit":
            return draft.title_of(name)
        case "class":
            return dict(draft.setting.others).get(name, name)
        case _:
            return draft.words.button(key).label if key in LABELS else key


def agreed(keys: tuple[str, ...]) -> str | None:
    """The key that 'yes' means; None where the menu asks which, not whether."""
    first = keys[0] if keys else ""
    one_unit = first.startswith("unit:") and len(keys) == 2
    return first if first in WHETHER or one_unit else None


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
            _begin_unit(draft, name)
        case "class":
            draft.effects.append(GoTo(name))
        case "over":
            restarting.by_student(draft)
        case "keep":
            draft.resume()
        case "now" | "later":
            _now_or_later(draft, now=kind == "now")
        case _:
            _within_unit(draft, kind, name)


def _begin_unit(draft: Draft, unit: str) -> None:
    """The course may have changed since it was offered, or the unit was begun meanwhile."""
    if unit in open_units(draft.enrollment, draft.setting):
        beginning.begin_unit(draft, unit)
    else:
        draft.resume()


def _now_or_later(draft: Draft, *, now: bool) -> None:
    match draft.phase, now:
        case Phase.PLACED, True:
            draft.move(Move.GO_ON)
            lessons.walk(draft)
        case Phase.LOOK_BACK, True:
            retention.look(draft)
        case Phase.LOOK_BACK, False:
            retention.postpone(draft)
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
            if not closing.begin_closing(draft):
                results.close(draft)
        case _:
            raise ValueError(f"no menu has the key {kind!r}; add it to choosing.choose")


def again(draft: Draft) -> None:
    """Show the student where they are: the open question, or the menu of the phase."""
    all_shown = lessons.is_all_shown(draft)
    if draft.returned and (not all_shown or draft.run.purpose == "unit"):
        draft.lead(draft.words.returned(draft.unit.title))
    if all_shown:
        lessons.pass_over(draft)
    else:
        _present(draft)


def _present(draft: Draft) -> None:
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
            lessons.choose_again(draft)
        case Phase.SHOWN:
            closing.offer_closing(draft)
        case Phase.BETWEEN:
            closing.offer_next(draft)
        case Phase.LOOK_BACK:
            retention.offer(draft)
        case _:
            if not forms.present_again(draft):
                results.close(draft)
