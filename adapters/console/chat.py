"""One student's conversation in a terminal: lines in, events to the engine, letters out.

Rules
- The terminal is a platform like the others: it translates, and the dialogue decides. A line that names a visible
  button presses it; every other line is a reply to the question that stands open.
- After each line everything that it led to is shown before the next line is read, so that a pipe reads like a page.
- What comes by itself (a look back that is due, a teacher's act) is shown when it comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from adapters.console.screen import Shown, folded, heard_line, letter_lines, notice_lines
from bot.dialogue.effects import Alert
from bot.dialogue.events import Chose, Event, Replied
from bot.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from pathlib import Path

    from rich.console import Console
    from rich.text import Text

    from adapters.console.lines_in import Lines
    from bot.engine import Engine, Entry

AT_ONCE = 200
HISTORY = 12
"""Entries of an earlier conversation that are shown again."""
PATIENCE = 10.0
"""Seconds to wait for letters that a turn wrote. They come within a millisecond; nobody waits for ever."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the conversation is. last: the number of the last entry of a channel. file_of: a picture's file.

    teacher_channel: empty where notices are not shown. words: what may be typed at any time.
    """

    community: str
    student: str
    channel: str
    teacher_channel: str
    words: Sequence[str]
    last: Callable[[str], Awaitable[int]]
    file_of: Callable[[str], Path | None]


@dataclass(slots=True)
class Chat:
    """seen: per channel, the number of the last entry shown."""

    engine: Engine
    place: Place
    console: Console
    shown: Shown = field(default_factory=Shown)
    seen: dict[str, int] = field(default_factory=dict)
    _moved: asyncio.Condition = field(default_factory=asyncio.Condition)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def talk(self, lines: Lines) -> None:
        """Until the lines end. Raises what ends the engine."""
        channels = [channel for channel in (self.place.channel, self.place.teacher_channel) if channel]
        followers = [asyncio.create_task(self._follow(channel)) for channel in channels]
        talking = asyncio.create_task(self._talk(lines))
        running = asyncio.create_task(self.engine.wait())
        tasks = [talking, running, *followers]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for ended in done:
                ended.result()
        finally:
            async with self._reading:  # a read that is cut off halfway would leave its connection open
                for task in tasks:
                    task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _talk(self, lines: Lines) -> None:
        await self.catch_up()
        while (line := await lines.next()) is not None:
            if line.strip():
                await self.send(self.event_of(line))

    async def send(self, event: Event) -> None:
        """Hand one event over, and wait until everything it led to is shown."""
        try:
            await self.engine.handle(event)
        except EngineError as error:
            self.console.print(str(error), markup=False, highlight=False)
            return
        await self.catch_up()

    def event_of(self, line: str) -> Event:
        """The press or reply that a typed line means."""
        to = self._button(folded(line[:200]))
        head = {"id": f"console:{uuid4()}", "at": time.time()}
        who = {"community": self.place.community, "student": self.place.student}
        if to is not None:
            return Chose(**head, **who, ref=to[0], picks=(to[1],))  # type: ignore[arg-type]  # three texts and a time
        return Replied(**head, **who, text=line.strip(), on=self.shown.ref)  # type: ignore[arg-type]  # as above

    def _button(self, said: str) -> tuple[str, str] | None:
        if not self.shown.ref and said.isdecimal() and said.isascii() and len(said) < 3:
            place = int(said) - 1
            return self.shown.numbered[place] if 0 <= place < len(self.shown.numbered) else None
        return self.shown.buttons.get(said.strip("[]"))

    def offers(self) -> list[str]:
        """What may be typed now: the visible labels, then the words that always work."""
        return [*self.shown.labels, *self.place.words]

    async def catch_up(self) -> None:
        """Wait until everything that is written by now is shown."""
        goals = {channel: await self.place.last(channel) for channel in self.seen}

        def reached() -> bool:
            return all(self.seen[channel] >= goal for channel, goal in goals.items())

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE), self._moved:
                await self._moved.wait_for(reached)

    async def _follow(self, channel: str) -> None:
        with self.engine.watch(self.place.community, channel) as news:
            await self._show_new(channel)
            async for _ in news:
                await self._show_new(channel)

    async def _show_new(self, channel: str) -> None:
        async with self._reading:
            while entries := await self._entries(channel, self.seen[channel]):
                for entry in entries:
                    self._show(entry, channel)
                    self.seen[channel] = entry.seq
                async with self._moved:
                    self._moved.notify_all()

    def _show(self, entry: Entry, channel: str) -> None:
        letter = entry.letter
        if letter is None:
            return
        if isinstance(letter, Alert):
            self._print(notice_lines(letter))
            return
        if channel == self.place.channel:
            self.shown = self.shown.after(letter)
            self._print(letter_lines(letter, numbered=not self.shown.ref, file_of=self.place.file_of))

    async def show_history(self) -> list[str]:
        """Show the end of the earlier conversation; return what the student wrote in it, the oldest first."""
        begin = max(0, self.seen[self.place.channel] - HISTORY)
        wrote = []
        for entry in await self._entries(self.place.channel, begin):
            if entry.heard is not None and (line := heard_line(entry.heard)) is not None:
                self._print([line])
            if isinstance(entry.heard, Replied):
                wrote.append(entry.heard.text[:200])
            if entry.letter is not None:
                quiet = list(letter_lines(entry.letter, numbered=False, file_of=self.place.file_of))
                for line in quiet:
                    line.stylize("dim")
                self._print(quiet)
        return wrote

    async def _entries(self, channel: str, after: int) -> list[Entry]:
        return await self.engine.conversation(self.place.community, channel, after=after, limit=AT_ONCE)

    def _print(self, lines: Iterable[Text]) -> None:
        lines = list(lines)
        for line in lines:
            self.console.print(line, soft_wrap=not self.console.is_terminal)
        if lines and self.console.is_terminal:
            self.console.print()
