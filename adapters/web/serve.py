"""Running the application on this machine: loopback only, on a free port, and away at once when told to stop.

Rules
- Any host that is not this machine's own loopback is refused before a socket is opened.
- Signals are the caller's: `serve` stops by being cancelled, tells the open streams to end, lets what is being answered
  finish (3 s at most) and gives the cancellation back.
- Nothing is written about requests: an address holds the token.
"""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Generator

import uvicorn
from starlette.applications import Starlette

LAST_WORDS = 3
"""Seconds that answers under way may take when the server stops."""
PORTS_TRIED = 100


class PortTakenError(OSError):
    """The sentence names the port and the cure."""


class NotLoopbackError(ValueError):
    """The sentence names the host and the cure."""


def free_port(start: int = 8000, host: str = "127.0.0.1") -> int:
    """The first port from `start` on that nobody listens on; raises `PortTakenError` after a hundred."""
    for port in range(start, min(start + PORTS_TRIED, 65536)):
        with contextlib.suppress(PortTakenError), _listening(host, port):
            return port
    raise PortTakenError(
        f"ports {start} to {start + PORTS_TRIED - 1} of {host} are taken: give another one with --port"
    )


async def serve(app: Starlette, host: str = "127.0.0.1", port: int = 8000, ready: asyncio.Event | None = None) -> None:
    """Serve `app` until cancelled. ready: set when the address answers.

    Raises `NotLoopbackError` for a host that others can reach, `PortTakenError` when the port is taken.
    """
    listening = _listening(host, port)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=LAST_WORDS,
        ws="none",
    )
    server = _Server(config, app, ready)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        server.should_exit = True
        await running
        raise
    finally:
        listening.close()


class _Server(uvicorn.Server):
    """uvicorn, with the signals left alone and the streams ended first."""

    def __init__(self, config: uvicorn.Config, app: Starlette, ready: asyncio.Event | None) -> None:
        super().__init__(config)
        self._app = app
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._ready is not None:
            self._ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.streams.end()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def _listening(host: str, port: int) -> socket.socket:
    if not is_loopback(host):
        raise NotLoopbackError(
            f"{host} can be reached from other machines; the local classroom listens on 127.0.0.1, ::1 or localhost"
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise PortTakenError(f"port {port} of {host} is taken or not allowed: give another one with --port") from error


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False
