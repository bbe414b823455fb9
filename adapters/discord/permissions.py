"""What the bot may do in a server, and why: one table, from which the invite link and every check are made.

Rules
- The least that works: each permission has its reason here. Administrator is never among them.
- Mastery roles are an option; what only they need is asked for only where they are wanted.
- A channel can take away what the server gave, so each place is checked by what is needed in it.

Source: Discord's developer documents, Permissions; Threads (Permissions). Names as the channel settings write them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import discord

if TYPE_CHECKING:
    from collections.abc import Mapping

SCOPES = ("bot", "applications.commands")
"""Of the invite: the bot itself, and its slash commands."""

Where = Literal["class", "teachers", "forum", "server", "opened"]
"""class: the class's channel, with the threads below it. teachers: their channel. forum: for help. server: all of it.
opened: a channel that a mastery role opens."""


class Needed(NamedTuple):
    """name: as channel settings write it. why: what it is for. where: the places in which it is needed.

    only_for_rewards: asked for with mastery roles alone. elsewhere: other names, by place.
    """

    name: str
    why: str
    where: tuple[Where, ...]
    only_for_rewards: bool = False
    elsewhere: Mapping[Where, str] = {}


PERMISSIONS: Mapping[str, Needed] = {
    "view_channel": Needed("View Channel", "sees the channels of a class", ("class", "teachers", "forum", "opened")),
    "send_messages": Needed(
        "Send Messages",
        "announces a class, brings cards to the teachers' channel, posts in the help forum",
        ("class", "teachers", "forum"),
        elsewhere={"forum": "Create Posts"},
    ),
    "embed_links": Needed("Embed Links", "frames a question or a card", ("class", "teachers")),
    "attach_files": Needed("Attach Files", "shows the pictures of a course in a private thread", ("class",)),
    "read_message_history": Needed(
        "Read Message History",
        "finds its own message, and what a student wrote, again after a lost connection",
        ("class", "teachers"),
    ),
    "create_public_threads": Needed(
        "Create Public Threads", "opens a thread in which classmates help each other", ("class",)
    ),
    "create_private_threads": Needed(
        "Create Private Threads", "meets a student whose direct messages are closed", ("class",)
    ),
    "send_messages_in_threads": Needed(
        "Send Messages in Threads", "writes to the student there, and lets them in", ("class",)
    ),
    "manage_roles": Needed(
        "Manage Roles",
        "gives a mastery role, and lets that role see a channel",
        ("server", "opened"),
        only_for_rewards=True,
        elsewhere={"opened": "Manage Permissions"},
    ),
}
"""Attribute of discord.Permissions -> what it is needed for."""


SPANISH: Mapping[str, str] = {
    "View Channel": "Ver canal",
    "Send Messages": "Enviar mensajes",
    "Create Posts": "Crear publicaciones",
    "Embed Links": "Insertar enlaces",
    "Attach Files": "Adjuntar archivos",
    "Read Message History": "Leer el historial de mensajes",
    "Create Public Threads": "Crear hilos públicos",
    "Create Private Threads": "Crear hilos privados",
    "Send Messages in Threads": "Enviar mensajes en hilos",
    "Manage Roles": "Gestionar roles",
    "Manage Permissions": "Gestionar permisos",
}
"""As the settings of a Discord in Spanish write them."""


def permissions(rewards: bool = False) -> discord.Permissions:
    """What the invite link asks for. rewards: mastery roles are wanted."""
    return discord.Permissions(**dict.fromkeys(needed(rewards), True))


def needed(rewards: bool = False) -> dict[str, Needed]:
    """The rows of the table that the invite link asks for."""
    return {name: one for name, one in PERMISSIONS.items() if rewards or not one.only_for_rewards}


def missing(granted: discord.Permissions, where: Where, language: str = "en") -> list[str]:
    """What a place lacks, by its names there. `server` and `opened` are for mastery roles.

    granted: of a channel with its own settings (`permissions_for`), of the whole server for `server`.
    """
    names = [
        one.elsewhere.get(where, one.name)
        for attribute, one in PERMISSIONS.items()
        if where in one.where and not getattr(granted, attribute)
    ]
    return [SPANISH[name] for name in names] if language[:2] == "es" else names
