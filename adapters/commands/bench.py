"""`tutor bench`: how many turns a second this machine carries, beside raw sqlite3 in the same run."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adapters.settings import Settings
    from bot.engine.bench import BenchResult


@click.command(epilog="Example: tutor bench --json")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.option("--quick", is_flag=True, help="Smaller numbers, in a few seconds: to see that it works.")
@click.pass_obj
def bench(settings: Settings, as_json: bool, quick: bool) -> None:
    """Measure the engine with simulated students on real units and real files.

    It takes about half a minute, writes below a temporary folder and leaves nothing behind.
    """
    from msgspec import json  # noqa: PLC0415 -- as below

    from adapters.commands.course_folders import read_courses  # noqa: PLC0415 -- loads the models of courses

    here = read_courses([settings.courses])
    from bot.engine.bench import bench as measure  # noqa: PLC0415 -- loads the engine
    from bot.engine.catalogues import read_wordings  # noqa: PLC0415 -- as above

    with _told() as progress:
        result = asyncio.run(measure(here.by_id, read_wordings(), quick=quick, progress=progress))
    click.echo(json.encode(result).decode() if as_json else "\n".join(lines_of(result)))


@contextmanager
def _told() -> Iterator[Callable[[str], None]]:
    """What is being measured, on a terminal; nothing of it stays."""
    if not sys.stderr.isatty():
        yield lambda _what: None
        return
    from rich.console import Console  # noqa: PLC0415 -- wasted where nobody looks

    with Console(stderr=True).status("") as status:
        yield lambda what: status.update(f"Measuring: {what}")


def lines_of(result: BenchResult) -> list[str]:
    """The result as a table of five rows and a line on what was measured."""
    memory = "?" if result.resident_mb is None else f"{result.resident_mb:.0f} MB"  # not every system says it
    rows = [
        ("turns a second", f"{result.turns_per_s:,.0f}", f"with {result.enrolled:,} enrolled, each commit on the disk"),
        (
            "raw sqlite3",
            f"{result.raw_turns_per_s:,.0f}",
            f"the same rows by hand; the engine reaches {result.ratio:.0%}",
        ),
        (
            "event to commit",
            f"{result.p50_ms:.1f} ms",
            f"half of them; 99 of 100 within {result.p99_ms:.1f} ms; at half load",
        ),
        ("memory", memory, f"resident, with {result.enrolled:,} enrolled"),
        (
            "cost of a turn",
            f"{result.us_per_turn_many:.0f} µs",
            f"with {result.enrolled_many:,} enrolled; {result.cost_ratio:.2f} times that with few",
        ),
    ]
    lines = [f"{what:<16} {number:>9}  {more}" for what, number, more in rows]
    return [*lines, f"{result.turns:,} turns, SQLite {result.sqlite}, Python {result.python}"]
