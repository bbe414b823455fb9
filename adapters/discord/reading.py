"""From the library's objects to what arrived, as values. One normaliser for both shapes: in a server Discord tells a
member and a guild, in direct messages a user and neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from adapters.discord.arrivals import Commanded, Named, Pressed, Presser, Submitted, Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST_QUESTION = 3_000
PEOPLE = (discord.MessageType.default, discord.MessageType.reply)
"""Kinds of messages that a person writes. All others are Discord's own."""


def presser_of(interaction: discord.Interaction[Any]) -> Presser:
    """Who pressed."""
    user = interaction.user
    granted = interaction.permissions
    return Presser(
        user=str(user.id),
        name=user.display_name,
        channel=_channel_of(interaction),
        guild=str(interaction.guild_id or ""),
        roles=_roles_of(user),
        may_manage=granted.manage_channels or granted.administrator,
        locale=str(interaction.locale),
    )


def _channel_of(interaction: discord.Interaction[Any]) -> str:
    if interaction.message is not None:
        return str(interaction.message.channel.id)
    return str(interaction.channel_id or "")


def _roles_of(user: discord.User | discord.Member) -> frozenset[str]:
    """As Discord tells them: also those that the library does not know yet (a role that was made a moment ago), and
    without the role that everybody has, which makes nobody a teacher."""
    return frozenset(str(role) for role in getattr(user, "_roles", ()))


def written_of(message: discord.Message) -> Written:
    """A message, new or read from the history."""
    mentioned: list[Any] = [*message.mentions, *message.channel_mentions, *message.role_mentions]
    return Written(
        id=str(message.id),
        user=str(message.author.id),
        channel=str(message.channel.id),
        guild=str(message.guild.id) if message.guild is not None else "",
        text=message.content,
        is_person=not message.author.bot and message.webhook_id is None and message.type in PEOPLE,
        names={str(one.id): getattr(one, "display_name", None) or one.name for one in mentioned},
        has_files=bool(message.attachments or message.stickers),
    )


def pressed_of(interaction: discord.Interaction[Any]) -> Pressed:
    """A button or a select."""
    raw: Mapping[str, Any] = interaction.data or {}
    message = interaction.message
    return Pressed(
        id=str(interaction.id),
        presser=presser_of(interaction),
        message=str(message.id) if message is not None else "",
        custom_id=str(raw.get("custom_id", "")),
        values=tuple(map(str, raw.get("values") or ())),
        question=_question(message) if message is not None else "",
    )


def is_shown(interaction: discord.Interaction[Any]) -> bool:
    """Whether the message still shows the control: the library takes presses of no other."""
    custom_id = pressed_of(interaction).custom_id
    rows = interaction.message.components if interaction.message is not None else []
    return any(getattr(child, "custom_id", None) == custom_id for row in rows for child in getattr(row, "children", ()))


def _question(message: discord.Message) -> str:
    text = message.content or next((embed.description or "" for embed in message.embeds), "")
    return text[:LONGEST_QUESTION]


def submitted_of(interaction: discord.Interaction[Any]) -> Submitted:
    """A window that was sent."""
    raw: Mapping[str, Any] = interaction.data or {}
    return Submitted(
        id=str(interaction.id),
        presser=presser_of(interaction),
        custom_id=str(raw.get("custom_id", "")),
        texts=dict(_fields(raw.get("components") or ())),
    )


def _fields(components: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """Of rows (`components`) and labels (`component`) alike."""
    for part in components:
        if "custom_id" in part and "value" in part:
            yield str(part["custom_id"]), str(part["value"])
        yield from _fields(part.get("components") or ())
        if isinstance(part.get("component"), dict):
            yield from _fields([part["component"]])


def commanded_of(interaction: discord.Interaction[Any], command: str, /, **options: Any) -> Commanded:
    """A slash command, with what the library resolved."""
    given = {key: _option(value) for key, value in options.items() if value is not None}
    return Commanded(str(interaction.id), presser_of(interaction), command, given)


def _option(value: Any) -> Any:
    """A person, a role or a channel becomes its id and name."""
    if isinstance(value, discord.Member | discord.User):
        return Named(str(value.id), value.display_name, is_bot=value.bot)
    if isinstance(value, discord.Role):
        return Named(str(value.id), value.name)
    if hasattr(value, "id") and hasattr(value, "name"):
        return Named(str(value.id), str(value.name))
    return value
