"""The benchmark measures the real engine: a small run of it, and what its numbers are made of."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.curriculum.course import Course
from bot.engine import bench as bench_module
from bot.engine.bench import bench
from bot.engine.bench_load import make_load
from tests.engine.classroom import WORDINGS

SMALL = bench_module.Sizes(turns=300, half_load_turns=100, compared=100, few=20, enrolled=100, many=40)


async def test_a_small_run_gives_every_number(courses: Mapping[str, Course], monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    raw_rows: list[int] = []
    write_raw = bench_module._Recorder.write_raw  # noqa: SLF001 - what it leaves is looked at below

    def looked_at(self: bench_module._Recorder, file: Path) -> float:
        rate = write_raw(self, file)
        connection = sqlite3.connect(file)
        raw_rows.append(connection.execute("SELECT count(*) FROM journal").fetchone()[0])
        raw_rows.append(self.turns)
        connection.close()
        return rate

    monkeypatch.setattr(bench_module, "QUICK", SMALL)
    monkeypatch.setattr(bench_module._Recorder, "write_raw", looked_at)  # noqa: SLF001
    result = await bench(courses, WORDINGS, quick=True, progress=told.append)
    assert result.turns_per_s > 0
    assert result.raw_turns_per_s > 0
    assert result.ratio == pytest.approx(result.turns_per_s / result.raw_turns_per_s, abs=0.01)
    assert 0 < result.p50_ms <= result.p99_ms
    assert raw_rows[0] == raw_rows[1] >= SMALL.turns  # sqlite3 alone wrote the turns that the engine wrote
    assert len(told) >= 6


def test_two_loads_of_one_seed_are_the_same(courses: Mapping[str, Course]) -> None:
    first, second = (make_load(courses, 40, 120, seed=3) for _ in range(2))
    assert first.students == second.students
    assert first.events == second.events
    assert sum(map(len, first.events)) >= 120


def test_a_load_has_a_key_for_each_event_once(courses: Mapping[str, Course]) -> None:
    events = [event.id for student in make_load(courses, 40, 120, seed=3).events for event in student]
    assert len(events) == len(set(events))
