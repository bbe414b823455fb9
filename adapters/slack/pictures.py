"""Pictures of questions and lessons, uploaded once per start and shown inside the message that needs them.

    files.getUploadURLExternal -> the bytes -> files.completeUploadExternal -> an image block names the file

Rules
- Each picture is uploaded once and named by its file; messages share it. Its alternative text goes along.
- A picture that cannot be had holds up its letter for a few tries; then the letter goes with the text in its place.

Source: docs.slack.dev/messaging/working-with-files.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from adapters.png import picture_file, png_of
from adapters.slack.web_api import Answer, Limited, NotSent, Ok, Unsure, Wrong
from bot.dialogue.effects import Ask, Letter, Say
from bot.dialogue.marks import plain
from bot.engine import Wait

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from adapters.slack.web_api import WebApi
    from bot.curriculum.question import Picture

logger = logging.getLogger(__name__)
MOST_TRIES = 3
UNDER_WAY_PAUSE = 1.0
"""Seconds until a letter asks again for a picture that another one is having uploaded."""
WITHOUT = 600.0
"""Seconds for which a picture that could not be had is shown as its text; then it is tried again."""


class Pictures:
    """folders: of the courses, by id. steady: monotonic seconds."""

    def __init__(self, api: WebApi, folders: Mapping[str, Path], steady: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._folders = folders
        self._steady = steady
        self._ids: dict[str, str] = {}
        self._tries: dict[str, int] = {}
        self._without_until: dict[str, float] = {}
        self._under_way: set[str] = set()

    async def ids(self, letter: Letter) -> Mapping[str, str] | Wait:
        """Slack's ids of the letter's picture, by file; empty where there is none to show. Wait: not yet."""
        picture = letter.picture if isinstance(letter, Say | Ask) else None
        if picture is None or self._without_until.get(picture.file, 0.0) > self._steady():
            return {}
        if picture.file not in self._ids:
            if picture.file in self._under_way:  # thirty students meet a picture at once: one upload serves them
                return Wait(UNDER_WAY_PAUSE, "picture")
            self._under_way.add(picture.file)
            try:
                pause = await self._bring(picture)
            finally:
                self._under_way.discard(picture.file)
            if pause is not None:
                return pause
        known = self._ids.get(picture.file)
        return {} if known is None else {picture.file: known}

    async def _bring(self, picture: Picture) -> Wait | None:
        path = picture_file(self._folders, picture.file)
        answer = await self._upload(path, picture) if path is not None else Wrong("no such file")
        if isinstance(answer, Ok):
            self._tries.pop(picture.file, None)
            return None
        if isinstance(answer, Limited):
            return Wait(answer.seconds, "ratelimited")
        if isinstance(answer, NotSent):
            return Wait(UNDER_WAY_PAUSE, answer.why)  # nothing can be sent now, so nothing is held up by it
        tries = self._tries[picture.file] = self._tries.get(picture.file, 0) + 1
        why = answer.error if isinstance(answer, Wrong) else answer.why
        if isinstance(answer, Unsure) and tries < MOST_TRIES:
            return Wait(float(tries), why)
        logger.error("Slack: the picture %s could not be uploaded (%s); its text is shown", picture.file, why)
        self._tries.pop(picture.file, None)
        self._without_until[picture.file] = self._steady() + WITHOUT
        return None

    async def _upload(self, path: Path, picture: Picture) -> Answer:
        try:
            name, content = await asyncio.to_thread(png_of, path)
        except (OSError, ValueError) as error:
            return Wrong(type(error).__name__)
        alt = plain(picture.alt)[:1000]
        place = await self._api.call(
            "files.getUploadURLExternal", {"filename": name, "length": len(content), "alt_txt": alt}
        )
        if not isinstance(place, Ok):
            return place
        brought = await self._api.put(str(place.said.get("upload_url", "")), content)
        if not isinstance(brought, Ok):
            return brought
        file_id = str(place.said.get("file_id", ""))
        done = await self._api.call("files.completeUploadExternal", {"files": [{"id": file_id, "title": name}]})
        if isinstance(done, Ok):
            self._ids[picture.file] = file_id
        return done
