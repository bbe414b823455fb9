"""A Slack of two methods, on this machine: it knows one bot token and one app token, and notes what it is asked."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from adapters.slack.manifest import SCOPES

BOT_TOKEN = "xoxb-7777-right"  # noqa: S105 -- it opens nothing
APP_TOKEN = "xapp-1-right"  # noqa: S105 -- as above
SECRET = "0123456789abcdef" * 2
TEAM = {"ok": True, "team": "Hill School", "team_id": "T1", "user": "tutor", "user_id": "UBOT", "bot_id": "B1"}


@dataclass
class SlackAnswers:
    """scopes: what it says was granted; None: it does not say. status: of every answer. asked: methods, in order."""

    api_url: str
    scopes: str | None = ",".join(SCOPES)
    status: int = 200
    asked: list[str] = field(default_factory=list)

    def answer(self, method: str, token: str) -> tuple[Mapping[str, object], dict[str, str]]:
        """Body and headers."""
        self.asked.append(method)
        if self.status == 429:
            return {"ok": False, "error": "ratelimited"}, {"Retry-After": "7"}
        right = {"auth.test": BOT_TOKEN, "apps.connections.open": APP_TOKEN}.get(method)
        if token != right:
            return {"ok": False, "error": "invalid_auth"}, {}
        granted = {} if self.scopes is None else {"x-oauth-scopes": self.scopes}
        return (TEAM, granted) if method == "auth.test" else ({"ok": True, "url": "wss://nowhere.invalid/"}, {})


def nothing_of_slack(environment: dict[str, str], file: Path) -> None:
    """Take Slack, and proxies on the way to it, out of `environment`; `file` is its `.env`."""
    for name in [name for name in environment if name.startswith("SLACK_") or name.lower().endswith("_proxy")]:
        environment[name] = ""
    environment["TUTOR_ENV"] = str(file)


@contextmanager
def slack_answers() -> Iterator[SlackAnswers]:
    """It, while it answers."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            body, headers = slack.answer(self.path.removeprefix("/api/"), token)
            self.send_response(slack.status)
            for name, value in {"Content-Type": "application/json", "Connection": "close", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 -- the name of the base class
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        slack = SlackAnswers(f"http://127.0.0.1:{server.server_port}/api/")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield slack
        finally:
            server.shutdown()
            thread.join()
