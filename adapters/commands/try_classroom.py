"""`tutor try`: the local classroom in a browser of this machine."""

from __future__ import annotations

import asyncio
import time
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.commands.trouble import CannotDoError

if TYPE_CHECKING:
    from adapters.commands.course_folders import CoursesHere
    from adapters.settings import Settings

WHAT_TO_TRY = """\
1. Add a student by name on the left, and learn as that student. Several at once are welcome.
2. Miss a few questions on purpose: the teacher channel on the right hears what was not clear, and can act.
3. Stop with Ctrl-C and start again: every conversation goes on where it was."""


@click.command("try", epilog="Example: tutor try --courses my-courses --teacher 'Ms Okafor'")
@click.option("--courses", multiple=True, type=click.Path(path_type=Path), help="A folder of further courses.")
@click.option("--teacher", help="The name of the teacher, as students read it.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port (the first free one from 8000 on).")
@click.option("--no-browser", is_flag=True, help="Print the address and open no browser.")
@click.option("--fresh", is_flag=True, help="Begin with an empty database; the old one is kept under another name.")
@click.option("--yes", is_flag=True, help="With --fresh: do not ask.")
@click.pass_obj
def try_classroom(
    settings: Settings,
    courses: tuple[Path, ...],
    teacher: str | None,
    port: int | None,
    no_browser: bool,
    fresh: bool,
    yes: bool,
) -> None:
    """Open the local classroom: student chats on the left, the teacher channel on the right.

    Everything stays on this machine, and in the data folder: a second start goes on from there.
    """
    from adapters.commands.course_folders import read_courses  # noqa: PLC0415 -- loads the models of courses
    from adapters.commands.logs import begin_logs  # noqa: PLC0415 -- as above
    from adapters.commands.opened import data_folder  # noqa: PLC0415 -- as above
    from adapters.commands.serving import chosen_port, until_stopped  # noqa: PLC0415 -- loads the web server

    settings = replace(settings, teacher=teacher or settings.teacher)
    begin_logs(data_folder(settings), structured=False)
    if fresh and not _put_aside(settings, yes=yes):
        click.echo("Nothing was changed.")
        return
    here = read_courses([settings.courses, *courses])
    for sentence in here.left_out:
        click.echo(sentence, err=True)
    chosen = chosen_port(port, settings.port)
    stopped = until_stopped(_open(settings, here, chosen, browser=settings.shows and not no_browser))
    if stopped is not None:
        click.echo("\nThe classroom is closed, and everything is saved. `tutor try` opens it again.")
        click.get_current_context().exit(130 if stopped.name == "SIGINT" else 0)


async def _open(settings: Settings, here: CoursesHere, port: int, *, browser: bool) -> None:
    from adapters.commands.opened import opened  # noqa: PLC0415 -- loads the engine
    from adapters.commands.serving import HOST, application, keep_serving, kept_token  # noqa: PLC0415 -- and the server
    from bot.store.errors import DatabaseInUse  # noqa: PLC0415 -- as above

    token = kept_token(settings.folder)
    address = f"http://{HOST}:{port}/{token}/"
    note = settings.folder / "address"
    shown: list[asyncio.Task[bool]] = []

    def announce() -> None:
        note.write_text(f"{address}\n", encoding="ascii")
        click.echo(f"The classroom is open: {address}\n\n{WHAT_TO_TRY}")
        if browser:
            shown.append(asyncio.create_task(asyncio.to_thread(webbrowser.open, address)))

    try:
        async with opened(settings, here) as classroom:
            note.unlink(missing_ok=True)  # a classroom that was ended in a hurry left it
            try:
                await keep_serving(classroom, application(classroom, token), port, announce)
            finally:
                note.unlink(missing_ok=True)
    except DatabaseInUse as error:
        at = note.read_text(encoding="ascii").strip() if note.exists() else ""
        raise CannotDoError(error.sentence, f"It is open at {at}" if at else error.cure) from None


def _put_aside(settings: Settings, *, yes: bool) -> bool:
    """Give the database another name, after asking. False: the person would rather not."""
    from adapters.commands.opened import sqlite_file  # noqa: PLC0415 -- loads the store
    from bot.store.sqlite import FileLock  # noqa: PLC0415 -- as above

    file = sqlite_file(settings.database)
    if file is None:
        raise CannotDoError(
            "--fresh knows SQLite files, and the database is of another kind.", "Make an empty one and name it."
        )
    if not file.exists():
        return True
    aside = file.with_name(f"{file.stem}-{time.strftime('%Y-%m-%d-%H%M%S')}{file.suffix}")
    if not yes and not click.confirm(f"Begin anew? {file} is kept as {aside.name}.", err=True):
        return False
    lock = FileLock(file)
    try:
        for end in ("", "-wal", "-shm"):  # the three belong together
            part = file.with_name(file.name + end)
            if part.exists():
                part.rename(aside.with_name(aside.name + end))
    finally:
        lock.release()
    click.echo(f"The conversations so far are in {aside}.")
    return True
