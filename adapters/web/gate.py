"""What stands before every page: who may ask, and the headers that every answer carries.

Rules
- The Host header names this machine (127.0.0.1, localhost, [::1]); a page of another name that resolves to here (DNS
  rebinding) gets nothing.
- A POST carries an Origin, and it is the address it was sent to: another site's page cannot write here.
- The first part of the path is the token. A wrong one, an unknown page and a refused host all get the same 404.
- Nothing is loaded from elsewhere, nothing runs inline, nobody may frame a page, no address leaves by a referrer.
"""

import hmac
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def not_here() -> PlainTextResponse:
    """The one answer for everything that is not there or not for you."""
    return PlainTextResponse("There is nothing at this address.\n", status_code=404)


class Gate:
    """Lets the right requests through to `app`, below `/<token>`; puts the headers on every answer."""

    def __init__(self, app: ASGIApp, *, token: str) -> None:
        self._app = app
        self._prefix = f"/{token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. Only HTTP is spoken here."""
        if scope["type"] != "http":
            return
        app = self._app if self._may_enter(scope) else not_here()

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, text in SECURITY.items():
                    headers.setdefault(name, text)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await app(scope, receive, send_guarded)

    def _may_enter(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if LOOPBACK.fullmatch(host) is None:
            return False
        if scope["method"] not in ("GET", "HEAD") and headers.get("origin", "") != f"{scope['scheme']}://{host}":
            return False
        first = "/" + scope["path"].split("/", 2)[1] if scope["path"].startswith("/") else ""
        return hmac.compare_digest(first.encode(), self._prefix.encode())
