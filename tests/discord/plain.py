"""A plain bot of discord.py's own making, without anything of ours: what the fake is shown with.

Rules
- The library's two addresses are the only thing that is changed, and they are put back.
- It identifies at once: the library's pause of five seconds between two IDENTIFYs is a hook that any bot may replace.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discord.ids import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from tests.discord.fake.server import Discord

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
PATIENCE = 10.0


class PlainBot(discord.AutoShardedClient):
    """heard: every message that reached it. pressed: every interaction. told: names of other events. running: its
    `connect`."""

    def __init__(self, intents: discord.Intents = INTENTS, **options: Any) -> None:
        super().__init__(
            intents=intents,
            guild_ready_timeout=0.02,
            max_ratelimit_timeout=30,
            allowed_mentions=discord.AllowedMentions.none(),
            **options,
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.pressed: list[discord.Interaction] = []
        self.told: list[str] = []
        self.running: asyncio.Task[None] | None = None

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """At once."""

    async def on_message(self, message: discord.Message) -> None:
        """Of anybody else."""
        if message.author != self.user:
            self.heard.append(message)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Of any kind."""
        self.pressed.append(interaction)

    async def on_socket_event_type(self, event: str) -> None:
        """Whatever the gateway tells."""
        self.told.append(event)

    @property
    def texts(self) -> list[str]:
        """Of the messages that reached it."""
        return [message.content for message in self.heard]


@contextmanager
def pointed_at(api_url: str, gateway_url: str) -> Iterator[None]:
    """The library finds Discord there while the block runs."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api_url, yarl.URL(gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def plain_bot(
    fake: Discord,
    prepare: Callable[[PlainBot], None] = lambda _: None,
    kind: type[PlainBot] = PlainBot,
    **options: Any,
) -> AsyncIterator[PlainBot]:
    """A bot that is ready, while the block runs. prepare: adds commands; they are put before it connects.
    kind: with hooks of its own."""
    with pointed_at(fake.api_url, fake.gateway_url):
        bot = kind(**options)
        prepare(bot)
        try:
            await bot.login(TOKEN)
            if bot.tree.get_commands():
                await bot.tree.sync()
            bot.running = asyncio.create_task(bot.connect())
            await _ready(bot, bot.running)
            yield bot
        finally:
            await bot.close()
            if bot.running is not None:
                await asyncio.gather(bot.running, return_exceptions=True)


async def _ready(bot: PlainBot, running: asyncio.Task[None]) -> None:
    """Raises what ended the connection before."""
    ready = asyncio.create_task(bot.wait_until_ready())
    async with asyncio.timeout(PATIENCE):
        await asyncio.wait((ready, running), return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if running.done():
        running.result()
