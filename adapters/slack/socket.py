"""Socket Mode: the connection, watched and healed.

Rules
- The library reconnects by itself after `disconnect` frames and broken sockets; a watch looks whether it did. A client
  that is not connected for `PATIENCE` seconds is replaced by a new one, opened before the old one is closed, so that no
  payload finds nobody (bolt-python#1071).
- The library's own log lines hold addresses with tickets, so they are off; what matters is told here.
- Nothing is acknowledged that was not taken: an envelope whose payload raised gets no answer, and Slack sends it again.

Source: docs.slack.dev/apis/events-api/using-socket-mode.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import errors
from adapters.slack.web_api import TIMEOUT

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from adapters.slack.settings import SlackSettings
    from adapters.state import State

PING = 5.0
"""Seconds between pings; four unanswered ones make a socket stale, in the library's words."""
LOOK = 1.0
PATIENCE = 15.0
"""Seconds without a connection until the client is replaced."""
AGAIN = 5.0
"""Seconds between tries to connect."""
LAST_WORDS = 1.0
"""Seconds for saying goodbye."""

_silent = logging.getLogger("adapters.slack.socket.library")
_silent.setLevel(logging.CRITICAL + 1)


class Socket:
    """Keeps one connection of `app` open while `run` runs."""

    def __init__(self, app: AsyncApp, settings: SlackSettings, state: State) -> None:
        self._app = app
        self._settings = settings
        self._state = state
        self._handler: AsyncSocketModeHandler | None = None

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                await self._open()
                await self._watch()
        finally:
            await self._close(self._handler)

    async def _open(self) -> None:
        """A connection by a new client; the old one is closed once the new one is there."""
        old, self._handler = self._handler, None
        while self._handler is None:
            handler = self._made()
            try:
                await self._connect(handler)
            except Exception as error:  # noqa: BLE001 - whatever a connection breaks by, it is tried again
                await self._close(handler)
                self._not_connected(error)
                await asyncio.sleep(AGAIN)
            except BaseException:
                await self._close(handler)
                await self._close(old)
                raise
            else:
                self._handler = handler
        self._state.connected()
        await self._close(old)

    def _made(self) -> AsyncSocketModeHandler:
        client = AsyncWebClient(base_url=self._settings.api_url, timeout=TIMEOUT, retry_handlers=[])
        return AsyncSocketModeHandler(
            self._app, self._settings.app_token, logger=_silent, web_client=client, ping_interval=PING
        )

    @staticmethod
    async def _connect(handler: AsyncSocketModeHandler) -> None:
        """The library would try for ever and say nothing: the first step is taken here, so that its error is seen."""
        async with asyncio.timeout(PATIENCE):
            handler.client.wss_uri = await handler.client.issue_new_wss_url()
            await handler.connect_async()  # type: ignore[no-untyped-call]

    def _not_connected(self, error: Exception) -> None:
        word = str(error.response.get("error", "")) if isinstance(error, SlackApiError) else type(error).__name__
        if word in errors.WORKSPACE:
            self._state.out(word, "app")
        else:
            self._state.reconnecting(word)

    async def _watch(self) -> None:
        """Returns when the client has been without a connection for too long."""
        loop = asyncio.get_running_loop()
        lost_at: float | None = None
        while self._handler is not None:
            await asyncio.sleep(LOOK)
            if await self._handler.client.is_connected():
                lost_at = None
                self._state.connected()
            elif lost_at is None:
                lost_at = loop.time()
                self._state.reconnecting("the connection was lost")
            elif loop.time() - lost_at > PATIENCE:
                return

    @staticmethod
    async def _close(handler: AsyncSocketModeHandler | None) -> None:
        if handler is None:
            return
        with contextlib.suppress(Exception):
            async with asyncio.timeout(LAST_WORDS):  # the other end may hang, and aiohttp would wait for it
                await handler.close_async()  # type: ignore[no-untyped-call]  # the SDK's is not annotated
        client = handler.client
        for task in (client.message_processor, client.current_session_monitor, client.message_receiver):
            if task is not None:
                task.cancel()
        with contextlib.suppress(Exception):
            await client.aiohttp_client_session.close()
