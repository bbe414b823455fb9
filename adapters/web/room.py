"""The classroom's requests: pages, what they send, what they hear, the pictures they show.

Rules
- A request's body is taken up to 64 kB. What is longer is read away and refused with a sentence, so that the page can
  show it; nothing else is lost.
- 202: committed (or committed before, under the same key). 503: not saved; the page tries again with the same key.
  Every other answer is final, with a sentence in `problem`.

It decides nothing about learning: it hands events to the engine and shows what the store holds.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from adapters.web.gate import not_here
from adapters.web.local import COMMUNITY, student_channel, student_of_key
from adapters.web.pictures import picture_at, pictures_in
from adapters.web.stream import Streams
from adapters.web.translate import Act, Command, Enter, Json, Press, Reply, Sent, delivery_key, event_of
from bot.dialogue.marks import clean
from bot.engine import Busy, Engine, EngineError, NotSaved, Stopped

TEMPLATES = Path(__file__).resolve().parent / "templates"
LONGEST_BODY = 64 * 1024
LONGEST_READ = 4 * 1024 * 1024
"""Read away before answering: a browser hears no answer while it is still sending."""

LONGEST_NAME = 40
Stands = Callable[[str, str], Awaitable[str]]
"""(class id, student) -> where the student is, in a few words."""

TOO_LONG = "That is longer than I can take (64 kB), so it was not sent. A short answer is enough."
NOT_READ = "The page sent something I could not read. Reloading the page usually helps."
NO_NAME = "A student needs a name of one to 40 characters that can be seen."
NO_CLASS = "There is no such course here. Reload the page to see the courses there are."
NO_STUDENT = "There is no such student here. Reload the page to see who is in."


async def nothing_to_say(_class_id: str, _student: str) -> str:
    """For who does not know where students stand: the list shows their courses."""
    return ""


class Room:
    """One classroom. base: the path of its first page, with the token."""

    def __init__(
        self,
        engine: Engine,
        *,
        base: str,
        folders: Mapping[str, Path],
        stands: Stands,
        clock: Callable[[], float],
    ) -> None:
        self._engine = engine
        self._base = base
        self._stands = stands
        self._pictures = pictures_in(folders)
        self._clock = clock
        self._pages = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
        self.streams = Streams(engine)

    async def classroom(self, _request: Request) -> Response:
        """Students on the left, the teacher channel on the right."""
        return await self._page("classroom")

    async def student(self, request: Request) -> Response:
        """One student's chat, in a browser tab of its own."""
        student = request.path_params["student"]
        return await self._page("student", student) if await self._is_in(student) else not_here()

    async def teacher(self, _request: Request) -> Response:
        """The teacher channel, in a browser tab of its own."""
        return await self._page("teacher")

    async def people(self, _request: Request) -> Response:
        """Who is in."""
        return JSONResponse({"people": await self._people()})

    async def stream(self, request: Request) -> Response:
        """What happens in the channels asked for, from the places given."""
        return self.streams.open(request.query_params.get("at", ""), request.headers.get("last-event-id", ""))

    async def picture(self, request: Request) -> Response:
        """A picture of a course."""
        return picture_at(self._pictures, request.path_params["address"])

    async def send(self, request: Request) -> Response:
        """Take one action of a page; answer when it is committed."""
        body = await _body(request)
        if body is None:
            return _problem(413, TOO_LONG)
        try:
            sent: Sent = msgspec.json.decode(body, type=Sent)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _problem(400, NOT_READ)
        try:
            return await (self._enter(sent) if isinstance(sent, Enter) else self._hand_over(sent))
        except (NotSaved, Busy, Stopped) as error:
            return _problem(503, str(error))
        except EngineError as error:
            return _problem(409, str(error))

    async def _enter(self, sent: Enter) -> Response:
        student = sent.student or student_of_key(sent.key)
        name = clean(sent.name, LONGEST_NAME)
        if sent.student:
            known = await self._engine.person(COMMUNITY, student)
            if known is None:
                return _problem(404, NO_STUDENT)
            name = known.name
        if not name:
            return _problem(400, NO_NAME)
        if sent.class_id not in self._classes():
            return _problem(404, NO_CLASS)
        await self._engine.enrol(
            community=COMMUNITY,
            class_id=sent.class_id,
            person=student,
            name=name,
            language="",
            channel=student_channel(student),
            at=self._clock(),
            key=delivery_key(sent.key),
        )
        self.streams.somebody_came()
        return JSONResponse({"student": student, "name": name, "class_id": sent.class_id}, status_code=202)

    async def _hand_over(self, sent: Reply | Press | Command | Act) -> Response:
        if not await self._is_in(sent.student):
            return _problem(404, NO_STUDENT)
        await self._engine.handle(event_of(sent, self._clock()))
        return JSONResponse({}, status_code=202)

    async def _is_in(self, student: str) -> bool:
        return await self._engine.person(COMMUNITY, student) is not None

    async def _people(self) -> list[Json]:
        return [
            {
                "id": one.person,
                "name": clean(one.name, LONGEST_NAME),
                "class_id": one.class_id,
                "line": await self._stands(one.class_id, one.person),
            }
            for one in await self._engine.people(COMMUNITY)
        ]

    def _classes(self) -> dict[str, Json]:
        return {
            one.class_id: {"class_id": one.class_id, "title": one.title, "teacher": one.teacher}
            for one in self._engine.classes(COMMUNITY)
        }

    async def _page(self, view: str, student: str = "") -> Response:
        people = await self._people()
        room = {
            "base": self._base,
            "view": view,
            "student": student,
            "people": [one for one in people if not student or one["id"] == student],
            "classes": list(self._classes().values()),
            "longest": LONGEST_BODY,
            "too_long": TOO_LONG,
        }
        page = self._pages.get_template("classroom.html")
        return HTMLResponse(page.render(base=self._base, view=view, room=json.dumps(room)))


async def _body(request: Request) -> bytes | None:
    """The body, or None if it is longer than 64 kB."""
    taken, length = bytearray(), 0
    async for chunk in request.stream():
        length += len(chunk)
        if length <= LONGEST_BODY:
            taken += chunk
        if length > LONGEST_READ:
            return None
    return bytes(taken) if length <= LONGEST_BODY else None


def _problem(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"problem": sentence}, status_code=status)
