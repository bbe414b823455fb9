"""Pieces of sentences that every part of the catalogue uses: goals by number, lists, counts, beginnings and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def in_english(sentence: str) -> str:
    return sentence


class Pieces:
    """translate: English sentence -> sentence of the language. It is called `_`, by which gettext finds sentences."""

    def __init__(self, translate: Callable[[str], str]) -> None:
        self._ = translate

    def goals(self, numbers: Sequence[int]) -> str:
        """'goal 2', 'goals 1 and 3'."""
        _ = self._
        if len(numbers) == 1:
            return _("goal {number}").format(number=numbers[0])
        return _("goals {numbers}").format(numbers=self.and_list([str(number) for number in numbers]))

    def goals_cap(self, numbers: Sequence[int]) -> str:
        text = self.goals(numbers)
        return text[:1].upper() + text[1:]

    def and_list(self, parts: Sequence[str]) -> str:
        if len(parts) < 2:
            return "".join(parts)
        return self._("{first} and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])

    def questions(self, about: int) -> str:
        """'one question', 'about 6 questions'."""
        return self._("one question") if about == 1 else self._("about {about} questions").format(about=about)


def begun(name: str) -> str:
    """With a capital: what begins a sentence may be a name, or 'your teacher'."""
    return name[:1].upper() + name[1:]


def ended(sentence: str) -> str:
    """With a full stop, unless it has an end of its own: authors write goals, praise and reasons both ways."""
    return sentence if sentence.endswith((".", "?", "!", "…")) else f"{sentence}."
