"""What reached the grader, and the verdicts that every kind can give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.grading.verdict import Mark, Verdict, Why

if TYPE_CHECKING:
    from bot.curriculum.question import Mistake

Reply = str | tuple[str, ...]
"""Typed text, or the keys of the options that were pressed."""


def right(read_as: str) -> Verdict:
    return Verdict(Mark.CORRECT, Why.RIGHT, read_as=read_as)


def partial(why: Why, read_as: str, mistake: Mistake | None = None) -> Verdict:
    return _with_mistake(Mark.PARTIAL, why, read_as, mistake)


def miss(read_as: str, mistake: Mistake | None = None, why: Why = Why.NOT_THE_ANSWER) -> Verdict:
    """Not the answer; with `mistake`, the wrong idea behind it is known and is the reason."""
    return _with_mistake(Mark.INCORRECT, Why.NAMED_MISTAKE if mistake else why, read_as, mistake)


def unreadable(why: Why) -> Verdict:
    return Verdict(Mark.UNREADABLE, why)


def _with_mistake(mark: Mark, why: Why, read_as: str, mistake: Mistake | None) -> Verdict:
    if mistake is None:
        return Verdict(mark, why, read_as=read_as)
    return Verdict(mark, why, mistake.name, mistake.say, read_as)
