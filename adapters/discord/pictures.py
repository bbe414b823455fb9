"""Pictures of questions and lessons as files: drawn once, remembered, sent along with each message that shows them.

Rules
- A picture that cannot be had is told by its alternative text; no letter waits for it.
- What is remembered is bounded by its bytes.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING

from adapters.png import picture_file, png_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

logger = logging.getLogger("tutor")
MOST_BYTES = 32_000_000
"""Of all pictures that are remembered."""


class Pictures:
    """folders: of the courses, by id."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders = folders
        self._drawn: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._missing: set[str] = set()

    async def file(self, name: str) -> tuple[str, bytes] | None:
        """(file name, content); None: it cannot be shown."""
        if name in self._drawn:
            self._drawn.move_to_end(name)
            return self._drawn[name]
        path = picture_file(self._folders, name)
        if path is None:
            self._tell(name, "no such file in the media folder of its course, or too large")
            return None
        try:
            drawn = await asyncio.to_thread(png_of, path)
        except (OSError, ValueError) as error:
            self._tell(name, type(error).__name__)
            return None
        self._drawn[name] = drawn
        while sum(len(content) for _, content in self._drawn.values()) > MOST_BYTES:
            self._drawn.popitem(last=False)
        return drawn

    def _tell(self, name: str, why: str) -> None:
        if name not in self._missing:
            self._missing.add(name)
            logger.error("Discord: the picture %s cannot be shown (%s); its text is", name, why)
