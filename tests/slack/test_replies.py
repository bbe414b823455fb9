"""The adapter's own sentences and words: whole in every language, and in the words that are used here."""

import re
import string

import msgspec
import pytest

from adapters.slack.replies import REPLIES, replies_in
from adapters.slack.words import WORDS_OF
from bot.grading.text import fold
from tests.dialogue.test_wording import NEVER

LANGUAGES = sorted(REPLIES)


def sentences(language: str) -> dict[str, str]:
    """By name, everything that is said in a language."""
    values = msgspec.to_builtins(REPLIES[language]) | msgspec.to_builtins(WORDS_OF[language])
    more = values.pop("verdicts") | {f"says {word}": said for word, said in values.pop("says").items()}
    return {name: said for name, said in {**values, **more}.items() if name != "language"}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_the_replies_and_the_words_speak_the_same_languages() -> None:
    assert set(REPLIES) == set(WORDS_OF) == set(NEVER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reply_judges_anyone_or_shouts(language: str) -> None:
    never = re.compile(rf"\b(?:{NEVER[language]})\b")
    said = sentences(language)
    assert {name: text for name, text in said.items() if never.search(fold(text)) or "!" in text} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_holds_the_same_placeholders_and_leaves_nothing_out(language: str) -> None:
    english = msgspec.to_builtins(REPLIES["en"])
    other = msgspec.to_builtins(REPLIES[language])
    assert {name: placeholders(text) for name, text in other.items()} == {
        name: placeholders(text) for name, text in english.items()
    }
    assert all(other.values())


def test_a_language_that_is_not_here_reads_english_and_a_region_its_language() -> None:
    assert replies_in("fr") is REPLIES["en"]
    assert replies_in("es-MX") is REPLIES["es"]
