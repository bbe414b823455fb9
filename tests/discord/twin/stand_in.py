"""The stand-in for Discord: a real process by other hands (`discord-digital-twin`), on loopback ports of its own.

Rules
- One process for one test: it starts in under a second, so nothing of a test can reach the next.
- It is fetched once, by its lock, and no script of a package runs. A machine that cannot have it skips these tests in
  one line; with CI=true that is a failure.
- The school in it is the fake's (`tests.discord.fake.world`), with the same ids.
"""

from __future__ import annotations

import json
import select
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.discord.fake import permissions
from tests.discord.fake.clock import Clock
from tests.discord.fake.world import Guild, World
from tests.discord.fake.world import school as fake_school
from tests.discord.ids import BOT, PEOPLE, TOKEN
from tests.machine import needs, skip_or_fail

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "node_modules" / "discord-digital-twin"
INSTALLED = HERE / "node_modules" / ".package-lock.json"
"""Written by npm when everything is there."""
PATIENCE = 20.0
"""Seconds until it must have said where it listens, and until it must have ended."""

Json = dict[str, Any]


class StandIn(NamedTuple):
    """A running stand-in, with the addresses that an adapter takes. control: where `people.mjs` is asked."""

    api_url: str
    gateway_url: str
    token: str
    control: str


@contextmanager
def stand_in(folder: Path) -> Iterator[StandIn]:
    """Run one while the block runs. folder: for what it says."""
    said = folder / "twin.txt"
    command = [*installed(), json.dumps(school())]
    with said.open("wb") as trouble:
        process = subprocess.Popen(
            command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=trouble, bufsize=0
        )
    try:
        told = json.loads(_line(process, said))
        at = f"127.0.0.1:{told['port']}"
        yield StandIn(f"http://{at}/api/v10", f"ws://{at}/gateway", TOKEN, f"http://127.0.0.1:{told['control']}")
    finally:
        process.kill()  # it keeps nothing
        process.wait(PATIENCE)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def school() -> Json:
    """The fake's, as host.mjs takes it."""
    world = fake_school(Clock())
    return {
        "token": TOKEN,
        "bot": {"id": BOT, "username": "tutor"},
        "users": [{"id": person.id, "username": person.name, "shown": person.shown} for person in PEOPLE],
        "guilds": [_guild(world, guild) for guild in world.guilds.values()],
    }


def _guild(world: World, guild: Guild) -> Json:
    of_role = ("id", "name", "permissions", "position", "managed")
    return {
        "id": guild.id,
        "name": guild.name,
        "owner": guild.owner,
        "roles": [{key: role[key] for key in of_role} for role in guild.roles.values()],
        "members": [
            {"user": user, "roles": member["roles"], "permissions": str(permissions.of_guild(guild, user))}
            for user, member in guild.members.items()
        ],
        "channels": [
            {
                "id": channel["id"],
                "name": channel["name"],
                "type": channel["type"],
                "overwrites": channel["permission_overwrites"],
            }
            for channel in world.channels_of(guild.id)
        ],
    }


def installed() -> list[str]:
    """How it is started, by the node that npm runs on; fetched the first time. Skips where it cannot be had."""
    npm = needs("npm")
    if not INSTALLED.is_file():
        _fetch(npm)
    return ["node", "--require", str(HERE / "loopback.cjs"), str(HERE / "host.mjs")]


def _fetch(npm: str) -> None:
    """What the lock names, by its checksums; no script of a package runs."""
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode or not PACKAGE.is_dir():
        cure = f"in tests/discord/twin: npm ci --ignore-scripts, which said: {done.stderr.strip()[-200:]}"
        skip_or_fail("discord-digital-twin", cure)


def _line(process: subprocess.Popen[bytes], said: Path) -> bytes:
    """What it says first."""
    out, line = process.stdout, b""
    assert out is not None
    end = time.monotonic() + PATIENCE
    while not line.endswith(b"\n") and time.monotonic() < end:
        if select.select([out], [], [], 0.1)[0]:
            part = out.read(4096)
            if not part:
                break
            line += part
    if not line.endswith(b"\n"):
        raise AssertionError(f"the stand-in did not start. It said:\n{line!r}\n{said.read_text(encoding='utf-8')}")
    return line
