"""A teacher's page: today, who needs what. A fold over the enrollments of one class, in the teacher's language.

Rules
- Who could use a person now comes first (an urgent card, a chat that cannot be reached), then open cards, then those
  who are ready for a closing check that the teacher opens; within each by name.
- A student, the unit, the numbers of the goals: no answers, no counts of misses, no ranking. What was written is on the
  card in the teachers' channel.
- A snoozed card is for tomorrow, so it is not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.classroom.pages import Page, Section
from bot.dialogue.draft import Draft
from bot.dialogue.marks import quote
from bot.dialogue.questions import number_of
from bot.dialogue.renewal import drop_lost_runs
from bot.dialogue.story import still_open

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.dialogue.enrollment import Enrollment
    from bot.dialogue.setting import Setting
    from bot.dialogue.wording import Wording

MOST = 100
"""Students named in one section."""


def teacher_page(
    title: str, enrollments: Sequence[Enrollment], setting_of: Callable[[Enrollment], Setting], words: Wording
) -> Page:
    """title: of the class. setting_of: with the versions that the student's runs began with. words: the teacher's."""
    if not enrollments:
        return Page(title, (Section(words.page_class(), (words.page_nobody(),)),))
    drafts = [_seen(enrollment, setting_of(enrollment)) for enrollment in enrollments]
    drafts.sort(key=lambda seen: seen.enrollment.name.casefold())
    sections = (
        Section(words.page_now(), _urgent(drafts, words)),
        Section(words.page_not_yet(), _not_yet(drafts, words)),
        Section(words.page_ready(), _ready(drafts, words)),
    )
    waiting = tuple(section for section in sections if section.lines)
    counts = _counts(drafts, words) if waiting else (words.page_nobody_waits(), *_counts(drafts, words))
    return Page(title, (*waiting, Section(words.page_class(), counts)))


def _seen(enrollment: Enrollment, setting: Setting) -> Draft:
    """To read from; what is drafted is thrown away."""
    seen = Draft(enrollment, setting, enrollment.active_at)
    drop_lost_runs(seen)
    return seen


def _urgent(drafts: Sequence[Draft], words: Wording) -> tuple[str, ...]:
    away = [words.page_unreached(_name(seen)) for seen in drafts if seen.enrollment.unreached]
    return tuple([*(_card_line(seen, words) for seen in drafts if _card(seen) == "urgent"), *away][:MOST])


def _not_yet(drafts: Sequence[Draft], words: Wording) -> tuple[str, ...]:
    return tuple([_card_line(seen, words) for seen in drafts if _card(seen) == "open"][:MOST])


def _ready(drafts: Sequence[Draft], words: Wording) -> tuple[str, ...]:
    lines = [
        words.page_student(_name(seen), seen.title_of(run.unit), "")
        for seen in drafts
        for run in seen.enrollment.runs
        if run.ready_card
    ]
    return tuple(lines[:MOST])


def _card(seen: Draft) -> str:
    """`urgent`, `open`; empty for none, and for one that is snoozed."""
    card = seen.enrollment.card
    if card is None or card.until:
        return ""
    return "urgent" if card.urgent else "open"


def _card_line(seen: Draft, words: Wording) -> str:
    """'Ada · Unit sums: goals 1 and 2'"""
    card = seen.enrollment.card
    if card is None:
        return ""
    goals = still_open(seen, card)
    numbers = [number_of(seen.unit_named(card.unit), goal) for goal in goals]
    return words.page_student(_name(seen), seen.title_of(card.unit), words.goals(numbers) if numbers else "")


def _counts(drafts: Sequence[Draft], words: Wording) -> tuple[str, ...]:
    learning = sum(bool(seen.enrollment.runs) for seen in drafts)
    mastered = sum(len(seen.enrollment.units) for seen in drafts)
    return words.page_learning(learning), words.page_mastered(mastered)


def _name(seen: Draft) -> str:
    return quote(seen.enrollment.name)
