"""A proxy between the bot and the stand-in for Slack, both ways: what is rare in life happens here on demand.

    bot -- Web API, Socket Mode --> proxy --> stand-in        calls: faults and the record of calls
    bot <-- events, signed or in envelopes -- proxy <-- stand-in    deliveries: late, twice, again, backwards

Rules
- It lives in the test's own loop, on a loopback port; nothing passes by it, since every address is rewritten.
- `clock` lets days pass, `standing` stops the clock: see `on_the_way`. `values` is what stands in the inputs of a
  message at the next press.
- `shut` closes the door (no connection is made), `reopen` opens it on the same port.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

from tests.slack.by_http import ByHttp, parsed
from tests.slack.by_socket import BySocket
from tests.slack.calls import Calls, Passed, passed
from tests.slack.deliveries import Deliveries
from tests.slack.on_the_way import on_the_way
from tests.slack.stand_in import SECRET, TEACHERS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Literal

    from tests.slack.on_the_way import Payload

    Transport = Literal["socket", "http"]

EVENTS = "/from-slack"
LARGEST = 64 * 1024 * 1024


class Proxy:
    """clock: seconds by which the bot's world is ahead of the stand-in's. standing: instead, the second at which its
    clock stands still (UTC). http, socket: the bot by either transport."""

    def __init__(self, session: aiohttp.ClientSession, transport: Transport) -> None:
        self.clock = 0
        self.standing: int | None = None
        self.values: dict[str, Any] = {}
        self.http = ByHttp(session, SECRET)
        self.socket = BySocket()
        self.calls = Calls(self._passed, lambda: round(self.now() - time.time()))
        self.deliveries = Deliveries(self.http if transport == "http" else self.socket, self._altered)
        self.address = ""
        self.session = session
        self._stand_in = ""
        self._runner = web.AppRunner(self._routes(), access_log=None, shutdown_timeout=0.5)
        self._site: web.TCPSite | None = None
        self._listening: asyncio.Task[None] | None = None

    @property
    def api_url(self) -> str:
        """Instead of Slack's, for the bot."""
        return f"{self.address}/api/"

    @property
    def events_at(self) -> str:
        """Where the stand-in posts events."""
        return f"{self.address}{EVENTS}"

    def now(self) -> float:
        """By the bot's clock, UTC seconds."""
        return time.time() + self.clock if self.standing is None else float(self.standing)

    def _second(self, seconds: int) -> int:
        return seconds + self.clock if self.standing is None else self.standing

    # --- opening and closing ---

    async def open(self) -> None:
        """Listen, on a port that was free."""
        await self._runner.setup()
        await self.reopen()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def serve(self, stand_in: str, transport: Transport) -> None:
        """Stand before the stand-in at this address."""
        self._stand_in = stand_in
        if transport == "socket":
            self._listening = asyncio.create_task(self.socket.listen(self.session, stand_in, self._take))
            await self.socket.ready()

    async def close(self) -> None:
        """End everything that runs here."""
        await self.deliveries.close()
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await self._runner.cleanup()

    async def shut(self) -> None:
        """Take no connection any more, and break those that are open."""
        if self._site is not None:
            await self._site.stop()
            self._site = None
        for connection in list(self._runner.server.connections if self._runner.server else ()):
            if connection.transport is not None:
                connection.transport.abort()

    async def reopen(self) -> None:
        """Listen again, where it did before."""
        port = int(self.address.rpartition(":")[2] or 0)
        self._site = web.TCPSite(self._runner, "127.0.0.1", port)
        await self._site.start()

    def _routes(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/upload/v1/{token}", self._api)
        app.router.add_get("/socket", self._open_socket)
        app.router.add_post(EVENTS, self._event)
        app.router.add_route("*", "/{rest:.*}", self._other)
        return app

    # --- from the bot ---

    async def _api(self, request: web.Request) -> web.StreamResponse:
        return await self.calls.answer(request)

    async def _open_socket(self, request: web.Request) -> web.StreamResponse:
        return await self.socket.open(request)

    async def _other(self, request: web.Request) -> web.StreamResponse:
        answer = await self._passed(request, await request.read())
        return web.Response(status=answer.status, body=answer.body, headers={"Content-Type": answer.kind})

    async def _passed(self, request: web.Request, body: bytes) -> Passed:
        answer = await passed(self.session, self._stand_in, request, body)
        if "json" not in answer.kind:
            return answer
        if request.match_info.get("method") == "apps.connections.open" and b'"url"' in answer.body:
            line = {"ok": True, "url": f"{self.address.replace('http', 'ws', 1)}/socket"}
            return answer._replace(body=json.dumps(line).encode())
        return answer._replace(body=self._through_here(answer.body))

    def _through_here(self, body: bytes) -> bytes:
        return body.replace(self._stand_in.encode(), self.address.encode())

    # --- from the stand-in ---

    async def _event(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        kind, payload = parsed(body, request.content_type, form)
        tried = await self._take(kind, payload)
        return web.Response(status=tried.status or 504, text=tried.body or "")

    async def _take(self, kind: Any, payload: Payload, envelope: str = "") -> Any:
        through_here = json.loads(self._through_here(json.dumps(payload).encode()))
        return await self.deliveries.take(kind, through_here, envelope)

    def _altered(self, payload: Payload) -> Payload:
        values, self.values = self.values, {} if payload.get("type") == "block_actions" else self.values
        return on_the_way(payload, second=self._second, private=(TEACHERS,), values=values)


@asynccontextmanager
async def proxy(transport: Transport) -> AsyncIterator[Proxy]:
    """A proxy that listens while the block runs; give it a stand-in with `serve`."""
    async with aiohttp.ClientSession() as session:
        opened = Proxy(session, transport)
        await opened.open()
        try:
            yield opened
        finally:
            await opened.close()
