"""`tutor chat`: the local classroom's conversation in this terminal, on the same database.

A student of the same name comes back to their conversation, whether it began here or in the browser.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from adapters.commands.trouble import CannotDoError

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.commands.course_folders import CoursesHere
    from adapters.commands.opened import Opened
    from adapters.console.chat import Chat
    from adapters.settings import Settings
    from bot.store.rows import PersonRow

NOBODY = "Ada"
"""Who is meant when nobody is named."""
LONGEST_NAME = 40


@click.command(epilog="Example: tutor chat --name Ada --course fractions")
@click.option("--name", help="The student (asked for if left out).")
@click.option("--course", help="The course to learn (the one of last time, or the first).")
@click.option("--courses", multiple=True, type=click.Path(path_type=Path), help="A folder of further courses.")
@click.option("--teacher", is_flag=True, help="Show what the teacher's channel hears, too.")
@click.pass_obj
def chat(settings: Settings, name: str | None, course: str | None, courses: tuple[Path, ...], teacher: bool) -> None:
    """Learn in this terminal, in the same conversation as in the browser.

    Write answers, labels of buttons or their numbers; `where am I`, `hint` and `help` work at any time. Tab completes,
    Ctrl-D leaves. Lines may come through a pipe as well.
    """
    from adapters.commands.course_folders import read_courses  # noqa: PLC0415 -- loads the models of courses
    from adapters.commands.logs import begin_logs  # noqa: PLC0415 -- as above
    from adapters.commands.opened import data_folder  # noqa: PLC0415 -- as above
    from bot.dialogue.marks import clean  # noqa: PLC0415 -- as above

    begin_logs(data_folder(settings), structured=False)
    here = read_courses([settings.courses, *courses])
    if course is not None and course not in here.by_id:
        raise CannotDoError(f"There is no course {course!r} here.", f"Choose one of: {', '.join(here.by_id)}")
    called = clean(name or _asked_name(), LONGEST_NAME)
    if not called:
        raise CannotDoError("A student needs a name that can be seen.", "Write for example: tutor chat --name Ada")
    try:
        asyncio.run(_chat(settings, here, called, course, teacher=teacher))
    except KeyboardInterrupt:
        click.echo("\nEverything up to here is saved.")
        click.get_current_context().exit(130)


def _asked_name() -> str:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return NOBODY
    return str(click.prompt("What is your name?", default=NOBODY))


async def _chat(settings: Settings, here: CoursesHere, name: str, course: str | None, *, teacher: bool) -> None:
    from adapters.commands.opened import opened  # noqa: PLC0415 -- loads the engine

    async with opened(settings, here) as classroom:
        person = await _known(classroom, name, course)
        class_id = course or (person.class_id if person else next(iter(here.by_id)))
        if class_id not in here.by_id:
            class_id = next(iter(here.by_id))
        if course is None and person is None and len(here.by_id) > 1:
            others = ", ".join(other for other in here.by_id if other != class_id)
            click.echo(f"Course: {class_id}. For another one write --course and its name: {others}")
        name = person.name if person else name
        await _talk(settings, classroom, (name, class_id), person, teacher=teacher)
    click.echo(f"Goodbye, {name}. Everything is saved: tutor chat --name {_quoted(name)} goes on from here.")


async def _known(classroom: Opened, name: str, course: str | None) -> PersonRow | None:
    """The student of this name: first who is in this course, then whoever came first."""
    from adapters.web.local import COMMUNITY  # noqa: PLC0415 -- loads the engine

    alike = [one for one in await classroom.engine.people(COMMUNITY) if one.name.casefold() == name.casefold()]
    return next((one for one in alike if one.class_id == course), alike[0] if alike else None)


async def _talk(
    settings: Settings, classroom: Opened, who: tuple[str, str], person: PersonRow | None, *, teacher: bool
) -> None:
    from adapters.console.lines_in import PipedLines, PromptedLines  # noqa: PLC0415 -- loads the engine
    from adapters.web.local import COMMUNITY, student_channel, student_of_key  # noqa: PLC0415 -- as above

    (name, class_id), key = who, str(uuid4())
    student = person.person if person else student_of_key(key)
    channel = person.channel if person else student_channel(student)
    on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    chat = _begun(classroom, student, channel, class_id, teacher=teacher)
    for watched in (channel, chat.place.teacher_channel):
        if watched:
            chat.seen[watched] = await chat.place.last(watched)
    before = await chat.show_history() if person and on_terminal else []
    await classroom.engine.enrol(
        community=COMMUNITY,
        class_id=class_id,
        person=student,
        name=name,
        language=settings.language,
        channel=channel,
        at=time.time(),
        key=f"console:{key}",
    )
    with _beside_the_prompt() if on_terminal else contextlib.nullcontext():
        await chat.talk(PromptedLines(chat.offers, before) if on_terminal else PipedLines(sys.stdin.fileno()))


def _begun(classroom: Opened, student: str, channel: str, class_id: str, *, teacher: bool) -> Chat:
    from rich.console import Console  # noqa: PLC0415 -- loads the engine, and colours

    from adapters.console.chat import Chat, Place  # noqa: PLC0415 -- as above
    from adapters.web.local import COMMUNITY, TEACHER_CHANNEL  # noqa: PLC0415 -- as above
    from bot.engine.catalogues import wording_for  # noqa: PLC0415 -- as above
    from bot.store.statements import CONVERSATION  # noqa: PLC0415 -- as above

    async def last(of: str) -> int:
        rows = await classroom.store.read(lambda transaction: transaction.ask(CONVERSATION, COMMUNITY, of))
        return int(rows[0].last) if rows else 0

    words = wording_for(classroom.wordings, classroom.courses.by_id[class_id].language).words()
    place = Place(
        community=COMMUNITY,
        student=student,
        channel=channel,
        teacher_channel=TEACHER_CHANNEL if teacher else "",
        words=sorted(words),
        last=last,
        file_of=_file_of(classroom.courses),
    )
    return Chat(classroom.engine, place, Console(highlight=False, markup=False))


def _file_of(here: CoursesHere) -> Callable[[str], Path | None]:
    """From `<course id>/media/name` to the file on this machine."""

    def file_of(named: str) -> Path | None:
        course, _, rest = named.partition("/")
        return here.folders[course] / rest if course in here.folders else None

    return file_of


def _beside_the_prompt() -> contextlib.AbstractContextManager[None]:
    from prompt_toolkit.patch_stdout import patch_stdout  # noqa: PLC0415 -- needed on a terminal alone

    return patch_stdout(raw=True)


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
