"""The adapter's own sentences in Discord: whole in every language, in the words that are used here, and short enough
for where they are shown."""

from __future__ import annotations

import re
import string

import msgspec
import pytest

from adapters.discord.commands import GROUP, GROUP_WORD, OPTIONS, STUDENT, TEACHER, translations
from adapters.discord.limits import length, most
from adapters.discord.permissions import PERMISSIONS, SPANISH
from adapters.discord.render import note
from adapters.discord.replies import REPLIES, replies_in
from adapters.words import WORDS_OF
from bot.dialogue.marks import parse, plain
from bot.grading.text import fold
from tests.dialogue.test_wording import NEVER

LANGUAGES = sorted(REPLIES)
COMMANDS = {**STUDENT, **{f"{GROUP} {name}": word for name, word in TEACHER.items()}}
"""By what is typed behind the slash."""
LONGEST = 330
"""Characters of a note, with what is put in left out: what a phone shows without scrolling."""
COMMAND_NAME = re.compile(r"[-_\w]{1,32}")
NAMED = re.compile(r"`(/[^`]+)`")


def sentences(language: str) -> dict[str, str]:
    """By name, everything that the adapter says in a language."""
    return dict(msgspec.to_builtins(REPLIES[language]))


def texts(language: str) -> dict[str, str]:
    """The same with what commands say of themselves."""
    says = {f"/{name}": word.es[1] if language == "es" else word.says for name, word in {**COMMANDS, **OPTIONS}.items()}
    return sentences(language) | says | {"/class": GROUP_WORD.es[1] if language == "es" else GROUP_WORD.says}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_the_replies_and_the_words_speak_the_same_languages() -> None:
    assert set(REPLIES) == set(WORDS_OF) == set(NEVER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reply_judges_anyone_or_shouts(language: str) -> None:
    never = re.compile(rf"\b(?:{NEVER[language]})\b")
    said = texts(language)
    assert {name: text for name, text in said.items() if never.search(fold(text)) or "!" in text} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_holds_the_same_placeholders_and_leaves_nothing_out(language: str) -> None:
    english, other = sentences("en"), sentences(language)
    assert {name: placeholders(text) for name, text in other.items()} == {
        name: placeholders(text) for name, text in english.items()
    }
    assert all(other.values())
    same = {name for name in english if english[name] == other[name]}
    assert same == (set(english) if language == "en" else set())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_is_short_and_stands_in_one_message(language: str) -> None:
    for name, sentence in sentences(language).items():
        assert len(sentence) <= LONGEST, name
        whole = sentence.format(**dict.fromkeys(placeholders(sentence), "x" * 80))
        assert length(note(whole).content) <= most("content"), name
        assert "\n" not in sentence, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_on_a_button_or_names_a_thread_has_room_there(language: str) -> None:
    assert length(REPLIES[language].join) <= most("label")
    assert length(REPLIES[language].thread_name) <= 100
    assert plain(REPLIES[language].join) == REPLIES[language].join


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commands_that_are_named_are_there_in_that_language(language: str) -> None:
    """`/clase docente` in Spanish, as Discord shows it to who has set that language."""
    there = {f"/{_named(name, language)}" for name in COMMANDS}
    named = {name: NAMED.findall(text) for name, text in sentences(language).items()}
    assert sorted({one for found in named.values() for one in found}) != []
    assert {name: found for name, found in named.items() if not set(found) <= there} == {}
    assert {name: len(found) for name, found in named.items()} == {
        name: len(NAMED.findall(text)) for name, text in sentences("en").items()
    }


def _named(command: str, language: str) -> str:
    if language == "en":
        return command
    names = translations()
    return " ".join(names[part] for part in command.split())


def test_names_of_commands_can_be_typed_and_none_stands_twice() -> None:
    for names in (
        [(name, word.es[0]) for name, word in STUDENT.items()] + [(GROUP, GROUP_WORD.es[0])],
        [(name, word.es[0]) for name, word in TEACHER.items()],
        [(name, word.es[0]) for name, word in OPTIONS.items()],
    ):
        for of_language in zip(*names, strict=True):
            assert len(set(of_language)) == len(of_language)
            for name in of_language:
                assert COMMAND_NAME.fullmatch(name), name
                assert name == name.lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_command_says_what_it_is_for_in_a_hundred_characters(language: str) -> None:
    assert {name: said for name, said in texts(language).items() if name[0] == "/" and not 0 < len(said) <= 100} == {}


def test_a_name_that_means_two_things_reads_the_same_in_every_language() -> None:
    """The library asks for a translation by the English text alone."""
    for name in set(TEACHER) & set(OPTIONS):
        assert TEACHER[name].es[0] == OPTIONS[name].es[0]
    every = [*COMMANDS.values(), *OPTIONS.values(), GROUP_WORD]
    assert len({word.says for word in every}) == len(every)


def test_every_permission_has_its_name_in_spanish() -> None:
    names = {name for one in PERMISSIONS.values() for name in (one.name, *one.elsewhere.values())}
    assert set(SPANISH) == names
    assert len(set(SPANISH.values())) == len(SPANISH)


def test_a_language_that_is_not_here_reads_english_and_a_region_its_language() -> None:
    assert replies_in("fr") is REPLIES["en"]
    assert replies_in("es-MX") is replies_in("es-419") is REPLIES["es"]
    assert replies_in("") is REPLIES["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_of_a_note_are_closed(language: str) -> None:
    for name, sentence in sentences(language).items():
        assert plain(sentence).strip(), name
        assert not re.search(r"\*\*|`", "".join(span.text for span in parse(sentence))), name
