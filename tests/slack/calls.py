"""The way from the bot to Slack: the Web API, recorded, with its faults, and with what the stand-in leaves out.

Rules
- Every call is recorded, with what it met, before it is answered.
- Filled in: `metadata` of messages is kept and shown in `conversations.history`, which honours `oldest`, `latest`,
  `limit` and `cursor` and shows no ephemeral message; granted scopes in a header; what Slack tells of guests and of
  archived channels, where a test sets it.
- Addresses in answers lead through the proxy, so that nothing passes by it.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
from aiohttp import web

from tests.slack.faults import EVERY, Broken, Cut, Fault, Faults, Limited, Lost, Refused, Slow

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

Arguments = dict[str, Any]
UPLOAD = "upload"
"""Instead of a method: the bytes of a file."""
AS_JSON = ("blocks", "attachments", "view", "metadata", "files")
SCOPES = "chat:write,commands,im:history,im:write,groups:history,users:read,files:write,channels:read,groups:read"
NOT_PASSED_ON = frozenset({"host", "content-length", "transfer-encoding", "connection", "content-encoding"})
PERSON = {"is_restricted": False, "is_ultra_restricted": False, "is_stranger": False, "locale": "en-US"}


@dataclass
class Call:
    """One call of the bot. arguments: parsed. at: monotonic seconds. answer: None where none came or it was no JSON."""

    method: str
    arguments: Arguments
    at: float
    met: Fault | None = None
    status: int = 0
    answer: Arguments | None = None


@dataclass
class _Kept:
    """What the stand-in forgets of a message. clock: the proxy's when it was posted."""

    metadata: Any
    clock: int


class Passed(NamedTuple):
    """An answer of the stand-in."""

    status: int
    body: bytes
    kind: str


@dataclass
class Calls:
    """passed_on: brings a request to the stand-in. clock: seconds by which the bot's world is ahead of the stand-in's.

    made: every call, in order. people, channels: by id, what `users.info` and `conversations.info` tell besides.
    """

    passed_on: Callable[[web.Request, bytes], Awaitable[Passed]]
    clock: Callable[[], int]
    scopes: str = SCOPES
    made: list[Call] = field(default_factory=list)
    people: dict[str, Arguments] = field(default_factory=dict)
    channels: dict[str, Arguments] = field(default_factory=dict)
    _faults: Faults = field(default_factory=Faults)
    _kept: dict[tuple[str, str], _Kept] = field(default_factory=dict)

    def meet(
        self,
        method: str,
        fault: Fault,
        *,
        times: int = 1,
        where: Callable[[Mapping[str, Any]], bool] = lambda _: True,
    ) -> None:
        """The next `times` calls of `method` (`EVERY`: of any; `UPLOAD`: of bytes) meet `fault`; 0: until `mend`."""
        self._faults.add(method, fault, times, where)

    def mend(self) -> None:
        """Nothing goes wrong from here on."""
        self._faults.mend()

    def of(self, method: str) -> list[Call]:
        """The calls of one method, in order."""
        return [call for call in self.made if method in (call.method, EVERY)]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Record a call, let it meet what it meets, pass it on."""
        body = await request.read()
        method = request.match_info.get("method", UPLOAD)
        arguments = await _arguments(request, body) if method != UPLOAD else {"length": len(body)}
        call = Call(method, arguments, time.monotonic(), self._faults.met_by(method, arguments))
        self.made.append(call)
        match call.met:
            case Cut():
                return dropped(request)
            case Limited(retry_after=seconds):
                headers = {} if seconds is None else {"Retry-After": seconds}
                return _json(call, 429, {"ok": False, "error": "ratelimited"}, headers)
            case Refused(error=error, more=more):
                return _json(call, 200, {"ok": False, "error": error, **more}, {})
            case Broken(status=status, body=text):
                call.status = status
                return web.Response(status=status, text=text, content_type="text/html")
            case _:
                return await self._passed(call, request, body)

    async def _passed(self, call: Call, request: web.Request, body: bytes) -> web.StreamResponse:
        answer = await self.passed_on(request, body)
        call.status = answer.status
        told = json.loads(answer.body) if "json" in answer.kind else None
        if told is not None and told.get("ok"):
            self._fill_in(call, told)
        if isinstance(call.met, Slow):  # Slack has all of it by now; the answer alone is late
            await asyncio.sleep(call.met.seconds)
        if isinstance(call.met, Lost):
            return dropped(request)
        if told is None:
            return web.Response(status=answer.status, body=answer.body, headers={"Content-Type": answer.kind})
        return _json(call, answer.status, told, {"X-OAuth-Scopes": self.scopes} if self.scopes else {})

    def _fill_in(self, call: Call, told: Arguments) -> None:
        match call.method:
            case "chat.postMessage":
                self._kept[told["channel"], told["ts"]] = _Kept(call.arguments.get("metadata"), self.clock())
            case "conversations.history":
                self._look_back(call.arguments, told)
            case "users.info":
                told["user"] |= PERSON | self.people.get(call.arguments["user"], {})
            case "conversations.info":
                told["channel"] |= self.channels.get(call.arguments["channel"], {})
            case _:
                pass

    def _look_back(self, asked: Arguments, told: Arguments) -> None:
        """Newest first, in pages."""
        channel = asked["channel"]
        oldest, latest = float(asked.get("oldest") or 0), float(asked.get("latest") or "inf")
        found = [
            self._with_metadata(channel, message, asked)
            for message in told["messages"]
            if message.get("subtype") != "ephemeral" and oldest < self._time_of(channel, message["ts"]) < latest
        ]
        begin, limit = int(asked.get("cursor") or 0), int(asked.get("limit") or 100)
        end = begin + limit
        told["messages"] = found[begin:end]
        told["has_more"] = end < len(found)
        told["response_metadata"] = {"next_cursor": str(end) if end < len(found) else ""}

    def _time_of(self, channel: str, ts: str) -> float:
        """When a message came, by the bot's clock."""
        kept = self._kept.get((channel, ts))
        return float(ts) + (kept.clock if kept else self.clock())

    def _with_metadata(self, channel: str, message: Arguments, asked: Arguments) -> Arguments:
        kept = self._kept.get((channel, message["ts"]))
        wanted = str(asked.get("include_all_metadata", "")).lower() in ("true", "1")
        return message | ({"metadata": kept.metadata} if wanted and kept and kept.metadata else {})


def dropped(request: web.Request) -> web.Response:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def headers_of(request: web.Request) -> dict[str, str]:
    """What is passed on of a request's headers."""
    return {name: value for name, value in request.headers.items() if name.lower() not in NOT_PASSED_ON}


def _json(call: Call, status: int, told: Arguments, headers: dict[str, str]) -> web.Response:
    call.status, call.answer = status, told
    return web.json_response(told, status=status, headers=headers)


async def _arguments(request: web.Request, body: bytes) -> Arguments:
    """Of the address and the body, with nested values parsed."""
    found: Arguments = dict(request.query)
    if "json" in request.content_type:
        found |= json.loads(body or b"{}")
    elif body:
        found |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    for name in AS_JSON:
        if isinstance(found.get(name), str):
            found[name] = json.loads(found[name])
    return found


async def passed(session: aiohttp.ClientSession, address: str, request: web.Request, body: bytes) -> Passed:
    """The answer of whoever listens at `address` to the same request."""
    url = f"{address}{request.raw_path}"
    async with session.request(request.method, url, data=body, headers=headers_of(request)) as answer:
        return Passed(answer.status, await answer.read(), answer.headers.get("Content-Type", "text/plain"))
