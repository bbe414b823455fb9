"""`tutor bench`: one JSON object with the numbers that are promised, or a table that a person reads."""

import json
from pathlib import Path

from adapters.commands.bench import lines_of
from bot.engine.bench import BenchResult
from tests.cli.conftest import Run

PROMISED = {"turns_per_s", "p50_ms", "p99_ms", "raw_turns_per_s", "ratio", "resident_mb", "cost_ratio"}
RESULT = BenchResult(
    turns_per_s=5_000,
    p50_ms=3.0,
    p99_ms=20.0,
    raw_turns_per_s=10_000,
    ratio=0.5,
    resident_mb=None,
    us_per_turn_few=200.0,
    us_per_turn_many=220.0,
    cost_ratio=1.1,
    turns=24_000,
    turns_per_group=60.0,
    enrolled=10_000,
    enrolled_few=1_000,
    enrolled_many=100_000,
    sqlite="3.51.3",
    python="3.11.7",
)


def test_the_quick_run_measures_everything_and_leaves_no_database_behind(run: Run, tmp_path: Path) -> None:
    done = run("bench", "--json", "--quick")
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout)
    assert set(result) >= PROMISED
    assert all(result[name] > 0 for name in PROMISED - {"resident_mb"})
    assert not list(tmp_path.rglob("*.db"))


def test_a_person_reads_the_numbers_in_columns_and_what_the_system_does_not_say_as_unknown() -> None:
    lines = lines_of(RESULT)
    assert lines[0].startswith("turns a second       5,000  with 10,000 enrolled")
    assert lines[1].endswith("the engine reaches 50%")
    assert lines[3].startswith("memory                   ?")
