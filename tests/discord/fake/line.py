"""One connection to the gateway: frames out in order, compressed as the bot asked for.

Rules
- Sending never waits: a task of its own writes. `cut` breaks the connection without a word; `close` says a code.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aiohttp import web

Json = dict[str, Any]


class Line:
    """Of one websocket. ended: by this side."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.ended = False
        self._request = request
        self._pack = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        self._waiting: asyncio.Queue[Json] = asyncio.Queue()
        self._writing = asyncio.create_task(self._write())

    def send(self, frame: Json) -> None:
        """Put a frame in the way out."""
        self._waiting.put_nowait(frame)

    async def close(self, code: int, reason: str = "") -> None:
        """Say why, and end."""
        self.ended = True
        await self.end()
        await self.socket.close(code=code, message=reason.encode())

    def cut(self) -> None:
        """As when a cable is pulled."""
        self.ended = True
        self._writing.cancel()
        if self._request.transport is not None:
            self._request.transport.abort()

    async def end(self) -> None:
        """Write no more."""
        self._writing.cancel()
        await asyncio.gather(self._writing, return_exceptions=True)

    async def _write(self) -> None:
        while True:
            frame = await self._waiting.get()
            try:
                await self._put(json.dumps(frame))
            except (ConnectionError, RuntimeError):  # the other side has gone
                return

    async def _put(self, text: str) -> None:
        if self._pack is None:
            await self.socket.send_str(text)
        else:
            await self.socket.send_bytes(self._pack.compress(text.encode()) + self._pack.flush(zlib.Z_SYNC_FLUSH))
