"""`tutor grade`: an item and a reply per line in, a verdict per line out, as they come.

    {"item": {"kind": "number", "ask": "1/4 + 1/2 =", "answer": "3/4"}, "reply": "3/4"}
    {"verdict": "correct", "why": "right", "mistake": null, "ms": 0.412}

Rules
- One line out for each line in, in order, written at once: another program may talk to this one line by line.
- A line that cannot be used is reported in its place, {"error": "...", "line": 7}, and the next one is read.
- UTF-8 both ways, whatever the terminal uses. ms: what reading and grading took, in milliseconds.
"""

from __future__ import annotations

import sys
from time import perf_counter
from typing import TYPE_CHECKING, BinaryIO

import click
from msgspec import json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LONGEST = 8_000_002
"""Bytes: two million characters, as many as `grade_line` takes, of four bytes, and the line break."""


EXAMPLE = """{"item": {"kind": "number", "ask": "1/4 + 1/2 =", "answer": "3/4"}, "reply": "0.75"}"""


@click.command(epilog=f"\b\nExample, a line of FILE:\n{EXAMPLE}\nand then: tutor grade FILE")
@click.argument("file", type=click.File("rb", lazy=False), default="-")
def grade(file: BinaryIO) -> None:
    """Grade the JSON lines of FILE, or of the standard input.

    Each line is {"item": {as in a unit file}, "reply": "..."}. Exit code 1 if a line could not be used; it is reported
    in its place, and the others are graded.
    """
    if file.isatty():
        click.echo("Write one JSON object a line; Ctrl-D (on Windows Ctrl-Z, Enter) ends.", err=True)
    from bot.grading.line import grade_line  # noqa: PLC0415 -- loads the models of courses, before the clock runs

    output = sys.stdout.buffer
    bad = 0
    for number, line in enumerate(_lines(file), 1):
        began = perf_counter()
        graded = _graded(line, grade_line)
        if "error" in graded:
            bad += 1
            graded["line"] = number
        else:
            graded["ms"] = round((perf_counter() - began) * 1000, 3)
        output.write(json.encode(graded) + b"\n")
        output.flush()
    click.get_current_context().exit(1 if bad else 0)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines; of one that is too long no more than is needed to say so."""
    while line := file.readline(LONGEST):
        cut = line
        while cut and not cut.endswith(b"\n"):
            cut = file.readline(LONGEST)
        yield line


def _graded(line: bytes, grade_line: Callable[[str], Mapping[str, str | None]]) -> dict[str, str | float | None]:
    try:
        return {**grade_line(line.decode("utf-8-sig").strip())}
    except UnicodeDecodeError as error:
        return {"error": f"byte {error.start + 1} is no UTF-8 -- write the line as UTF-8"}
    except Exception as error:  # noqa: BLE001 -- one line must not stop the lines after it
        return {"error": f"this item could not be graded ({type(error).__name__}) -- please report it with this line"}
