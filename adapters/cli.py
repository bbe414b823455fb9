"""The command `tutor`: the one place that reads the environment and puts the rooms together.

Rules
- Settings come from the environment, and what it does not name from the file `.env`.
- A command is imported when it is called: `tutor --help` knows them by the table below and opens nothing.
- Exit codes: 0 fine, 1 the input has faults or something could not be done, 2 wrong usage, 130 stopped by Ctrl-C.
- Nobody sees a traceback: what nobody foresaw is one sentence and the place of a report (`commands/trouble.py`).
- A reader that goes away (`tutor check . | head`) ends the command quietly.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from adapters.commands.trouble import CannotDoError, WrongUsageError, foreseen, save_report
from adapters.settings import SURROUNDINGS, SettingError, Settings, env_file_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

VERSION = "0.1.0"  # as in pyproject.toml; a test compares them


class Named(NamedTuple):
    """A command: its file below `commands`, and its line in `tutor --help`."""

    file: str
    says: str


COMMANDS = {
    "To learn and teach": {
        "try": Named("try_classroom", "The local classroom in your browser."),
        "chat": Named("chat", "The same conversation in this terminal."),
    },
    "To write courses": {
        "check": Named("check", "Say what there is to mend in a course."),
        "play": Named("play", "Replay written conversations, show what differs."),
        "grade": Named("grade", "Grade replies: JSON lines in, JSON lines out."),
    },
    "To run it for a school": {
        "setup": Named("setup", "Connect a platform: Slack, Discord."),
        "run": Named("run", "The service, on the database that you name."),
        "doctor": Named("doctor", "Look at this machine, the database, the courses."),
        "bench": Named("bench", "Measure how many turns a second it carries."),
    },
}
FILES = {name: named.file for section in COMMANDS.values() for name, named in section.items()}


class Commands(click.Group):
    """The group `tutor`, which imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table."""
        del ctx
        return list(FILES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, from its file."""
        del ctx
        if cmd_name not in FILES:
            return None
        module = importlib.import_module(f"adapters.commands.{FILES[cmd_name]}")
        command = getattr(module, FILES[cmd_name])
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table, section by section, with nothing imported."""
        del ctx
        for section, commands in COMMANDS.items():
            with formatter.section(section):
                formatter.write_dl([(name, named.says) for name, named in commands.items()], col_max=10)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    epilog="Each command has --help with an example. To begin: tutor try",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(VERSION, prog_name="tutor")
@click.pass_context
def tutor(ctx: click.Context) -> None:
    """A mastery-learning tutor that lives in a class's chat."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
        return
    ctx.meta[SURROUNDINGS] = os.environ
    try:
        settings = ctx.obj = Settings.from_env(_named())
    except SettingError as error:
        raise WrongUsageError.told(str(error)) from None
    if settings.faults and ctx.invoked_subcommand == "run":
        raise WrongUsageError.told(settings.faults[0])


def _named() -> dict[str, str]:
    """What the environment names, and what else the file does. Raises CannotDoError if the file cannot be read."""
    from adapters.commands.env_file import read_env  # noqa: PLC0415 -- `tutor --help` reads no file

    return {**read_env(env_file_of(os.environ)), **os.environ}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. arguments: the words after `tutor`; those of this process if None."""
    _say_what_cannot_be_written()
    try:
        code = tutor.main(args=arguments, prog_name="tutor", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return 130
    except BrokenPipeError:
        _close_quietly()
        return 1
    except Exception as error:  # noqa: BLE001 -- the last place: a person gets a sentence, whatever it was
        return _unforeseen(error)
    return code if isinstance(code, int) else 0


def _unforeseen(error: Exception) -> int:
    known = foreseen(error)
    if known is None:
        report = save_report(error, _data_folder())
        where = f"What happened is in {report}; it holds no names and no answers." if report else "No report was saved."
        known = CannotDoError(f"Something happened that nobody foresaw ({type(error).__name__}).", where)
    known.show()
    return known.exit_code


def _data_folder() -> Path:
    try:
        return Settings.from_env(_named()).folder
    except (SettingError, CannotDoError):
        return Settings.from_env({}).folder


def _say_what_cannot_be_written() -> None:
    """A terminal or file of another encoding gets `?` or `\\u00e9` in place of what it cannot hold, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _close_quietly() -> None:
    """Python would complain once more when it closes the stream that nobody reads."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
