"""One right option: choice and true/false.

Rules
- A button press names its option; typed text is read by `options`, for true/false also by the words
  people use for yes and no in the item's language and in English.
- A wrong option may show a named mistake.
- What names no option, or two, is unreadable and costs nothing; a misspelled option is not guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.grading.kinds.options import mistake_of, named_option, with_key
from bot.grading.kinds.yes_no import said_true
from bot.grading.reply import Reply, miss, right, unreadable
from bot.grading.verdict import Verdict, Why

if TYPE_CHECKING:
    from bot.curriculum.question import OneOf, Option, Question


def grade_choice(question: Question, key: OneOf, reply: Reply) -> Verdict:
    option = _pressed(question, reply) if isinstance(reply, tuple) else _typed(question, reply)
    if option is None:
        return unreadable(Why.NOT_AN_OPTION)
    return right(option.text) if option.key == key.key else miss(option.text, mistake_of(question, option))


def _pressed(question: Question, keys: tuple[str, ...]) -> Option | None:
    return with_key(question, keys[0]) if len(keys) == 1 else None


def _typed(question: Question, text: str) -> Option | None:
    option = named_option(question, text)
    if option is not None or question.kind != "truefalse":
        return option
    meant = said_true(text, question.language)
    if meant is None:
        return None
    # The option that says true is found by its own word, whatever order or language it is shown in.
    return next((option for option in question.options if said_true(option.text, question.language) is meant), None)
