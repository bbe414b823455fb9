"""What happens, as it happens: one stream of server-sent events per page, for all the channels that page shows.

Rules
- One stream carries several channels, because a browser opens six connections to one host and no more.
- The id of each event is the page's place in all its channels (`teacher@5 student:s-1@12`). A browser that comes back
  sends the last id it saw and gets what followed, from the store; nothing is kept here.
- When the page has caught up, an event `present` says so; what follows is news. An event `people` says that somebody
  came in, perhaps on another page.
- A comment every few seconds keeps the connection and finds the dead ones. The number of streams is bounded. When the
  server stops, all streams end at once.
"""

import asyncio
import re
from collections.abc import Mapping

import msgspec
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from adapters.web.local import COMMUNITY, is_channel
from adapters.web.translate import message_of
from bot.engine import Engine

HEARTBEAT = 15.0
"""Seconds. Shorter than the 30 s after which some proxies and virus scanners cut a silent connection."""
MOST_STREAMS = 64
MOST_CHANNELS = 200
AT_ONCE = 200
"""Entries read from the store in one go."""
COME_BACK = 1000
"""Milliseconds a browser waits before it connects again."""

_PLACE = re.compile(r"([a-z0-9:-]{1,100})@([0-9]{1,15})")


def places_of(text: str) -> dict[str, int]:
    """`teacher@5 student:s-1@12` -> channel -> last seq seen; what cannot be a place is left out."""
    found = (_PLACE.fullmatch(word) for word in text.split()[:MOST_CHANNELS])
    return {match[1]: int(match[2]) for match in found if match is not None and is_channel(match[1])}


def written(places: Mapping[str, int]) -> str:
    """The same as text."""
    return " ".join(f"{channel}@{seq}" for channel, seq in places.items())


class Streams:
    """The open streams of one app. `end` ends them all, now and later."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._ended = asyncio.Event()
        self._open: set[Stream] = set()

    def end(self) -> None:
        """The server stops."""
        self._ended.set()

    def somebody_came(self) -> None:
        """Tell every page; one that is slow to read is told later, and keeps nobody waiting."""
        for stream in self._open:
            stream.newcomers.set()

    def open(self, asked: str, last_seen: str) -> Response:
        """The answer to one request. asked: places to begin at; last_seen: those of a browser that comes back."""
        places = places_of(asked)
        places |= {channel: seq for channel, seq in places_of(last_seen).items() if channel in places}
        if not places:
            return JSONResponse({"problem": "No such channel here."}, status_code=404)
        if len(self._open) >= MOST_STREAMS or self._ended.is_set():
            problem = {"problem": "Too many pages are open at once. Close a few, and this one goes on."}
            return JSONResponse(problem, status_code=503, headers={"Retry-After": "5"})
        return Stream(self, places)

    async def run(self, stream: "Stream", receive: Receive) -> None:
        """Feed `stream` until its page goes, or the server does."""
        self._open.add(stream)
        ends = [asyncio.create_task(_until_gone(receive)), asyncio.create_task(self._ended.wait())]
        feeds = [asyncio.create_task(feed(stream)) for feed in (self._feed, self._beat, self._announce)]
        tasks = [*ends, *feeds]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._open.discard(stream)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _feed(self, stream: "Stream") -> None:
        caught_up = [asyncio.Event() for _ in stream.places]
        async with asyncio.TaskGroup() as group:
            for channel, event in zip(list(stream.places), caught_up, strict=True):
                group.create_task(self._follow(stream, channel, event))
            for event in caught_up:
                await event.wait()
            await stream.say("event: present\ndata: {}\n\n")

    async def _follow(self, stream: "Stream", channel: str, caught_up: asyncio.Event) -> None:
        with self._engine.watch(COMMUNITY, channel) as news:
            await self._catch_up(stream, channel)
            caught_up.set()
            async for _ in news:
                await self._catch_up(stream, channel)

    async def _catch_up(self, stream: "Stream", channel: str) -> None:
        more = True
        while more:
            after = stream.places[channel]
            entries = await self._engine.conversation(COMMUNITY, channel, after=after, limit=AT_ONCE)
            for entry in entries:
                stream.places[channel] = entry.seq
                if message := message_of(entry):
                    await stream.tell({"channel": channel, **message})
            more = len(entries) == AT_ONCE

    @staticmethod
    async def _beat(stream: "Stream") -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            await stream.say(": still here\n\n")

    @staticmethod
    async def _announce(stream: "Stream") -> None:
        while True:
            await stream.newcomers.wait()
            stream.newcomers.clear()
            await stream.say("event: people\ndata: {}\n\n")


class Stream(Response):
    """One response that goes on. places: channel -> last seq sent."""

    def __init__(self, streams: "Streams", places: dict[str, int]) -> None:
        super().__init__()
        self.places = places
        self.newcomers = asyncio.Event()
        self._streams = streams
        self._send: Send | None = None

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Serve it."""
        self._send = send
        headers = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await self.say(f"retry: {COME_BACK}\n\n")
        await self._streams.run(self, receive)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def tell(self, message: Mapping[str, object]) -> None:
        """One message; JSON holds no line break, so it is one data line."""
        await self.say(f"id: {written(self.places)}\ndata: {msgspec.json.encode(message).decode()}\n\n")

    async def say(self, text: str) -> None:
        """One chunk, whole: events of several channels never mix."""
        if self._send is not None:
            await self._send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
