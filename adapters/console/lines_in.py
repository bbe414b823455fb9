"""Where the student's lines come from: a prompt with history and completion, or a pipe.

Rules
- A prompt leaves what is being typed alone when the tutor says something meanwhile.
- The history is what the student wrote in this conversation before; nothing is kept in a file of its own.
- A pipe is read without holding up anything else, one line at a time; half a line at its end is a line.
"""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from prompt_toolkit.completion import CompleteEvent, Completion
    from prompt_toolkit.document import Document

LONGEST_LINE = 4_000_000
"""Bytes kept of one line: a megabyte of any characters, so that the tutor itself can say that it is long."""
CHUNK = 65_536


class Lines(Protocol):
    """One line after another; None at the end (Ctrl-D, the end of a pipe)."""

    async def next(self) -> str | None: ...


class PipedLines:
    """The lines of a file descriptor. Reading happens in a thread that nobody has to wait for at the end."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(1)
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, daemon=True, name="tutor lines").start()

    async def next(self) -> str | None:
        """The next line, as UTF-8; bytes that are none become a mark that shows it."""
        line = await self._queue.get()
        return None if line is None else line.decode("utf-8-sig", "replace")

    def _read(self) -> None:
        rest = b""
        while chunk := self._chunk():
            *lines, rest = (rest + chunk).split(b"\n")
            rest = rest[:LONGEST_LINE]
            if not all(self._put(line) for line in lines):
                return
        if rest:
            self._put(rest)
        self._put(None)

    def _chunk(self) -> bytes:
        try:
            return os.read(self._descriptor, CHUNK)  # not sys.stdin: a thread that waits there stops Python from ending
        except OSError:
            return b""

    def _put(self, line: bytes | None) -> bool:
        """False when nobody listens any more."""
        put = self._queue.put(line)
        try:
            asyncio.run_coroutine_threadsafe(put, self._loop).result()
        except (RuntimeError, CancelledError):
            put.close()
            return False
        return True


class PromptedLines:
    """A prompt on a terminal. offers: what may be typed now; before: what was typed before, the oldest first."""

    def __init__(self, offers: Callable[[], Iterable[str]], before: Sequence[str]) -> None:
        from prompt_toolkit import PromptSession  # noqa: PLC0415 -- half a second's share, wasted on a pipe
        from prompt_toolkit.completion import Completer, Completion  # noqa: PLC0415 -- as above
        from prompt_toolkit.history import InMemoryHistory  # noqa: PLC0415 -- as above

        class Offered(Completer):
            def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
                del complete_event
                typed = document.text_before_cursor
                for offer in matching(typed, offers()):
                    yield Completion(offer, start_position=-len(typed))

        self._session: PromptSession[str] = PromptSession(
            "> ", completer=Offered(), history=InMemoryHistory(before), complete_while_typing=False
        )

    async def next(self) -> str | None:
        """The next line. Raises KeyboardInterrupt for Ctrl-C."""
        try:
            return await self._session.prompt_async()
        except EOFError:
            return None


def matching(typed: str, offers: Iterable[str]) -> list[str]:
    """What begins like the typed words, in the order offered; what differs in capitals or a mark alone comes once."""
    start = typed.lstrip().casefold()
    alike: dict[str, str] = {}
    for offer in offers:
        alike.setdefault(offer.casefold().rstrip("?!."), offer)
    return [offer for offer in alike.values() if offer.casefold().startswith(start)]
