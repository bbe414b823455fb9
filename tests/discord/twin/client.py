"""A plain bot of discord.py in the twin, which does one thing for each command and each button.

/learn           a message with the buttons below and a select
/class set-up    promises an answer, and answers; for those who may manage messages
edit, window, promise, later, slow   what their button does with the interaction
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import discord
import yarl
from discord import app_commands

if TYPE_CHECKING:
    import re
    from collections.abc import AsyncIterator

    from tests.discord.twin.stand_in import StandIn

BUTTONS = ("edit", "window", "promise", "later", "slow")
Interaction = discord.Interaction[Any]


class Bot(discord.AutoShardedClient):
    """heard: (who, what) of every message and edit of a person. seen: what came with interactions."""

    def __init__(self, *, reads: bool = True, **options: Any) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=reads)
        options["guild_ready_timeout"] = 0.1  # seconds that the library waits for one more guild; two by default
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none(), **options)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[tuple[str, str]] = []
        self.seen: list[Any] = []
        self.add_dynamic_items(Button, Select)
        _add_commands(self)

    async def on_message(self, message: discord.Message) -> None:
        if not message.author.bot:
            self.heard.append((message.author.display_name, message.content))

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        if not payload.message.author.bot:
            self.heard.append((payload.message.author.display_name, payload.message.content))


class Button(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"do\|(?P<what>\w+)"):
    """what: of BUTTONS."""

    def __init__(self, what: str) -> None:
        super().__init__(discord.ui.Button(label=what, custom_id=f"do|{what}"))
        self.what = what

    @classmethod
    async def from_custom_id(cls, _: Interaction, _item: Any, match: re.Match[str], /) -> Button:
        return cls(match["what"])

    async def callback(self, interaction: Interaction) -> None:
        client: Bot = interaction.client
        respond = interaction.response
        match self.what:
            case "edit":
                await respond.edit_message(content="changed", view=None)
            case "window":
                await respond.send_modal(Window())
            case "promise":
                await respond.defer(thinking=True, ephemeral=True)
                await interaction.followup.send("as promised")
                original = await interaction.original_response()
                client.seen.append((original.content, original.flags.ephemeral))
            case "later":
                await respond.defer()
                await interaction.edit_original_response(content="changed later")
            case _:
                await asyncio.sleep(3.2)
                try:
                    await respond.send_message("too late")
                except discord.NotFound as error:
                    client.seen.append(error.code)


class Select(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"pick"):
    """Of two, one or both."""

    def __init__(self) -> None:
        options = [discord.SelectOption(label=text) for text in ("3/4", "6/8")]
        super().__init__(discord.ui.Select(custom_id="pick", options=options, max_values=2))

    @classmethod
    async def from_custom_id(cls, _: Interaction, _item: Any, _match: re.Match[str], /) -> Select:
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        await interaction.response.defer()
        await interaction.followup.send(f"{interaction.user.display_name} took {' and '.join(self.item.values)}")


class Window(discord.ui.Modal):
    """Its first field has its label in itself, the second beside it."""

    def __init__(self) -> None:
        super().__init__(title="Explain", custom_id="explain")
        self.short: discord.ui.TextInput[Any] = discord.ui.TextInput(label="Short", custom_id="short", default="2/3")
        long: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id="long", style=discord.TextStyle.paragraph)
        self.long: discord.ui.Label[Any] = discord.ui.Label(text="Long", component=long)
        self.add_item(self.short)
        self.add_item(self.long)

    async def on_submit(self, interaction: Interaction) -> None:
        assert isinstance(self.long.component, discord.ui.TextInput)
        text = f"{self.short.value}, {self.long.component.value}"
        await interaction.response.send_message(text, ephemeral=True)


def _add_commands(bot: Bot) -> None:
    @bot.tree.command(description="Begin")
    async def learn(interaction: Interaction) -> None:
        view = discord.ui.View(timeout=None)
        for what in BUTTONS:
            view.add_item(Button(what))
        view.add_item(Select())
        told = await interaction.response.send_message("Which are equal?", view=view)
        bot.seen.append(told.message_id)

    rights = discord.Permissions(manage_messages=True)
    group = app_commands.Group(name="class", description="The class", default_permissions=rights, guild_only=True)

    @group.command(name="set-up", description="Make a class")
    async def set_up(
        interaction: Interaction,
        teachers: discord.TextChannel,
        role: discord.Role | None,
        owner: discord.Member | None,
        course: str = "",
    ) -> None:
        await interaction.response.defer(ephemeral=True)
        names = (teachers.name, role and role.name, owner and owner.display_name, course)
        bot.seen.append((*names, interaction.permissions.manage_channels))
        await interaction.followup.send("It is a class now.")

    @set_up.autocomplete("course")
    async def courses(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}ctions", value="fractions")]

    bot.tree.add_command(group)


@asynccontextmanager
async def running(bot: Bot, twin: StandIn) -> AsyncIterator[Bot]:
    """Logged in and ready while the block runs."""
    discord.http.Route.BASE = twin.api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(twin.gateway_url)
    async with bot:
        await bot.login(twin.token)
        connected = asyncio.create_task(bot.connect())
        ready = asyncio.create_task(bot.wait_until_ready())
        await asyncio.wait((connected, ready), timeout=20, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        assert not connected.done(), connected.exception()
        await bot.tree.sync()
        yield bot
    await connected
