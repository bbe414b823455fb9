"""The stand-in for Slack: a real process by other hands (`local-slack`), on a loopback port of its own.

Rules
- One process for one test: it starts in under a tenth of a second, so nothing of a test can reach the next.
- It is fetched once, by its lock, and nothing it brings along is run. A machine that cannot have it skips these tests
  in one line; with CI=true that is a failure.
- It listens on every interface, which it cannot be told not to do: so it lives only as long as its test.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.machine import needs, skip_or_fail

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
BINARY = HERE / "node_modules" / "local-slack-linux-x64" / "bin" / "local-slack"
PATIENCE = 20.0
"""Seconds until it must have said where it listens."""
ADDRESS = re.compile(r"Web UI:\s+(http://127\.0\.0\.1:\d+)")

TEAM = "T01TEST"
BOT = "U0BOT"
BOT_TOKEN = "xoxb-test-token"  # noqa: S105 -- a stand-in's
APP_TOKEN = "xapp-test-token"  # noqa: S105
SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105
STUDENT = "U02ADA"
"""Draws hang on who asks and where. With this id and `CLASS` every transcript is true as it stands."""
OTHER_STUDENT = "U03BEN"
TEACHER = "U04OKAFOR"
STRANGER = "U05KIM"
CLASS = "C07B"
TEACHERS = "C08STAFF"
ELSEWHERE = "C09GENERAL"


class Person(NamedTuple):
    id: str
    name: str
    real_name: str


PEOPLE = (
    Person(STUDENT, "ada", "Ada"),
    Person(OTHER_STUDENT, "ben", "Ben"),
    Person(TEACHER, "okafor", "Ms Okafor"),
    Person(STRANGER, "kim", "Kim"),
)


class StandIn(NamedTuple):
    """A running stand-in. address: http://127.0.0.1:PORT. files: the folder of what was uploaded."""

    address: str
    files: Path


@contextmanager
def stand_in(folder: Path, *, events_at: str = "") -> Iterator[StandIn]:
    """Run one while the block runs. folder: for its files. events_at: where it posts events; empty: Socket Mode."""
    program = installed()
    config, said, files = folder / "workspace.yaml", folder / "stand-in.txt", folder / "files"
    config.write_text(json.dumps(workspace(events_at)), encoding="utf-8")  # JSON is YAML
    command = [program, "--config", str(config), "--port", "0", "--base-host", "127.0.0.1", "--files-dir", str(files)]
    with said.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        yield StandIn(_address(process, said), files)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def workspace(events_at: str) -> dict[str, Any]:
    """A school: one class with its channel, one room of its teachers, one channel that is no class."""
    how = {"mode": "events", "requestUrl": events_at} if events_at else {"mode": "socket"}
    everyone = [person.id for person in PEOPLE]
    return {
        "workspace": {"name": "School", "domain": "school", "teamId": TEAM},
        "app": {
            "appId": "A01APP",
            "botUserId": BOT,
            "botName": "tutor",
            "botToken": BOT_TOKEN,
            "appToken": APP_TOKEN,
            "signingSecret": SECRET,
            **how,
        },
        "users": [person._asdict() for person in PEOPLE],
        "channels": [
            {"id": CLASS, "name": "class-7b", "members": [*everyone, BOT]},
            {"id": TEACHERS, "name": "staff-7b", "is_private": True, "is_channel": False, "members": [TEACHER, BOT]},
            {"id": ELSEWHERE, "name": "general", "members": [*everyone, BOT]},
        ],
    }


def installed() -> str:
    """The program; fetched the first time. Skips the test where it cannot be had."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        skip_or_fail("local-slack", "it is made for Linux on x86-64 only")
    if not BINARY.is_file():
        _fetch(needs("npm"))
    return str(BINARY)


def _fetch(npm: str) -> None:
    """What the lock names, by its checksum; no script of a package runs."""
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode or not BINARY.is_file():
        skip_or_fail(
            "local-slack", f"in tests/slack: npm ci --ignore-scripts, which said: {done.stderr.strip()[-200:]}"
        )


def _address(process: subprocess.Popen[bytes], said: Path) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        text = said.read_text(encoding="utf-8")
        found = ADDRESS.search(text)
        if found and "Apps:" in text:
            return found[1]
        time.sleep(0.01)
    raise AssertionError(f"the stand-in did not start. It said:\n{said.read_text(encoding='utf-8')}")
