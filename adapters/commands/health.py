"""`/healthz`: whether this process can serve a student now. It answers before anything else and tells nothing else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from bot.store.errors import StoreError
from bot.store.statements import NEXT_TIMER

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from bot.store.store import Store

PATH = "/healthz"
PATIENCE = 2.0
"""Seconds for one small read. Probes give up after a few seconds themselves."""


class Health:
    """Lets everything but PATH through to `app`. store: what a healthy process can read."""

    def __init__(self, app: ASGIApp, *, store: Store) -> None:
        self._app = app
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        fine = await self._reads()
        answer = JSONResponse(
            {"status": "ok" if fine else "the database does not answer"},
            status_code=200 if fine else 503,
            headers={"Cache-Control": "no-store"},
        )
        await answer(scope, receive, send)

    async def _reads(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._store.read(lambda transaction: transaction.ask(NEXT_TIMER))
        except (StoreError, TimeoutError):
            return False
        return True
