"""Every sentence is there in every language, says nothing that hurts, and fits where it is shown.

The sentences are read from the sources (Babel's extractor) and from `sentences/*.po`; a language that is added is held
to all of this without a line here, except for its own words that are never used.
"""

from __future__ import annotations

import re
from collections import Counter
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from bot.dialogue.marks import plain
from bot.dialogue.phrases import LABELS, METHODS, WORDS
from bot.engine.catalogues import FOLDER, read_wordings, wording_for
from bot.grading.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from babel.messages.catalog import Catalog

    from bot.dialogue.wording import Wording

SOURCES = (
    "wording.py", "anytime_wording.py", "card_wording.py", "teacher_wording.py", "page_wording.py", "pieces.py",
    "phrases.py",
)  # fmt: skip
LONGEST = 400
"""Characters of one sentence of the catalogue: what a phone shows without scrolling."""
LONGEST_LABEL = 75
"""Slack's limit for the text of a button (Block Kit reference)."""
NEVER = {
    "en": r"wrong|fail\w*|easy|easily|just|only|simply|obvious\w*|hurry|streaks?|rank\w*|weak\w*|bad|badly|stupid|slow",
    "es": r"mal[oa]?s?|incorrect[oa]s?|equivoca\w*|fall(?:o|os|a|as|ar|ado|aste|ido)|suspens[oa]s?|suspendid[oa]s?"
    r"|fracas\w*|facil\w*|solo|sola|solamente|simplemente|obvi\w*|debil\w*|rachas?|ranking|lent[oa]s?|rapid[oa]s?|prisa",
}
"""What is never said, without accents (Q5: nobody fails; K8: no sentence judges the person; no hurry, no ranking)."""


def sentences_of_the_sources() -> tuple[str, ...]:
    """In their order, each once."""
    found: dict[str, None] = {}
    for name in SOURCES:
        path = str(FOLDER.parent / name)
        for _line, sentence, _comments, _context in extract_from_file("python", path, keywords={"_": None, "N_": None}):
            found[str(sentence)] = None
    return tuple(found)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


SENTENCES = sentences_of_the_sources()
CATALOGUES = {path.stem: read(path) for path in sorted(FOLDER.glob("*.po"))}
WORDINGS: Mapping[str, Wording] = read_wordings()
ROWS = frozenset(WORDS.values())
"""Words that students write: each language has as many as it wants, of any length."""
SAID = [("en", sentence) for sentence in SENTENCES if sentence not in ROWS] + [
    (language, str(message.string))
    for language, catalogue in CATALOGUES.items()
    for message in catalogue
    if message.id and message.id not in ROWS
]
languages = pytest.mark.parametrize("language", sorted(WORDINGS))
translated = pytest.mark.parametrize("language", sorted(CATALOGUES))


# --- the catalogues are whole -----------------------------------------------------------------------------------------


def test_english_and_spanish_are_there() -> None:
    assert {"en", "es"} <= set(WORDINGS)
    assert len(SENTENCES) > 180


@translated
def test_every_sentence_is_translated_and_nothing_else_is(language: str) -> None:
    messages = {str(message.id): str(message.string) for message in CATALOGUES[language] if message.id}
    assert set(messages) == set(SENTENCES)
    assert [sentence for sentence, told in messages.items() if not told.strip()] == []


@translated
def test_no_translation_waits_to_be_looked_at(language: str) -> None:
    catalogue = CATALOGUES[language]
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert list(catalogue.obsolete) == []


@translated
def test_a_translation_has_the_placeholders_of_its_sentence(language: str) -> None:
    messages = [message for message in CATALOGUES[language] if message.id]
    assert [message.id for message in messages if placeholders(message.id) != placeholders(message.string)] == []


def placeholders(sentence: object) -> Counter[str]:
    return Counter(name for _text, name, _format, _conversion in Formatter().parse(str(sentence)) if name is not None)


def test_a_region_is_told_in_its_language_and_an_unknown_language_in_english() -> None:
    assert wording_for(WORDINGS, "es-MX") is WORDINGS["es"]
    assert wording_for(WORDINGS, "tlh") is WORDINGS["en"]


def test_a_language_is_added_by_one_file_also_for_a_region(tmp_path: Path) -> None:
    text = (FOLDER / "es.po").read_text(encoding="utf-8").replace('msgstr "Pista"', 'msgstr "Dica"')
    (tmp_path / "pt-BR.po").write_text(text.replace("Language: es", "Language: pt-BR"), encoding="utf-8")
    wording = wording_for(read_wordings(tmp_path), "pt-BR")
    assert (wording.language, wording.button("hint").label) == ("pt-BR", "Dica")


# --- how it is said ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", sorted(NEVER))
def test_no_sentence_judges_anyone_q5_k8(language: str) -> None:
    never = re.compile(rf"\b(?:{NEVER[language]})\b")
    said = [sentence for of, sentence in SAID if of == language]
    assert said
    assert [(found.group(), sentence) for sentence in said if (found := never.search(fold(sentence)))] == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "That is wrong."), ("en", "You failed"), ("es", "Está mal."), ("es", "Sólo dos"), ("es", "Es fácil")],
)
def test_the_words_that_are_never_used_would_be_found_q5(language: str, sentence: str) -> None:
    assert re.search(rf"\b(?:{NEVER[language]})\b", fold(sentence))


def test_every_language_has_its_words_that_are_never_used() -> None:
    assert set(NEVER) == set(WORDINGS), "add the words of the new language to NEVER"


def test_no_sentence_shouts() -> None:
    assert [sentence for _, sentence in SAID if sentence.count("!") > 1] == []


def test_every_sentence_is_short() -> None:
    assert [(len(sentence), sentence) for _, sentence in SAID if len(sentence) > LONGEST] == []


def test_every_light_mark_has_its_partner() -> None:
    assert [sentence for _, sentence in SAID if plain(sentence) != re.sub("[*`]", "", sentence)] == []


@translated
def test_a_translation_emphasises_as_often_as_its_sentence(language: str) -> None:
    messages = [message for message in CATALOGUES[language] if message.id]
    odd = [message.id for message in messages if str(message.id).count("*") != str(message.string).count("*")]
    assert odd == []


@languages
def test_a_label_fits_on_a_button(language: str) -> None:
    wording = WORDINGS[language]
    labels = [wording.button(key).label for key in LABELS] + [wording.method(method) for method in METHODS]
    labels.append(wording.goals_cap([20]))
    assert [label for label in labels if not 0 < len(label) <= LONGEST_LABEL or plain(label) != label] == []


@languages
def test_labels_shown_together_differ(language: str) -> None:
    labels = [fold(WORDINGS[language].button(key).label) for key in LABELS]
    assert [label for label, times in Counter(labels).items() if times > 1] == []
