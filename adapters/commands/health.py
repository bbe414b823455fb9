"""What answers before everything else: `/healthz`, `/metrics`, and the doors of platforms that come to us.

Rules
- /healthz: 200 while the engine runs and the database can be read, else 503; beside it a word for each platform. A
  platform that is away makes nobody unhealthy: it heals itself, and the others go on.
- /metrics: numbers in the text format of Prometheus. Neither says a word about the class, and neither needs a token.
- All else is the classroom's, behind its gate.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from bot.store.errors import StoreError
from bot.store.statements import NEXT_TIMER

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from adapters.metrics import Metrics
    from bot.engine import Engine
    from bot.store.store import Store

PATIENCE = 2.0
"""Seconds for one small read. Probes give up after a few seconds themselves."""
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NOT_KEPT = {"Cache-Control": "no-store"}


def with_health(
    app: Starlette,
    *,
    store: Store,
    engine: Engine,
    metrics: Metrics,
    states: Mapping[str, Callable[[], str]],
    doors: Mapping[str, Callable[[Request], Awaitable[Response]]],
) -> Starlette:
    """`app` behind the rest. states: per platform, its word. doors: per path, who answers a POST there."""

    async def healthz(_request: Request) -> Response:
        fine = await _reads(store)
        told = {"status": "ok" if fine else "the database does not answer"}
        told |= {platform: state() for platform, state in states.items()}
        return JSONResponse(told, status_code=200 if fine else 503, headers=NOT_KEPT)

    async def numbers(_request: Request) -> Response:
        metrics.waiting.set(engine.conversations_waiting())
        return Response(metrics.text(), media_type=METRICS_TYPE, headers=NOT_KEPT)

    outer = Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/metrics", numbers),
            *(Route(path, answers, methods=["POST"]) for path, answers in doors.items()),
            Mount("/", app=app),
        ]
    )
    outer.state.streams = app.state.streams  # what a server ends first when it stops
    return outer


async def _reads(store: Store) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await store.read(lambda transaction: transaction.ask(NEXT_TIMER))
    except (StoreError, TimeoutError):
        return False
    return True
