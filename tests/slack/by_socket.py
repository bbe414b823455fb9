"""Socket Mode: one line to the stand-in, any number of lines to the bot.

    stand-in == envelopes ==> one line ==> any ONE of the bot's lines (as Slack does; the stand-in would use all)

Rules
- An envelope whose line breaks before the acknowledgement counts as not taken, and comes again on the next line. While
  there is no line, an event waits for one.
- `disconnect` sends Slack's warning; `cut` breaks the lines; `silent` lines are open and dead: nothing is sent, no ping
  is answered, and what arrives is thrown away. `refusing`: no new line opens.

Source: docs.slack.dev/apis/events-api/using-socket-mode.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.slack.deliveries import Delivery, Mark, Try

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import aiohttp


@dataclass(eq=False)
class _Line:
    """One connection of the bot. waiting: by envelope id, who waits for its acknowledgement."""

    socket: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, list[asyncio.Future[Any]]] = field(default_factory=dict)


class BySocket:
    """opened: how many lines the bot ever opened."""

    def __init__(self) -> None:
        self.silent = False
        self.refusing = False
        self.opened = 0
        self._lines: list[_Line] = []
        self._someone = asyncio.Event()
        self._hello: dict[str, Any] = {}
        self._turn = 0

    @property
    def lines(self) -> int:
        """How many are open now."""
        return len(self._lines)

    # --- the bot's lines ---

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Serve one line until it ends."""
        if self.refusing:
            return web.Response(status=503)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        line = _Line(socket, request)
        self._lines.append(line)
        self.opened += 1
        try:
            await self._send(line, self._hello | {"num_connections": len(self._lines)})
            self._someone.set()
            await self._hear(line)
        finally:
            self._lines.remove(line)
            if not self._lines:
                self._someone.clear()
            for futures in line.waiting.values():
                for future in futures:
                    future.cancel()
        return socket

    async def _hear(self, line: _Line) -> None:
        async for frame in line.socket:
            if self.silent:
                continue
            if frame.type is WSMsgType.PING:
                await line.socket.pong(frame.data)
            elif frame.type is WSMsgType.TEXT:
                _acknowledged(line, frame.data)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell the bot that its lines will end, as Slack does some seconds before it ends them."""
        for line in list(self._lines):
            await self._send(line, {"type": "disconnect", "reason": reason, "debug_info": {"host": "stand-in"}})

    async def cut(self) -> None:
        """Break every line."""
        for line in list(self._lines):
            if line.request.transport is not None:
                line.request.transport.abort()
        while self._lines:  # noqa: ASYNC110 -- each ends in its own task, at once
            await asyncio.sleep(0.005)

    async def _send(self, line: _Line, frame: dict[str, Any]) -> None:
        if not self.silent:
            with contextlib.suppress(ConnectionError):
                await line.socket.send_str(json.dumps(frame))

    # --- deliveries ---

    async def reach(self, delivery: Delivery, mark: Mark | None, patience: float) -> Try:
        """Send an envelope on one line; what became of it."""
        if delivery.kind != "events_api" and not self._lines:
            return Try(0, None, 0.0, mark, "no connection")
        await self._someone.wait()
        self._turn += 1
        line = self._lines[self._turn % len(self._lines)]
        acknowledged: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        line.waiting.setdefault(delivery.id, []).append(acknowledged)
        await self._send(line, _envelope(delivery, mark))
        done, _ = await asyncio.wait([acknowledged], timeout=patience)
        if not done:
            line.waiting.get(delivery.id, [acknowledged]).remove(acknowledged)
            return Try(0, None, 0.0, mark, "timeout")
        if acknowledged.cancelled():
            return Try(0, None, 0.0, mark, "socket_closed")
        return Try(200, acknowledged.result(), 0.0, mark)

    # --- the line to the stand-in ---

    async def listen(self, session: aiohttp.ClientSession, stand_in: str, take: Callable[..., Awaitable[Try]]) -> None:
        """Take envelopes until cancelled."""
        async with session.post(f"{stand_in}/api/apps.connections.open") as answer:
            url = (await answer.json())["url"]
        async with session.ws_connect(url) as socket, asyncio.TaskGroup() as tasks:
            async for frame in socket:
                heard = json.loads(frame.data)
                if heard["type"] == "hello":
                    self._hello = heard
                else:
                    tasks.create_task(_pass_on(socket, heard, take))

    async def ready(self) -> None:
        """Until the stand-in has said hello."""
        while not self._hello:  # noqa: ASYNC110 -- within milliseconds
            await asyncio.sleep(0.005)


async def _pass_on(
    socket: aiohttp.ClientWebSocketResponse, heard: dict[str, Any], take: Callable[..., Awaitable[Try]]
) -> None:
    tried = await take(heard["type"], heard["payload"], heard["envelope_id"])
    said = {"payload": tried.body} if tried.body is not None else {}
    await socket.send_str(json.dumps({"envelope_id": heard["envelope_id"], **said}))


def _acknowledged(line: _Line, text: str) -> None:
    heard = json.loads(text)
    futures = line.waiting.get(heard.get("envelope_id", ""), [])
    if futures:
        futures.pop(0).set_result(heard.get("payload"))


def _envelope(delivery: Delivery, mark: Mark | None) -> dict[str, Any]:
    return {
        "envelope_id": delivery.id,
        "type": delivery.kind,
        "payload": delivery.payload,
        "accepts_response_payload": delivery.kind != "events_api",
        "retry_attempt": mark.number if mark else 0,
        "retry_reason": mark.reason if mark else "",
    }
