"""Which option does a typed text mean?

Rules
- An option is named by its key (`b`, `B)`, `option b`), by its text, by both (`b) 3/4`), or by its number counted
  from 1 where the options are not numbers themselves.
- A text that names two options (the letter of one, the text of another) is not guessed: it names none.
- Equal numbers count as the text only where exactly one option has that value: 6/8 and 3/4 may both be offered.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.grading.numbers import NumberRead, read_number
from bot.grading.text import fold

if TYPE_CHECKING:
    from bot.curriculum.question import Mistake, Option, Question

_KEYED = re.compile(r"[(\[]?([a-z])\s?[)\].:]?")
_NUMBERED = re.compile(r"[(\[#]?([0-9]{1,2})\s?[)\].:]?")
_KEYED_TEXT = re.compile(r"[(\[]?([a-z])(?:\s?[)\].:]|\s)\s?(.+)", re.DOTALL)
_NAMING = re.compile(
    r"(?:the )?(?:option|answer|letter|number|opci[oó]n|respuesta|letra|n[uú]mero|la|el|antwort|r[eé]ponse)[ :]+"
)


def named_option(question: Question, text: str) -> Option | None:
    """The one option that `text` names; None if it names none, or more than one."""
    said = " ".join(text.casefold().split())
    said = _NAMING.sub("", said, count=1) if " " in said or ":" in said else said
    by_text = _by_text(question, text)
    if keyed := _KEYED.fullmatch(said):
        by_key = with_key(question, keyed[1])
        if len(said) > 1 and by_key is not None:
            return by_key  # `b)` is meant as the key, even beside an option whose text is `B`
        return by_text if by_key is None or by_key == by_text else by_key if by_text is None else None
    if by_text is not None:
        return by_text
    if numbered := _NUMBERED.fullmatch(said):
        place = int(numbered[1])
        counted = 1 <= place <= len(question.options) and not _has_numbers(question)
        return question.options[place - 1] if counted else None
    if both := _KEYED_TEXT.fullmatch(said):
        option = with_key(question, both[1])
        return option if option is not None and fold(option.text) == fold(both[2]) else None
    return None


def with_key(question: Question, key: str) -> Option | None:
    return next((option for option in question.options if option.key == key), None)


def mistake_of(question: Question, option: Option) -> Mistake | None:
    """The named mistake that choosing `option` shows: written as its text, or else as its key."""
    exact = [mistake for mistake in question.mistakes if mistake.when.strip() == option.text.strip()]
    alike = [mistake for mistake in question.mistakes if fold(mistake.when) == fold(option.text)]
    keyed = [mistake for mistake in question.mistakes if mistake.when.strip() == option.key]
    return next(iter([*exact, *alike, *keyed]), None)


def _by_text(question: Question, text: str) -> Option | None:
    """As written first, for options may differ only in accents, case or stops; then folded; then by value."""
    written = _plain(text)
    same = [option for option in question.options if _plain(option.text) == written]
    if not same:
        said = fold(text)
        same = [option for option in question.options if fold(option.text) == said]
    if not same and any(character.isdigit() for character in text):
        same = _by_value(question, text)
    return same[0] if len(same) == 1 else None


def _by_value(question: Question, text: str) -> list[Option]:
    said = read_number(text, question.language)
    if not isinstance(said, NumberRead):
        return []
    offered = [(option, read_number(option.text, question.language)) for option in question.options]
    return [option for option, read in offered if isinstance(read, NumberRead) and read.value == said.value]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _has_numbers(question: Question) -> bool:
    return any(isinstance(read_number(option.text, question.language), NumberRead) for option in question.options)
