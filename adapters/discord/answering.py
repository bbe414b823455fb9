"""Brings an answer to an interaction, in the time that Discord gives.

Rules
- The first answer within three seconds: what is worked out in two is answered at once, after the commit; for the rest
  it is deferred first, and follows.
- A token holds for a quarter of an hour. Where it holds no more, or the first answer came too late (10062), a sentence
  goes by an ordinary direct message; what was done is done, and nothing is asked twice.
- A window can only be a first answer. Where it comes too late, whoever pressed is asked to press once more.

Source: Discord's developer documents, Receiving and Responding (Followup Messages; Interaction Callback).
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from adapters.discord.answers import Answer, Done, Told, Window, told
from adapters.discord.components import answer_window, embed_of, view_of
from adapters.discord.replies import replies_in
from adapters.words import words_for

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.discord.notes import Notes
    from adapters.discord.render import Message

logger = logging.getLogger("tutor")
ANSWERED = 40060
"""The first answer was given: an interaction that came twice, or an answer that reached Discord though it said 5xx."""
PATIENCE = 2.0
"""Seconds until it is deferred; a second is left for the way to Discord."""
NETWORK = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)


class Answering:
    """notes: for what comes too late. acknowledged: told the seconds until each first answer."""

    def __init__(self, notes: Notes, acknowledged: Callable[[float], None] = lambda _: None) -> None:
        self._notes = notes
        self._acknowledged = acknowledged

    async def answer(self, interaction: discord.Interaction[Any], work: Awaitable[Answer]) -> None:
        """Do `work` at once, before anything that comes behind it, and answer with what it returns. Total where `work`
        is."""
        began, is_worked_out = time.monotonic(), asyncio.Event()
        deferring = asyncio.create_task(self._deferred(interaction, is_worked_out, began))
        try:
            answer = await work
        finally:
            is_worked_out.set()
        if await deferring:
            await self._tried(interaction, self._follow(interaction, answer), answer)
        elif await self._tried(interaction, self._first(interaction, answer), answer):
            self._acknowledged(time.monotonic() - began)

    async def _deferred(
        self, interaction: discord.Interaction[Any], is_worked_out: asyncio.Event, began: float
    ) -> bool:
        """Whether it had to be."""
        try:
            async with asyncio.timeout(PATIENCE):
                await is_worked_out.wait()
        except TimeoutError:
            deferred = await self._tried(interaction, _defer(interaction), None)
            self._acknowledged(time.monotonic() - began)
            return deferred
        return False

    async def _first(self, interaction: discord.Interaction[Any], answer: Answer) -> None:
        respond = interaction.response
        match answer:
            case Told(message=message):
                await respond.send_message(**_shown(message), ephemeral=True)
            case Window():
                await respond.send_modal(self._modal(interaction, answer))
            case Done() if interaction.type is discord.InteractionType.application_command:
                # A command wants to be answered by something that is seen; what was asked for comes in the chat.
                await respond.defer(ephemeral=True, thinking=True)
                await interaction.delete_original_response()
            case Done():
                await respond.defer()

    async def _follow(self, interaction: discord.Interaction[Any], answer: Answer) -> None:
        of_command = interaction.type is discord.InteractionType.application_command
        match answer:
            case Done():
                if of_command:
                    await interaction.delete_original_response()
            case Told(message=message):
                await _follow_up(interaction, message, of_command=of_command)
            case Window():
                await _follow_up(
                    interaction, told(replies_in(str(interaction.locale)).late).message, of_command=of_command
                )

    @staticmethod
    def _modal(interaction: discord.Interaction[Any], window: Window) -> discord.ui.Modal:
        return answer_window(
            custom_id=window.custom_id,
            title=window.title,
            label=window.label,
            question=window.question,
            longest=window.longest,
            words=words_for(str(interaction.locale)),
        )

    async def _tried(self, interaction: discord.Interaction[Any], work: Awaitable[None], answer: Answer | None) -> bool:
        """Whether Discord took it. A sentence that it did not take goes by a message; a press needs none."""
        try:
            await work
        except NETWORK as error:
            code = getattr(error, "code", 0) or type(error).__name__
            if code == ANSWERED:
                return True
            logger.warning("Discord: an interaction was not answered (%s)", code)
            if isinstance(answer, Told):
                await self._notes.send(str(interaction.user.id), answer.message)
            return False
        return True


async def _defer(interaction: discord.Interaction[Any]) -> None:
    if interaction.type is discord.InteractionType.application_command:
        await interaction.response.defer(ephemeral=True, thinking=True)
    else:
        await interaction.response.defer()


async def _follow_up(interaction: discord.Interaction[Any], message: Message, *, of_command: bool) -> None:
    """A command that is thinking shows it in that place; else it is a message of its own."""
    if of_command:
        await interaction.edit_original_response(**{"content": None, "embed": None, "view": None, **_shown(message)})
    else:
        await interaction.followup.send(**_shown(message), ephemeral=True)


def _shown(message: Message) -> dict[str, Any]:
    embed, view = embed_of(message), view_of(message)
    return {
        "content": message.content or None,
        **({"embed": embed} if embed is not None else {}),
        **({"view": view} if view is not None else {}),
        "allowed_mentions": discord.AllowedMentions.none(),
    }
