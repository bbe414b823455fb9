"""`tutor setup`: connects a platform; each has a command of its own here."""

from __future__ import annotations

import click

from adapters.commands.setup_discord import discord
from adapters.commands.setup_slack import slack


@click.group(invoke_without_command=True, epilog="Example: tutor setup slack")
@click.pass_context
def setup(ctx: click.Context) -> None:
    """Connect a platform: its app, its tokens, and where they are kept."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


setup.add_command(slack)
setup.add_command(discord)
