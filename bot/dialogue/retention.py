"""The result of a look back: it stayed, or it slipped and gets one short look in another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import cards, forms, reviews
from bot.dialogue.checking import offer_way
from bot.dialogue.closing import end_run
from bot.dialogue.enrollment import Standing, split
from bot.dialogue.facts import FormClosed, ObjectiveKept, ObjectiveSlipped
from bot.dialogue.questions import number_of
from bot.dialogue.transitions import Move

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft


def close(draft: Draft) -> None:
    form = forms.open_form(draft)
    kept, slipped = forms.decided(draft, form)
    draft.record(
        FormClosed(
            draft.run.unit,
            "retention",
            form.letter,
            kept,
            slipped,
        )
    )
    draft.change_run(form=None)
    for goal in kept:
        draft.record(ObjectiveKept(*split(goal)))
        reviews.plan(draft, draft.run.unit, [goal], reviews.nth_of(draft, goal) + 1)
    if not slipped:
        draft.say(draft.words.kept())
        end_run(draft, Move.KEPT)
        return
    for goal in slipped:
        draft.stand(goal, Standing.SLIPPED)
        draft.record(ObjectiveSlipped(*split(goal)))
    draft.say(draft.words.slipped([number_of(draft.unit, goal) for goal in slipped]))
    draft.move(Move.SLIPPED, goals=slipped, queue=slipped)
    cards.slipped(draft, slipped)
    offer_way(draft)
