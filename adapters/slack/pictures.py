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
from typing import TYPE_CHECKING

from adapters.png import picture_file, png_of
from adapters.slack.web_api import Answer, Limited, NotSent, Ok, Unsure, Wrong
from bot.dialogue.effects import Ask, Letter, Say
from bot.dialogue.marks import plain
from bot.engine import Wait

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adapters.slack.web_api import WebApi
    from bot.curriculum.question import Picture

logger = logging.getLogger(__name__)
MOST_TRIES = 3
GIVEN_UP = ""


class Pictures:
    """folders: of the courses, by id."""

    def __init__(self, api: WebApi, folders: Mapping[str, Path]) -> None:
        self._api = api
        self._folders = folders
        self._ids: dict[str, str] = {}
        self._tries: dict[str, int] = {}
        self._uploading = asyncio.Lock()

    async def ids(self, letter: Letter) -> Mapping[str, str] | Wait:
        """Slack's ids of the letter's picture, by file; empty where there is none to show. Wait: not yet."""
        picture = letter.picture if isinstance(letter, Say | Ask) else None
        if picture is None:
            return {}
        async with self._uploading:  # thirty students meet a picture at once: one upload serves them
            if picture.file not in self._ids:
                pause = await self._bring(picture)
                if pause is not None:
                    return pause
        known = self._ids[picture.file]
        return {} if known == GIVEN_UP else {picture.file: known}

    async def _bring(self, picture: Picture) -> Wait | None:
        path = picture_file(self._folders, picture.file)
        answer = await self._upload(path, picture) if path is not None else Wrong("no such file")
        if isinstance(answer, Ok):
            return None
        if isinstance(answer, Limited):
            return Wait(answer.seconds, "ratelimited")
        why = answer.error if isinstance(answer, Wrong) else answer.why
        tries = self._tries[picture.file] = self._tries.get(picture.file, 0) + 1
        if isinstance(answer, NotSent | Unsure) and tries < MOST_TRIES:
            return Wait(float(tries), why)
        logger.error("Slack: the picture %s could not be uploaded (%s); its text is shown", picture.file, why)
        self._ids[picture.file] = GIVEN_UP
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
