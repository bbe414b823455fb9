"""Bolt as the frame: it checks signatures, answers Slack's own questions, and hands every payload to one function.

Rules
- `process_before_response`: Slack is answered after the payload was taken, which is after the commit. By default Bolt
  answers first, and a crash in between loses the answer (measured).
- One function for everything: no listener decides by itself, and nothing that arrives falls between two of them.
- What was not saved is answered 503, over a socket not at all: Slack sends it again.
"""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import PLATFORM

if TYPE_CHECKING:
    from slack_bolt.authorization import AuthorizeResult

    from adapters.slack.answers import Answer
    from adapters.slack.receiver import Receiver
    from adapters.slack.settings import SlackSettings
    from adapters.state import State

logger = logging.getLogger("tutor")
_of_bolt = logging.getLogger("adapters.slack.bolt.library")
_of_bolt.setLevel(logging.ERROR)  # it warns that it does not use a token which it found in the environment by itself


def bolt_app(settings: SlackSettings, auth: AuthorizeResult, receiver: Receiver, state: State) -> AsyncApp:
    """The frame around `receiver`. auth: of the one workspace whose token this is; another one's payload is refused."""

    async def authorize(team_id: str | None) -> AuthorizeResult | None:
        return auth if team_id in (None, auth.team_id) else None

    async def take(req: AsyncBoltRequest) -> BoltResponse:
        began = time.perf_counter()
        try:
            answer = await receiver.take(req.body)
        except Exception as error:
            logger.exception("Slack: a payload could not be taken: %s", type(error).__name__)
            return BoltResponse(status=500, body="")
        state.metrics.acknowledged.labels(PLATFORM).observe(time.perf_counter() - began)
        return _response(answer)

    app = AsyncApp(
        name="tutor",
        client=AsyncWebClient(base_url=settings.api_url, retry_handlers=[]),
        authorize=authorize,  # type: ignore[arg-type]  # None refuses, as Bolt documents
        signing_secret=settings.signing_secret or "unused over a socket",
        request_verification_enabled=settings.transport == "http",
        process_before_response=True,
        logger=_of_bolt,
    )
    app.middleware(take)
    return app


def _response(answer: Answer) -> BoltResponse:
    if not answer.saved:
        return BoltResponse(status=503, body="")
    if answer.body is None:
        return BoltResponse(status=200, body="")
    headers: dict[str, Any] = {"content-type": "application/json; charset=utf-8"}
    return BoltResponse(status=200, body=json.dumps(answer.body), headers=headers)
