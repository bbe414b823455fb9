"""What the program says about itself while it runs, and what it never says.

Rules
- Never a name, an answer or a token: the other rooms log sentences of their own, and an error's own words stay out.
- Never a traceback on a screen: it goes into a report of the data folder, and its place is told.
- `run` writes one JSON object a line on stderr; `try` and `chat` write the sentence alone.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import json

from adapters.commands.trouble import save_report

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger("tutor")


class SentencesOnStderr(logging.Handler):
    """Writes each record as one line. structured: as JSON. folder: where reports go."""

    def __init__(self, folder: Path, *, structured: bool) -> None:
        super().__init__()
        self._folder = folder
        self._structured = structured

    def emit(self, record: logging.LogRecord) -> None:
        """One line, whatever the record holds."""
        try:
            sys.stderr.write(self._line(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):  # nobody listens any more
            return

    def _line(self, record: logging.LogRecord) -> str:
        said = " ".join(record.getMessage().split("\n", 1)[0].split())
        error = record.exc_info[1] if record.exc_info else None
        report = save_report(error, self._folder) if error is not None else None
        if not self._structured:
            return f"{said} ({type(error).__name__}; a report is in {report})" if error is not None else said
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": said,
            **getattr(record, "fields", {}),
        }
        if error is not None:
            line |= {"error": type(error).__name__, "report": str(report)}
        return json.encode(line).decode()


def begin_logs(folder: Path, *, structured: bool) -> None:
    """Send every record from warnings on to stderr; with `structured` also what the service itself tells."""
    root = logging.getLogger()
    root.handlers[:] = [SentencesOnStderr(folder, structured=structured)]
    root.setLevel(logging.WARNING)
    logger.setLevel(logging.INFO if structured else logging.WARNING)


def tell(says: str, **fields: object) -> None:
    """One line of the service about itself. fields: further keys of the JSON object."""
    logger.info("%s", says, extra={"fields": fields})
