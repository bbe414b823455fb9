"""The result of a closing check: mastered, or another look at what was missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import cards, forms, measures
from bot.dialogue.checking import look_again, offer_next_way, record_result
from bot.dialogue.closing import unit_mastered

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft


def close(draft: Draft) -> None:
    form = forms.open_form(draft)
    shown, missed = measures.decided(draft, form)
    record_result(draft, form, shown, missed)
    if not missed:
        unit_mastered(draft)
        return
    look_again(draft, missed)
    cards.after_closing(draft, missed)
    offer_next_way(draft)
