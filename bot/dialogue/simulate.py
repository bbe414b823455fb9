"""What a student might do next: the right reply, a miss, or the first button. For transcripts, benchmarks and tests.

It reads what a real student sees (the open question, the open menu) and nothing of what the tutor knows about them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.curriculum.question import NumberSpec, OneOf, Question, ShortSpec, SomeOf
from bot.dialogue.questions import open_ref, question_of

if TYPE_CHECKING:
    from bot.dialogue.enrollment import Enrollment
    from bot.dialogue.setting import Setting


class Doing(Struct, frozen=True):
    """Either a text is written to the question `ref`, or picks of the message `ref` are pressed."""

    text: str = ""
    ref: str = ""
    picks: tuple[str, ...] = ()


def answer(enrollment: Enrollment, setting: Setting, *, right: bool, mistake: str = "") -> Doing | None:
    """A reply to the open question; None when none is open. mistake: the named mistake to make, when not right."""
    question = question_of(enrollment, setting)
    if question is None:
        return None
    ref = open_ref(enrollment)
    match question.key:
        case OneOf(key=key):
            picks = (key,) if right else (_other_option(question, key, mistake),)
            return Doing(ref=ref, picks=picks)
        case SomeOf(keys=keys):
            others = tuple(option.key for option in question.options if option.key not in keys)
            return Doing(ref=ref, picks=keys if right else others[:1] or keys[:1])
        case NumberSpec() | ShortSpec():
            return Doing(text=question.answer_text if right else _other_text(question, mistake), ref=ref)


def press(enrollment: Enrollment, nth: int = 0) -> Doing | None:
    """A press on the nth button of the open menu; None when no menu is open."""
    if enrollment.menu is None:
        return None
    return Doing(ref=enrollment.menu.ref, picks=(enrollment.menu.keys[nth % len(enrollment.menu.keys)],))


def _other_option(question: Question, key: str, mistake: str) -> str:
    texts = {found.when for found in question.mistakes if found.name == mistake}
    others = [option for option in question.options if option.key != key]
    return next((option.key for option in others if option.text in texts), others[0].key)


def _other_text(question: Question, mistake: str) -> str:
    """A named mistake, or something that no item takes for its answer."""
    named = next((found.when for found in question.mistakes if found.name == mistake), "")
    return named or ("987654" if question.kind == "number" else "zzzz")
