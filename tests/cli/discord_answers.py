"""A Discord of two addresses, on this machine: it knows one bot, and notes what it is asked."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TOKEN = "bot-id.when.right-one"  # noqa: S105 -- it opens nothing
BOT, APPLICATION = "900000000000000001", "900000000000000002"
USER, OF_APPLICATION = "/users/@me", "/applications/@me"
BASE = "/api/v10"


@dataclass
class DiscordAnswers:
    """flags: of the application. status: of every answer; retry_after: its header. body: instead of what is asked for.

    asked: paths, in order. heard: user agents.
    """

    api_url: str
    flags: int = 0
    is_public: bool = False
    status: int = 200
    retry_after: str = ""
    body: bytes | None = None
    asked: list[str] = field(default_factory=list)
    heard: set[str] = field(default_factory=set)

    def answer(self, path: str, authorization: str) -> tuple[int, bytes]:
        """Status and body."""
        self.asked.append(path)
        if authorization != f"Bot {TOKEN}":
            return 401, b'{"message": "401: Unauthorized", "code": 0}'
        application = {"id": APPLICATION, "name": "Tutor", "bot_public": self.is_public, "flags": self.flags}
        bodies = {USER: {"id": BOT, "username": "Tutor", "bot": True}, OF_APPLICATION: application}
        return self.status, json.dumps(bodies.get(path, {})).encode() if self.body is None else self.body


def nothing_of_discord(environment: dict[str, str], file: Path) -> None:
    """Take Discord out of `environment`; `file` is its `.env`."""
    environment.update({name: "" for name in os.environ if name.startswith("DISCORD_")})
    environment["TUTOR_ENV"] = str(file)


@contextmanager
def discord_answers() -> Iterator[DiscordAnswers]:
    """It, while it answers."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            discord.heard.add(self.headers.get("User-Agent", ""))
            path = self.path.removeprefix(BASE)
            status, body = discord.answer(path, self.headers.get("Authorization", ""))
            self.send_response(status)
            headers = {"Retry-After": discord.retry_after, "Location": f"{discord.api_url}{USER}"}
            for name, value in {"Content-Type": "application/json", "Connection": "close", **headers}.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 -- the name of the base class
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        discord = DiscordAnswers(f"http://127.0.0.1:{server.server_port}{BASE}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield discord
        finally:
            server.shutdown()
            thread.join()
