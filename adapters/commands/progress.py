"""A bar for what takes longer than a second, where somebody looks.

Rules
- Nothing is shown in the first second, nor where stderr is no terminal, and nothing stays behind.
- The bar is on stderr: what a command has to say on stdout is the same with it and without.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 1.0
"""Seconds before a bar appears."""


@contextmanager
def progress(of: int) -> Iterator[Callable[[str], None]]:
    """Gives a function to call before each of the `of` pieces of work, with the name of the piece."""
    if not sys.stderr.isatty():
        yield lambda _name: None
        return
    from rich.console import Console  # noqa: PLC0415 -- a tenth of a second, wasted where nobody looks
    from rich.progress import Progress  # noqa: PLC0415 -- as above

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=of)
    begun = -1

    def begin(name: str) -> None:
        nonlocal begun
        begun += 1
        bar.update(task, description=name, completed=begun)

    timer = Timer(PATIENCE, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield begin
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
