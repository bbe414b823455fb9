"""The result of a closing check: mastered, or another look at what was missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import cards, forms
from bot.dialogue.checking import offer_way, record_result
from bot.dialogue.closing import unit_mastered
from bot.dialogue.enrollment import is_mastered
from bot.dialogue.questions import number_of
from bot.dialogue.transitions import Move

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft


def close(draft: Draft) -> None:
    form = forms.open_form(draft)
    shown, missed = forms.decided(draft, form)
    record_result(draft, form, shown, missed)
    if not missed:
        unit_mastered(draft)
        return
    unit, goals = draft.unit, draft.run.goals
    mastered = [number_of(unit, goal) for goal in goals if is_mastered(draft.enrollment, goal)]
    draft.say(draft.words.shown_some(mastered, len(goals), [number_of(unit, goal) for goal in missed]))
    draft.move(Move.MISSED, queue=missed)
    cards.after_closing(draft, missed)
    offer_way(draft)
