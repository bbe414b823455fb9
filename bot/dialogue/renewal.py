"""What becomes of a student's place when the course was changed under it. Whatever changes, nobody gets stuck.

Rules
- A run stays on the version of the unit that it began with, also when the course has that unit no more: the setting
  keeps it. Where even that version is lost, the run ends; what was shown stays shown, and the unit can be begun again.
- A look back asks what the course has today, and forgets goals that are gone (`reviews.due`).
- A placement asks about other units as they are today: a question that changed is replaced (`forms.present_again`).
- A button for a unit that is gone leads to where the student is (`choosing`).
- The student is told in one sentence, and nothing counts against them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue import cards, reviews

if TYPE_CHECKING:
    from bot.dialogue.draft import Draft


def drop_lost_runs(draft: Draft) -> bool:
    """End the runs whose version nobody has any more. Whether there were any: then nothing is open."""
    runs, setting = draft.enrollment.runs, draft.setting
    if all(setting.holds(run) for run in runs):
        return False
    draft.settle_menu()
    draft.settle_question()
    for run in runs:
        if not setting.holds(run):
            cards.withdrawn(draft, run.unit, draft.words.card_course_changed())
    draft.change(runs=tuple(run for run in runs if setting.holds(run)))
    reviews.set_timer(draft)
    draft.lead(draft.words.course_changed())
    return True
