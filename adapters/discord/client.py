"""The library's client: it keeps the gateway, and hands over everything that comes.

Rules
- Nothing is decided here: what came becomes a value (`reading`), is taken in its person's turn (`lanes`), and answered.
- Buttons and menus come through the library's dynamic items, which live in their custom_id alone and so outlive every
  restart. What no item took (a control of an older version, a window, a message without its controls) is caught by
  `on_interaction`: nobody is left with 'This interaction failed'.
- A new session of the gateway is a gap; a resumed one is none.
- Only what is used is asked of Discord: servers and their channels, messages in them and direct messages, and their
  contents only where a setting says so.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import discord
from msgspec import structs

from adapters.discord import PLATFORM
from adapters.discord.api import LONGEST_BUCKET
from adapters.discord.components import PickedMenu, PressedButton
from adapters.discord.presses import TEMPLATE
from adapters.discord.reading import commanded_of, is_shown, pressed_of, presser_of, submitted_of, written_of
from adapters.discord.tree import register, tree_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.discord.answering import Answering
    from adapters.discord.answers import Answer
    from adapters.discord.arrivals import Arrival, Presser, Written
    from adapters.discord.choices import Choices
    from adapters.discord.desk import Desk
    from adapters.discord.gap import Gap
    from adapters.discord.lanes import Lanes
    from adapters.discord.receiver import Receiver
    from adapters.discord.sessions import Sessions
    from adapters.discord.settings import DiscordSettings
    from adapters.state import State

logger = logging.getLogger("tutor")
Inter = discord.Interaction[Any]
TAKEN = "taken"
UNTAKEN = 1.0
"""Seconds until a press that no item took is answered here."""
REGISTER_AGAIN = 60.0
MOST_LOST = 5
"""Connections that are lost one after the other, without a session in between. The library goes on without a pause."""


class Inside(NamedTuple):
    """Where it is handed over to, once somebody is logged in."""

    receiver: Receiver
    desk: Desk
    choices: Choices
    lanes: Lanes
    gap: Gap
    answering: Answering


def intents_of(settings: DiscordSettings) -> discord.Intents:
    """What is asked for. Contents of messages in servers are privileged, and mostly not needed."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=settings.message_content)


def _shards_of(settings: DiscordSettings) -> dict[str, Any]:
    """Without a count Discord says how many there are."""
    ids = {"shard_ids": list(settings.shard_ids)} if settings.shard_ids else {}
    return {**ids, "shard_count": settings.shard_count} if settings.shard_count else {}


class Client(discord.AutoShardedClient):
    """sessions: of all clients of this process. inside: set before `connect`."""

    inside: Inside

    def __init__(self, settings: DiscordSettings, state: State, sessions: Sessions) -> None:
        super().__init__(
            intents=intents_of(settings),
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            max_ratelimit_timeout=LONGEST_BUCKET,
            **_shards_of(settings),
        )
        self._state = state
        self._sessions = sessions
        self._open: set[int] = set()
        self._lost = 0
        self._is_in_vain = asyncio.Event()
        self._table = tree_of(self, self)

    async def setup_hook(self) -> None:
        """What must be there before the gateway is."""
        self.add_dynamic_items(PressedButton, PickedMenu)

    # --- the gateway ---

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """A session may begin only so often."""
        del shard_id, initial
        await self._sessions.begin(self._shards())

    def _shards(self) -> int:
        return len(self.shard_ids or range(self.shard_count or 1))

    async def on_shard_connect(self, shard_id: int) -> None:
        """A new session: what came before it is gone."""
        self.inside.gap.begin()
        self._is_open(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """The same session: Discord has sent what was missed."""
        self._is_open(shard_id)

    async def in_vain(self) -> None:
        """Until the gateway has hung up again and again: it is called anew later."""
        await self._is_in_vain.wait()

    def _is_open(self, shard_id: int) -> None:
        self._open.add(shard_id)
        self._lost = 0
        if len(self._open) >= self._shards():
            self._state.connected()

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """The library connects again by itself."""
        self._open.discard(shard_id)
        self._lost += 1
        if self._lost > MOST_LOST + self._shards():
            self._is_in_vain.set()
        self._state.reconnecting("the connection was lost")

    async def register(self) -> None:
        """Write the commands where they have changed; again until it works."""
        while True:
            try:
                written = await register(self._table, self)
            except discord.HTTPException as error:
                logger.warning("Discord: the commands could not be registered (code %s)", error.code or error.status)
            except (OSError, TimeoutError) as error:
                logger.warning("Discord: the commands could not be registered (%s)", type(error).__name__)
            else:
                if written:
                    logger.info("Discord: the commands have changed and were registered.")
                return
            await asyncio.sleep(REGISTER_AGAIN)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """A fault of ours in taking something: told by its kind and place, never by what was written."""
        del args, kwargs
        kind = sys.exc_info()[0]
        logger.error("Discord: something broke in %s (%s)", event_method, kind.__name__ if kind else "?")

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel of a class, perhaps: letters will find another way."""
        for class_id in self.inside.desk.classes_of(str(channel.guild.id), str(channel.id)):
            logger.warning("Discord: a channel of class %s was deleted", class_id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """We were taken out of a server."""
        logger.warning("Discord: the tutor was taken out of server %s", guild.id)

    # --- messages ---

    async def on_message(self, message: discord.Message) -> None:
        """Something was written."""
        if not message.author.bot:
            await self._written(written_of(message))

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message was changed; a preview of a link changes one as well, and no text."""
        message = payload.message
        if message.author.bot or message.edited_at is None:
            return
        at = int(message.edited_at.timestamp() * 1000)
        await self._written(structs.replace(written_of(message), edit=at))

    async def _written(self, written: Written) -> None:
        inside = self.inside
        async with inside.lanes.turn(written.user):
            is_next = await inside.gap.close_for(written.user, written.channel)
            if not is_next and not written.edit:
                return  # it is read in its place
            if await inside.receiver.take(written) is None and not written.edit:
                inside.gap.missed(written)

    # --- presses, windows, commands ---

    async def take(self, interaction: Inter) -> None:
        """A button or a menu of ours."""
        interaction.extras[TAKEN] = True
        await self._answer(interaction, pressed_of(interaction))

    async def on_interaction(self, interaction: Inter) -> None:
        """What nobody else takes."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self._answer(interaction, submitted_of(interaction))
        elif interaction.type is discord.InteractionType.component:
            if TEMPLATE.fullmatch(pressed_of(interaction).custom_id) and is_shown(interaction):
                await asyncio.sleep(UNTAKEN)  # the library's items take it
            if TAKEN not in interaction.extras:
                await self._answer(interaction, pressed_of(interaction))

    async def command(self, interaction: Inter, command: str, /, **options: Any) -> None:
        """A slash command."""
        await self._answer(interaction, commanded_of(interaction, command, **options))

    async def _answer(self, interaction: Inter, arrival: Arrival) -> None:
        await self.inside.answering.answer(interaction, self._taken(interaction, arrival))

    async def _taken(self, interaction: Inter, arrival: Arrival) -> Answer:
        inside, presser = self.inside, presser_of(interaction)
        async with inside.lanes.turn(presser.user):
            await inside.gap.close_for(presser.user, presser.channel)
            answer = await inside.receiver.take(arrival)
        if answer is None:
            raise RuntimeError("whoever pressed is always answered")
        return answer

    # --- choices while typing ---

    async def courses(self, interaction: Inter, typed: str) -> list[tuple[str, str]]:
        """See `tree.Desk`."""
        return await self._choices(interaction, self.inside.choices.courses, typed)

    async def students(self, interaction: Inter, typed: str) -> list[tuple[str, str]]:
        """See `tree.Desk`."""
        return await self._choices(interaction, self.inside.choices.students, typed)

    async def units(self, interaction: Inter, typed: str) -> list[tuple[str, str]]:
        """See `tree.Desk`."""
        return await self._choices(interaction, self.inside.choices.units, typed)

    async def _choices(
        self,
        interaction: Inter,
        found: Callable[[Presser, str], Awaitable[list[tuple[str, str]]]],
        typed: str,
    ) -> list[tuple[str, str]]:
        self._state.metrics.received.labels(PLATFORM, "choices").inc()
        return await found(presser_of(interaction), typed)
