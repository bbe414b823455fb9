"""Words that only Slack needs: of its windows, and of what can be written after `/tutor`.

Rules as in `adapters.words`.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import structs

from adapters import words as shared


class Words(shared.Words, frozen=True, kw_only=True):
    """One language. says: of the words after `/tutor`, by word."""

    class_window: str
    class_title: str
    course: str
    teacher_channel: str
    teacher_channel_hint: str
    teacher_name: str
    help: str
    says: Mapping[str, str] = {}


ENGLISH = Words(
    **structs.asdict(shared.ENGLISH),
    class_window="The class",
    class_title="Name of the class",
    course="Course",
    teacher_channel="The teachers' channel",
    teacher_channel_hint="A private channel that I was invited to. What needs you is written there.",
    teacher_name="Your name, as students read it",
    help="What you can write after `/tutor`:",
)
SPANISH = Words(
    **structs.asdict(shared.SPANISH),
    class_window="La clase",
    class_title="Nombre de la clase",
    course="Curso",
    teacher_channel="El canal de docentes",
    teacher_channel_hint="Un canal privado al que me han invitado. Allí escribo lo que requiere tu atención.",
    teacher_name="Tu nombre, como lo leen los estudiantes",
    help="Lo que puedes escribir después de `/tutor`:",
    says={
        "join": "Entrar en la clase de este canal.",
        "continue": "Seguir donde estabas.",
        "where": "¿Dónde estoy y qué viene después?",
        "hint": "Una pista para la pregunta abierta.",
        "goals": "Los objetivos de esta unidad y cuáles dominas.",
        "units": "Las unidades del curso.",
        "why": "¿Por qué esto no está dominado todavía?",
        "pause": "Hacer una pausa.",
        "courses": "Pasar a otra de tus clases.",
        "start-over": "Empezar esta unidad otra vez.",
        "class": "Hacer de este canal una clase o cambiar sus ajustes.",
        "teacher": "Añadir un docente a esta clase, o quitarlo.",
        "today": "Quién necesita qué hoy.",
        "help": "Esta lista.",
    },
)
WORDS_OF: dict[str, Words] = {"en": ENGLISH, "es": SPANISH}


def words_for(language: str) -> Words:
    """Of a language tag such as `es` or `es-MX`; English for a language that is not here."""
    return WORDS_OF.get(language[:2], ENGLISH)
