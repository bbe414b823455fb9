"""The slash commands: one table, from which the tree, the documents and the dispatch are made.

Rules
- A student's command is the same as writing the word in the private chat; what it leads to goes there and never into a
  channel.
- `/class` is for teachers: Discord shows it to whoever may manage messages, which a server's administrator can change.
  Who may do what is asked of the roster each time.
- Names and descriptions in other languages are values here, at most 32 and 100 characters.

Source: Discord's developer documents, Application Commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.events import Asking


class Word(NamedTuple):
    """A command, a subcommand or an option. asks: what a student's word asks for; None: more. es: name, description."""

    says: str
    es: tuple[str, str]
    asks: Asking | None = None


STUDENT: Mapping[str, Word] = {
    "learn": Word(
        "Join the class of this channel, or go on where you were.",
        ("aprender", "Entrar en la clase de este canal, o seguir donde estabas."),
    ),
    "where": Word("Where am I, and what comes next?", ("donde", "¿Dónde estoy y qué viene después?"), "where"),
    "hint": Word("A hint for the open question.", ("pista", "Una pista para la pregunta abierta."), "hint"),
    "goals": Word(
        "The goals of this unit, and which are mastered.",
        ("objetivos", "Los objetivos de esta unidad y cuáles dominas."),
        "goals",
    ),
    "units": Word("The units of the course.", ("unidades", "Las unidades del curso."), "units"),
    "why": Word("Why is this not mastered yet?", ("porque", "¿Por qué esto no está dominado todavía?"), "why"),
    "pause": Word("Take a break.", ("pausa", "Hacer una pausa."), "pause"),
    "courses": Word("Turn to another class of yours.", ("cursos", "Pasar a otra de tus clases."), "courses"),
    "start-over": Word("Begin this unit again.", ("empezar-de-nuevo", "Empezar esta unidad otra vez."), "start-over"),
    "help": Word("What you can do here.", ("ayuda", "Lo que puedes hacer aquí."), "help"),
}
GROUP = "class"
GROUP_WORD = Word("For teachers: classes, students, rewards.", ("clase", "Para docentes: clases, estudiantes, roles."))
TEACHER: Mapping[str, Word] = {
    "set-up": Word(
        "Make this channel a class, or change its settings.",
        ("configurar", "Hacer de este canal una clase o cambiar sus ajustes."),
    ),
    "today": Word("Who needs what today.", ("hoy", "Quién necesita qué hoy.")),
    "student": Word("Where one student is.", ("estudiante", "Dónde está un estudiante.")),
    "open": Word("Open a unit for a student.", ("abrir", "Abrir una unidad para un estudiante.")),
    "teacher": Word(
        "Add a teacher to this class, or remove one.", ("docente", "Añadir un docente a esta clase, o quitarlo.")
    ),
    "reward": Word("A role for whoever masters a unit.", ("recompensa", "Un rol para quien domine una unidad.")),
}
OPTIONS: Mapping[str, Word] = {
    "course": Word("The course that the class practises.", ("curso", "El curso que practica la clase.")),
    "teachers-channel": Word(
        "A private channel. What needs you is written there.",
        ("canal-de-docentes", "Un canal privado. Allí escribo lo que requiere tu atención."),
    ),
    "title": Word("The name of the class.", ("nombre", "El nombre de la clase.")),
    "your-name": Word("Your name, as students read it.", ("tu-nombre", "Tu nombre, como lo leen los estudiantes.")),
    "teachers-role": Word(
        "Whoever has this role teaches the class.", ("rol-de-docentes", "Quien tiene este rol enseña en la clase.")
    ),
    "help-forum": Word(
        "A forum in which students help each other.", ("foro", "Un foro en el que los estudiantes se ayudan.")
    ),
    "student": Word("The student.", ("estudiante", "El estudiante.")),
    "unit": Word("The unit.", ("unidad", "La unidad.")),
    "person": Word("Who.", ("persona", "Quién.")),
    "remove": Word("Take it away again.", ("quitar", "Quitarlo otra vez.")),
    "role": Word(
        "The role. Everybody in the server sees who has it.", ("rol", "El rol. Todo el servidor ve quién lo tiene.")
    ),
    "channel": Word("A channel that the role opens.", ("canal", "Un canal que abre el rol.")),
}


def option_in(language: str, name: str) -> str:
    """An option as it is read in a language."""
    return OPTIONS[name].es[0] if language[:2] == "es" else name


def student_commands(language: str) -> str:
    """What a student can write, a line each, with light marks."""
    is_spanish = language[:2] == "es"
    shown = [(word.es if is_spanish else (name, word.says)) for name, word in STUDENT.items()]
    return "\n".join(f"- `/{name}` {says}" for name, says in shown)


def translations() -> dict[str, str]:
    """English name or description -> Spanish."""
    words = {**STUDENT, **TEACHER, **OPTIONS, GROUP: GROUP_WORD}
    # `student` is a command and an option of one name; both read the same in Spanish.
    names = {name: word.es[0] for name, word in words.items()}
    says = {
        word.says: word.es[1] for table in (STUDENT, TEACHER, OPTIONS, {GROUP: GROUP_WORD}) for word in table.values()
    }
    return {**names, **says}
