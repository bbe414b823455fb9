"""`tutor setup slack`: makes the app, takes its tokens, tries them, keeps them in `.env`.

Rules
- What the environment names (SLACK_BOT_TOKEN, ...) is not asked for; with all of it there, nothing is asked at all.
- Nothing is saved that Slack did not take. A wrong token can be given again, three times in all; one that stands in the
  environment cannot, and ends the command.
- What is typed is not shown, and no token is ever said.
"""

from __future__ import annotations

import asyncio
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import click

from adapters.commands.trouble import CannotDoError, WrongUsageError
from adapters.settings import SURROUNDINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from adapters.settings import Settings
    from adapters.slack.tokens import Trouble

Transport = Literal["socket", "http"]
BOT, APP, SECRET = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"
TRIES = 3
FORMS = {BOT: r"xoxb-[A-Za-z0-9-]+", APP: r"xapp-[A-Za-z0-9-]+", SECRET: r"[0-9a-f]{32}"}
"""How Slack's own look. Others are told and tried: a stand-in of Slack has its own."""
BY_SOCKET = "socket: this machine calls Slack. Nothing has to be reachable from outside; right for most schools."
BY_HTTP = "http: Slack calls this machine, at a public https address."


@click.command(epilog="Example: tutor setup slack")
@click.option("--transport", type=click.Choice(["socket", "http"]), help="How Slack and this machine talk (socket).")
@click.option("--address", metavar="URL", default="", help="The public https address of this service, for http.")
@click.option(
    "--manifest", "only_manifest", is_flag=True, help="Print the app's manifest as JSON, and do nothing else."
)
@click.pass_context
def slack(ctx: click.Context, transport: Transport | None, address: str, *, only_manifest: bool) -> None:
    """Connect a Slack workspace.

    Leads through making the app, asks for its tokens, tries them, and keeps them in .env. To ask for nothing (on a
    server, say), put SLACK_BOT_TOKEN and SLACK_APP_TOKEN into the environment, for http SLACK_SIGNING_SECRET.
    """
    if only_manifest:
        click.echo(_manifest_text(transport or "socket", address), nl=False)
        return
    try:
        _set_up(ctx.obj, Given(ctx.meta[SURROUNDINGS], ctx.obj.env_file), transport, address)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        cure = f"Answer in a terminal, or set {BOT} and {APP} (for http {SECRET}) in the environment."
        raise CannotDoError("Something was asked for, and nobody answered. Nothing was saved.", cure) from None


@dataclass(frozen=True, slots=True)
class Given:
    """named: the environment, in which what is set is not asked for. file: what it holds is offered again."""

    named: Mapping[str, str]
    file: Path

    def named_as(self, name: str) -> str:
        """What the environment says; empty: nothing."""
        return self.named.get(name, "").strip()

    def kept_as(self, name: str) -> str:
        """What the file holds; empty: nothing."""
        from adapters.commands.env_file import read_env  # noqa: PLC0415 -- `--help` needs none of it

        return read_env(self.file).get(name, "").strip()


class Wanted(NamedTuple):
    """A token or secret. trouble: says what is the matter with one, None: nothing."""

    name: str
    called: str
    place: str
    trouble: Callable[[str], Trouble | None]


def _set_up(settings: Settings, given: Given, transport: Transport | None, address: str) -> None:
    from adapters.commands.env_file import write_env  # noqa: PLC0415 -- `--help` needs none of it

    api_url = _api_url(given)
    transport = transport or _named_transport(given) or _asked_transport(given)
    second = APP if transport == "socket" else SECRET
    if not (given.named_as(BOT) and given.named_as(second)):
        _show_the_steps(settings, transport, address)
    taken: dict[str, str] = {"SLACK_TRANSPORT": transport}
    for wanted in _wanted(transport, api_url):
        taken[wanted.name] = _taken(wanted, given)
    if given.named_as("SLACK_API_URL"):
        taken["SLACK_API_URL"] = api_url
    write_env(settings.env_file, taken)
    click.echo(f"\nSaved in {settings.env_file}, which this account alone can read.")
    _show_what_is_next(transport)


def _api_url(given: Given) -> str:
    from adapters.slack.settings import SlackSettingError, api_url  # noqa: PLC0415 -- `--help` needs none of it

    try:
        return api_url(given.named_as("SLACK_API_URL") or given.kept_as("SLACK_API_URL"))
    except SlackSettingError as error:
        raise WrongUsageError.told(str(error)) from None


# --- how they talk, and the app ---


def _named_transport(given: Given) -> Transport | None:
    """As the environment says it, or as what it holds implies."""
    match given.named_as("SLACK_TRANSPORT").lower():
        case "socket":
            return "socket"
        case "http":
            return "http"
        case "":
            return "socket" if given.named_as(APP) else "http" if given.named_as(SECRET) else None
    raise WrongUsageError("SLACK_TRANSPORT is neither socket nor http.", "Write one of them, or take it out.")


def _asked_transport(given: Given) -> Transport:
    click.echo(f"How shall Slack and this machine talk?\n  {BY_SOCKET}\n  {BY_HTTP}")
    kept = "http" if given.kept_as("SLACK_TRANSPORT") == "http" else "socket"
    answer = click.prompt("Transport", type=click.Choice(["socket", "http"]), default=kept, show_choices=False)
    return "http" if answer == "http" else "socket"


def _show_the_steps(settings: Settings, transport: Transport, address: str) -> None:
    from adapters.commands.opened import data_folder  # noqa: PLC0415 -- loads the engine
    from adapters.slack.manifest import as_text, creation_link  # noqa: PLC0415 -- `--help` needs none of it
    from adapters.slack.tokens import APP_TOKEN_AT, BOT_TOKEN_AT, SECRET_AT  # noqa: PLC0415 -- as above

    if transport == "http" and not address:
        address = click.prompt("The public address of this service (https://tutor.school.org)")
    made = _manifest(transport, address)
    file = data_folder(settings) / "slack-manifest.json"
    file.write_text(as_text(made), "utf-8")
    second = f"{APP_TOKEN_AT}: Generate Token and Scopes" if transport == "socket" else SECRET_AT
    click.echo(
        f"""
1. Make the app: open this address in a browser, choose your workspace, press Create.
   (Or on https://api.slack.com/apps: Create New App, From a manifest, and paste {file}.)

{creation_link(made)}

2. Put it into the workspace: Install App, Install to Workspace, Allow.
   (In some workspaces an administrator has to agree first.)

3. Bring two things here from the app's pages. What you type or paste is not shown.
   - {BOT_TOKEN_AT}
   - {second}
"""
    )


def _manifest(transport: Transport, address: str) -> dict[str, Any]:
    from adapters.slack.manifest import manifest, request_url_of  # noqa: PLC0415 -- `--help` needs none of it
    from adapters.slack.settings import SlackSettingError  # noqa: PLC0415 -- as above

    if (transport == "http") != bool(address):
        cure = "Give the address with --transport http, and none with socket."
        raise WrongUsageError("Only http has a public address, and it needs one.", cure)
    try:
        return manifest(transport=transport, request_url=request_url_of(address) if address else "")
    except SlackSettingError as error:
        raise WrongUsageError.told(str(error)) from None


def _manifest_text(transport: Transport, address: str) -> str:
    from adapters.slack.manifest import as_text  # noqa: PLC0415 -- `--help` needs none of it

    return as_text(_manifest(transport, address))


# --- tokens ---


def _wanted(transport: Transport, api_url: str) -> list[Wanted]:
    from adapters.slack.tokens import APP_TOKEN_AT, BOT_TOKEN_AT, SECRET_AT, app_trouble, secret_trouble  # noqa: PLC0415 -- slow

    second = (
        Wanted(APP, "App-level token", APP_TOKEN_AT, lambda token: asyncio.run(app_trouble(token, api_url)))
        if transport == "socket"
        else Wanted(SECRET, "Signing secret", SECRET_AT, secret_trouble)
    )
    return [Wanted(BOT, "Bot token", BOT_TOKEN_AT, lambda token: _bot_trouble(token, api_url)), second]


def _bot_trouble(token: str, api_url: str) -> Trouble | None:
    """Says whose it is, and what it may not do yet."""
    from adapters.commands.slack_look import SCOPES_CURE  # noqa: PLC0415 -- `--help` needs none of it
    from adapters.slack.tokens import Bot, bot_of  # noqa: PLC0415 -- as above

    bot = asyncio.run(bot_of(token, api_url))
    if not isinstance(bot, Bot):
        return bot
    click.echo(f"Slack knows it: {bot.name} in the workspace {bot.workspace}.")
    if bot.missing:
        click.echo(f"Scopes are missing: {', '.join(bot.missing)}.\n{SCOPES_CURE}", err=True)
    return None


def _taken(wanted: Wanted, given: Given) -> str:
    """One that Slack took. Raises CannotDoError."""
    named = given.named_as(wanted.name)
    left = 1 if named else TRIES
    while True:
        left -= 1
        value = named or _asked(wanted, given.kept_as(wanted.name))
        if not re.fullmatch(FORMS[wanted.name], value):
            click.echo(f"It does not look like Slack's own; expected: {wanted.place}.", err=True)
        trouble = wanted.trouble(value)
        if trouble is None:
            return value
        if not (left and trouble.is_the_token):
            where = f"{wanted.name} of the environment" if named else wanted.called
            raise CannotDoError(f"{where}: {trouble.says} Nothing was saved.", trouble.cure)
        click.echo(f"{trouble.says} {trouble.cure}", err=True)


def _asked(wanted: Wanted, kept: str) -> str:
    keep = " (Enter keeps the one you have)" if kept else ""
    value = click.prompt(f"{wanted.called}{keep}", hide_input=True, default=kept or None, show_default=False)
    return str(value).strip()


def _show_what_is_next(transport: Transport) -> None:
    click.echo("\nNext:")
    if transport == "socket":
        click.echo("  tutor run")
    else:
        click.echo("  tutor run --port 8000     behind your https address: deploy/SLACK.md")
        click.echo("  On the app's page, Event Subscriptions: let Slack verify the Request URL.")
    click.echo("  In Slack, in a class's channel: /invite @Tutor, and then /tutor class")
