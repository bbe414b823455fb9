"""Several right options: all of them and no other.

Rules
- Some of the right ones and nothing else: `partial`, some are missing.
- All of the right ones and more: `partial`, some do not belong; but choosing everything there is shows nothing.
- Right and wrong ones mixed with some missing, or no right one: not the answer.
- A wrong option that was chosen may show a named mistake; then that is the reason, and the mark stays.
- Typed lists are split by `;` and line ends, by commas and `and`, by spaces, or are letters in a row
  (`acd`): the first way in which every piece names an option. A comma with a space goes before a bare comma, which may
  stand inside a number.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.curriculum.languages import language_of
from bot.grading.kinds.options import mistake_of, named_option
from bot.grading.reply import Reply, miss, partial, right, unreadable
from bot.grading.verdict import Verdict, Why

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from bot.curriculum.question import Mistake, Option, Question, SomeOf

_LETTERS = re.compile("[a-z]{2,10}")


def grade_multi(question: Question, key: SomeOf, reply: Reply) -> Verdict:
    keys = _pressed(question, reply) if isinstance(reply, tuple) else _typed(question, reply)
    if not keys:
        return unreadable(Why.NOT_AN_OPTION)
    chosen = [option for option in question.options if option.key in keys]
    read_as = ", ".join(option.text for option in chosen)
    wanted = frozenset(key.keys)
    if keys == wanted:
        return right(read_as)
    return _miss(question, keys, wanted, read_as)


def _miss(question: Question, keys: AbstractSet[str], wanted: frozenset[str], read_as: str) -> Verdict:
    extra = [option for option in question.options if option.key in keys - wanted]
    mistake = _mistake(question, keys, extra)
    if not extra:
        return partial(Why.SOME_MISSING, read_as, mistake)
    why = Why.SOME_TOO_MANY if keys & wanted else Why.NOT_THE_ANSWER
    if not wanted <= keys or len(keys) == len(question.options):
        return miss(read_as, mistake, why)
    return partial(Why.NAMED_MISTAKE if mistake else why, read_as, mistake)


def _mistake(question: Question, keys: AbstractSet[str], extra: list[Option]) -> Mistake | None:
    for mistake in question.mistakes:
        if "," in mistake.when and _typed(question, mistake.when) == keys:
            return mistake
    return next((found for option in extra if (found := mistake_of(question, option))), None)


def _pressed(question: Question, pressed: tuple[str, ...]) -> frozenset[str]:
    known = {option.key for option in question.options}
    return frozenset(pressed) if known.issuperset(pressed) else frozenset()


def _typed(question: Question, text: str) -> frozenset[str]:
    """The keys that a typed list names; empty if some piece names none."""
    if only := named_option(question, text):
        return frozenset({only.key})
    known = {option.key for option in question.options}
    last = language_of(question.language).last
    for split in _splits(last if last not in known else "and"):  # `a e c` in Italian: e is an option too
        pieces = [piece for piece in split.split(text.strip()) if piece]
        options = [named_option(question, piece) for piece in pieces[:20]]
        if pieces and len(pieces) <= 20 and None not in options:
            return frozenset(option.key for option in options if option)
    letters = text.strip().casefold()
    if _LETTERS.fullmatch(letters) and known.issuperset(letters):
        return frozenset(letters)
    return frozenset()


@lru_cache(maxsize=64)
def _splits(last: str) -> tuple[re.Pattern[str], ...]:
    """The ways to part a typed list, from the plainest on. last: the language's word between the last two."""
    word = rf",? +(?:and|{re.escape(last)}) +| *& *"
    return tuple(map(re.compile, (" *; *", f"{word}|, +", f"{word}| *, *", " +", f"{word}|[ ,;+]+")))
