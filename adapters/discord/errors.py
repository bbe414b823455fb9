"""What Discord's error codes mean for a letter. One table; a code that is not in it is waited for, then given up.

Source: Discord's developer documents, Opcodes and Status Codes, JSON (JSON Error Codes).
"""

from __future__ import annotations

UNAUTHORISED = 401
"""HTTP: our token is not taken. Every letter waits until a person mends it, and none is lost."""
TOKEN_PAUSE = 60.0
"""Seconds until Discord, which refused our token, is asked again."""

UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MEMBER, UNKNOWN_MESSAGE, UNKNOWN_ROLE = 10003, 10004, 10007, 10008, 10011
UNKNOWN_USER, NO_ACCESS, NO_PERMISSION = 10013, 50001, 50013
ARCHIVED, LOCKED = 50083, 160005
TOO_FAST = 40003
"""Direct messages are being opened too fast."""
CLOSED = 50007
"""This person takes no direct messages from us."""
NO_COMMON_GUILD = 50278
TAG_WANTED = 40067
THREAD_THERE = 160004
WRONG_ROLE = 50028

PLACE = frozenset(
    {
        *(UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_USER, NO_ACCESS, NO_PERMISSION, ARCHIVED, LOCKED, CLOSED),
        *(NO_COMMON_GUILD, TAG_WANTED),
    }
)
"""This place takes nothing more: another way is tried."""

PERSON = frozenset({UNKNOWN_MEMBER, UNKNOWN_USER, NO_COMMON_GUILD})
"""It is no place that is the matter: this person is not there any more."""

CONTENT = frozenset({50035, 50006, 40005, 50109, 50046})
"""What was sent cannot be shown (invalid body, empty, too large, no JSON, a bad file): it is sent plainer."""

GONE = frozenset({UNKNOWN_MESSAGE, 50005, 50027, UNKNOWN_CHANNEL})
"""The message that was to be changed is not there any more, or not ours."""

NOT_LET_IN = 1
"""Our own: a thread was opened, and this person could not be let into it."""

_ENGLISH = {
    UNKNOWN_CHANNEL: "the channel is gone",
    UNKNOWN_GUILD: "the tutor is not in that server any more",
    UNKNOWN_USER: "Discord does not know that account any more",
    UNKNOWN_MEMBER: "they have left the server",
    UNKNOWN_ROLE: "the role is gone",
    NO_ACCESS: "the tutor cannot see the channel",
    NO_PERMISSION: "the tutor lacks a permission there",
    ARCHIVED: "the thread is archived",
    LOCKED: "the thread is locked",
    CLOSED: "their direct messages are closed",
    NO_COMMON_GUILD: "they have left the server",
    TAG_WANTED: "the forum wants a tag on each post",
    NOT_LET_IN: "they cannot see the class's channel, so no thread can be opened for them there",
    WRONG_ROLE: "it belongs to another app",
}
_SPANISH = {
    UNKNOWN_CHANNEL: "el canal ya no existe",
    UNKNOWN_GUILD: "el tutor ya no está en ese servidor",
    UNKNOWN_USER: "Discord ya no conoce esa cuenta",
    UNKNOWN_MEMBER: "ya no está en el servidor",
    UNKNOWN_ROLE: "el rol ya no existe",
    NO_ACCESS: "el tutor no ve el canal",
    NO_PERMISSION: "al tutor le falta un permiso allí",
    ARCHIVED: "el hilo está archivado",
    LOCKED: "el hilo está bloqueado",
    CLOSED: "tiene cerrados los mensajes directos",
    NO_COMMON_GUILD: "ya no está en el servidor",
    TAG_WANTED: "el foro pide una etiqueta en cada publicación",
    NOT_LET_IN: "no ve el canal de la clase, así que no se le puede abrir un hilo allí",
    WRONG_ROLE: "pertenece a otra aplicación",
}
_OF_A_ROLE = {
    "en": "it stands above the tutor's own role, or the tutor lacks “Manage Roles”",
    "es": "está por encima del rol del tutor, o al tutor le falta «Gestionar roles»",
}
_AS_READ = {"en": _ENGLISH, "es": _SPANISH}
LANGUAGES = frozenset(_AS_READ)


def as_read(code: int, language: str = "en") -> str:
    """What a teacher or an admin reads about a refusal; English for a language that is not here."""
    return _AS_READ.get(language[:2], _ENGLISH).get(code, f"Discord: {code}")


def as_read_of_role(code: int, language: str = "en") -> str:
    """Why a role was not given."""
    of_role = _OF_A_ROLE.get(language[:2], _OF_A_ROLE["en"])
    return of_role if code == NO_PERMISSION else as_read(code, language)
