"""What the adapter itself says to the one person who did something: short notes beside the conversation.

The conversation is the dialogue's; here is only what Discord makes necessary (where to go, who may, what to allow).
Texts hold light marks (`bot.dialogue.marks`); what a person wrote is put in quoted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.engine import NotEnrolled, UnknownClass

if TYPE_CHECKING:
    from bot.engine import EngineError


class Replies(Struct, frozen=True, kw_only=True):
    """One language."""

    not_in_a_class: str
    no_class_here: str
    several_classes: str
    only_in_a_server: str
    only_in_a_text_channel: str
    course_away: str
    joined: str
    joined_directly: str
    joined_in_a_thread: str
    not_a_teacher: str
    not_the_owner: str
    not_allowed_to_make: str
    not_saved: str
    broken: str
    in_private: str
    class_made: str
    class_changed: str
    readers: str
    lacking: str
    teacher_added: str
    teacher_removed: str
    teacher_stays: str
    no_bots: str
    must_be_private: str
    choose_another: str
    teachers_meet_here: str
    everybodys_role: str
    no_such_course: str
    no_such_student: str
    no_such_unit: str
    unit_opened: str
    reward_set: str
    reward_removed: str
    role_above: str
    no_manage_roles: str
    reward_missed: str
    each_unit: str
    not_yours_to_give: str
    rewarded: str
    opens: str
    came_here: str
    cannot_write: str
    no_thread: str
    everybody_reads: str
    its_forum: str
    is_missing: str
    files_unread: str
    thread_name: str
    in_a_thread: str
    here_again: str
    unread_here: str
    not_understood: str
    not_yours: str
    old: str
    asks_again: str
    late: str
    join_message: str
    join: str


ENGLISH = Replies(
    not_in_a_class="You are in no class here yet. Open your class's channel and write `/learn` there.",
    no_class_here="This channel is no class. A teacher can make it one with `/class set-up`.",
    several_classes="The teachers of several classes meet here. Please write that in the channel of the class that "
    "you mean.",
    only_in_a_server="That works in the channel of a class.",
    only_in_a_text_channel="A class meets in an ordinary text channel. Please write that in one, not in a thread, a "
    "post or a voice channel.",
    course_away="The course of this class is not here at the moment. Please tell your teacher; nothing is lost.",
    joined_directly="You are in. I have written to you in our direct messages:",
    joined_in_a_thread="You are in. Your direct messages are closed to me, so I have written to you in a private "
    "thread:",
    joined="You are in. I have written to you in our direct messages. If they are closed, look for a private thread "
    "of this channel that I opened for you.",
    not_a_teacher="That is for the teachers of this class. Its owner can add you with `/class teacher`.",
    not_the_owner="That is for the owner of this class, who made it.",
    not_allowed_to_make="A class is made by somebody who may manage channels here. Please ask an administrator of "
    "the server.",
    not_saved="That was not saved. Please send it again in a moment.",
    broken="Something broke here, and nothing was changed. Please tell your teacher; `/where` shows where you are.",
    in_private="I have answered in our private chat, which nobody else in this channel sees.",
    class_made="This channel is now the class “{title}”, with the course “{course}”. What needs you comes to the "
    "teachers' channel. Students join with the button here.",
    class_changed="The class is now “{title}”, with the course “{course}”.",
    readers="The teachers' channel can be read by: {roles}. See that no student has one of these roles.",
    lacking="I lack permissions in {place}: {permissions}. Please add them there, or take the invite link again.",
    teacher_added="{name} teaches this class now. Please see that they can read the teachers' channel: its cards "
    "come there.",
    teacher_removed="{name} teaches this class no more.",
    teacher_stays="{name} owns this class, or does not teach it; nothing was changed.",
    no_bots="A bot cannot teach a class.",
    must_be_private="Students could read that channel, since everybody in the server can. Please choose a private "
    "one, or take “View Channel” from everybody there.",
    choose_another="Students read that channel, since a class meets there. Please choose the teachers' own.",
    teachers_meet_here="The teachers of a class meet here, so students must not. Please make the class in a channel "
    "of its own.",
    everybodys_role="Everybody in the server has that role, students too. Please choose one that the teachers alone "
    "have.",
    no_such_course="I do not have that course. Please choose one from the list.",
    no_such_student="I do not find that student in this class. Please choose one from the list.",
    no_such_unit="The course of this class has no such unit. Please choose one from the list.",
    unit_opened="“{unit}” is open for {name} now.",
    reward_set="Whoever masters {unit} gets the role {role} from now on. Everybody in the server can see who has a "
    "role.",
    reward_removed="{role} is not given for {unit} any more. Whoever has it keeps it.",
    role_above="I cannot give the role {role}: it stands above mine, or belongs to another app. In Server Settings, "
    "Roles, drag mine above it.",
    no_manage_roles="I may not give roles here. Give my role “Manage Roles”, or take the invite link of `tutor setup "
    "discord --invite --rewards`.",
    each_unit="any unit",
    not_yours_to_give="To set this reward you need the right to give that role yourself (“Manage Roles”, and a role "
    "above it), and “Manage Channels” where it opens a channel.",
    reward_missed="I could not give the role {role} for a mastered unit in “{title}”: {why}.",
    rewarded="You have the role {role} now.",
    opens="It opens {channel}.",
    came_here="I could not write this in the teachers' channel of “{title}” ({why}), so it came to you. `/class "
    "set-up` in the class's channel chooses another one.",
    cannot_write="Something for the class “{title}” could not be written ({why}). Please see what I am allowed to do "
    "there.",
    everybody_reads="everybody in the server can read it",
    its_forum="its help forum: {why}",
    is_missing="“{permission}” is missing",
    no_thread="no thread could be opened: {why}",
    files_unread="I cannot read files. Please write the answer itself, or press **Write your answer**.",
    thread_name="Your practice",
    in_a_thread="Your direct messages are closed to me, so we meet in this private thread: you, me, and those who "
    "may manage threads here. To go on in direct messages, open the server's menu, then Privacy Settings, switch on "
    "Direct Messages, and write `/learn`.",
    here_again="Your direct messages are open to me again, so we go on here.",
    unread_here="I cannot read what is typed in a thread. Press **Write your answer**, or begin with my name: {me} 3/4",
    not_understood="I could not take that: what was chosen is not here any more, or this command has changed. Please "
    "choose once more.",
    not_yours="These buttons belong to the student whose practice this is.",
    old="This button is from an older message. `/where` shows where you are.",
    asks_again="Shall {name} begin this unit again? Nothing that was written is lost.",
    late="That took too long, and the window could not be opened. Please press once more.",
    join_message="**{title}** practises “{course}” with me, together with {teacher}. Press the button, and I write "
    "to you in private. You move on when you know it; what you answer is seen by you and your teachers.",
    join="Join the class",
)
SPANISH = Replies(
    not_in_a_class="Aún no estás en ninguna clase. Abre el canal de tu clase y escribe allí `/aprender`.",
    no_class_here="Este canal no es una clase. Un docente puede crearla con `/clase configurar`.",
    several_classes="Aquí se reúnen los docentes de varias clases. Escribe eso en el canal de la clase que quieras.",
    only_in_a_server="Eso funciona en el canal de una clase.",
    only_in_a_text_channel="Una clase se reúne en un canal de texto. Escribe eso en uno así, no en un hilo, una "
    "publicación o un canal de voz.",
    course_away="El curso de esta clase no está aquí en este momento. Díselo a tu docente; no se pierde nada.",
    joined_directly="Ya estás dentro. Te he escrito por mensaje directo:",
    joined_in_a_thread="Ya estás dentro. Tienes cerrados los mensajes directos, así que te he escrito en un hilo "
    "privado:",
    joined="Ya estás dentro. Te he escrito por mensaje directo. Si los tienes cerrados, busca en este canal un hilo "
    "privado que he abierto para ti.",
    not_a_teacher="Eso lo pueden hacer los docentes de esta clase. Quien la creó puede añadirte con `/clase docente`.",
    not_the_owner="Eso lo puede hacer quien creó esta clase.",
    not_allowed_to_make="Una clase la crea quien puede gestionar canales aquí. Pídelo a la administración del "
    "servidor.",
    not_saved="No se ha guardado. Envíalo otra vez dentro de un momento.",
    broken="Algo no funcionó aquí y nada ha cambiado. Díselo a tu docente; `/donde` muestra dónde estás.",
    in_private="He respondido en nuestro chat privado, que nadie más de este canal ve.",
    class_made="Este canal es ahora la clase «{title}», con el curso «{course}». Lo que requiere tu atención llega "
    "al canal de docentes. Los estudiantes entran aquí con el botón.",
    class_changed="La clase es ahora «{title}», con el curso «{course}».",
    readers="El canal de docentes lo pueden leer: {roles}. Comprueba que ningún estudiante tenga uno de esos roles.",
    lacking="Me faltan permisos en {place}: {permissions}. Añádelos allí o usa otra vez el enlace de invitación.",
    teacher_added="{name} enseña ahora en esta clase. Comprueba que pueda leer el canal de docentes: allí llegan sus "
    "tarjetas.",
    teacher_removed="{name} ya no enseña en esta clase.",
    teacher_stays="{name} es quien creó la clase, o no enseña en ella; no ha cambiado nada.",
    no_bots="Un bot no puede enseñar en una clase.",
    must_be_private="Los estudiantes podrían leer ese canal, pues lo lee todo el servidor. Elige uno privado, o "
    "quita a todos el permiso «Ver canal» en él.",
    choose_another="Ese canal lo leen estudiantes, pues allí se reúne una clase. Elige el de los docentes.",
    teachers_meet_here="Aquí se reúnen los docentes de una clase, y los estudiantes no deben leerlo. Crea la clase "
    "en un canal propio.",
    everybodys_role="Ese rol lo tiene todo el servidor, también los estudiantes. Elige uno que tengan los docentes y "
    "nadie más.",
    no_such_course="No tengo ese curso. Elige uno de la lista.",
    no_such_student="No encuentro a ese estudiante en esta clase. Elige uno de la lista.",
    no_such_unit="El curso de esta clase no tiene esa unidad. Elige una de la lista.",
    unit_opened="«{unit}» está abierta ahora para {name}.",
    reward_set="Quien domine {unit} recibe desde ahora el rol {role}. Todo el servidor puede ver quién tiene un rol.",
    reward_removed="{role} ya no se da por {unit}. Quien lo tiene lo conserva.",
    role_above="No puedo dar el rol {role}: está por encima del mío o pertenece a otra aplicación. En Ajustes del "
    "servidor, Roles, arrastra el mío por encima.",
    no_manage_roles="Aquí no puedo dar roles. Da a mi rol «Gestionar roles», o usa el enlace de `tutor setup discord "
    "--invite --rewards`.",
    each_unit="cualquier unidad",
    not_yours_to_give="Para esta recompensa debes poder dar tú ese rol («Gestionar roles» y un rol por encima), y "
    "«Gestionar canales» si abre un canal.",
    reward_missed="No pude dar el rol {role} por una unidad dominada en «{title}»: {why}.",
    rewarded="Ahora tienes el rol {role}.",
    opens="Abre {channel}.",
    came_here="No pude escribir esto en el canal de docentes de «{title}» ({why}), por eso te llega a ti. `/clase "
    "configurar` en el canal de la clase elige otro.",
    cannot_write="No puedo escribir en el canal de «{title}» ({why}). Mira qué permisos tengo allí.",
    everybody_reads="lo puede leer todo el servidor",
    its_forum="su foro de ayuda: {why}",
    is_missing="falta «{permission}»",
    no_thread="no se pudo abrir un hilo: {why}",
    files_unread="No puedo leer archivos. Escribe la respuesta misma, o pulsa **Escribir la respuesta**.",
    thread_name="Tu práctica",
    in_a_thread="Tienes cerrados los mensajes directos, así que nos vemos en este hilo privado: tú, yo y quien puede "
    "gestionar hilos aquí. Para seguir por mensaje directo, abre el menú del servidor, Ajustes de privacidad, activa "
    "Mensajes directos y escribe `/aprender`.",
    here_again="Tus mensajes directos están abiertos otra vez, así que seguimos aquí.",
    unread_here="No puedo leer lo que se escribe en un hilo. Pulsa **Escribir la respuesta**, o empieza por mi "
    "nombre: {me} 3/4",
    not_understood="No he podido con eso: lo elegido ya no está aquí, o la orden ha cambiado. Elige otra vez.",
    not_yours="Estos botones son del estudiante que practica aquí.",
    old="Este botón es de un mensaje anterior. `/donde` muestra dónde estás.",
    asks_again="¿Empieza {name} otra vez esta unidad? No se pierde nada de lo escrito.",
    late="Tardó demasiado y la ventana no se pudo abrir. Pulsa otra vez.",
    join_message="**{title}** practica «{course}» conmigo, junto con {teacher}. Pulsa el botón y te escribo en "
    "privado. Avanzas cuando lo sabes; lo que respondes lo ven tú y tus docentes.",
    join="Entrar en la clase",
)
REPLIES = {"en": ENGLISH, "es": SPANISH}


def refusal(error: EngineError, replies: Replies) -> str:
    """What a student or a teacher hears where nothing was changed."""
    match error:
        case NotEnrolled():
            return replies.not_in_a_class
        case UnknownClass():
            return replies.course_away
        case _:
            return replies.broken


def replies_in(language: str) -> Replies:
    """Of a language tag such as `es` or `es-ES`; English for a language that is not here."""
    return REPLIES.get(language[:2], ENGLISH)
