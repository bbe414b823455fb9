"""What the adapter itself says to the one person who did something: short notes beside the conversation.

The conversation is the dialogue's; here is only what Slack makes necessary (where to go, who may, what to invite).
Texts hold light marks (`bot.dialogue.marks`); what a person wrote is put in quoted.
"""

from __future__ import annotations

from msgspec import Struct


class Replies(Struct, frozen=True):
    """One language."""

    not_in_a_class: str
    no_class_here: str
    course_away: str
    joined: str
    not_a_teacher: str
    not_allowed_to_make: str
    guests_make_none: str
    not_saved: str
    broken: str
    in_private: str
    class_made: str
    class_changed: str
    teacher_added: str
    teacher_removed: str
    teacher_stays: str
    teacher_named_how: str
    not_invited_there: str
    must_be_private: str
    choose_another: str
    window_too_late: str
    card_came_here: str
    invite_me: str
    unknown_word: str
    join_message: str
    join: str
    slack_silent: str


ENGLISH = Replies(
    not_in_a_class="You are in no class here yet. Open your class's channel and write `/tutor join` there.",
    no_class_here="This channel is no class. A teacher can make it one with `/tutor class`.",
    course_away="The course of this class is not here at the moment. Please tell your teacher; nothing is lost.",
    joined="You are in. I have written to you in our private chat: look for me under *Apps*.",
    not_a_teacher="That is for the teachers of this class. Its owner can add you with `/tutor teacher @you`.",
    not_allowed_to_make="In this workspace, classes are made by named teachers. Your administrator can add you to "
    "SLACK_TEACHERS.",
    guests_make_none="Guests of a workspace can learn in its classes; a member has to make one.",
    not_saved="That was not saved. Please send it again in a moment.",
    broken="Something broke here, and nothing was changed. Please tell your teacher; write `where am I` to go on.",
    in_private="I have answered in our private chat, which nobody else in this channel sees.",
    class_made="This channel is now the class “{title}”, with the course “{course}”. What needs you comes to "
    "the teachers' channel. Students join with the button here.",
    class_changed="The class is now “{title}”, with the course “{course}”.",
    teacher_added="{name} teaches this class now, and can act on its cards.",
    teacher_removed="{name} teaches this class no more.",
    teacher_stays="{name} owns this class, or does not teach it; nothing was changed.",
    teacher_named_how="Name one person: `/tutor teacher @name`, or `/tutor teacher remove @name`.",
    not_invited_there="I am not in that channel. Invite me there (/invite), then send this again.",
    must_be_private="Students could read a public channel. Please choose a private one.",
    choose_another="Students read that channel, since a class meets there. Please choose the teachers' own.",
    window_too_late="That window came too late: the connection took its time. Please try once more.",
    card_came_here="I could not write this in the teachers' channel ({error}), so it came to you. `/tutor class` in "
    "the class's channel chooses another one.",
    invite_me="I cannot write in the channel of “{title}” yet. Please invite me there: /invite",
    unknown_word="I do not know the word “{word}” yet.",
    join_message="**{title}** practises “{course}” with me, together with {teacher}. Press the button, and I write to "
    "you in private. You move on when you know it; what you answer is seen by you and your teachers.",
    join="Join the class",
    slack_silent="Slack did not answer. Please send this once more.",
)
SPANISH = Replies(
    not_in_a_class="Aún no estás en ninguna clase. Abre el canal de tu clase y escribe allí `/tutor join`.",
    no_class_here="Este canal no es una clase. Un docente puede crearla con `/tutor class`.",
    course_away="El curso de esta clase no está aquí en este momento. Díselo a tu docente; no se pierde nada.",
    joined="Ya estás dentro. Te he escrito en nuestro chat privado: búscame en *Aplicaciones*.",
    not_a_teacher="Eso lo pueden hacer los docentes de esta clase. Quien la creó puede añadirte con "
    "`/tutor teacher @tu-nombre`.",
    not_allowed_to_make="En este espacio las clases las crean docentes designados. Tu administrador puede añadirte a "
    "SLACK_TEACHERS.",
    guests_make_none="Los invitados de un espacio pueden aprender en sus clases; una clase la crea un miembro.",
    not_saved="No se ha guardado. Envíalo otra vez dentro de un momento.",
    broken="Algo no funcionó aquí y nada ha cambiado. Díselo a tu docente; escribe `dónde estoy` para seguir.",
    in_private="He respondido en nuestro chat privado, que nadie más de este canal ve.",
    class_made="Este canal es ahora la clase «{title}», con el curso «{course}». Lo que requiere tu "
    "atención llega al canal de docentes. Los estudiantes entran aquí con el botón.",
    class_changed="La clase es ahora «{title}», con el curso «{course}».",
    teacher_added="{name} enseña ahora en esta clase y puede actuar desde sus tarjetas.",
    teacher_removed="{name} ya no enseña en esta clase.",
    teacher_stays="{name} es quien creó la clase, o no enseña en ella; no ha cambiado nada.",
    teacher_named_how="Nombra a una persona: `/tutor teacher @nombre`, o `/tutor teacher remove @nombre`.",
    not_invited_there="No estoy en ese canal. Invítame allí (/invite) y envía esto otra vez.",
    must_be_private="Los estudiantes podrían leer un canal público. Elige uno privado.",
    choose_another="Ese canal lo leen estudiantes, pues allí se reúne una clase. Elige el de los docentes.",
    window_too_late="La ventana llegó tarde: la conexión tardó. Inténtalo otra vez.",
    card_came_here="No pude escribir esto en el canal de docentes ({error}), por eso te llega a ti. `/tutor class` en "
    "el canal de la clase elige otro.",
    invite_me="Aún no puedo escribir en el canal de «{title}». Invítame allí: /invite",
    unknown_word="Aún no conozco la palabra «{word}».",
    join_message="**{title}** practica «{course}» conmigo, junto con {teacher}. Pulsa el botón y te escribo en "
    "privado. Avanzas cuando lo sabes; lo que respondes lo ven tú y tus docentes.",
    join="Entrar en la clase",
    slack_silent="Slack no ha respondido. Envía esto otra vez.",
)
REPLIES = {"en": ENGLISH, "es": SPANISH}


def replies_in(language: str) -> Replies:
    """English for a language that is not here."""
    return REPLIES.get(language[:2], ENGLISH)
