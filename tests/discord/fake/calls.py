"""The door to Discord's REST: every request recorded, met by its fault, let in or turned away, answered.

Rules
- Every request is in the record before it is answered, with what it met.
- Answers are `application/json`, exactly, and bear Discord's rate limit headers. What is fast enough is the test's:
  by default nothing here is limited; `pace` gives a route a real bucket, and beyond it a real 429.
- A request that no route serves is a 404 and stands in `unknown`.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.discord.fake.asked import Asked, parsed
from tests.discord.fake.faults import Code, Dropped, Fault, Faults, RateLimited, Slow, Status, pattern_of
from tests.discord.fake.refusals import RefusedError, no_such_route, unauthorized
from tests.discord.ids import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.discord.fake.server import Discord

    Handler = Callable[[Discord, Asked], Any]
    Routes = Iterable[tuple[str, str, Handler]]

Json = dict[str, Any]
BASE = "/api/v10"
OPEN = re.compile(r"/(interactions|webhooks|gateway$)")
"""Served without the bot's token: these bear one of their own."""
MAJOR = re.compile(r"/(channels|guilds|webhooks)/(\d+)")


@dataclass
class Call:
    """One request. path: after `/api/v10`. at: monotonic seconds. answer: None where there was none."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    files: tuple[str, ...]
    at: float
    met: Fault | None = None
    status: int = 0
    answer: Any = None


@dataclass(frozen=True)
class Answer:
    """An answer with a status of its own."""

    status: int
    body: Any


@dataclass
class Bucket:
    """At most `limit` requests within `seconds`."""

    limit: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)

    def take(self) -> float:
        """Seconds until there is room; 0: it was taken."""
        now = time.monotonic()
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        if len(self.taken) >= self.limit:
            return self.taken[0] + self.seconds - now
        self.taken.append(now)
        return 0.0

    def headers(self) -> dict[str, str]:
        """As Discord tells them."""
        after = max(0.0, self.taken[0] + self.seconds - time.monotonic()) if self.taken else 0.0
        return _headers(self.limit, self.limit - len(self.taken), after)


class Calls:
    """made: every request, in order. unknown: those that no route serves."""

    def __init__(self, discord: Discord, routes: Routes) -> None:
        self.made: list[Call] = []
        self.unknown: list[Call] = []
        self._discord = discord
        self._faults = Faults()
        self._pace: list[tuple[str, re.Pattern[str], int, float]] = []
        self._buckets: dict[str, Bucket] = {}
        self._routes = [
            (method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)), handler)
            for method, path, handler in routes
        ]

    # --- for tests ---

    def meet(
        self,
        method: str,
        path: str,
        fault: Fault,
        *,
        times: int = 1,
        where: Callable[[Json], bool] = lambda _: True,
    ) -> None:
        """The next `times` requests of this kind meet `fault`; 0: all, until `mend`. path: see `faults`."""
        self._faults.add(method, path, fault, times, where)

    def mend(self) -> None:
        """Nothing goes wrong from here on."""
        self._faults.mend()

    def pace(self, method: str, path: str, limit: int, seconds: float) -> None:
        """From here on this route takes `limit` requests in `seconds`, for each channel, guild or webhook."""
        self._pace.append((method, pattern_of(path), limit, seconds))

    def of(self, method: str, path: str) -> list[Call]:
        """Those of one kind, in order. path: with stars."""
        pattern = pattern_of(path)
        return [call for call in self.made if method in (call.method, "*") and pattern.fullmatch(call.path)]

    @property
    def invalid(self) -> int:
        """How many count towards a ban: 401, 403 and 429. Ten thousand in ten minutes are too many."""
        return sum(call.status in (401, 403, 429) for call in self.made)

    # --- for the server ---

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Whatever came."""
        path = request.path.removeprefix(BASE)
        call = Call(request.method, path, dict(request.query), None, (), time.monotonic())
        self.made.append(call)
        try:
            asked = await parsed(request, path)
        except RefusedError as refusal:
            return self._told(call, refusal.status, refusal.body)
        call.body, call.files = asked.body, tuple(file.name for file in asked.files)
        call.met = self._faults.met_by(call.method, path, asked.said)
        return await self._met(call, request, asked)

    async def _met(self, call: Call, request: web.Request, asked: Asked) -> web.StreamResponse:
        match call.met:
            case RateLimited() as fault:
                return _limited(call, fault)
            case Code() as fault:
                return self._told(call, fault.http, {"message": fault.message, "code": fault.code})
            case Status(accepted=False) | Dropped(accepted=False):
                pass
            case Slow(seconds=seconds, before=True):
                await asyncio.sleep(seconds)
                self._let_in(call, asked)
            case _:
                self._let_in(call, asked)
        return await self._sent(call, request)

    async def _sent(self, call: Call, request: web.Request) -> web.StreamResponse:
        match call.met:
            case Status(status=status):
                call.status = status
                return web.Response(status=status, text="upstream connect error", content_type="text/html")
            case Dropped():
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()
            case Slow(seconds=seconds, before=False):
                await asyncio.sleep(seconds)
        return self._told(call, call.status, call.answer)

    def _let_in(self, call: Call, asked: Asked) -> None:
        bucket = self._bucket(call)
        if bucket is not None and (wait := bucket.take()):
            call.status, call.answer = 429, _wait(wait)
            return
        try:
            made = self._handled(call, asked)
        except RefusedError as refusal:
            call.status, call.answer = refusal.status, refusal.body
            return
        match made:
            case Answer(status=status, body=body):
                call.status, call.answer = status, body
            case None:
                call.status = 204
            case _:
                call.status, call.answer = 200, made

    def _handled(self, call: Call, asked: Asked) -> Any:
        if not OPEN.match(asked.path) and asked.token != f"Bot {TOKEN}":
            raise unauthorized()
        for method, pattern, handler in self._routes:
            if method == asked.method and (found := pattern.fullmatch(asked.path)):
                return handler(self._discord, replace(asked, at=found.groupdict()))
        self.unknown.append(call)
        raise no_such_route()

    def _bucket(self, call: Call) -> Bucket | None:
        for method, pattern, limit, seconds in self._pace:
            if method in (call.method, "*") and pattern.fullmatch(call.path):
                major = MAJOR.match(call.path)
                key = f"{call.method} {pattern.pattern} {major[2] if major else ''}"
                return self._buckets.setdefault(key, Bucket(limit, seconds))
        return None

    def _told(self, call: Call, status: int, body: Any) -> web.Response:
        call.status, call.answer = status, body
        bucket = self._bucket(call)
        headers = bucket.headers() if bucket else _headers(1_000, 999, 1.0)
        headers["X-RateLimit-Bucket"] = _bucket_name(call)
        if status == 429:
            headers |= {"Via": "1.1 google", "X-RateLimit-Scope": "user", "Retry-After": str(body["retry_after"])}
        if status == 204:
            return web.Response(status=204, headers=headers)
        # `json_response` would name a charset, and then no library takes it for JSON
        headers["Content-Type"] = "application/json"
        return web.Response(status=status, body=json.dumps(body).encode(), headers=headers)


def _limited(call: Call, fault: RateLimited) -> web.Response:
    call.status = 429
    if not fault.via:
        return web.Response(status=429, text="error code: 1015", content_type="text/html")
    call.answer = _wait(fault.retry_after) | {"global": fault.is_global}
    headers = {"Via": "1.1 google", "Retry-After": str(fault.retry_after), "Content-Type": "application/json"}
    headers |= {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"} if fault.is_global else {}
    return web.Response(status=429, body=json.dumps(call.answer).encode(), headers=headers)


def _wait(seconds: float) -> Json:
    return {"message": "You are being rate limited.", "retry_after": round(seconds, 3), "global": False}


def _headers(limit: int, remaining: int, after: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": f"{time.time() + after:.3f}",
        "X-RateLimit-Reset-After": f"{after:.3f}",
    }


def _bucket_name(call: Call) -> str:
    """The same for the same route, whatever its ids."""
    shape = re.sub(r"\d{15,}|(?<=/webhooks/id/)[^/]+", "id", call.path)
    return f"{abs(hash((call.method, shape))):016x}"
