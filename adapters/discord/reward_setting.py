"""`/class reward`: a role for whoever masters a unit, and a channel that it opens.

Rule: whoever sets a reward could give that role and open that channel by themselves, so that nobody gets more than they
have. What is given, and when, is in `rewards`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.discord.answers import Answer, told
from adapters.discord.api import Ok, Wrong
from adapters.discord.choices import meant
from adapters.discord.classes import Reward
from adapters.discord.errors import as_read
from bot.dialogue.marks import quote

if TYPE_CHECKING:
    from adapters.discord.api import Api
    from adapters.discord.arrivals import Presser
    from adapters.discord.choices import Choices
    from adapters.discord.classes import Classes
    from adapters.discord.guilds import Guilds
    from adapters.discord.received import Wanted


class RewardSetting:
    """Of classes."""

    def __init__(self, classes: Classes, guilds: Guilds, choices: Choices, api: Api) -> None:
        self._classes = classes
        self._guilds = guilds
        self._choices = choices
        self._api = api

    async def set(self, wanted: Wanted, community: str, class_id: str) -> Answer:
        """Set it, or take it away. Raises EngineError."""
        command, presser = wanted.command, wanted.command.presser
        replies, role = self._classes.replies(community, class_id), command.named("role")
        if role is None or not await self._classes.may(presser, community, class_id, "change the class"):
            return told(replies.not_a_teacher)
        titles = self._choices.titles(community, class_id)
        unit = meant(titles, command.text("unit"))
        removes = bool(command.options.get("remove"))
        if unit and unit not in titles:
            return told(replies.no_such_unit)
        channel = command.named("channel")
        refused = None if removes else self._reward_refused(presser, role.id, channel.id if channel else "")
        if refused is not None:
            return told(getattr(replies, refused).format(role=quote(role.name)))
        if channel is not None and not removes:
            lacking = await self._not_opened(
                presser.guild, channel.id, role.id, self._classes.language(community, class_id)
            )
            if lacking is not None:
                name = quote(f"#{channel.name}")
                return told(replies.lacking.format(place=name, permissions=lacking) if lacking else replies.not_saved)
        reward = Reward(role.id, unit, channel.id if channel is not None else "")
        await self._classes.reward(community, class_id, reward, removes=removes)
        about = f"“{quote(titles[unit])}”" if unit else replies.each_unit
        sentence = replies.reward_removed if removes else replies.reward_set
        return told(sentence.format(unit=about, role=f"**{quote(role.name)}**"))

    async def _not_opened(self, guild: str, channel: str, role: str, language: str) -> str | None:
        """What we lack to let a role into a channel; empty: Discord does not answer now. None: it is open."""
        lacking = self._guilds.missing(guild, channel, "opened", language)
        if lacking:
            return ", ".join(lacking)
        answer = await self._api.open_to_role(channel, role)
        if isinstance(answer, Ok):
            return None
        return as_read(answer.code, language) if isinstance(answer, Wrong) else ""

    def _reward_refused(self, presser: Presser, role: str, opens: str) -> str | None:
        """opens: a channel, or empty."""
        if not self._guilds.can_manage_roles(presser.guild):
            return "no_manage_roles"
        if self._guilds.is_above_us(presser.guild, role):
            return "role_above"
        allowed = self._guilds.may_give(presser, role) and (not opens or self._guilds.may_open(presser, opens))
        return None if allowed else "not_yours_to_give"
