"""`tutor doctor`: looks at the machine, the courses, the database and the platforms, and says what to do.

Rules
- Each line is `ok`, `note` (worth knowing) or `mend` (broken) with its cure; exit 1 if there is something to mend.
- It changes nothing: a database of an older revision is told, not upgraded; one in use is looked at from outside.
- Everything is looked at, whatever was found before.
"""

from __future__ import annotations

import platform
import shutil
import sqlite3
import sys
from typing import TYPE_CHECKING

import click

from adapters.commands.findings import Finding, Kind, fine, mend, note
from adapters.commands.progress import progress
from adapters.commands.trouble import CannotDoError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from adapters.settings import Settings

OLDEST_PYTHON = (3, 11)
WHOLE_SQLITE = (3, 51, 3)
"""Older ones can damage a WAL database that two connections write at once (sqlite.org/wal.html#walresetbug)."""
LITTLE, NOTHING = 500_000_000, 50_000_000
"""Bytes free on the disk: worth knowing, and too little to work with."""
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
COLOURS = {Kind.FINE: "green", Kind.NOTE: "yellow", Kind.MEND: "red"}


@click.command(epilog="Example: tutor doctor")
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Look at this machine, the courses and the database; say what to do about what is not in order.

    Nothing is changed. Exit code 1 if something is broken.
    """
    looks: dict[str, Callable[[Settings], Sequence[Finding]]] = {
        "Python": _python,
        "SQLite": _sqlite,
        "data folder": _data_folder,
        "courses": _courses,
        "database": _database,
        "settings": _settings,
        "Slack": _slack,
        "Discord": _discord,
        "port": _port,
        "Chromium": _chromium,
    }
    found: list[tuple[str, Finding]] = []
    with progress(len(looks)) as begin:
        for name, look in looks.items():
            begin(name)
            found += [(name, finding) for finding in look(settings)]
    for name, finding in found:
        mark = click.style(f"{finding.kind.value:<5}", fg=COLOURS[finding.kind])
        click.echo(f"{mark} {name}: {finding.says}")
        if finding.cure:
            click.echo(f"      {finding.cure}")
    broken = sum(finding.kind is Kind.MEND for _, finding in found)
    click.echo(f"{broken} to mend." if broken else "Everything works.")
    click.get_current_context().exit(1 if broken else 0)


def _python(_settings: Settings) -> list[Finding]:
    version = platform.python_version()
    if sys.version_info < OLDEST_PYTHON:
        return [mend(version, "Install Python 3.11 or newer and run deploy/bootstrap.py with it.")]
    return [fine(f"{version} on {platform.system()}")]


def _sqlite(_settings: Settings) -> list[Finding]:
    if sqlite3.sqlite_version_info >= WHOLE_SQLITE:
        return [fine(sqlite3.sqlite_version)]
    return [
        note(
            f"{sqlite3.sqlite_version}; before 3.51.3 two writers at once could damage a database",
            "The tutor writes with one connection, so it is safe. Let no other program write to its file.",
        )
    ]


def _data_folder(settings: Settings) -> list[Finding]:
    folder = settings.folder
    if not folder.exists():
        place = next(parent for parent in folder.absolute().parents if parent.exists())
        return [fine(f"{folder} will be made by the first start"), *_space(place)]
    from adapters.commands.opened import data_folder  # noqa: PLC0415 -- loads the engine

    try:
        data_folder(settings)
    except CannotDoError as error:
        sentence, _, cure = error.message.partition("\n")
        return [mend(sentence, cure)]
    return [fine(f"{folder} can be written to"), *_space(folder)]


def _space(folder: Path) -> list[Finding]:
    free = shutil.disk_usage(folder).free
    says = f"{free / 1e9:.1f} GB are free on its disk"
    if free < NOTHING:
        return [mend(says, "Free some space: nothing more can be saved soon.")]
    return [note(says, "A class writes about 1 MB an hour; think of more space.") if free < LITTLE else fine(says)]


def _courses(settings: Settings) -> list[Finding]:
    from adapters.commands.check import counted  # noqa: PLC0415 -- loads the models of courses
    from adapters.commands.course_folders import folders_of  # noqa: PLC0415 -- as above
    from bot.curriculum.folder import check_folder  # noqa: PLC0415 -- as above

    try:
        folders = folders_of(settings.courses)
    except CannotDoError as error:
        sentence, _, cure = error.message.partition("\n")
        return [mend(sentence, cure)]
    found = []
    for folder in folders:
        report = check_folder(folder)
        says = f"{folder.name}: {counted(len(report.faults), 'fault')}, {counted(len(report.warnings), 'warning')}"
        see = f"tutor check {folder}"
        found.append(mend(says, see) if report.faults else note(says, see) if report.warnings else fine(says))
    return found


def _database(settings: Settings) -> Sequence[Finding]:
    from adapters.commands.database_look import look_at_database  # noqa: PLC0415 -- loads the store

    return look_at_database(settings.database)


def _settings(settings: Settings) -> list[Finding]:
    from adapters.commands.env_file import is_open_to_others  # noqa: PLC0415 -- reads no file before it is called

    path = settings.env_file
    if not is_open_to_others(path):
        return []
    return [mend(f"{path} holds tokens, and others can read it", f"chmod 600 {path}")]


def _slack(settings: Settings) -> Sequence[Finding]:
    from adapters.commands.slack_look import look_at_slack  # noqa: PLC0415 -- loads Slack's library

    return look_at_slack(settings)


def _discord(settings: Settings) -> Sequence[Finding]:
    from adapters.commands.discord_look import look_at_discord  # noqa: PLC0415 -- loads an HTTP library

    return look_at_discord(settings)


def _port(settings: Settings) -> list[Finding]:
    from adapters.web.serve import PortTakenError, free_port  # noqa: PLC0415 -- loads the web server

    try:
        port = free_port(settings.port)
    except PortTakenError as error:
        return [mend(str(error), "Name another one in TUTOR_PORT.")]
    if port == settings.port:
        return [fine(f"{port} is free")]
    return [note(f"{settings.port} is taken; the classroom would take {port}")]


def _chromium(_settings: Settings) -> list[Finding]:
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    if found:
        return [fine(found)]
    return [note("not on PATH", "Only the tests of the pages need it. Debian: apt-get install chromium")]
