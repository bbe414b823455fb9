"""The table of commands as the library's command tree, and its registration with Discord where it has changed.

Rules
- A command decides nothing: what was asked for becomes a value (`Commanded`) and is taken like everything else.
- Choices while typing (autocomplete) are answered from memory and the store, never by calls of Discord.
- Registered commands are read and compared at the start; they are written only where they differ, since Discord takes
  200 creations a day.
"""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING, Any, Protocol

import aiohttp
import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.http import Route

from adapters.discord.commands import GROUP, GROUP_WORD, OPTIONS, STUDENT, TEACHER, translations
from adapters.discord.replies import replies_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

logger = logging.getLogger("tutor")
MOST_CHOICES = 25
LONGEST_CHOICE = 100

EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True)
IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False)
TO_SERVERS = app_commands.AppInstallationType(guild=True)
SAYING = frozenset(
    {
        *("options", "required", "autocomplete", "channel_types", "choices"),
        *("min_value", "max_value", "min_length", "max_length"),
        *("name_localizations", "description_localizations"),
    }
)
"""Fields that say something where Discord has them and we send none: then it has an older command."""
LOCALIZED = frozenset({"name_localizations", "description_localizations"})
OUTDATED = frozenset({"dm_permission"})
"""What the library sends and Discord need not tell: `contexts` says it."""

Inter = discord.Interaction[Any]
SPANISH = frozenset({discord.Locale.spain_spanish, discord.Locale.latin_american_spanish})


class Desk(Protocol):
    """Whoever takes commands and knows the choices."""

    async def command(self, interaction: Inter, command: str, /, **options: Any) -> None:
        """One command."""
        ...

    async def courses(self, interaction: Inter, typed: str) -> list[tuple[str, str]]:
        """(title, id) of courses."""
        ...

    async def students(self, interaction: Inter, typed: str) -> list[tuple[str, str]]:
        """(name, user id) of the students of the class that is meant here, for its teachers alone."""
        ...

    async def units(self, interaction: Inter, typed: str) -> list[tuple[str, str]]:
        """(title, id) of the units of the class that is meant here."""
        ...


class Spanish(app_commands.Translator):
    """Names and descriptions in Spanish, from the table."""

    def __init__(self) -> None:
        self._texts = translations()

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """None: as it is."""
        del context
        return self._texts.get(string.message) if locale in SPANISH else None


class Tree(app_commands.CommandTree[Any]):
    """The library's tree, whose errors are told without what was written."""

    async def on_error(self, interaction: Inter, error: app_commands.AppCommandError) -> None:
        """A command that is not known here (of an older version), or whose person, role or channel is gone."""
        logger.warning("Discord: a command could not be taken: %s", type(error).__name__)
        if interaction.type is discord.InteractionType.application_command and not interaction.response.is_done():
            sentence = replies_in(str(interaction.locale)).not_understood
            with contextlib.suppress(discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError):
                await interaction.response.send_message(sentence, ephemeral=True)


def tree_of(client: discord.Client, desk: Desk) -> Tree:
    """All commands of the table."""
    tree = Tree(client, allowed_contexts=EVERYWHERE, allowed_installs=TO_SERVERS)
    for name, word in STUDENT.items():
        tree.add_command(_student(name, word.says, desk))
    tree.add_command(_group(desk))
    return tree


def _student(name: str, says: str, desk: Desk) -> app_commands.Command[Any, ..., Any]:
    async def taken(interaction: discord.Interaction) -> None:
        await desk.command(interaction, name)

    return app_commands.Command(name=locale_str(name), description=locale_str(says), callback=taken)


def _group(desk: Desk) -> app_commands.Group:
    group = app_commands.Group(
        name=locale_str(GROUP),
        description=locale_str(GROUP_WORD.says),
        guild_only=True,
        allowed_contexts=IN_SERVERS,
        default_permissions=discord.Permissions(manage_messages=True),
    )

    @_said(
        group,
        "set-up",
        course="course",
        teachers="teachers-channel",
        title="title",
        name="your-name",
        role="teachers-role",
        forum="help-forum",
    )
    @app_commands.autocomplete(course=_choices(desk.courses))
    async def set_up(
        interaction: discord.Interaction,
        course: str,
        teachers: discord.TextChannel,
        title: app_commands.Range[str, 1, 80] | None = None,
        name: app_commands.Range[str, 1, 40] | None = None,
        role: discord.Role | None = None,
        forum: discord.ForumChannel | None = None,
    ) -> None:
        await desk.command(
            interaction,
            "class set-up",
            course=course,
            teachers=teachers,
            title=title,
            name=name,
            role=role,
            forum=forum,
        )

    @_said(group, "today")
    async def today(interaction: discord.Interaction) -> None:
        await desk.command(interaction, "class today")

    @_said(group, "student", student="student")
    @app_commands.autocomplete(student=_choices(desk.students))
    async def student(interaction: discord.Interaction, student: str) -> None:
        await desk.command(interaction, "class student", student=student)

    @_said(group, "open", student="student", unit="unit")
    @app_commands.autocomplete(student=_choices(desk.students), unit=_choices(desk.units))
    async def open_(interaction: discord.Interaction, student: str, unit: str) -> None:
        await desk.command(interaction, "class open", student=student, unit=unit)

    @_said(group, "teacher", person="person", remove="remove")
    async def teacher(interaction: discord.Interaction, person: discord.Member, *, remove: bool = False) -> None:
        await desk.command(interaction, "class teacher", person=person, remove=remove)

    @_said(group, "reward", role="role", unit="unit", channel="channel", remove="remove")
    @app_commands.autocomplete(unit=_choices(desk.units))
    async def reward(
        interaction: discord.Interaction,
        role: discord.Role,
        unit: str | None = None,
        channel: discord.TextChannel | discord.ForumChannel | discord.VoiceChannel | None = None,
        *,
        remove: bool = False,
    ) -> None:
        await desk.command(interaction, "class reward", role=role, unit=unit, channel=channel, remove=remove)

    del set_up, today, student, open_, teacher, reward  # they are in the group now
    return group


def _said(group: app_commands.Group, command: str, /, **options: str) -> Callable[[Any], Any]:
    """Into the group, with the texts of the table. options: parameter -> its name in the table."""

    def decorated(function: Any) -> Any:
        described = app_commands.describe(**{key: locale_str(OPTIONS[named].says) for key, named in options.items()})
        renamed = app_commands.rename(**{key: locale_str(named) for key, named in options.items() if key != named})
        with_texts = described(renamed(function) if any(key != named for key, named in options.items()) else function)
        return group.command(name=locale_str(command), description=locale_str(TEACHER[command].says))(with_texts)

    return decorated


def _choices(found: Callable[[Inter, str], Awaitable[list[tuple[str, str]]]]) -> Any:
    async def choices(interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        listed = await found(interaction, current)
        return [
            Choice(name=name[:LONGEST_CHOICE] or "?", value=value)
            for name, value in listed[:MOST_CHOICES]
            if len(value) <= LONGEST_CHOICE
        ]

    return choices


# --- registration ---


async def register(tree: Tree, client: discord.Client) -> bool:
    """Write the commands where Discord has others; True: written. Raises discord.HTTPException."""
    await tree.set_translator(Spanish())
    sent = [await command.get_translated_payload(tree, tree.translator or Spanish()) for command in tree.get_commands()]
    route = Route("GET", f"/applications/{client.application_id}/commands?with_localizations=true")
    there = await client.http.request(route)
    # In whatever order; of other kinds than slash commands we have none.
    listed = sorted(there, key=lambda one: str(one["name"]))
    if is_same(sorted(sent, key=lambda one: str(one["name"])), listed):
        return False
    await tree.sync()
    return True


def is_same(sent: Any, there: Any) -> bool:
    """Whether what Discord has says what we send: it adds fields of its own, and leaves out what is empty."""
    if isinstance(sent, dict):
        has = there if isinstance(there, dict) else {}
        names = {*sent, *(SAYING & has.keys())} - OUTDATED
        return all(
            (sent.get(name) or {}) == (has.get(name) or {})
            if name in LOCALIZED
            else is_same(sent.get(name), has.get(name))
            for name in names
        )
    if isinstance(sent, list):
        listed = there or []
        return len(sent) == len(listed) and all(map(is_same, sent, listed))
    return (sent or None) == (there or None) or str(sent) == str(there)
