"""How fast the engine is on this machine, with real units, the real `step` and real files.

What is measured
- turns per second at saturation: 10,000 enrolled, 256 students at once, each speaks again as soon as the receipt is
  there;
- event to commit at half of that load: arrivals by a Poisson process, timed from when they were due, so that an engine
  which falls behind cannot make its own times look short;
- raw sqlite3 (standard library, one connection, the same file settings) writing the very rows that the engine wrote in
  this run, in the same groups, and the ratio;
- the cost of a turn with 1,000 and with 100,000 enrolled;
- memory resident with 10,000 enrolled, in a process of its own (`bench_memory`).

What students do is worked out beforehand (`bench_load`): the load costs the engine's process the calls and nothing
else. Every draw is seeded, so two runs send the same events.
"""

import asyncio
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import Struct

from bot.curriculum.course import Course
from bot.dialogue.events import Event
from bot.dialogue.wording import Wording
from bot.engine.bench_load import Load, enrol_all, make_load
from bot.engine.bench_memory import resident_mb_with
from bot.engine.collector import calm_the_collector
from bot.engine.courier import Addressed, Delivered
from bot.engine.engine import Engine
from bot.store.open import open_store
from bot.store.sqlite import PRAGMAS
from bot.store.statements import ADD_JOURNAL, Among, Ask, Rows
from bot.store.store import Group, Sent, Store, T, T_co, Work
from bot.store.transaction import Transaction

AT_ONCE = 256
RECORDED = 120  # groups that are kept for raw sqlite3: enough to be steady, little enough to cost the engine nothing
SEED = 1


class BenchResult(Struct, frozen=True):
    """turns_per_s: at saturation. p50_ms, p99_ms: event to commit at half of that.

    raw_turns_per_s: the same rows by sqlite3 alone; ratio: of the engine's to that. cost_ratio: a turn with
    `enrolled_many` to one with `enrolled_few`. resident_mb: with `enrolled`; None where the system does not say.
    """

    turns_per_s: int
    p50_ms: float
    p99_ms: float
    raw_turns_per_s: int
    ratio: float
    resident_mb: float | None
    us_per_turn_few: float
    us_per_turn_many: float
    cost_ratio: float
    turns: int
    turns_per_group: float
    enrolled: int
    enrolled_few: int
    enrolled_many: int
    sqlite: str
    python: str


@dataclass(frozen=True)
class Sizes:
    """turns: at saturation, then at half load. compared: of each of the two runs that compare costs."""

    turns: int
    half_load_turns: int
    compared: int
    few: int
    enrolled: int
    many: int


FULL = Sizes(turns=20_000, half_load_turns=8_000, compared=8_000, few=1_000, enrolled=10_000, many=100_000)
QUICK = Sizes(turns=1_500, half_load_turns=500, compared=500, few=200, enrolled=1_000, many=2_000)


async def bench(
    courses: Mapping[str, Course],
    wordings: Mapping[str, Wording],
    *,
    quick: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> BenchResult:
    """Measure, in about 30 seconds (quick: 4), writing below a temporary folder. progress: told what comes next."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="tutor-bench-"))
    try:
        return await _Bench(courses, wordings, folder, progress).run(QUICK if quick else FULL)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


class _Local:
    async def deliver(self, letter: Addressed) -> Delivered:  # noqa: ARG002 - it goes nowhere
        return Delivered()


class _Bench:
    def __init__(
        self,
        courses: Mapping[str, Course],
        wordings: Mapping[str, Wording],
        folder: Path,
        progress: Callable[[str], None],
    ) -> None:
        self._courses = courses
        self._wordings = wordings
        self._folder = folder
        self._progress = progress

    async def run(self, sizes: Sizes) -> BenchResult:
        self._progress("working out what students will do")
        load = await self._load(sizes.enrolled, sizes.turns + sizes.half_load_turns)
        self._progress(f"as many turns as it can, {sizes.enrolled:,} enrolled")
        recorder = _Recorder()
        rate, waits = await self._main_run(load, sizes, recorder)
        self._progress("the same rows by sqlite3 alone")
        raw = await asyncio.to_thread(recorder.write_raw, self._folder / "raw.db")
        costs = []
        for enrolled in (sizes.few, sizes.many):
            self._progress(f"the cost of a turn, {enrolled:,} enrolled")
            costs.append(await self._cost(enrolled, sizes.compared))
        self._progress("memory")
        memory = await self._memory(load)
        return BenchResult(
            turns_per_s=round(rate),
            p50_ms=_percentile(waits, 0.50),
            p99_ms=_percentile(waits, 0.99),
            raw_turns_per_s=round(raw),
            ratio=round(rate / raw, 2),
            resident_mb=memory,
            us_per_turn_few=round(costs[0] * 1e6, 1),
            us_per_turn_many=round(costs[1] * 1e6, 1),
            cost_ratio=round(costs[1] / costs[0], 2),
            turns=sizes.turns,
            turns_per_group=round(recorder.turns / max(1, len(recorder.groups)), 1),
            enrolled=sizes.enrolled,
            enrolled_few=sizes.few,
            enrolled_many=sizes.many,
            sqlite=sqlite3.sqlite_version,
            python=sys.version.split()[0],
        )

    async def _load(self, enrolled: int, turns: int) -> Load:
        load = await asyncio.to_thread(make_load, self._courses, enrolled, turns, SEED)
        calm_the_collector()  # as a serving process does; the load is not the engine's to look through either
        return load

    @asynccontextmanager
    async def _engine(self, load: Load, name: str, recorder: "_Recorder | None" = None) -> AsyncIterator[Engine]:
        store = await open_store(self._folder / name)
        try:
            await enrol_all(store, load)
            if recorder is not None:
                await asyncio.to_thread(_copy, self._folder / name, self._folder / "raw.db")
            kept = store if recorder is None else _RecordingStore(store, recorder)
            async with Engine(
                kept, courses=self._courses, wordings=self._wordings, couriers={"local": _Local()}
            ) as engine:
                yield engine
        finally:
            await store.close()

    async def _main_run(self, load: Load, sizes: Sizes, recorder: "_Recorder") -> tuple[float, list[float]]:
        """Turns per second at saturation, and the seconds from event to commit at half of that."""
        share = round(len(load.events) * sizes.turns / (sizes.turns + sizes.half_load_turns))
        async with self._engine(load, "main.db", recorder) as engine:
            rate = await _saturate(engine, load.events[:share])
            self._progress("half of that load")
            return rate, await _arrive(engine, load.events[share:], rate / 2)

    async def _cost(self, enrolled: int, turns: int) -> float:
        """Seconds per turn at saturation."""
        load = await self._load(enrolled, turns)
        async with self._engine(load, f"{enrolled}.db") as engine:
            return 1 / await _saturate(engine, load.events)

    async def _memory(self, load: Load) -> float | None:
        file = self._folder / "memory.db"
        async with self._engine(load, file.name) as engine:
            await _saturate(engine, load.events[:1])  # the contents that its course needs are written
        events = [event for events in load.events[1 : 1 + 2 * AT_ONCE] for event in events]
        return await asyncio.to_thread(resident_mb_with, self._courses, file, events)


async def _saturate(engine: Engine, students: Sequence[Sequence[Event]]) -> float:
    """Turns per second with `AT_ONCE` students who never pause."""
    waiting = iter(students)

    async def speak() -> None:
        for events in waiting:
            for event in events:
                await engine.handle(event)

    start = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(speak())
    return sum(map(len, students)) / (time.perf_counter() - start)


async def _arrive(engine: Engine, students: Sequence[Sequence[Event]], rate: float) -> list[float]:
    """Seconds from when each event was due to its receipt. Each student's events keep their order."""
    draw = random.Random(SEED)  # noqa: S311 - a load, not a secret
    waits: list[float] = []

    async def speak(event: Event, due: float) -> None:
        await engine.handle(event)
        waits.append(time.perf_counter() - due)

    rounds = max(map(len, students))
    in_turn = [events[n] for n in range(rounds) for events in students if n < len(events)]
    due = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for event in in_turn:
            due += draw.expovariate(rate)
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            tasks.create_task(speak(event, due))
    return waits


def _percentile(waits: Sequence[float], share: float) -> float:
    """In milliseconds."""
    return round(sorted(waits)[min(len(waits) - 1, int(len(waits) * share))] * 1000, 2)


# --- the same rows without the engine ---------------------------------------------------------------------------------


class _Recorder:
    """What the first groups wrote: per group, each statement's text and rows."""

    def __init__(self) -> None:
        self.groups: list[list[tuple[str, Sequence[tuple[Any, ...]]]]] = []
        self.turns = 0

    def write_raw(self, file: Path) -> float:
        """Turns per second of sqlite3 alone. file: a database as it was before the engine's first group."""
        connection = sqlite3.connect(file, isolation_level=None)
        try:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            start = time.perf_counter()
            for group in self.groups:
                connection.execute("BEGIN IMMEDIATE")
                for text, rows in group:
                    connection.executemany(text, rows)
                connection.execute("COMMIT")
            return self.turns / (time.perf_counter() - start)
        finally:
            connection.close()


def _copy(file: Path, to: Path) -> None:
    """By SQLite's own backup: a copy of the file alone would lack what is in its WAL."""
    with sqlite3.connect(file) as source, sqlite3.connect(to) as target:
        source.backup(target)
    source.close()
    target.close()


class _RecordingTransaction(Transaction):
    def __init__(self, inner: Transaction, group: list[tuple[str, Sequence[tuple[Any, ...]]]]) -> None:
        self._inner = inner
        self._group = group
        self.turns = 0

    def run(self, statement: Rows, rows: Sequence[tuple[Any, ...]]) -> None:
        self._inner.run(statement, rows)
        if rows:
            self._group.append((self._inner.text_of(statement), rows))
        if statement is ADD_JOURNAL:
            self.turns += len(rows)

    def ask(self, statement: Ask, *given: object) -> Sequence[Any]:
        return self._inner.ask(statement, *given)

    def among(self, statement: Among, keys: Any) -> list[Any]:
        return self._inner.among(statement, keys)


class _RecordingGroup:
    """A group of turns whose writing is kept."""

    def __init__(self, inner: Group[T_co], recorder: _Recorder) -> None:
        self._inner = inner
        self._recorder = recorder
        self.read, self.play = inner.read, inner.play

    def write(self, transaction: Transaction) -> Any:
        group: list[tuple[str, Sequence[tuple[Any, ...]]]] = []
        recording = _RecordingTransaction(transaction, group)
        result = self._inner.write(recording)
        self._recorder.groups.append(group)
        self._recorder.turns += recording.turns
        return result


class _RecordingStore(Store):
    """The store, with what the first groups wrote kept."""

    def __init__(self, inner: Store, recorder: _Recorder) -> None:
        self.place, self.overlaps = inner.place, inner.overlaps
        self._inner = inner
        self._recorder = recorder

    def send(self, group: Group[T], after: Sent[T] | None) -> Sent[T]:
        if len(self._recorder.groups) < RECORDED:
            group = _RecordingGroup(group, self._recorder)
        return self._inner.send(group, after)

    async def write(self, work: Work[T]) -> T:
        return await self._inner.write(work)

    async def read(self, work: Work[T]) -> T:
        return await self._inner.read(work)

    async def close(self) -> None:
        await self._inner.close()
