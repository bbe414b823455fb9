"""What a command could not do, as a sentence and its cure, and the report of what nobody foresaw.

Rules
- Exit codes: 0 fine, 1 the input has faults or something could not be done, 2 wrong usage, 130 stopped by Ctrl-C.
- A traceback is never shown. What nobody foresaw goes into a file of the data folder: the places in the code and the
  kinds of the errors. What an error says goes with it only if it comes from the system: others may quote an answer.
"""

from __future__ import annotations

import contextlib
import platform
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import IO, Any, Self

import click

TELLING = (OSError, ImportError)
"""Errors whose words come from the system or from our own code, never from a student."""


class CannotDoError(click.ClickException):
    """Something could not be done (exit code 1). The cure stands on a line of its own."""

    def __init__(self, sentence: str, cure: str) -> None:
        super().__init__(f"{sentence}\n{cure}")

    def show(self, file: IO[Any] | None = None) -> None:
        """To stderr, without a prefix: the sentence says enough."""
        del file
        click.echo(self.message, err=True)


class WrongUsageError(CannotDoError):
    """The words or settings make no sense together (exit code 2)."""

    exit_code = 2

    @classmethod
    def told(cls, fault: str) -> Self:
        """fault: a sentence and, on the next line, its cure."""
        sentence, _, cure = fault.partition("\n")
        return cls(sentence, cure)


def foreseen(error: BaseException) -> CannotDoError | None:
    """The trouble as a person is told it, if it is one that the other rooms name; else None."""
    from bot.engine.errors import EngineError  # noqa: PLC0415 -- two small files, needed when something is amiss
    from bot.store.errors import StoreError  # noqa: PLC0415 -- as above

    if isinstance(error, EngineError | StoreError):
        return CannotDoError(error.sentence, error.cure)
    if isinstance(error, OSError) and error.filename is not None:
        return CannotDoError(
            f"{error.filename} cannot be used: {(error.strerror or str(error)).lower()}.",
            "See that it is there, that this account may use it, and that its disk has room.",
        )
    return None


def save_report(error: BaseException, folder: Path) -> Path | None:
    """Where the report of `error` was saved: below `folder`, else in the system's own folder for such, else nowhere."""
    name = time.strftime("%Y-%m-%d-%H%M%S.txt")
    for place in (folder / "reports", Path(tempfile.gettempdir()) / "tutor-reports"):
        with contextlib.suppress(OSError):
            place.mkdir(parents=True, exist_ok=True)
            report = place / name
            report.write_text(_written(error), encoding="utf-8", errors="replace")
            return report
    return None


def _written(error: BaseException) -> str:
    head = f"Python {platform.python_version()} on {platform.platform()}\ntutor {' '.join(sys.argv[1:2])}\n"
    parts = [head]
    for one in _chain(error):
        said = f": {one}" if isinstance(one, TELLING) else ""
        parts.append("".join(traceback.format_tb(one.__traceback__)) + f"{type(one).__name__}{said}\n")
    return "\n".join(parts)


def _chain(error: BaseException) -> list[BaseException]:
    """What led to it, the first cause first, members of a group included."""
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or one in seen:
            continue
        seen.append(one)
        waiting += [one.__cause__ or one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
    return seen[::-1]
