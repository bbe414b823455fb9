"""Events over HTTP: posts signed payloads to the bot, as Slack does.

Rules
- Everything is signed anew, since the proxy changed it. `signed` and `post` make requests that are signed wrongly, too
  late, by another's secret, or not at all.

Source: docs.slack.dev/authentication/verifying-requests-from-slack.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from tests.slack.deliveries import Delivery, Mark, Try

if TYPE_CHECKING:
    from tests.slack.deliveries import Kind
    from tests.slack.on_the_way import Payload

FORM = "application/x-www-form-urlencoded"


@dataclass
class ByHttp:
    """session: to post with. secret: to sign with. bot_url: where the bot listens; a test sets it."""

    session: aiohttp.ClientSession
    secret: str
    bot_url: str = ""

    async def reach(self, delivery: Delivery, mark: Mark | None, patience: float) -> Try:
        """Post a delivery; what became of it."""
        body, kind = body_of(delivery.kind, delivery.payload)
        headers = {"Content-Type": kind, **signed(body, self.secret)}
        if mark is not None:
            headers |= {"X-Slack-Retry-Num": str(mark.number), "X-Slack-Retry-Reason": mark.reason}
        try:
            async with asyncio.timeout(patience):
                return await self._answered(body, headers, mark)
        except TimeoutError:
            return Try(0, None, 0.0, mark, "http_timeout")
        except aiohttp.ClientError:
            return Try(0, None, 0.0, mark, "connection_failed")

    async def _answered(self, body: bytes, headers: dict[str, str], mark: Mark | None) -> Try:
        async with self.session.post(self.bot_url, data=body, headers=headers) as answer:
            text = await answer.text()
            enough = answer.headers.get("x-slack-no-retry") == "1"
            why = "" if answer.ok else "x-slack-no-retry" if enough else "http_error"
            return Try(answer.status, text, 0.0, mark, why)

    async def post(self, body: bytes, headers: dict[str, str]) -> int:
        """The status of any request to the bot's address."""
        async with self.session.post(self.bot_url, data=body, headers=headers) as answer:
            return answer.status


def body_of(kind: Kind, payload: Payload) -> tuple[bytes, str]:
    """The body of a request and its content type."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields: dict[str, Any] = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), FORM


def signed(body: bytes, secret: str, *, timestamp: str = "") -> dict[str, str]:
    """The two headers of a signature. timestamp: as it stands there; empty: now."""
    timestamp = timestamp or str(int(time.time()))
    signature = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={signature}"}


def parsed(body: bytes, content_type: str, form: dict[str, str]) -> tuple[Kind, Payload]:
    """What a request of the stand-in brings."""
    if "json" in content_type:
        return "events_api", json.loads(body)
    if "payload" in form:
        return "interactive", json.loads(form["payload"])
    return "slash_commands", dict(form)
