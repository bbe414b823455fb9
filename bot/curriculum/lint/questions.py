"""Proves that each item asks what it means to ask: every variant can be filled in and has exactly one right answer.

Rules
- Every variant that a student may get is filled in; up to 60 of them, spread evenly, are graded with the real grader.
- A fault of a template is told once, with the values of the first variant that shows it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.curriculum.faults import quoted
from bot.curriculum.formulas import FormulaError
from bot.curriculum.model import ChoiceItem, MultiItem, ShortItem, TrueFalseItem
from bot.curriculum.numbers import shown
from bot.curriculum.question import NumberSpec, OneOf, Question, ShortSpec, SomeOf
from bot.curriculum.supply import Face, face
from bot.curriculum.templates import Template, template_of
from bot.curriculum.variants import drawn, realise, samples
from bot.grading.grade import grade
from bot.grading.verdict import Mark, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.curriculum.course import Unit
    from bot.curriculum.lint.report import Findings
    from bot.curriculum.model import ItemBase
    from bot.curriculum.yaml_file import Path

MOST_GRADED = 60
LONGEST_LABEL = 75
"""Slack cuts an option's label here; Discord at 80 on a button."""

_APART = "add a condition to `where` that keeps them apart"


class Made(NamedTuple):
    """A question with the values that made it, as a person would name them (`a = 3, b = 4`)."""

    question: Question
    values: str
    accepts: tuple[str, ...]
    rejects: tuple[str, ...]


def check_item(unit: Unit, path: Path, item: ItemBase, findings: Findings) -> list[Question]:
    """Find every fault of one item or check-in; the questions that it can really make."""
    template = template_of(item, unit.language)
    for problem in template.problems:
        findings.fault((*path, *problem.path), problem.what, problem.cure)
    if template.problems:
        return []
    try:
        numbers = drawn(item, unit.language)
    except FormulaError as error:
        findings.fault((*path, *error.path), error.what, error.cure)
        return []
    if not numbers:
        findings.fault((*path, "vary"), "no values meet all conditions", "loosen `where`, or widen the ranges")
        return []
    made = [one for number in numbers if (one := _made(unit, path, item, number, findings)) is not None]
    sample = (
        [made[place * len(made) // MOST_GRADED] for place in range(MOST_GRADED)] if len(made) > MOST_GRADED else made
    )
    for one in sample:
        _check_question(path, item, one, findings)
    _check_faces(unit, path, item, made, findings)
    _check_first_hint(path, item, sample, findings)
    return [one.question for one in made]


def _made(unit: Unit, path: Path, item: ItemBase, number: int, findings: Findings) -> Made | None:
    template = template_of(item, unit.language)
    values = ""
    try:
        values = _values(template, number)
        made = realise(item, number, language=unit.language, course_id=unit.course_id, seed="check")
        accepts, rejects = samples(item, number, unit.language)
    except FormulaError as error:
        _once(findings, (*path, *error.path), error.what, values, error.cure)
        return None
    return Made(made, values, accepts, rejects)


def _values(template: Template, number: int) -> str:
    values = zip(template.draws, template.variants[number], strict=True)
    return ", ".join(f"{one.name} = {_named(value)}" for one, value in values)


def _named(value: object) -> str:
    return next((shown(part) for part in value.values()), "") if isinstance(value, dict) else shown(value)


def _with(values: str) -> str:
    return f" (with {values})" if values else ""


# --- one question -----------------------------------------------------------------------------------------------------


def _check_question(path: Path, item: ItemBase, made: Made, findings: Findings) -> None:
    _check_options(path, made, findings)
    _check_answer(path, made, findings)
    _check_samples(path, made, findings)
    _check_mistakes(path, item, made, findings)


def _once(findings: Findings, path: Path, what: str, values: str, cure: str) -> None:
    """A template's fault is told once, though many variants show it."""
    place = findings.place(path)
    if not any((one.line, one.column, one.cure) == (*place, cure) for one in findings.faults):
        findings.fault(path, f"{what}{_with(values)}", cure)


def _check_options(path: Path, made: Made, findings: Findings) -> None:
    texts = [" ".join(option.text.split()) for option in made.question.options]
    for text in texts:
        if texts.count(text) > 1:
            cure = _APART if made.values else "make every option different"
            _once(findings, (*path, "options"), f"the option {quoted(text)} is there twice", made.values, cure)
        if len(text) > LONGEST_LABEL:
            what = f"the option {quoted(text, 30)} is longer than {LONGEST_LABEL} characters"
            findings.warn((*path, "options"), what, "shorten it: chats cut long buttons")


def _check_answer(path: Path, made: Made, findings: Findings) -> None:
    for reply in _right_replies(made.question):
        verdict = grade(made.question, reply)
        if verdict.mark is not Mark.CORRECT:
            what = f"the answer {quoted(made.question.answer_text)} itself would be {_said(verdict)}"
            _once(findings, (*path, "answer"), what, made.values, "write the answer in the form that the item asks for")


def _right_replies(made: Question) -> Iterator[str | tuple[str, ...]]:
    match made.key:
        case OneOf(key):
            yield (key,)
        case SomeOf(keys):
            yield keys
        case NumberSpec():
            yield made.answer_text
        case ShortSpec(answers):
            yield from answers


def _said(verdict: Verdict) -> str:
    return f"{verdict.mark.value} ({verdict.why.value})"


def _check_samples(path: Path, made: Made, findings: Findings) -> None:
    for place, reply in enumerate(made.accepts):
        verdict = grade(made.question, reply)
        if verdict.mark is not Mark.CORRECT:
            what = f"{quoted(reply)} would be {_said(verdict)}"
            cure = "list it in the answer or widen the tolerance, or take it out of `accepts`"
            _once(findings, (*path, "accepts", place), what, made.values, cure)
    for place, reply in enumerate(made.rejects):
        if grade(made.question, reply).mark is Mark.CORRECT:
            cure = _APART if made.values else "narrow the answer, or take it out of `rejects`"
            _once(findings, (*path, "rejects", place), f"{quoted(reply)} would be accepted", made.values, cure)


def _check_mistakes(path: Path, item: ItemBase, made: Made, findings: Findings) -> None:
    for place, mistake in enumerate(made.question.mistakes):
        here = (*path, "mistakes", place)
        verdict = grade(made.question, _pressed(item, made.question, mistake.when))
        if verdict.mark is Mark.CORRECT:
            what = f"the mistake {quoted(mistake.name)} is shown by the right answer {quoted(mistake.when)}"
            _once(findings, here, what, made.values, _APART if made.values else "write the reply that shows it")
        elif verdict.mistake not in {mistake.name, None}:
            what = f"the mistakes {quoted(verdict.mistake)} and {quoted(mistake.name)} are shown by the same reply"
            _once(findings, here, f"{what} {quoted(mistake.when)}", made.values, _APART if made.values else "keep one")
        elif verdict.mistake is None:
            what = f"nobody can answer {quoted(mistake.when)}, so {quoted(mistake.name)} is never seen"
            cure = (
                "write an option as it stands in `options`" if made.question.options else "write it as a student would"
            )
            _once(findings, here, what, made.values, cure)


def _pressed(item: ItemBase, made: Question, when: str) -> str | tuple[str, ...]:
    """The button of the option, where there are buttons: a text could name two of them."""
    if not isinstance(item, ChoiceItem | MultiItem | TrueFalseItem):
        return when
    return next(((option.key,) for option in made.options if option.text.strip() == when.strip()), when)


# --- all questions of an item -----------------------------------------------------------------------------------------


def _check_faces(unit: Unit, path: Path, item: ItemBase, made: list[Made], findings: Findings) -> None:
    """Variants that read alike must have the same answer: else the question has two right answers."""
    answers: dict[Face, str] = {}
    for one in made:
        seen = face(item, one.question.variant, unit.language)
        expected = answers.setdefault(seen, one.question.answer_text)
        if expected != one.question.answer_text:
            what = f"this is asked alike for two answers, {quoted(expected)} and {quoted(one.question.answer_text)}"
            _once(findings, (*path, "ask"), what, one.values, "show in the question what tells them apart")


def _check_first_hint(path: Path, item: ItemBase, made: list[Made], findings: Findings) -> None:
    if isinstance(item, TrueFalseItem) or not item.hints or not made:
        return
    if all(_holds(one.question.hints[0], _answers(item, one.question)) for one in made):
        what = f"the first hint gives the answer {quoted(made[0].question.answer_text)} away"
        findings.warn((*path, "hints", 0), what, "begin with a hint that leads to it")


def _answers(item: ItemBase, made: Question) -> tuple[str, ...]:
    if isinstance(item, MultiItem):
        return ()
    return made.key.answers if isinstance(item, ShortItem) and isinstance(made.key, ShortSpec) else (made.answer_text,)


def _holds(hint: str, answers: tuple[str, ...]) -> bool:
    folded = hint.casefold()
    return any(re.search(rf"(?<![\w./,]){re.escape(one.casefold())}(?!\w|[./,]\d)", folded) for one in answers if one)
