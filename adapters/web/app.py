"""The local classroom as a web application: which address leads where.

Rules
- Everything lies below `/<token>/`; anything else is the same 404 (`gate`).
- It is built from what it is given and opens nothing: the engine is entered, and the server started, by the caller.
"""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from adapters.web.gate import Gate, not_here
from adapters.web.room import Room, Stands, nothing_to_say
from bot.engine import Engine

STATIC = Path(__file__).resolve().parent / "static"


def create_app(
    engine: Engine,
    *,
    token: str,
    folders: Mapping[str, Path],
    stands: Stands = nothing_to_say,
    clock: Callable[[], float] = time.time,
) -> Starlette:
    """The application. token: the secret first part of every address; folders: of the courses whose pictures are shown,
    by course id; stands: (class id, student) -> a few words on where the student is, for the list of people.

    `app.state.streams.end()` ends the open streams, and with them what a server waits for when it stops.
    """
    room = Room(engine, base=f"/{token}/", folders=folders, stands=stands, clock=clock)
    routes = [
        Route("/", room.classroom),
        Route("/student/{student}", room.student),
        Route("/teacher", room.teacher),
        Route("/people", room.people),
        Route("/stream", room.stream),
        Route("/send", room.send, methods=["POST"]),
        Route("/media/{address:path}", room.picture),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    app = Starlette(
        routes=[Mount(f"/{token}", routes=routes)],
        middleware=[Middleware(Gate, token=token)],
        exception_handlers={404: _not_here, 405: _not_here},
    )
    app.state.streams = room.streams
    return app


async def _not_here(request: Request, error: Exception) -> Response:
    del request, error  # whatever was asked for: nothing here says what exists
    return not_here()
