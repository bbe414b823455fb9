"""One grader per kind of key. A new kind is a key in `curriculum.question`, a file here and a line in `GRADERS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.curriculum.question import NumberSpec, OneOf, Question, ShortSpec, SomeOf
from bot.grading.kinds.choice import grade_choice
from bot.grading.kinds.multi import grade_multi
from bot.grading.kinds.number import grade_number
from bot.grading.kinds.short import grade_short
from bot.grading.reply import Reply
from bot.grading.verdict import Verdict

Grader = Callable[[Question, Any, Reply], Verdict]
"""(question, its key, the reply) -> verdict. The reply was bounded and cleaned by `grade`; it is not empty."""

GRADERS: Mapping[type, Grader] = {
    OneOf: grade_choice,
    SomeOf: grade_multi,
    NumberSpec: grade_number,
    ShortSpec: grade_short,
}
