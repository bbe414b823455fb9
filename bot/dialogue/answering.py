"""One answer: what it was worth, what is said about it, and what comes next.

Rules
- Feedback at once, with the reason; the answer is always told after a miss, since that question does not come back.
- What could not be read, a slip of spelling and the wrong writing of a right number cost nothing the first time.
- 'I don't know yet' is honest evidence and is thanked for.
- Hints cost nothing but are recorded; a right answer after a hint weighs less (`mastery.rules`), and the student is
  told.
- Four misses in a row call a person, also between two forms; a placement is meant to be missed in places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.dialogue import cards, forms
from bot.dialogue.effects import Settle
from bot.dialogue.enrollment import Form, Miss, Open, Reached, Tried, split
from bot.dialogue.facts import AnswerGraded, HintGiven
from bot.dialogue.marks import quote
from bot.dialogue.phrases import FORMS
from bot.dialogue.questions import question_of
from bot.grading.verdict import Mark, Verdict, Why
from bot.mastery.answers import Answer

if TYPE_CHECKING:
    from bot.curriculum.question import Question
    from bot.dialogue.draft import Draft

KEPT_MISSES = 3
"""Misses kept per goal for the teacher's card; all of them stay in the facts."""
REPLY_KEPT = 60
"""Characters of a reply kept for the card."""
IN_A_ROW = 4
"""So many misses in a row call a person at once (Kolibri's acceptance test: within 5 seconds)."""


def take(draft: Draft, reply: str, verdict: Verdict) -> bool:
    """Judge a reply to the open question. False when the form has nothing more to ask and should close."""
    form = forms.open_form(draft)
    question = _question(draft)
    open_ = _open(form)
    if _costs_nothing(draft, verdict, open_.tries):
        draft.change_run(form=replace(form, open=replace(open_, tries=open_.tries + 1)))
        return True
    right = verdict.mark is Mark.CORRECT
    settle(draft, open_.ref, verdict)
    said = feedback(draft, question, verdict, hinted=bool(open_.hints))
    draft.say(said if right or form.use != "placement" else f"{said} {draft.words.we_will_work_on_it()}")
    _record(draft, form, open_, reply, verdict)
    forms.reach(draft, Reached(open_.objective, Answer(right, question.guess, open_.hints)))
    if not right:
        _remember_miss(draft, open_, reply, verdict.mistake)
    if form.use != "placement":
        _count_row(draft, right)
    return forms.ask_next(draft)


def unsure(draft: Draft) -> bool:
    """'I don't know yet'. False when the form should close."""
    form = forms.open_form(draft)
    question = _question(draft)
    open_ = _open(form)
    draft.effects.append(Settle(open_.ref, draft.words.button("unsure").label, "not yet"))
    follow = draft.words.we_will_work_on_it() if form.use == "placement" else explained(draft, question)
    draft.say(f"{draft.words.unsure()} {follow}")
    verdict = Verdict(Mark.INCORRECT, Why.NOT_THE_ANSWER)
    _record(draft, form, open_, "", verdict)
    forms.reach(draft, Reached(open_.objective, Answer(False, question.guess, open_.hints, True)))
    return forms.ask_next(draft)


def hint(draft: Draft) -> None:
    """The next rung of the ladder, if this question has one more and this check gives any."""
    form = forms.open_form(draft)
    question = _question(draft)
    open_ = _open(form)
    if form.use in forms.HINTLESS:
        draft.say(draft.words.no_hints_in_this_check())
    elif not question.hints:
        draft.say(draft.words.no_hint_here())
    elif open_.hints >= len(question.hints):
        draft.say(draft.words.no_more_hints())
    else:
        rung = open_.hints + 1
        unit, objective = split(open_.objective)
        draft.record(HintGiven(unit, objective, open_.item, open_.variant, rung))
        draft.say(draft.words.hint(rung, len(question.hints), question.hints[rung - 1]))
        draft.change_run(form=replace(form, open=replace(open_, hints=rung)))


def _question(draft: Draft) -> Question:
    question = question_of(draft.enrollment, draft.setting)
    if question is None:
        raise ValueError("no question is open")
    return question


def _open(form: Form) -> Open:
    if form.open is None:
        raise ValueError("no question is open in this form")
    return form.open


def _costs_nothing(draft: Draft, verdict: Verdict, tries: int) -> bool:
    """Say what to mend, when the reply is no evidence either way."""
    if verdict.mark is Mark.UNREADABLE:
        draft.say(draft.words.unreadable(verdict.why.name))
        return True
    if verdict.mark is not Mark.PARTIAL or tries:
        return False
    if verdict.why is Why.CLOSE_SPELLING:
        draft.say(draft.words.almost_spelling())
        return True
    if verdict.why.name in FORMS:
        draft.say(draft.words.almost_form(verdict.why.name))
        return True
    return False


def settle(draft: Draft, ref: str, verdict: Verdict) -> None:
    marks = {Mark.CORRECT: "right", Mark.PARTIAL: "almost", Mark.INCORRECT: "not yet"}
    draft.effects.append(Settle(ref, quote(verdict.read_as), marks[verdict.mark]))  # type: ignore[arg-type]


def feedback(draft: Draft, question: Question, verdict: Verdict, *, hinted: bool = False) -> str:
    """What is said about a reply that was judged."""
    words = draft.words
    if verdict.mark is Mark.CORRECT:
        text = words.right(_answer_text(question), question.praise)
        return f"{text}\n{words.right_with_hint()}" if hinted else text
    if verdict.why in (Why.SOME_MISSING, Why.SOME_TOO_MANY) and verdict.mark is Mark.PARTIAL:
        return f"{words.almost_several(verdict.why is Why.SOME_MISSING)} {explained(draft, question)}"
    if verdict.say:
        return f"{words.not_yet(verdict.say)} {words.the_answer_is(_answer_text(question))}"
    return words.not_yet(explained(draft, question))


def explained(draft: Draft, question: Question) -> str:
    answer = draft.words.the_answer_is(_answer_text(question))
    return f"{answer} {question.solution}" if question.solution else answer


def _answer_text(question: Question) -> str:
    """Numbers bare, words in quotes: 'Yes, 9: ...', 'The answer is “It stays the same”.'"""
    return question.answer_text if question.kind == "number" else f"“{question.answer_text}”"


def _record(draft: Draft, form: Form, open_: Open, reply: str, verdict: Verdict) -> None:
    unit, objective = split(open_.objective)
    draft.record(
        AnswerGraded(
            unit=unit,
            objective=objective,
            use=form.use,
            form=form.letter,
            item=open_.item,
            variant=open_.variant,
            reply=reply[:300],
            mark=verdict.mark.value,
            mistake=verdict.mistake,
            hints=open_.hints,
        )
    )


def _remember_miss(draft: Draft, open_: Open, reply: str, mistake: str | None) -> None:
    goal = open_.objective
    tried = draft.run.tried.get(goal, Tried())
    miss = Miss(open_.item, open_.variant, reply[:REPLY_KEPT], mistake)
    draft.change_run(tried={**draft.run.tried, goal: replace(tried, misses=(*tried.misses, miss)[-KEPT_MISSES:])})


def _count_row(draft: Draft, right: bool) -> None:
    row = 0 if right else draft.enrollment.misses_in_row + 1
    draft.change(misses_in_row=row)
    if row == IN_A_ROW:
        cards.four_in_a_row(draft)
