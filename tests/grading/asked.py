"""Questions to grade in tests, each in one line."""

from typing import Any

from bot.curriculum.question import Key, Mistake, NumberSpec, OneOf, Option, Question, ShortSpec, SomeOf


def asked(
    key: Key,
    *options: str,
    kind: str = "",
    language: str = "en",
    mistakes: dict[str, str] | None = None,
) -> Question:
    """A question with this key. mistakes: the reply that shows it -> its name."""
    named = tuple(Mistake(when, name, f"about {name}") for when, name in (mistakes or {}).items())
    shown = tuple(Option("abcdefghij"[place], text) for place, text in enumerate(options))
    return Question("item", 0, "objective", kind, language, "?", key, 0.25, shown, mistakes=named)


def number(value: str, *, language: str = "en", mistakes: dict[str, str] | None = None, **spec: Any) -> Question:
    """A number question; `spec` as in NumberSpec."""
    return asked(NumberSpec(value, **spec), kind="number", language=language, mistakes=mistakes)


def choice(right: str, *options: str, language: str = "en", mistakes: dict[str, str] | None = None) -> Question:
    """One right option, by its key."""
    return asked(OneOf(right), *options, kind="choice", language=language, mistakes=mistakes)


def true_false(right: str, *options: str, language: str = "en") -> Question:
    """True/false with the words of its language as options."""
    return asked(OneOf(right), *options, kind="truefalse", language=language)


def multi(right: str, *options: str, language: str = "en", mistakes: dict[str, str] | None = None) -> Question:
    """right: the keys of all right options, as `ac`."""
    return asked(SomeOf(tuple(right)), *options, kind="multi", language=language, mistakes=mistakes)


def short(*answers: str, keep: tuple[str, ...] = (), mistakes: dict[str, str] | None = None) -> Question:
    """A short text with these answers."""
    return asked(ShortSpec(answers, keep), kind="short", mistakes=mistakes)
