"""Events over HTTP: one route of the web application, `/slack/events`, guarded before Bolt reads anything.

Rules
- A body is taken up to `LONGEST_BODY`; the rest of a longer one is not read.
- The signature's two headers are looked at before Bolt sees them: a timestamp that is no number makes the SDK raise,
  which Slack would see as our fault (measured). What is not signed rightly, or not within five minutes, is 401 and
  nothing else.
- A correctly signed request that is sent again is taken again, and its delivery key changes nothing.

Source: docs.slack.dev/authentication/verifying-requests-from-slack.
"""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_sdk.signature import SignatureVerifier
from starlette.responses import Response

from adapters.slack import PLATFORM

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncApp
    from starlette.requests import Request

    from adapters.state import State

logger = logging.getLogger("tutor")
LONGEST_BODY = 512 * 1024
"""A message of 40,000 characters, escaped, is within it."""
TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)


class HttpEvents:
    """app: the frame, None while Slack has not told yet who we are: then Slack sends again. secret: to sign with."""

    def __init__(self, app: Callable[[], AsyncApp | None], secret: str, state: State) -> None:
        self._app = app
        self._verifier = SignatureVerifier(secret)
        self._state = state

    async def answer(self, request: Request) -> Response:
        """Answer one request of Slack."""
        if not _signed_at_all(request):
            return self._refused(401, "no signature")
        body = await _bounded(request)
        if body is None:
            return self._refused(413, "too long")
        text = _text(body)
        if text is None:
            return self._refused(400, "no text")
        if not self._verifier.is_valid_request(text, dict(request.headers)):
            return self._refused(401, "wrong signature")
        return await self._taken(request, text)

    async def _taken(self, request: Request, text: str) -> Response:
        """What Slack signed."""
        app = self._app()
        if app is None:
            return Response(status_code=503)
        if not _readable(request, text):
            return self._refused(400, "not readable")
        return to_starlette_response(await app.async_dispatch(to_async_bolt_request(request, text.encode())))

    def _refused(self, status: int, why: str) -> Response:
        self._state.metrics.refused.labels(PLATFORM, why).inc()
        logger.warning("Slack: a request was refused: %s", why)
        return Response(status_code=status)


async def _bounded(request: Request) -> bytes | None:
    taken = bytearray()
    async for chunk in request.stream():
        taken += chunk
        if len(taken) > LONGEST_BODY:
            return None
    return bytes(taken)


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _readable(request: Request, text: str) -> bool:
    """A JSON object, or a form whose `payload` is one: Bolt takes for granted that it is."""
    try:
        if "json" in request.headers.get("content-type", "") or text.startswith("{"):
            return isinstance(json.loads(text), dict)
        payloads = parse_qs(text).get("payload", [])
        return all(isinstance(json.loads(payload), dict) for payload in payloads)
    except (ValueError, RecursionError):
        return False


def _signed_at_all(request: Request) -> bool:
    """Both headers are there and of the right form; whether they are right is Bolt's to say."""
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    return TIMESTAMP.fullmatch(timestamp) is not None and SIGNATURE.fullmatch(signature) is not None
