"""Real `tutor` processes: started, read until they say something, stopped by their own id."""

import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import IO

from tests.cli.conftest import ROOT, command

PATIENCE = 60.0
"""Seconds. What is waited for comes within two; a loaded machine may take longer."""


class Spoken:
    """What a stream says, line by line, read in a thread so that waiting can end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.text = ""
        self._lines: SimpleQueue[str] = SimpleQueue()
        threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream: IO[bytes]) -> None:
        for line in stream:
            self._lines.put(line.decode("utf-8", "replace"))
        self._lines.put("")

    def until(self, part: str) -> str:
        """The first line from here on that holds `part`. Raises AssertionError if it does not come."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                line = self._lines.get(timeout=0.5)
            except Empty:
                continue
            self.text += line
            if part in line:
                return line
            if not line:
                break
        raise AssertionError(f"{part!r} was not said. This was:\n{self.text}")


class Process:
    """A running command. out, err: what it says."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        assert process.stdout is not None
        assert process.stderr is not None
        self.out, self.err = Spoken(process.stdout), Spoken(process.stderr)

    def say(self, line: str) -> None:
        """Give it one line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def ends(self) -> int:
        """Its exit code."""
        return self.process.wait(PATIENCE)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; return its exit code."""
        self.process.send_signal(number)
        return self.ends()


@contextmanager
def running(environment: Mapping[str, str], *words: str) -> Iterator[Process]:
    """A `tutor` that is ended at the latest with the test."""
    own_group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # Windows
    with subprocess.Popen(
        command(*words),
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        creationflags=own_group,
    ) as process:
        try:
            yield Process(process)
        finally:
            if process.poll() is None:
                process.kill()
