"""One call of Slack's Web API, and what can come of it, named.

Rules
- Nothing is tried again here: `retry_handlers=[]`, since the SDK's own one sends twice after a dropped connection
  (measured). The outbox owns all retries.
- A call that may or may not have happened (a connection that broke after sending, a 5xx, an answer that cannot be read)
  is `Unsure`, never a failure: whoever sent something looks for it before sending again.
- Never a token or a text in a log line or an error: Slack's own error words and the method's name only.
- SDK loggers stay above DEBUG, where they would write messages out.

Source: docs.slack.dev/apis/web-api, .../rate-limits.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import aiohttp
from msgspec import Struct
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

TIMEOUT = 10
"""Seconds for one call."""
AS_FORM = frozenset(
    {
        *("conversations.history", "conversations.info", "users.info"),
        *("files.getUploadURLExternal", "files.completeUploadExternal"),
    }
)
"""Methods that read no JSON (docs.slack.dev/apis/web-api: 'only some methods'). Nested values go as JSON text."""
DEFAULT_RETRY_AFTER = 30.0
LONGEST_RETRY_AFTER = 3600.0
"""Seconds. A header that asks for more, or that cannot be read, is bounded: the call is tried again and told anew."""

for _name in ("slack_sdk", "slack_bolt"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Ok(Struct, frozen=True):
    """It happened. said: Slack's answer."""

    said: Mapping[str, Any]
    headers: Mapping[str, str] = {}


class Limited(Struct, frozen=True):
    """429: it did not happen. seconds: until this method may be called again in this workspace."""

    seconds: float


class Wrong(Struct, frozen=True):
    """Slack refused; it did not happen. error: its word, such as `channel_not_found`. needed: a missing scope."""

    error: str
    needed: str = ""


class NotSent(Struct, frozen=True):
    """No connection was made: it did not happen. why: a kind of error."""

    why: str


class Unsure(Struct, frozen=True):
    """It may have happened. why: a kind of error."""

    why: str


Answer = Ok | Limited | Wrong | NotSent | Unsure


class Calls(Protocol):
    """Whoever calls the Web API."""

    async def call(self, method: str, arguments: Mapping[str, Any]) -> Answer:
        """Call `method` once."""
        ...


class WebApi:
    """Calls with one token. One session for all of them; `close` it. count: told how each call ended."""

    def __init__(self, token: str, api_url: str, count: Callable[[str], None] = lambda _: None) -> None:
        self._count = count
        self._token = token
        self._api_url = api_url
        self._session: aiohttp.ClientSession | None = None
        self._closed = False
        self._client: AsyncWebClient | None = None

    def session(self) -> aiohttp.ClientSession:
        """Made at the first call, since a session belongs to the loop that runs."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT), trust_env=True)
        return self._session

    def client(self) -> AsyncWebClient:
        """The SDK's client over that session."""
        if self._client is None:
            self._client = AsyncWebClient(
                token=self._token,
                base_url=self._api_url,
                timeout=TIMEOUT,
                session=self.session(),
                retry_handlers=[],
            )
        return self._client

    async def close(self) -> None:
        """End the session, for good: what is called from here on was not sent."""
        self._closed = True
        if self._session is not None:
            await self._session.close()
        self._session = self._client = None

    async def call(self, method: str, arguments: Mapping[str, Any]) -> Answer:
        """Call `method` once."""
        answer = await self._called(method, arguments)
        self._count(type(answer).__name__.lower())
        return answer

    async def _called(self, method: str, arguments: Mapping[str, Any]) -> Answer:
        if self._closed:
            return NotSent("closed")
        sent = {"data": _form(arguments)} if method in AS_FORM else {"json": dict(arguments)}
        try:
            response = await self.client().api_call(method, **sent)
        except SlackApiError as error:
            return _refused(error)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return NotSent(type(error).__name__)
        except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError, ValueError) as error:
            return Unsure(type(error).__name__)
        return Ok(response.data if isinstance(response.data, dict) else {}, _lower(response.headers))

    async def put(self, address: str, content: bytes) -> Answer:
        """Bring the bytes of a file to the address that Slack gave for it."""
        if self._closed:
            return NotSent("closed")
        try:
            async with self.session().post(address, data=content) as response:
                return Ok({}) if response.status == 200 else Unsure(f"HTTP {response.status}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Unsure(type(error).__name__)


def _form(arguments: Mapping[str, Any]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}


def _refused(error: SlackApiError) -> Answer:
    response = error.response
    status = getattr(response, "status_code", 200)
    headers = _lower(getattr(response, "headers", None) or {})
    said = response.data if isinstance(getattr(response, "data", None), dict) else {}
    word = said.get("error")
    if status == 429 or word in ("ratelimited", "rate_limited"):
        return Limited(retry_after(headers.get("retry-after", "")))
    if status >= 500 or not isinstance(word, str) or word in ("internal_error", "fatal_error", "request_timeout"):
        return Unsure(word if isinstance(word, str) and word.isascii() else f"HTTP {status}")
    return Wrong(word[:80], str(said.get("needed", ""))[:200])


def retry_after(text: str) -> float:
    """Seconds from the header; 30 where it cannot be read, at least 0 and at most an hour."""
    try:
        seconds = float(text) if text.strip() else DEFAULT_RETRY_AFTER
    except ValueError:
        return DEFAULT_RETRY_AFTER
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER) if math.isfinite(seconds) else DEFAULT_RETRY_AFTER


def _lower(headers: Mapping[str, Any]) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in headers.items()}
