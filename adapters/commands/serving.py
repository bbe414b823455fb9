"""Serving the local classroom: the token, the port, and an end that loses nothing.

Rules
- The token is made once and kept, so that a tab that is open now works after a restart. Whoever may read the data
  folder may enter, and nobody else.
- SIGTERM and Ctrl-C stop alike: what was taken is finished, and the database is closed. Within five seconds.
- An engine that ends by itself ends the serving: nothing is served that could not be saved.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import signal
from typing import TYPE_CHECKING

from adapters.commands.trouble import CannotDoError
from adapters.web.app import create_app
from adapters.web.local import COMMUNITY
from adapters.web.serve import PortTakenError, free_port, serve
from bot.classroom.standing import stands
from bot.engine.catalogues import wording_for

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from starlette.applications import Starlette

    from adapters.commands.opened import Opened

HOST = "127.0.0.1"
TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")
STOPPING = ("SIGINT", "SIGTERM", "SIGBREAK")  # the last one is Windows' own


def kept_token(folder: Path) -> str:
    """The token of this data folder; made at the first call, readable by its owner alone."""
    file = folder / "token"
    try:
        token = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        token = ""
    if TOKEN.fullmatch(token):
        return token
    token = secrets.token_urlsafe(24)
    fresh = folder / "token.new"
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
        opened.write(token + "\n")
    fresh.replace(file)
    return token


def chosen_port(asked: int | None, first: int) -> int:
    """The port that was asked for, else the first free one from `first` on. Raises CannotDoError."""
    try:
        port = free_port(asked or first, HOST)
    except PortTakenError as error:
        sentence, _, cure = str(error).partition(": ")
        raise CannotDoError(f"{sentence[:1].upper()}{sentence[1:]}.", f"{cure[:1].upper()}{cure[1:]}.") from None
    if asked and port != asked:
        raise CannotDoError(f"Port {asked} of {HOST} is taken.", f"Leave --port out, or take a free one: --port {port}")
    return port


def application(classroom: Opened, token: str) -> Starlette:
    """The classroom's pages."""

    async def where(class_id: str, student: str) -> str:
        enrollment = await classroom.engine.enrollment(COMMUNITY, class_id, student)
        course = classroom.courses.by_id.get(class_id)  # a class has the id of its course
        return stands(enrollment, course, wording_for(classroom.wordings, course.language if course else "en"))

    return create_app(classroom.engine, token=token, folders=classroom.courses.folders, stands=where)


async def keep_serving(
    classroom: Opened,
    app: Starlette,
    port: int,
    announce: Callable[[], None],
    *platforms: Coroutine[None, None, None],
) -> None:
    """Serve until cancelled. announce: called when the address answers. platforms: each lets its events in meanwhile.

    Raises what ended the engine or a platform, if one ended.
    """
    ready = asyncio.Event()
    serving = asyncio.create_task(serve(app, HOST, port, ready))
    running = asyncio.create_task(classroom.engine.wait())
    started = asyncio.create_task(ready.wait())
    lasting = (serving, running, *(asyncio.create_task(platform) for platform in platforms))
    tasks = (*lasting, started)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if started.done():
            announce()
            await asyncio.wait(lasting, return_when=asyncio.FIRST_COMPLETED)
        for ended in lasting:
            if ended.done():
                ended.result()
    except PortTakenError as error:
        raise CannotDoError(f"Port {port} was taken a moment ago.", "Start it again.") from error
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def until_stopped(work: Coroutine[None, None, None]) -> signal.Signals | None:
    """Run `work` to its end, or until a signal asks to stop; return that signal. Raises what `work` raised."""
    return asyncio.run(_until_stopped(work))


async def _until_stopped(work: Coroutine[None, None, None]) -> signal.Signals | None:
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(work)
    heard: list[signal.Signals] = []

    def stop(number: signal.Signals) -> None:
        heard.append(number)
        task.cancel()

    for name in STOPPING:
        if number := getattr(signal, name, None):
            _listen(loop, number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not heard:
            raise
    return heard[0] if heard else None


def _listen(loop: asyncio.AbstractEventLoop, number: signal.Signals, stop: Callable[[signal.Signals], None]) -> None:
    try:
        loop.add_signal_handler(number, stop, number)
    except NotImplementedError:  # Windows
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop, number))
