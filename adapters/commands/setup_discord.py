"""`tutor setup discord`: leads through making the application, takes its token, tries it, keeps it in `.env`.

Rules
- With DISCORD_TOKEN in the environment nothing is asked at all.
- Nothing is saved that Discord did not take. A wrong token can be given again, three times in all; one that stands in
  the environment cannot, and ends the command.
- What is typed is not shown, and no token is ever said.
- The invite link asks for what the table of permissions has, and each line of that table is shown with it.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import click

from adapters.commands.setup_slack import TRIES, Given
from adapters.commands.trouble import CannotDoError, WrongUsageError
from adapters.settings import SURROUNDINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.discord.tokens import Bot, Trouble
    from adapters.settings import Settings

TOKEN, CONTENT = "DISCORD_TOKEN", "DISCORD_MESSAGE_CONTENT"
ADDRESSES = ("DISCORD_API_URL", "DISCORD_GATEWAY_URL")
THREADS = """A student whose direct messages are closed is met in a private thread. Shall answers be typed there?
  off: a button opens a window for them. Needs nothing more; right for most schools.
  on:  they are typed, as in direct messages. Needs the Message Content Intent: Discord then also sends this machine
       what everybody writes in the channels that the tutor sees (nothing of it is kept)."""


@click.command(epilog="Example: tutor setup discord")
@click.option(
    "--message-content",
    "content",
    type=click.Choice(["on", "off"]),
    help="Whether answers can be typed in private threads (off).",
)
@click.option("--rewards", is_flag=True, help="Invite it with the right to give mastery roles.")
@click.option(
    "--invite", "only_invite", is_flag=True, help="Print the invite link of the token that is set, only that."
)
@click.pass_context
def discord(ctx: click.Context, content: str | None, *, rewards: bool, only_invite: bool) -> None:
    """Connect a Discord server.

    Leads through making the application, asks for its token, tries it, keeps it in .env, and prints the link that
    invites it. To ask for nothing (on a server, say), put DISCORD_TOKEN into the environment.
    """
    if only_invite:
        click.echo(_link_of_the_set(ctx.obj, rewards=rewards))
        return
    try:
        _set_up(ctx.obj, Given(ctx.meta[SURROUNDINGS], ctx.obj.env_file), content, rewards=rewards)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        cure = f"Answer in a terminal, or set {TOKEN} in the environment."
        raise CannotDoError("Something was asked for, and nobody answered. Nothing was saved.", cure) from None


def _set_up(settings: Settings, given: Given, content: str | None, *, rewards: bool) -> None:
    from adapters.commands.env_file import write_env  # noqa: PLC0415 -- `--help` needs none of it

    addresses = _addresses(given)
    content = content or _named_content(given) or _asked_content(given)
    if not given.named_as(TOKEN):
        _show_the_steps(content)
    token, bot = _taken(given, addresses["DISCORD_API_URL"])
    click.echo(f"Discord knows it: {bot.name}, application {bot.application_id}.")
    _show_what_does_not_fit(bot, content)
    named = {name: address for name, address in addresses.items() if given.named_as(name)}
    write_env(settings.env_file, {TOKEN: token, CONTENT: content, **named})
    click.echo(f"\nSaved in {settings.env_file}, which this account alone can read.")
    _show_what_is_next(bot.application_id, rewards=rewards)


def _addresses(given: Given) -> dict[str, str]:
    from adapters.discord.settings import DiscordSettingError, api_url, gateway_url  # noqa: PLC0415 -- as above

    read: tuple[Callable[[str], str], ...] = (api_url, gateway_url)
    try:
        return {name: of(given.named_as(name) or given.kept_as(name)) for name, of in zip(ADDRESSES, read, strict=True)}
    except DiscordSettingError as error:
        raise WrongUsageError.told(str(error)) from None


# --- what the portal must allow ---


def _named_content(given: Given) -> str:
    """As the environment says it, or as the file does where nothing is asked; empty: it is to be asked."""
    from adapters.discord.settings import DiscordSettingError, message_content  # noqa: PLC0415 -- as above

    named = given.named_as(CONTENT)
    if not named and not given.named_as(TOKEN):
        return ""
    try:
        return "on" if message_content(named or given.kept_as(CONTENT)) else "off"
    except DiscordSettingError as error:
        raise WrongUsageError.told(str(error)) from None


def _asked_content(given: Given) -> str:
    click.echo(THREADS)
    kept = "on" if given.kept_as(CONTENT).lower() == "on" else "off"
    return str(click.prompt("Typed in threads", type=click.Choice(["on", "off"]), default=kept, show_choices=False))


def _show_the_steps(content: str) -> None:
    from adapters.discord.tokens import MESSAGE_CONTENT, PORTAL  # noqa: PLC0415 -- as above

    intents = (
        f"{MESSAGE_CONTENT}: on, for what is typed in private threads.\n"
        "     Presence Intent, Server Members Intent: off, nothing here uses them."
        if content == "on"
        else "all three off, nothing here uses them."
    )
    click.echo(
        f"""
1. Make the application: {PORTAL}
   New Application, a name (students see it), Create.

2. On its pages, with Save Changes after each:
   - Installation > Install Link: None. (A bot that is not public has none.)
   - Bot > Public Bot: off. Then you alone can put it into a server. (Where somebody else is to do that, leave it on.)
   - Bot > Privileged Gateway Intents: {intents}

3. Bring its token here: Bot > Token: Reset Token, Copy. What you type or paste is not shown.
"""
    )


def _show_what_does_not_fit(bot: Bot, content: str) -> None:
    from adapters.commands.discord_look import portal  # noqa: PLC0415 -- as above

    for finding in portal(bot, reads_threads=content == "on"):
        if finding.cure:
            click.echo(f"{finding.says[:1].upper()}{finding.says[1:]}.\n{finding.cure}", err=True)


# --- the token ---


def _taken(given: Given, api_url: str) -> tuple[str, Bot]:
    """One that Discord took, and whose it is. Raises CannotDoError."""
    from adapters.discord.settings import TOKEN_FORM  # noqa: PLC0415 -- as above
    from adapters.discord.tokens import TOKEN_AT, Bot, bot_of  # noqa: PLC0415 -- as above

    named = given.named_as(TOKEN)
    left = 1 if named else TRIES
    while True:
        left -= 1
        token = named or _asked(given.kept_as(TOKEN))
        if not TOKEN_FORM.fullmatch(token):
            click.echo(f"It does not look like Discord's own; expected: {TOKEN_AT}.", err=True)
        bot = asyncio.run(bot_of(token, api_url))
        if isinstance(bot, Bot):
            return token, bot
        if not (left and bot.is_the_token):
            where = f"{TOKEN} of the environment" if named else "Token"
            raise CannotDoError(f"{where}: {bot.says} Nothing was saved.", bot.cure)
        click.echo(f"{bot.says} {bot.cure}", err=True)


def _asked(kept: str) -> str:
    keep = " (Enter keeps the one you have)" if kept else ""
    return str(click.prompt(f"Token{keep}", hide_input=True, default=kept or None, show_default=False)).strip()


# --- the invitation ---


def _link_of_the_set(settings: Settings, *, rewards: bool) -> str:
    from adapters.discord.invite import invite_link  # noqa: PLC0415 -- loads Discord's library
    from adapters.discord.tokens import Bot, bot_of  # noqa: PLC0415 -- `--help` needs none of it

    if settings.discord_fault:
        raise WrongUsageError.told(settings.discord_fault)
    if settings.discord is None:
        raise CannotDoError("No token is set, so there is nothing to invite.", "Run: tutor setup discord")
    bot: Bot | Trouble = asyncio.run(bot_of(settings.discord.token, settings.discord.api_url))
    if not isinstance(bot, Bot):
        raise CannotDoError(bot.says, bot.cure)
    return invite_link(bot.application_id, rewards)


def _show_what_is_next(application_id: str, *, rewards: bool) -> None:
    from adapters.discord.invite import invite_link  # noqa: PLC0415 -- loads Discord's library
    from adapters.discord.permissions import needed  # noqa: PLC0415 -- as above

    asked_for = needed(rewards).values()
    width = max(len(one.name) for one in asked_for)
    click.echo("\nNext, invite it: open this address, choose your server, Authorize. (It takes Manage Server there.)\n")
    click.echo(f"{invite_link(application_id, rewards)}\n")
    click.echo("It asks for this, and for nothing else:")
    for one in asked_for:
        click.echo(f"  {one.name:<{width}}  {one.why}")
    if not rewards:
        click.echo("To give mastery roles, take the link of: tutor setup discord --invite --rewards")
    click.echo(
        """
Then:
  tutor run
  In Discord, let it into the teachers' private channel: Edit Channel > Permissions > Add members or roles.
  In a class's channel: /class set-up"""
    )
