"""A check from its first question to its last: which goal is asked next, which question, and when it is enough.

Rules
- A question is never repeated within a unit while the supply lasts; then the longest unseen returns, and the student
  is told.
- Goals take turns, the least asked first: mixed practice holds better than blocks (Rohrer & Taylor 2007).
- A form closes when every goal of it that can be asked is decided (`measures`).
- In a placement, what the unit builds on comes first; once something is missing there, the rest is not asked.
- Draws are seeded from (enrollment, unit, run, form, place): the same history gives the same questions.
- A question that a change of the course took away is replaced by another one, at no cost: nobody gets stuck in a form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.curriculum.supply import pool
from bot.dialogue.effects import Ask, Choice
from bot.dialogue.enrollment import Enrollment, Form, Open, Reached, Run, split
from bot.dialogue.exposure import with_shown
from bot.dialogue.facts import ItemReturned, Use
from bot.dialogue.measures import about, asked, decisions
from bot.dialogue.questions import question_of
from bot.mastery.draws import pick
from bot.mastery.parallel import letter
from bot.mastery.rules import Decision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.curriculum.question import Question
    from bot.dialogue.draft import Draft

HINTLESS: frozenset[Use] = frozenset({"placement", "summative", "retention"})
"""Checks that see what is there without help; hints belong to practice and formative checks."""


def begin(draft: Draft, use: Use, goals: tuple[str, ...]) -> bool:
    """Open a form over `goals` and ask its first question; False when there is nothing to ask and it can close."""
    run = draft.run
    nth = run.letters.get(use, 0)
    draft.change_run(
        form=Form(use=use, letter=letter(nth), goals=goals), letters={**run.letters, use: nth + 1}, try_ref=""
    )
    return ask_next(draft)


def ask_next(draft: Draft) -> bool:
    """Ask the next question of the open form; False when everything is decided and the form can close."""
    form = open_form(draft)
    made = decisions(draft, form)
    goal = _next_goal(form, made, f"{draft.run.unit}/")
    if goal is None:
        return False
    unit_id, objective = split(goal)
    unit = draft.unit_named(unit_id)
    run, enrollment = draft.run, draft.enrollment
    seen = enrollment.seen.get(unit_id, {})
    questions = pool(unit, objective, form.use)
    seed = "/".join(
        (enrollment.community, enrollment.class_id, enrollment.student, unit_id, str(run.number), form.use, form.letter)
    )
    item, variant, returned = pick(questions, seen, f"{seed}/{len(form.reached)}")
    if returned:
        draft.record(ItemReturned(unit_id, objective, item, variant))
        draft.lead(draft.words.returning())
    draft.change(seen={**enrollment.seen, unit_id: with_shown(seen, item, variant, enrollment.refs)})
    draft.change_run(form=replace(form, open=Open(item, variant, goal, "", version=unit.version)))
    present(draft, made)
    return True


def present(draft: Draft, made: Mapping[str, Decision]) -> None:
    """Ask the open question under a new ref."""
    form = open_form(draft)
    question = question_of(draft.enrollment, draft.setting)
    if form.open is None or question is None:
        raise ValueError("no question is open; ask_next opens one")
    ref = draft.next_ref()
    place = draft.words.place(len(form.reached) + 1, about(draft, form, made))
    asides = [draft.words.button("unsure")]
    if question.hints and form.use not in HINTLESS:
        asides.insert(0, draft.words.button("hint"))
    draft.ask(ask_of(question, ref, draft, place, tuple(asides)))
    draft.change_run(form=replace(form, open=replace(form.open, ref=ref, asked_at=draft.at)))


def present_again(draft: Draft) -> bool:
    """After a break: the question moves to a new message, and the old one takes no more presses.

    Another one where the course has changed under it. False when nothing is left to ask and the form can close.
    """
    draft.settle_question()
    form = open_form(draft)
    if question_of(draft.enrollment, draft.setting) is not None:
        present(draft, decisions(draft, form))
        return True
    if form.open is not None:
        draft.lead(draft.words.course_changed())
    draft.change_run(form=replace(form, open=None))
    return ask_next(draft)


def ask_of(question: Question, ref: str, draft: Draft, place: str, asides: tuple[Choice, ...]) -> Ask:
    several = question.kind == "multi"
    return Ask(
        ref=ref,
        text=f"{question.ask}\n{draft.words.pick_several()}" if several else question.ask,
        answer="several" if several else "one" if question.options else "text",
        options=question.options,
        place=place,
        picture=question.picture,
        asides=asides,
    )


def reach(draft: Draft, reached: Reached) -> None:
    """Put an answer into the form; its question is no longer open."""
    form = open_form(draft)
    draft.change_run(form=replace(form, reached=(*form.reached, reached), open=None))


def open_form(draft: Draft) -> Form:
    form = draft.run.form
    if form is None:
        raise ValueError("no form is open; forms.begin opens one")
    return form


def _next_goal(form: Form, made: Mapping[str, Decision], here: str) -> str | None:
    """here: how goals of the run's own unit begin; goals of other units are what it builds on."""
    before = [goal for goal in made if not goal.startswith(here)]
    if before:
        first = _least_asked(form, made, before)
        if first is not None:
            return first
        if any(made[goal] is Decision.NOT_YET for goal in before):
            return None
    return _least_asked(form, made, list(made))


def _least_asked(form: Form, made: Mapping[str, Decision], goals: Sequence[str]) -> str | None:
    undecided = [goal for goal in goals if made[goal] is Decision.ASK_MORE]
    return min(undecided, key=asked(form).__getitem__, default=None)


def is_open(enrollment: Enrollment) -> bool:
    run: Run | None = enrollment.runs[-1] if enrollment.runs else None
    return run is not None and run.form is not None and run.form.open is not None
