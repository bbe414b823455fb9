"""The adapters' own few words: what a platform's buttons, menus and cards need beside the sentences of the dialogue.

Rules
- A language is a value here; a language that is not here reads English.
- Titles and buttons of windows have at most 24 characters, buttons in messages 75.
- A verdict is a sign and a word, so that it hangs neither on colour nor on the sign alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Words(Struct, frozen=True, kw_only=True):
    """One language. verdicts: by `Settle.mark`, with `{chosen}`."""

    language: str
    choose: str
    write: str
    your_answer: str
    your_words: str
    send: str
    cancel: str
    close: str
    please_look: str
    done: str
    picture: str
    more_text: str
    more_choices: str
    more_sections: str
    verdicts: Mapping[str, str]
    start_over: str
    start_over_asks: str


ENGLISH = Words(
    language="en",
    choose="Choose",
    write="Write your answer",
    your_answer="Your answer",
    your_words="Your words",
    send="Send",
    cancel="Cancel",
    close="Close",
    please_look="please look",
    done="done",
    picture="picture",
    more_text="… ({count} more characters)",
    more_choices="({count} more choices have no room here)",
    more_sections="({count} more parts have no room here)",
    verdicts={
        "right": "✓ {chosen} · right",
        "almost": "≈ {chosen} · almost",
        "not yet": "○ {chosen} · not yet",
        "done": "→ {chosen}",
    },
    start_over="Start over",
    start_over_asks="The student begins this unit again. Nothing that was written is lost.",
)
SPANISH = Words(
    language="es",
    choose="Elegir",
    write="Escribir la respuesta",
    your_answer="Tu respuesta",
    your_words="Tus palabras",
    send="Enviar",
    cancel="Cancelar",
    close="Cerrar",
    please_look="por favor, mira",
    done="hecho",
    picture="imagen",
    more_text="… ({count} caracteres más)",
    more_choices="({count} opciones más no caben aquí)",
    more_sections="({count} partes más no caben aquí)",
    verdicts={
        "right": "✓ {chosen} · correcto",
        "almost": "≈ {chosen} · casi",
        "not yet": "○ {chosen} · todavía no",
        "done": "→ {chosen}",
    },
    start_over="Empezar de nuevo",
    start_over_asks="El estudiante empieza otra vez esta unidad. No se pierde nada de lo escrito.",
)
WORDS_OF: dict[str, Words] = {"en": ENGLISH, "es": SPANISH}


def words_for(language: str) -> Words:
    """Of a language tag such as `es` or `es-MX`; English for a language that is not here."""
    return WORDS_OF.get(language[:2], ENGLISH)
