"""The four pure functions that a turn is made of. The engine runs them and decides nothing itself."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.curriculum.question import Question
from bot.dialogue.draft import Outcome
from bot.dialogue.enrollment import Enrollment
from bot.dialogue.events import Chose, Event
from bot.dialogue.setting import Setting
from bot.dialogue.step import enroll, expects, is_of_now, step
from bot.grading.grade import grade
from bot.grading.reply import Reply
from bot.grading.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Rules:
    """enroll: before the first turn. expects, grade: what an event is to be graded as, and how. step: what it does.

    is_of_now: whether a press is of something that is open.
    """

    enroll: Callable[[str, str, str, str], Enrollment]
    expects: Callable[[Enrollment, Event, Setting], tuple[Question, Reply] | None]
    grade: Callable[[Question, Reply], Verdict]
    step: Callable[[Enrollment, Event, Setting, Verdict | None], Outcome]
    is_of_now: Callable[[Enrollment, Chose], bool] = is_of_now


RULES = Rules(enroll, expects, grade, step)
