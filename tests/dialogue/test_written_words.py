"""What a student writes is understood in their language, and a whole conversation is held in it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.dialogue.effects import Alert
from bot.dialogue.enrollment import Phase
from bot.dialogue.events import Asked
from bot.dialogue.phrases import WORDS
from bot.dialogue.player import Player
from bot.dialogue.transcript import parse
from bot.engine.catalogues import read_wordings
from bot.grading.text import fold
from tests.dialogue.classroom import Student, tiny_setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.wording import Wording

WORDINGS: Mapping[str, Wording] = read_wordings()
languages = pytest.mark.parametrize("language", sorted(WORDINGS))


def written_words(wording: Wording) -> list[tuple[str, str]]:
    """(word as the catalogue has it, what it asks for), English and the language's own."""
    rows = [(row, what) for what, row in WORDS.items()]
    rows += [(wording._(row), what) for row, what in rows]
    return [(word, what) for row, what in rows for word in row.split("|")]


@languages
def test_every_written_word_is_found_however_it_is_written(language: str) -> None:
    wording = WORDINGS[language]
    for word, what in written_words(wording):
        ways = (word, word.upper(), f" {word.capitalize()}. ", f"¿{word}?") if word != "?" else ("?", " ?  ")
        assert [way for way in ways if wording.words().get(fold(way)) != what] == []


@languages
def test_no_written_word_asks_for_two_things(language: str) -> None:
    asked: dict[str, set[str]] = {}
    for word, what in written_words(WORDINGS[language]):
        asked.setdefault(fold(word), set()).add(what)
    assert {word: what for word, what in asked.items() if len(what) > 1} == {}


@languages
def test_a_word_that_a_message_tells_to_write_is_understood(language: str) -> None:
    wording = WORDINGS[language]
    messages = (wording.what_is_this(), wording.paused(), wording.not_understood(), wording.no_hint_here())
    bold = [word for message in messages for word in re.findall(r"\*\*(.+?)\*\*", message)]
    assert len(bold) == 10
    assert [word for word in bold if fold(word) not in wording.words()] == []


@languages
def test_the_label_that_is_quoted_is_the_label_of_the_button(language: str) -> None:
    wording = WORDINGS[language]
    label = fold(wording.button("unsure").label)
    quoting = (
        wording.placement_offer(),
        wording.no_more_hints(),
        wording.no_hint_here(),
        wording.no_hints_in_this_check(),
    )
    assert [message for message in quoting if f"**{label}**" not in fold(message)] == []


@languages
def test_a_yes_is_taken_where_a_message_asks_shall_we_and_nowhere_else(language: str) -> None:
    wording = WORDINGS[language]
    for word in (word for word, what in wording.words().items() if what == "yes"):
        student = Student(replace(tiny_setting(), wording=wording))
        student.join()
        phases = []
        for _ in range(3):
            student.write(word)
            phases.append(student.phase)
        assert phases == [Phase.GOALS, Phase.PLACEMENT, Phase.PLACEMENT], word
        assert student.facts == (), f"{word} is no answer to a question about numbers"
        student.answer_all(right=False)
        student.walk(Phase.CHECK)
        student.answer_all(right=False)
        assert student.phase is Phase.CHOOSING
        student.write(word)
        assert student.phase is Phase.CHOOSING, "which way is no question to say yes to"


@languages
def test_a_written_word_does_what_it_asks_for_while_a_question_is_open(language: str) -> None:
    wording = WORDINGS[language]
    student = Student(replace(tiny_setting(), wording=wording))
    student.join()
    student.choose("start")
    student.choose("place")
    before = student.enrollment
    assert student.phase is Phase.PLACEMENT
    for word, what in wording.words().items():
        if what == "yes":  # it answers 'shall we?', and where a question is open it is an answer like any other
            continue
        student.enrollment = before
        written = student.write(word)
        student.enrollment = before
        if what == "unsure":
            asked = student.press(_open_ref(student), "unsure")
        else:
            asked = student.send(Asked(what=what, **student.head()))  # type: ignore[arg-type]
        assert (written.effects, written.facts) == (asked.effects, asked.facts), word


def _open_ref(student: Student) -> str:
    form = student.enrollment.runs[-1].form
    if form is None or form.open is None:
        raise AssertionError("no question is open")
    return form.open.ref


# --- a conversation in Spanish ----------------------------------------------------------------------------------------

IN_SPANISH = """
course: tiny
language: es

< Hola, Ada. En la clase «Tiny» de Ms Okafor practicas conmigo.
  Aquí avanzas cuando ya lo sabes, no cuando suena el timbre. Hay dos resultados, *dominado* y *todavía no*; ...
  [Empezar] [¿Qué es esto?]
= welcome

> ¿dónde estoy?
< **Tiny numbers** · todavía sin empezar. Luego: la primera unidad, cuando quieras.
  [Seguir] [Hacer una pausa]

> empezar
< Unidad 1 de 3: **Unit sums**. Al final podrás decir:
  1. I can add.
  2. I can carry.
  «Dominado» quiere decir: hay un 95 % de seguridad de que sabes hacerlo. Suele llevar 2 o 3 preguntas por objetivo.
< Primero, unas preguntas para ver qué sabes ya. ... **todavía no lo sé** es aquí una buena respuesta.
  [Vamos] [Saltar: quiero la lección desde el principio]
= goals

> [Vamos]
? 1 de unas 4 · ...
...
  [Todavía no lo sé]
= placement

> ¿Dónde estoy?
< **Unit sums** · objetivo ... de 2 · punto de partida · pregunta 1 · todavía nada dominado. Luego: las demás ...
  [Seguir] [Hacer una pausa]

> PISTA
< En esta comprobación pregunto sin pistas, para ver qué se queda. ...

> @knows add
...
< Ya dominas el objetivo 1. El objetivo 2 es lo siguiente: unos 5 minutos. ¿Ahora o más tarde?
  [Ahora] [Más tarde]
= placed

> [Ahora]
< How to carry.
  [Siguiente]
= lesson

> ¿por qué?
< **Unit sums**. «Dominado» quiere decir: ...
  Objetivo 1: dominado.
  Objetivo 2: ...
  [Seguir]

> Pausa
< Todo queda guardado. Escribe **seguir** cuando vuelvas.
  [Seguir]

> seguir
...
= lesson

> where am i
< **Unit sums** · lección · ya dominas el objetivo 1. Luego: el resto de la lección, y después una ...
  [Seguir] [Hacer una pausa]

> [Siguiente]
? para practicar, no cuenta · Try carry: 1 + 1?
  [Todavía no lo sé]

> no lo se
< Qué bien que lo digas. La respuesta es 2.
< Esa fue la lección. Ahora, una comprobación corta (unas 2 preguntas), para ver qué hay ya.
  [Comprobar lo que sé] [La lección otra vez]
= lesson

> comprobar lo que se
? 1 de unas 2 · ...
...
= check

> @miss
< Todavía no. ...
...
"""


def test_a_student_is_placed_and_taught_in_spanish() -> None:
    setting = replace(tiny_setting(), wording=WORDINGS["es"])
    differences = Player(parse(IN_SPANISH), setting).play()
    assert not differences, "\n".join(str(difference) for difference in differences)


def test_a_teacher_reads_the_card_in_spanish() -> None:
    student = Student(replace(tiny_setting(), wording=WORDINGS["es"]))
    student.join()
    student.choose("start")
    student.choose("skip")
    student.walk(Phase.CHECK)
    student.answer_all(right=False)
    lines = [line for effect in student.effects if isinstance(effect, Alert) for line in effect.lines]
    assert any(line.startswith("Todavía no tras la comprobación A: ") for line in lines)
    assert any(re.match(r"Objetivo \d, escribió:$", line) for line in lines)
